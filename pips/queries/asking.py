"""What a diagnosis asks, in our words: of the employee about the own work, of the manager about the same work.

Each sentence says that something is there; one to five is how far it is true. A question is about the work and what
stands around it; none asks what somebody is like.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from perfhub.kernel.causes import ITEMS, OWN_ALONE, SHORT, Cell
from perfhub.kernel.slots import Text

from ..states import QuestionForm, Side

#: By question: as the employee is asked, and as the manager is.
WORDS: Mapping[str, tuple[Text, Text]] = {
    "aim": (
        _("I know what this part of my work is to bring about."),
        _("It has been said plainly what this part of the work is to bring about."),
    ),
    "standard": (
        _("I have seen what a good result looks like: a standard, or an example."),
        _("A good result has been shown: a standard, or an example."),
    ),
    "response": (
        _("I hear soon, and clearly enough to act on it, how my work turned out."),
        _("How the work turned out is told soon, and clearly enough to act on."),
    ),
    "tools": (
        _("The tools and the information I need are there and work."),
        _("The tools and the information that are needed are there and work."),
    ),
    "time": (
        _("There is enough time for it beside everything else I have to do."),
        _("There is enough time for it beside everything else that was handed over."),
    ),
    "process": (
        _("The way of working lets me do it well: few detours, and I reach those I depend on."),
        _("The way of working lets it be done well: few detours, and people who are needed can be reached."),
    ),
    "recognised": (
        _("When it is done well, somebody notices."),
        _("When it is done well, I notice it and say so."),
    ),
    "unpunished": (
        _("Doing it well brings me no trouble, such as more of the work others leave."),
        _("Doing it well brings no trouble, such as more of the work others leave."),
    ),
    "no_easier_way": (
        _("The right way is not harder than the way that falls short."),
        _("The right way is not harder than the way that falls short."),
    ),
    "knows_how": (
        _("I know how it is done, step by step."),
        _("How it is done, step by step, is known."),
    ),
    "has_done": (
        _("I have done it myself before, often enough to be at ease with it."),
        _("It has been practised often enough to be at ease with it."),
    ),
    "training": (
        _("What I was taught fits the work as it is today."),
        _("What was taught fits the work as it is today."),
    ),
    "fits": (
        _("What is asked fits what I can give."),
        _("What is asked fits what this person can give."),
    ),
    "arranged": (
        _("Hours, place and equipment are arranged so that I can do it."),
        _("Hours, place and equipment are arranged so that it can be done."),
    ),
    "circumstances": (
        _("Nothing in my health or my life makes it harder at present."),
        "",
    ),
    "wants": (
        _("I want to do this part of my work."),
        _("As far as I have heard, this part of the work is wanted."),
    ),
    "purpose": (
        _("I see what it is good for, and for whom."),
        _("What it is good for, and for whom, has been made visible."),
    ),
    "confidence": (
        _("With some practice I can do it."),
        _("With some practice it can be done; I am confident, and have said so."),
    ),
}

#: Two more of the long form, answered yes, no or don't know.
USED_TO = (_("Did it go well at some time before?"), _("Did it go well at some time before?"))
COULD = (
    _("If everything depended on it tomorrow, would it go well?"),
    _("If everything depended on it tomorrow, would it go well?"),
)

CELL_WORDS: Mapping[Cell, Text] = {
    Cell.DATA: _("Is it plain what is wanted, and does somebody say how it goes?"),
    Cell.INSTRUMENTS: _("Are the tools, the time and the way of working there?"),
    Cell.INCENTIVES: _("Does doing it well make a difference, and a good one?"),
    Cell.KNOWLEDGE: _("Is it known how, and has it been practised?"),
    Cell.CAPACITY: _("Does the work fit, and is it arranged so that it can be done?"),
    Cell.MOTIVES: _("Is it wanted, does it make sense, and is there confidence?"),
}


@dataclass(frozen=True)
class Question:
    """One sentence to say one to five to."""

    item: str
    cell: Cell
    words: Text
    is_alone: bool  # for the employee and the HR case owner


def questions(form: str, side: str) -> tuple[Question, ...]:
    """What this side is asked, in the order of repair. Circumstances are asked of the employee, on the long form."""
    items = SHORT if form == QuestionForm.SHORT else tuple(ITEMS)
    place = 0 if side == Side.EMPLOYEE else 1
    return tuple(
        Question(item, ITEMS[item], WORDS[item][place], item in OWN_ALONE)
        for item in items
        if side == Side.EMPLOYEE or item not in OWN_ALONE
    )
