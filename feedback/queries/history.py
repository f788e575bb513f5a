"""Somebody's check-ins as they followed one another: for that person, and for the manager now."""

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from people.models import Employee

from ..models import Asked, CheckIn, CheckInQuerySet, PassedUp, Priority
from ..states import CheckInState, Outcome
from .answers import contents_alone, usual

HISTORY = 26  # periods on one page


@dataclass(frozen=True)
class Entry:
    """One period: the words, what came of the plans, what was passed up."""

    check_in: CheckIn
    planned: tuple[Priority, ...]
    asked: tuple[Asked, ...]
    passed_up: tuple[PassedUp, ...]


@dataclass(frozen=True)
class Timeline:
    """A page of somebody's check-ins, the newest first."""

    entries: tuple[Entry, ...]
    moods: tuple[int | None, ...]
    usual: float | None
    kept: str
    search: str
    older: dt.date | None

    @property
    def is_first(self) -> bool:
        """The newest page of all, without a search: there the line of moods stands."""
        return bool(self.moods)


def timeline_of(
    employee: Employee,
    *,
    search: str = "",
    before: dt.date | None = None,
    contents_of: CheckInQuerySet | None = None,
) -> Timeline:
    """Half a year of check-ins, of those that say the words searched for; five statements.

    A period without an answer stays a gap in the line of moods. With `contents_of` it is what the employee wrote in
    those of these check-ins, for somebody who reads nothing else: no moods, and no plans of an earlier one.
    """
    search = search.strip()
    whole = contents_of is None
    rows = (CheckIn.objects.all() if contents_of is None else contents_of).of(employee)
    rows = rows.select_related("read_by", "raised_by")
    if before is not None:
        rows = rows.filter(period_start__lt=before)
    if search:
        rows = _saying(rows, search, whole=whole)
    found = list(rows.newest_first()[: HISTORY + 1])
    if not whole:
        contents_alone(found)
    shown = found[:HISTORY]
    keys = [c.pk for c in shown]
    planned: dict[int, list[Priority]] = defaultdict(list)
    settled = Priority.objects.filter(settled_in__in=keys if whole else [])  # words of an earlier check-in
    for priority in settled.order_by("position", "pk"):
        planned[priority.settled_in_id or 0].append(priority)
    asked: dict[int, list[Asked]] = defaultdict(list)
    questions = Asked.objects.filter(check_in__in=keys).select_related("wording__question")
    for question in questions.order_by("check_in", "position"):
        if question.shown:
            asked[question.check_in_id].append(question)
    passed: dict[int, list[PassedUp]] = defaultdict(list)
    lines = PassedUp.objects.filter(check_in__in=keys if whole else [])
    for line in lines.select_related("passed_to").order_by("at", "pk"):
        passed[line.check_in_id].append(line)
    with_moods = whole and not search and before is None
    moods = [c.mood for c in shown if c.state not in (CheckInState.DUE, CheckInState.SKIPPED)] if with_moods else []
    return Timeline(
        entries=tuple(Entry(c, tuple(planned[c.pk]), tuple(asked[c.pk]), tuple(passed[c.pk])) for c in shown),
        moods=tuple(reversed(moods)),
        usual=usual(moods),
        kept=_kept([p for plans in planned.values() for p in plans]),
        search=search,
        older=shown[-1].period_start if len(found) > HISTORY else None,
    )


def _saying(rows, search: str, *, whole: bool):
    """Those which say it: in what moved, what is in the way, a plan, an answer to a question."""
    plans = Priority.objects.filter(check_in=OuterRef("pk"), text__icontains=search)
    if not whole:
        plans = plans.filter(carried_from=None)  # as `first_planned_here` says
    answers = Asked.objects.filter(check_in=OuterRef("pk"), text__icontains=search)
    words = Q(progress__icontains=search) | Q(blockers__icontains=search)
    return rows.filter(words | Exists(plans) | Exists(answers))


def _kept(plans: list[Priority]) -> str:
    """“14 of 22 plans done, 5 carried on, 3 dropped”."""
    if not plans:
        return ""
    counts = Counter(plan.outcome for plan in plans)
    return _("Of %(all)s plans %(done)s were done, %(carried)s carried on and %(dropped)s dropped.") % {
        "all": len(plans),
        "done": counts[Outcome.DONE],
        "carried": counts[Outcome.CARRY],
        "dropped": counts[Outcome.DROP],
    }
