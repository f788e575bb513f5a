"""What people of a demo organization say to one another."""

VALUES = (
    ("We keep our word", "What was promised is done, or said in time that it will be later."),
    ("We ask early", "Whoever is stuck says so on the first day, not on the last."),
    ("Every reading counts", "A number is checked twice before it leaves the house."),
    ("We make room", "New colleagues and quiet ones are heard first."),
)
#: Praise, each with the place of the value it shows; 0 shows none.
PRAISE = (
    (
        "Thank you for staying on the line with Doncaster until the pressure held. They felt looked after.",
        1,
    ),
    ("You said on Monday that the seals would be late. That gave all of us four days to plan around it.", 2),
    ("The second reading you took on bench two found the drift. Three certificates would have gone out wrong.", 3),
    ("You let Grace finish her idea when the meeting wanted to move on. It is the one we are building now.", 4),
    ("The handover note for Leeds was so clear that nobody had to call you on your day off.", 1),
    ("You wrote down how the label printer is set up. I fixed it in five minutes this morning.", 0),
    ("The customer was angry, and you asked what had happened before you explained anything. It turned the call.", 0),
    ("You noticed that I was drowning in the returns and took twenty of them without being asked.", 4),
    ("The stock count came out to the last seal. I know how many evenings are in that.", 3),
    ("You told the auditor what we had not done yet before she asked. She said that she trusts the rest for it.", 1),
    ("Your checklist for the bench is used on all three sites since last week.", 0),
    ("You explained the uncertainty budget with a kitchen scale. I finally understand it.", 0),
    ("You asked the question that everybody had and nobody asked.", 2),
    ("The night shift started without a single call, because of the rota you made.", 1),
    ("You went through my draft line by line and every remark made it better.", 0),
    ("Our new colleague said that you were the reason she stayed after the first hard week.", 4),
)
#: The skill that praise names, by the place of its words; of other praise none.
SKILLS = {2: "Pressure calibration", 3: "Leading a meeting", 6: "Listening", 11: "Uncertainty budgets"}
#: Praise for a step of growth that is finished.
CELEBRATIONS = (
    "You took on something that was a size too large in March. Yesterday nobody noticed that it ever was.",
    "You said you would learn it, and then you showed it to all of us. That is the best part.",
    "It was uncomfortable at first, and you stayed with it. The customer asked for you by name.",
    "You asked for help early, and gave it back twice. Well done.",
)
#: Suggestions: situation, behaviour, impact, next step.
SUGGESTIONS = (
    (
        "In Tuesday’s planning",
        "You listed all eleven open visits before saying which two you needed help with.",
        "We ran out of time before the second one.",
        "Start with the two, and send the list beforehand.",
    ),
    (
        "On the call with the Brno lab",
        "You switched between the old and the new part numbers.",
        "They noted the wrong one and had to call again.",
        "Say the new number only, and put both into the mail.",
    ),
    (
        "In the ticket about the returns shelf",
        "The steps you took were there, the result was not.",
        "I tried the same again before I asked you.",
        "One last line with what came out would be enough.",
    ),
    (
        "During the walk through the bench hall",
        "You answered each question of the visitors yourself.",
        "The two who built the bench did not get to speak.",
        "Pass one or two questions on to them.",
    ),
    (
        "When the price list went around",
        "It came as a picture.",
        "Nobody could search in it.",
        "A table would help all of us.",
    ),
    (
        "At the end of the shift on Thursday",
        "You told me about the broken gauge on the way out.",
        "I had forgotten it by Friday.",
        "A line in the shift book, please, even a short one.",
    ),
)
#: Improvement feedback: situation, behaviour, impact, next step, what is in the way, what comes next.
IMPROVEMENT = (
    (
        "Three reports in the last two weeks",
        "They left without the second reading.",
        "Two customers sent them back, and we measured again for nothing.",
        "No report leaves before the second reading is in it.",
        "capacity",
        "I move the audit preparation to somebody else until the end of the month.",
    ),
    (
        "Monday’s shift handover",
        "The open alarms were not in the book.",
        "The night shift found out when the bench stopped.",
        "Write each open alarm down, with its time.",
        "expectation",
        "We write down together what belongs into a handover, on one page.",
    ),
    (
        "The two calls with Doncaster",
        "You promised a date before the lab had confirmed it.",
        "We had to call back twice to move it.",
        "Say “I will call you tomorrow with the date”.",
        "tools",
        "You get access to the lab’s calendar this week.",
    ),
    (
        "The calibration of bench two",
        "The uncertainty was taken from last year’s sheet.",
        "The certificate had to be withdrawn.",
        "Work it out anew for each bench.",
        "knowledge",
        "A morning with Grace on the uncertainty budget, before the next calibration.",
    ),
    (
        "The last three stock counts",
        "The small parts were estimated.",
        "Orders were short by a week.",
        "Count them, or say that you could not.",
        "incentives",
        "Being fast is not what I look at any more: a count that is right is.",
    ),
    (
        "In the two last team meetings",
        "You had the figures and did not bring them up.",
        "We decided without them.",
        "One slide, two minutes: I put you on the agenda.",
        "motivation",
        "We go through them together the day before.",
    ),
)
VIEWS = (
    "It is mostly the two days in which both benches are taken. On the others it works.",
    "I did not know that it was expected of me. Thank you for saying so.",
    "The tool shows me yesterday’s figures. If that were mended, half of it would be gone.",
)
DISPUTES = ("The reading was there; it stood on the second page, which the scan cut off.",)
QUESTIONS = (
    "Which call was it? I would like to listen to it again.",
    "Could we look at one of them together on Thursday?",
)
