"""Whoever reads what not everybody sees leaves a line, which its owners see."""

import datetime as dt
from collections.abc import Iterable
from typing import Protocol

from people.models import Employee
from people.rules import record_once_a_day

from ..models import Objective
from ..states import PUBLISHED, Visibility


class Shown(Protocol):
    """A goal of a list, with its owners."""

    @property
    def objective(self) -> Objective: ...

    @property
    def owners(self) -> Iterable[Employee]: ...


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
