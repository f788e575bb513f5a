"""English: words that get in the way of feedback, and what helps instead. A star stands for the rest of a word."""

TRAIT = (
    *("lazy", "careless", "sloppy", "unreliable", "irresponsible", "unprofessional", "incompetent", "stubborn"),
    *("arrogant", "unmotivated", "uncommitted", "immature", "oversensitive", "bossy", "abrasive", "slow learner"),
    *("bad attitude", "your attitude", "not a team player", "typical of you", "your personality", "your character"),
)
#: Of a person, not of a bench: only soon after one of these.
OF_YOU = ("you are", "you're", "you were", "you seem", "you can be", "being")
TRAIT_OF_YOU = (
    *("stupid", "useless", "disorganised", "disorganized", "chaotic", "rude", "aggressive", "passive", "negative"),
    *("emotional", "sensitive", "difficult", "cold", "weak", "slow", "quiet"),
)
ABSOLUTE = (
    *("always", "never", "every time", "every single time", "constantly", "all the time", "everybody says"),
    *("everyone says", "everybody thinks", "everyone thinks", "nobody can", "no one can", "again and again"),
    *("once again", "as usual"),
)
VAGUE = (
    *("good job", "great job", "nice job", "well done", "good work", "great work", "nice work", "keep it up"),
    *("you rock", "awesome", "amazing", "be more proactive", "more proactive", "step up", "do better", "try harder"),
    *("could be better", "needs work", "needs improvement", "work on your communication", "communicate better"),
    *("more professional", "more visible", "take more ownership", "ownership", "more strategic", "executive presence"),
    *("stuff", "things like that", "somehow", "in general"),
)
#: What tells of one moment.
EXAMPLE = (
    *("monday*", "tuesday*", "wednesday*", "thursday*", "friday*", "saturday*", "sunday*", "yesterday*", "today*"),
    *(
        "this morning",
        "last week*",
        "last month*",
        "last night",
        "last time",
        "for example",
        "for instance",
        "when you",
    ),
    *("in the meeting", "in our meeting", "during the", "on the call", "while you"),
    *("january", "february", "march", "april", "june", "july", "august", "september", "october", "november"),
    "december",
)
FAULT = (
    *("not", "n't", "didn't", "don't", "doesn't", "wasn't", "weren't", "couldn't", "can't", "won't", "wrong", "failed"),
    *("fail*", "missed", "missing", "late", "bad", "poor", "mistake*", "error*", "problem*", "forgot*", "ignored"),
    *("without", "broken", "complain*", "lost", "delay*"),
)
#: What works, an offer, or a question.
BALANCE = (
    *("thank*", "appreciate*", "good", "well", "helped", "helpful", "strong", "works", "worked", "glad", "like how"),
    *("how do you see", "what do you think", "what would help", "can i help", "could i help", "i can", "i could"),
    *("i will", "we can", "we could", "let us", "let's", "together", "may i", "shall we", "could we", "am i wrong"),
)
EXPLAINED = {
    "trait": (
        "This names what somebody is, not what happened. It cannot be acted on, and it hurts.",
        "Say what a camera would have seen: “On Tuesday the report left without the second reading.”",
    ),
    "absolute": (
        "“Always” and “never” are heard as unfair: one counter-example, and the rest is not believed.",
        "Name the times you mean: “in two of the last three handovers”.",
    ),
    "vague": (
        "This could be said of anybody. What exactly was it?",
        "Name the one thing and what it did: “Your checklist saved us a second visit.”",
    ),
    "no_example": (
        "There is no moment in it that the other can remember.",
        "Begin with one: “On Thursday, in the call with Doncaster, you …”",
    ),
    "no_impact": (
        "It does not say what came of it, so it may sound like a matter of taste.",
        "Add what happened next, and for whom: “… so the customer had to call twice.”",
    ),
    "no_next_step": (
        "It says what was, not what would help.",
        "End with one thing to try: “Next time, send the list the day before.”",
    ),
    "one_sided": (
        "Everything in it is about what went wrong. It is easier to hear beside what works, or with a question.",
        "Add what worked, what you can do yourself, or ask: “How do you see it?”",
    ),
}
