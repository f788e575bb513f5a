"""Whoever reads what not everybody sees leaves a line, which its owners see."""

import datetime as dt
from collections.abc import Iterable, Mapping, Set
from typing import Protocol

from django.db.models import Q

from people.access import in_place_of
from people.models import Employee
from people.rules import record, record_once_a_day
from perfhub.kernel.calendars import local_date

from ..access import visible_to
from ..models import Alignment, GoalOwner, Measurement, Objective
from ..queries.listing import Asked, found_goals
from ..queries.rows import owners_by_objective
from ..states import PUBLISHED, Visibility


class Shown(Protocol):
    """A goal of a list, with its owners."""

    @property
    def objective(self) -> Objective: ...

    @property
    def owners(self) -> Iterable[Employee]: ...


def note_titles(objectives: Iterable[Objective], *, by: Employee, at: dt.datetime) -> None:
    """Somebody was shown these titles: the same line, where not everybody sees the goal."""
    _note(_owners_of(objectives, by=by, at=at), by=by, at=at)


def note_seen(shown: Iterable[Shown], *, by: Employee, at: dt.datetime, named: Iterable[Objective] = ()) -> None:
    """Somebody was shown these goals, and by name what they serve and what else is `named`: a line a day for each owner
    of one that not everybody sees."""
    rows = list(shown)
    owners = {owner.pk for one in rows if _is_quiet(one.objective) for owner in one.owners if by not in one.owners}
    served = [above for one in rows if (above := getattr(one, "serves", None)) is not None]
    _note(owners | _owners_of([*served, *named], by=by, at=at), by=by, at=at, places=_places(rows, by))


def _places(rows: Iterable[Shown], by: Employee) -> dict[int, int]:
    """For the owners of what waits for a manager who is away: in whose place it was shown."""
    waiting = [one for one in rows if getattr(one.objective, "viewer_stands_in", False)]
    return in_place_of(by, {owner.pk for one in waiting for owner in one.owners})


def _is_quiet(objective: Objective) -> bool:
    """Not everybody sees it."""
    return objective.visibility != Visibility.EVERYONE or objective.state not in PUBLISHED


def _owners_of(objectives: Iterable[Objective], *, by: Employee, at: dt.datetime) -> set[int]:
    """The owners of the quiet ones among them that are not the reader's own."""
    quiet = [one for one in objectives if _is_quiet(one)]
    if not quiet:
        return set()
    owners = owners_by_objective(quiet, today=local_date(at, by.time_zone)).values()
    return {owner.pk for each in owners if by not in each for owner in each}


def _note(owners: Set[int], *, by: Employee, at: dt.datetime, places: Mapping[int, int] | None = None) -> None:
    if owners:
        record_once_a_day("goal.seen", by=by, at=at, employee_ids=owners, acting_for=places)


def note_exported(asked: Asked, *, by: Employee, at: dt.datetime) -> None:
    """Somebody took the list away as a file: a line of that, and one for each owner of what not everybody sees."""
    record("goal.exported", by=by, at=at)
    today = local_date(at, by.time_zone)
    found = found_goals(by, asked, today=today).order_by()
    named = Q(pk__in=found.values("pk")) | Q(
        served_by__in=Alignment.objects.in_force().filter(child__in=found.values("pk"))
    )
    quiet = visible_to(by).filter(named).exclude(visibility=Visibility.EVERYONE, state__in=PUBLISHED)
    held = GoalOwner.objects.holding(today)
    of_others = held.filter(objective__in=quiet.values("pk")).exclude(
        objective__in=held.filter(employee=by).values("objective")
    )
    _note(set(of_others.values_list("employee", flat=True)), by=by, at=at)


def note_measurements_seen(rows: Iterable[Measurement], *, by: Employee, at: dt.datetime) -> None:
    """A program was given these numbers: a line a day for each person whose own are among them."""
    if people := {row.employee_id for row in rows if row.employee_id is not None}:
        record_once_a_day("metric.seen", by=by, at=at, employee_ids=people)


def note_metric_seen(whose: object, *, by: Employee, at: dt.datetime) -> None:
    """Somebody was shown the numbers of one person: a line a day, which that person sees."""
    if isinstance(whose, Employee):
        record_once_a_day("metric.seen", by=by, at=at, employee_ids=[whose.pk])
