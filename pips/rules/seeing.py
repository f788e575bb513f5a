"""Whoever is shown what is confidential leaves a line, one for a sitting, which its employee reads.

The employee's own reading is nobody's business, but that of support who look in as them is theirs to know.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from operator import attrgetter
from typing import Any

from django.db.models import Model, QuerySet

from people.models import Employee
from people.queries import looks_of
from people.rules import record_many
from perfhub.kernel.slots import Due, listed

from ..access.cases import is_told, told_of_a_plan
from ..models import Case, Decision, HelpRequest, Plan, Support
from ..queries import running_shown
from ..queries.helping import SEEN as HELP_SEEN
from ..queries.ladder import SEEN as CASE_SEEN

SITTING = dt.timedelta(minutes=10)  # within which a page opened again is one reading


def note_cases_seen(cases: Iterable[Case], *, by: Employee, at: dt.datetime) -> None:
    """These were shown to somebody.

    Until the employee knows of it the line is of the reader's own, as it is where HR looks after a plan that nobody has
    told: it would tell that there is something.
    """
    others = [case for case in cases if case.employee_id != by.pk]
    _note(CASE_SEEN, others, by=by, at=at, whose=lambda case: case.employee_id if _may_be_known(case, by) else by.pk)


def note_help_seen(requests: Iterable[HelpRequest], *, by: Employee, at: dt.datetime) -> None:
    """Whoever was asked is shown these."""
    _note(HELP_SEEN, [one for one in requests if one.employee_id != by.pk], by=by, at=at)


def note_plan_seen(plan: Plan, *, by: Employee, at: dt.datetime) -> None:
    """Somebody else is shown a plan; the employee reads the line once told of it."""
    if by.pk != plan.employee_id or by.visit is not None:
        _note("plan.seen" if plan.told_at is not None else "plan.seen_untold", [plan], by=by, at=at)


def note_support_seen(support: Support, *, by: Employee, at: dt.datetime, knows_plan: bool) -> None:
    """Somebody is shown support: of a plan they read, a reading of that; else of the one thing they owe."""
    if knows_plan:
        note_plan_seen(support.plan, by=by, at=at)
    else:
        note_owed_seen([support], by=by, at=at)


def note_owed_seen(support: Iterable[Support], *, by: Employee, at: dt.datetime) -> None:
    """Whoever owes support or settles it is shown what it is."""
    _note("support.seen", support, by=by, at=at, whose=lambda one: one.plan.employee_id)


def note_decision_seen(decision: Decision, plan: Plan, *, by: Employee, at: dt.datetime) -> None:
    """Somebody but its employee is shown what was decided."""
    if by.pk != plan.employee_id:
        _note("course.decision_seen", [decision], by=by, at=at, whose=lambda _one: plan.employee_id)


@listed(running_shown.support_due.asks)
def support_due(rows: QuerySet[Support], viewer: Employee, *, at: dt.datetime) -> Iterator[Due]:
    """What stands on home of support; whoever is shown somebody else's leaves a line."""
    for due in running_shown.support_due.read(rows, viewer, at=at):
        yield replace(due, note=note_owed_seen) if due.shows is not None else due


def _note(
    act: str,
    shown: Iterable[Model],
    *,
    by: Employee,
    at: dt.datetime,
    whose: Callable[[Any], int] = attrgetter("employee_id"),
) -> None:
    """A line of each of these, which are of one kind, unless this sitting has left it; two statements at most."""
    rows = {one.pk: one for one in shown}
    if not rows:
        return
    kind = next(iter(rows.values()))._meta.label_lower
    left = looks_of(by).filter(act=act, object_type=kind, object_id__in=list(rows), at__gt=at - SITTING)
    for pk in left.values_list("object_id", flat=True):
        rows.pop(pk, None)
    record_many(act, by=by, at=at, subjects=rows.values(), whose=whose)


def _may_be_known(case: Case, by: Employee) -> bool:
    return is_told(case) and (case.hr_owner_id != by.pk or told_of_a_plan(case))
