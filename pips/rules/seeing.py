"""Whoever is shown what is confidential in a plan under way leaves a line, which its employee reads."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace

from people.models import Employee
from people.queries import looks_of
from people.rules import record
from perfhub.kernel.slots import Due

from ..models import Decision, Plan, Support
from ..queries import running_shown
from .plans import SITTING
from .plans import note_seen as note_plan_seen


def note_support_seen(support: Support, *, by: Employee, at: dt.datetime, knows_plan: bool) -> None:
    """Somebody is shown support: of a plan they read, a reading of that; else of the one thing they owe."""
    if knows_plan:
        note_plan_seen(support.plan, by=by, at=at)
    else:
        _note("support.seen", support, support.plan.employee, by=by, at=at)


def note_decision_seen(decision: Decision, plan: Plan, *, by: Employee, at: dt.datetime) -> None:
    """Somebody but its employee is shown what was decided."""
    if by.pk != plan.employee_id:
        _note("course.decision_seen", decision, plan.employee, by=by, at=at)


def _note(act: str, subject: Support | Decision, employee: Employee, *, by: Employee, at: dt.datetime) -> None:
    """One line for one sitting."""
    lines = looks_of(by).filter(act=act, object_id=subject.pk).order_by("-at")
    newest = lines.values_list("at", flat=True).first()
    if newest is None or at - newest > SITTING:
        record(act, by=by, at=at, employee=employee, subject=subject)


def note_owed_seen(support: Iterable[Support], *, by: Employee, at: dt.datetime) -> None:
    """Lines of home: whoever owes support or settles it is shown what it is."""
    for one in support:
        _note("support.seen", one, one.plan.employee, by=by, at=at)


def support_due(viewer: Employee, *, at: dt.datetime) -> Iterator[Due]:
    """What stands on home of support; whoever is shown somebody else's leaves a line."""
    for due in running_shown.support_due(viewer, at=at):
        yield replace(due, note=note_owed_seen) if due.shows is not None else due


__all__ = ["note_decision_seen", "note_owed_seen", "note_plan_seen", "note_support_seen", "support_due"]
