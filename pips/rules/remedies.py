"""The library of remedies, kept by HR; and what is chosen from it for one case."""

import datetime as dt

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from people.access import Actor
from people.models import Employee
from people.rules import record
from perfhub.kernel import typed
from perfhub.kernel.errors import RuleBroken
from perfhub.kernel.forms import compare_version

from ..access import diagnosis as access
from ..models import LONGEST_ASKING, LONGEST_REMEDY, LONGEST_WHAT, ChosenRemedy, Diagnosis, Plan, Remedy, Support
from ..states import CauseCell, RemedyKind

#: What every library begins with: code, cause, name, how it is done, what it becomes.
BEGINNING = (
    (
        "clarify_standard",
        CauseCell.DATA,
        _("Clarify the standard"),
        _("Half an hour together: what is good enough, what is not, written down in five lines both agree on."),
        RemedyKind.SUPPORT,
    ),
    (
        "worked_example",
        CauseCell.DATA,
        _("A worked example"),
        _("One finished piece that is right, gone through together: why it is right, and where it nearly went wrong."),
        RemedyKind.SUPPORT,
    ),
    (
        "quick_response",
        CauseCell.DATA,
        _("A word soon after"),
        _("For six weeks each piece of work gets a word within two days: what was right, what to change next time."),
        RemedyKind.SUPPORT,
    ),
    (
        "tool_fix",
        CauseCell.INSTRUMENTS,
        _("Mend a tool"),
        _("What does not work is named, somebody who can mend it owns it, and there is a day by which it works."),
        RemedyKind.TEAM,
    ),
    (
        "process_fix",
        CauseCell.INSTRUMENTS,
        _("Mend a way of working"),
        _("Walk through the steps together where the work is done; take out one that helps nobody."),
        RemedyKind.TEAM,
    ),
    (
        "workload",
        CauseCell.INSTRUMENTS,
        _("Less at the same time"),
        _("Something is taken off the list, for good or for some weeks, by name; it is said who has it now."),
        RemedyKind.SUPPORT,
    ),
    (
        "recognition",
        CauseCell.INCENTIVES,
        _("Notice what goes well"),
        _("Say it when it happens, to the person, for the thing itself. Doing well is not answered with more work."),
        RemedyKind.SUPPORT,
    ),
    (
        "easier_right_way",
        CauseCell.INCENTIVES,
        _("Make the right way the easy one"),
        _("Find what makes the short cut attractive, and take that away rather than forbid the short cut."),
        RemedyKind.TEAM,
    ),
    (
        "training",
        CauseCell.KNOWLEDGE,
        _("Training"),
        _("For what is not known yet, in paid time, with a first use within a week."),
        RemedyKind.SUPPORT,
    ),
    (
        "practice",
        CauseCell.KNOWLEDGE,
        _("Practice with a word after each time"),
        _("The same thing several times in quiet, somebody beside it who says what was right."),
        RemedyKind.SUPPORT,
    ),
    (
        "mentor",
        CauseCell.KNOWLEDGE,
        _("A mentor"),
        _("A colleague who does it well, with an hour a week set free for both."),
        RemedyKind.SUPPORT,
    ),
    (
        "arrange",
        CauseCell.CAPACITY,
        _("Arrange hours, place or equipment"),
        _("What would make it possible is asked, not guessed; HR helps where more than one team is concerned."),
        RemedyKind.SUPPORT,
    ),
    (
        "role_fit",
        CauseCell.CAPACITY,
        _("Look for the better fit"),
        _("Which parts of the work suit, which could be somebody else’s: tried before anything is decided."),
        RemedyKind.SUPPORT,
    ),
    (
        "smaller_steps",
        CauseCell.MOTIVES,
        _("Smaller steps"),
        _("A first step that can surely be done this week, then the next: confidence comes from having done it."),
        RemedyKind.SUPPORT,
    ),
    (
        "purpose",
        CauseCell.MOTIVES,
        _("See what it is for"),
        _("An hour with those who use the result, to see what a good one changes for them."),
        RemedyKind.SUPPORT,
    ),
)


class NameThere(RuleBroken):
    sentence = _("There is a remedy of this name against the same cause already.")


class NameMissing(RuleBroken):
    sentence = _("Please give it a name.")


class WhatMissing(RuleBroken):
    sentence = _("Please say what exactly is meant here: who does what, and how often.")


# --- the library ------------------------------------------------------------------------------------


@transaction.atomic
def begin_library(*, by: Actor, at: dt.datetime) -> int:
    """The first time somebody needs it, the library holds what every one begins with. Returns how many came in.

    What HR has retired does not come back.
    """
    there = set(Remedy.objects.exclude(code="").values_list("code", flat=True))
    rows = [
        Remedy(code=code, cell=cell, name=str(name), about=str(about), kind=kind, written_by_id=by.pk, written_at=at)
        for code, cell, name, about, kind in BEGINNING
        if code not in there
    ]
    if not rows or there:
        return 0
    made = Remedy.objects.bulk_create(rows, ignore_conflicts=True)
    record("remedy.library_begun", by=by, at=at)
    return len(made)


