"""What a demo organization knows how to do, and how its people grow."""

#: Name, kind, what it looks like at work.
SKILLS = (
    ("Pressure calibration", "technical", "Takes the bench from set-up to certificate without a second look."),
    ("Uncertainty budgets", "technical", "Says how sure a number is, and why."),
    ("Reading circuit diagrams", "technical", "Finds the fault on paper before opening the housing."),
    ("Stock tool", "technical", "Knows what is where, and what is on its way."),
    ("Contracts with customers", "technical", "Sees what we promised, and what we did not."),
    ("Listening", "soft", "Lets others finish, asks once more, says back what was meant."),
    ("Giving feedback", "soft", "Says what was seen and what it did, soon and kindly."),
    ("Explaining to customers", "soft", "One sentence without a word that only we use."),
    ("Leading a meeting", "soft", "Everybody knows what was decided, and it ends in time."),
    ("Planning a week", "soft", "What matters is done by Wednesday."),
)

#: Kind, what is done, for which skill.
ACTIONS = (
    ("training", "Two days on uncertainty budgets in Doncaster", "Uncertainty budgets"),
    ("training", "The course on the new stock tool", "Stock tool"),
    ("practice", "Write two certificates a week and have them looked over", "Pressure calibration"),
    ("practice", "Open three customer calls with one plain sentence", "Explaining to customers"),
    ("mentor", "An hour every second week with somebody from the lab", "Reading circuit diagrams"),
    ("mentor", "Ask Grace how she gives hard feedback", "Giving feedback"),
    ("stretch", "Lead the recall of the old gauges", "Leading a meeting"),
    ("stretch", "Present the audit to the customer", "Explaining to customers"),
    ("stretch", "Take over the contract with the mill", "Contracts with customers"),
    ("learning", "Read the standard and tell the team what changes", "Pressure calibration"),
    ("learning", "Watch how the other shift plans its week", "Planning a week"),
    ("learning", "Sit in on four one-to-ones of somebody who listens well", "Listening"),
)

LEARNED = (
    "I ask one more question before I answer. It saves an hour later.",
    "The hard part was not the subject but to begin. Next time I begin smaller.",
    "I can do this alone now, and I know whom to ask where I cannot.",
    "Half of it I knew. The other half I would not have found by myself.",
    "Practising on real work was worth more than the course before it.",
)
DROPPED = "The work it was meant for went to another team."
DECLINED = "Not this quarter, please: the recall takes all of it."
