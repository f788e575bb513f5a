"""Whoever reads what not everybody sees leaves a line, which its owners see."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from people.models import Employee
from people.rules import record, record_once_a_day
from perfhub.kernel.calendars import local_date

from ..models import GoalOwner, Measurement, Objective
from ..queries.listing import Asked, found_goals
from ..queries.rows import owners_by_objective
from ..states import PUBLISHED, Visibility


class Shown(Protocol):
    """A goal of a list, with its owners."""

    @property
    def objective(self) -> Objective: ...

    @property
    def owners(self) -> Iterable[Employee]: ...


@dataclass(frozen=True)
class ShownGoal:
    """A goal of which the title stands somewhere, with its owners."""

    objective: Objective
    owners: Sequence[Employee]


def note_titles(objectives: Iterable[Objective], *, by: Employee, at: dt.datetime) -> None:
    """Somebody was shown these titles: the same line, where not everybody sees the goal."""
    hidden = [one for one in objectives if one.visibility != Visibility.EVERYONE or one.state not in PUBLISHED]
    if hidden:
        owners = owners_by_objective(hidden, today=local_date(at, by.time_zone))
        note_seen([ShownGoal(one, owners[one.pk]) for one in hidden], by=by, at=at)


def note_seen(shown: Iterable[Shown], *, by: Employee, at: dt.datetime) -> None:
    """Somebody was shown these goals: a line a day for each owner of one that not everybody sees."""
    owners = {
        owner.pk
        for one in shown
        if one.objective.visibility != Visibility.EVERYONE or one.objective.state not in PUBLISHED
        for owner in one.owners
        if by not in one.owners
    }
    if owners:
        record_once_a_day("goal.seen", by=by, at=at, employee_ids=owners)


def note_exported(asked: Asked, *, by: Employee, at: dt.datetime) -> None:
    """Somebody took the list away as a file: a line of that, and one for each owner of what not everybody sees."""
    record("goal.exported", by=by, at=at)
    today = local_date(at, by.time_zone)
    found = found_goals(by, asked, today=today).order_by()
    quiet = found.exclude(visibility=Visibility.EVERYONE, state__in=PUBLISHED)
    held = GoalOwner.objects.holding(today)
    of_others = held.filter(objective__in=quiet.values("pk")).exclude(
        objective__in=held.filter(employee=by).values("objective")
    )
    owners = set(of_others.values_list("employee", flat=True))
    if owners:
        record_once_a_day("goal.seen", by=by, at=at, employee_ids=owners)


def note_measurements_seen(rows: Iterable[Measurement], *, by: Employee, at: dt.datetime) -> None:
    """A program was given these numbers: a line a day for each person whose own are among them."""
    if people := {row.employee_id for row in rows if row.employee_id is not None}:
        record_once_a_day("metric.seen", by=by, at=at, employee_ids=people)


def note_metric_seen(whose: object, *, by: Employee, at: dt.datetime) -> None:
    """Somebody was shown the numbers of one person: a line a day, which that person sees."""
    if isinstance(whose, Employee):
        record_once_a_day("metric.seen", by=by, at=at, employee_ids=[whose.pk])