@transaction.atomic
def write_remedy(*, by: Actor, at: dt.datetime, cell: int, name: str, about: str = "", kind: str) -> Remedy:
    """HR puts a remedy into the library. Raises NameMissing, NameThere, TooLong."""
    access.require_keeping(by)
    line, words = _line(name), typed.lines(about, LONGEST_ASKING)
    _check_name(cell, line)
    made = Remedy.objects.create(
        cell=CauseCell(cell), name=line, about=words, kind=RemedyKind(kind), written_by_id=by.pk, written_at=at
    )
    record("remedy.written", by=by, at=at, subject=made)
    return made


@transaction.atomic
def change_remedy(
    remedy: Remedy,
    *,
    by: Actor,
    at: dt.datetime,
    cell: int,
    name: str,
    about: str = "",
    kind: str,
    seen: int | None = None,
) -> Remedy:
    """Other words; what was chosen before keeps the old ones. Raises Conflict, NameMissing, NameThere, TooLong."""
    access.require_keeping(by)
    found = Remedy.objects.select_for_update().get(pk=remedy.pk)
    line, words = _line(name), typed.lines(about, LONGEST_ASKING)
    compare_version(
        found, seen, yours={"name": line, "about": words}, theirs={"name": found.name, "about": found.about}
    )
    _check_name(cell, line, but=found)
    found.cell, found.name, found.about, found.kind = CauseCell(cell), line, words, RemedyKind(kind)
    found.version += 1
    found.save(update_fields=["cell", "name", "about", "kind", "version"])
    record("remedy.changed", by=by, at=at, subject=found)
    return found


@transaction.atomic
def retire_remedy(remedy: Remedy, *, by: Actor, at: dt.datetime) -> None:
    """It is offered no more; where it was chosen it stays. Twice is once."""
    access.require_keeping(by)
    if Remedy.objects.filter(pk=remedy.pk, retired_at=None).update(retired_at=at, version=F("version") + 1):
        record("remedy.retired", by=by, at=at, subject=remedy)


@transaction.atomic
def bring_remedy_back(remedy: Remedy, *, by: Actor, at: dt.datetime) -> None:
    """It is offered again. Raises NameThere."""
    access.require_keeping(by)
    _check_name(remedy.cell, remedy.name, but=remedy)
    if Remedy.objects.filter(pk=remedy.pk, retired_at__isnull=False).update(retired_at=None, version=F("version") + 1):
        record("remedy.brought_back", by=by, at=at, subject=remedy)


def _line(name: str) -> str:
    line = typed.line(name, LONGEST_REMEDY)
    if not line:
        raise NameMissing
    return line


def _check_name(cell: int, name: str, *, but: Remedy | None = None) -> None:
    same = Remedy.objects.offered().filter(cell=cell, name__iexact=name)
    if (same.exclude(pk=but.pk) if but else same).exists():
        raise NameThere


# --- of one case ------------------------------------------------------------------------------------


@transaction.atomic
def choose_remedy(diagnosis: Diagnosis, remedy: Remedy, *, by: Employee, at: dt.datetime, what: str) -> ChosenRemedy:
    """Whoever asked chooses what is to help: it becomes support in the next plan, or a matter of the team.

    Raises TooLong, WhatMissing.
    """
    access.require("choose", by, diagnosis)
    words = typed.line(what, LONGEST_WHAT)
    if not words:
        raise WhatMissing
    chosen = ChosenRemedy.objects.create(
        diagnosis=diagnosis,
        remedy=remedy,
        cell=remedy.cell,
        name=remedy.name,
        what=words,
        kind=remedy.kind,
        chosen_by=by,
        chosen_at=at,
    )
    record("diagnosis.remedy_chosen", by=by, at=at, employee=diagnosis.case.employee, subject=diagnosis)
    return chosen


@transaction.atomic
def drop_remedy(chosen: ChosenRemedy, *, by: Employee, at: dt.datetime) -> None:
    """Rather not; what became support or a growth action already is changed there. Twice is once."""
    access.require("choose", by, chosen.diagnosis)
    rows = ChosenRemedy.objects.filter(pk=chosen.pk, dropped_at=None, support=None, growth="")
    if rows.update(dropped_at=at, dropped_by=by):
        record(
            "diagnosis.remedy_dropped", by=by, at=at, employee=chosen.diagnosis.case.employee, subject=chosen.diagnosis
        )


def join_support(plan: Plan) -> None:
    """What was chosen and stands in a plan now, word for word, is that support; taken out of a draft it waits again."""
    waiting = ChosenRemedy.objects.waiting().filter(diagnosis__case=plan.case_id)
    taken = ChosenRemedy.objects.filter(support__plan=plan).values("support")
    rows = Support.objects.filter(plan=plan).exclude(pk__in=taken).order_by("-position", "-pk")
    owed = dict(rows.values_list("what", "pk"))
    for chosen in waiting.order_by("pk") if owed else ():
        if (pk := owed.pop(chosen.what, None)) is not None:
            ChosenRemedy.objects.filter(pk=chosen.pk).update(support=pk)
