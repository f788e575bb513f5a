"""Whoever is shown a case of somebody else leaves a line, which its employee alone is shown."""

from collections.abc import Iterable
from datetime import datetime

from people.models import Employee
from people.rules import record_many

from ..models import Case


def note_case_seen(cases: Iterable[Case], *, by: Employee, at: datetime) -> None:
    """Every reading leaves a line; the employee's own leaves none, so that nobody can know of it."""
    shown = [case for case in cases if case.employee_id != by.pk or by.visit is not None]
    if shown:
        record_many("case.seen", by=by, at=at, subjects=shown)
