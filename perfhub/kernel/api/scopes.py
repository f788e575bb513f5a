"""What a token may be made for: reading and writing, noun by noun.

A scope only ever narrows: what a token can do is what its scopes allow *of* what its employee may do at that moment.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Noun:
    """One noun of the API; a scope in plain words for reading it and, where there is something to do, for writing."""

    name: str
    label: Promise
    reads: Promise
    writes: Promise | None = None

    @property
    def read(self) -> str:
        return f"{self.name}:read"

    @property
    def write(self) -> str:
        return f"{self.name}:write"


ME = Noun("me", _("Me"), _("See who you are here and which roles you hold"))
EMPLOYEES = Noun(
    *("employees", _("Employees")),
    _("See the directory"),
    _("Hire, change and end employments, where you may"),
)
TEAMS = Noun("teams", _("Teams"), _("See the teams"))
REPORTING_LINES = Noun(
    *("reporting_lines", _("Reporting lines")),
    _("See who reports to whom"),
    _("Give people another manager, where you may"),
)
ABSENCES = Noun(
    *("absences", _("Absences")),
    _("See when you and your people are away"),
    _("Enter absences and take them back, where you may"),
)
WORKING_HOURS = Noun(
    *("working_hours", _("Working hours")),
    _("See in which hours you and your people work"),
    _("Set working hours, where you may"),
)
DATA_REQUESTS = Noun(
    *("data_requests", _("Requests for data")),
    _("See what you asked for of the data held about you; for HR, what others asked for"),
    _("Ask for the data held about you; for HR, write down that somebody asked, and answer"),
)
CHECK_INS = Noun(
    *("check_ins", _("Check-ins")),
    _("Read your check-ins and those of your reports; they see that you did"),
    _("Answer and correct your check-ins, mark those of your reports as read"),
)
COMMITMENTS = Noun(
    *("commitments", _("Promises")),
    _("Read what you promised and what was promised to you"),
    _("Promise, ask for promises, and say what became of them"),
)
FEEDBACK = Noun(
    *("feedback", _("Feedback")),
    _("Read feedback that you gave or received, and what your reports received as far as it is for you"),
    _("Give feedback, answer to it and say how it went on"),
)
PRAISE = Noun(
    *("praise", _("Praise")),
    _("Read the wall of praise and the values of the organization"),
    _("React to praise; for HR, take it or a comment off the wall"),
)
ONE_TO_ONES = Noun(
    *("one_to_ones", _("One-to-ones")),
    _("Read your one-to-ones: dates, agenda and the notes of both; never private notes"),
    _("Plan your one-to-ones, work on their agenda and write in the notes of both"),
)
PLANS = Noun(
    *("plans", _("Plans")),
    _("Read coaching plans and improvement plans, as far as you may; their employees see that you did"),
    _("Write plans, answer them and have your say in them, where you may"),
)
CONCERNS = Noun(
    *("concerns", _("Concerns")),
    _("Read concerns and what became of them, as far as you may; whom they are about sees that you did"),
    _("Share concerns with your people, answer those shared with you, and say what becomes of them"),
)
HELP = Noun(
    *("help", _("Asking for help")),
    _("Read what you asked for help with, and what you were asked for; who asked sees that you did"),
    _("Ask for help, answer who asked you, and withdraw what you asked for"),
)
NOTICES = Noun("notices", _("Notices"), _("See what you were told"), _("Mark notices as seen"))
GOALS = Noun(
    *("goals", _("Goals")),
    _("Read goals and their updates, as far as you see them; who owns what not everybody sees learns that you did"),
    _("Write, change, update and decide goals, where you may"),
)
METRICS = Noun(
    *("metrics", _("Metrics")),
    _("See metrics and their numbers, as far as you may"),
    _("Begin and change metrics and send their numbers, where you may"),
)
SKILLS = Noun(
    *("skills", _("Skills")),
    _("See the library of skills"),
    _("Write, change and put away skills of the library, where you may"),
)
GROWTH = Noun(
    *("growth", _("Growth")),
    _("Read what you do to grow, and what your reports do; they see that you did"),
    _("Plan, begin and finish what you do to grow, and suggest it to your reports"),
)
DIAGNOSES = Noun(
    *("diagnoses", _("Diagnoses")),
    _("Read what you were asked and, once both sides answered, what they came to; whose it is sees that you did"),
    _("Ask what is in the way, where you may, and answer your side"),
)
FINDINGS = Noun(
    *("findings", _("Findings")),
    _("Read what many share, and how far somebody is with it, where you may"),
    _("Propose findings, take them on and say what came of them, where you may"),
)
FACTS = Noun("facts", _("Facts"), _("See the weekly figures of groups that you may see"))
IMPORTS = Noun(
    *("imports", _("Imports")),
    _("See uploaded rosters and what they would do, where you may"),
    _("Upload and apply rosters, where you may"),
)
JOBS = Noun("jobs", _("Jobs"), _("See how long work of yours is going"), _("Call off long work of yours"))
AUDIT = Noun("audit", _("Audit"), _("See who has seen your records and, where you may, what was done"))
WEBHOOKS = Noun(
    *("webhooks", _("Webhooks")),
    _("See where news of the organization goes and how that goes, where you may; never what was said"),
    _("Try webhooks out, send deliveries again and end webhooks, where you may"),
)
TOKENS = Noun("tokens", _("Tokens"), _("See which tokens there are, never the tokens themselves"), _("Revoke tokens"))

NOUNS = (
    ME,
    EMPLOYEES,
    TEAMS,
    REPORTING_LINES,
    ABSENCES,
    WORKING_HOURS,
    DATA_REQUESTS,
    CHECK_INS,
    COMMITMENTS,
    FEEDBACK,
    PRAISE,
    ONE_TO_ONES,
    CONCERNS,
    HELP,
    PLANS,
    NOTICES,
    GOALS,
    METRICS,
    SKILLS,
    GROWTH,
    DIAGNOSES,
    FINDINGS,
    FACTS,
    IMPORTS,
    JOBS,
    AUDIT,
    WEBHOOKS,
    TOKENS,
)

#: Every scope there is, and what it says to whoever grants it.
SCOPES: dict[str, Promise] = {noun.read: noun.reads for noun in NOUNS} | {
    noun.write: noun.writes for noun in NOUNS if noun.writes is not None
}
