"""What the clock does with an open period: reminders go out, a period is missed."""

import datetime as dt
from collections import defaultdict

from django.db import transaction

from notices.rules import tell_many
from people.access import Actor
from people.models import Employee, Reach
from people.queries import calendars_of
from people.rules import record, touch
from people.states import EmployeeState
from perfhub.kernel.bulk import update
from perfhub.kernel.moves import move

from ..access import require
from ..models import CheckIn
from ..queries import schedule
from ..queries.switched import is_off_for, teams_off
from ..states import CHECK_IN_MOVES, CheckInState, SkipReason, Step

BATCH = 500
LOOK_BACK = 14 * schedule.WEEK  # how far back the two check-ins before may lie: monthly ones, with a holiday


@transaction.atomic
def remind(*, by: Actor, at: dt.datetime, limit: int = BATCH) -> int:
    """The clock takes its next step for check-ins that are due: remind, tell the manager, count as missed.

    On the due moment and two working days later the employee is reminded; one working day before only who missed
    the last two; after four working days the manager gets one line for all; after five it is missed. Where check-ins
    are switched off nobody is chased: it is no longer asked. Claims what it handles, so that two workers do not meet.
    Returns how many it took; 0 means there is nothing left to do.
    """
    require("remind", by)
    claimed = list(
        CheckIn.objects.step_due(at)
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("employee")
        .order_by("step_at", "pk")[:limit]
    )
    by_step: dict[str, list[CheckIn]] = defaultdict(list)
    off = teams_off(at=at) if claimed else []
    for check_in in claimed:
        if is_off_for(check_in.employee, off):
            leave_out(check_in, by=by, at=at)
        else:
            by_step[check_in.step].append(check_in)
    _remind_employees("check_in.early", _who_missed_two(by_step[Step.EARLY]), at=at)
    _remind_employees("check_in.due", by_step[Step.DUE], at=at)
    _remind_employees("check_in.reminder", by_step[Step.AGAIN], at=at)
    _tell_managers(by_step[Step.DIGEST], at=at)
    for check_in in by_step.pop(Step.MISS, []):
        miss(check_in, by=by, at=at)
    _advance([check_in for rows in by_step.values() for check_in in rows], at=at)
    return len(claimed)


def _remind_employees(kind: str, check_ins: list[CheckIn], *, at: dt.datetime) -> None:
    asked = [check_in for check_in in check_ins if check_in.employee.state == EmployeeState.ACTIVE]
    for monday in {check_in.period_start for check_in in asked}:
        week = [check_in for check_in in asked if check_in.period_start == monday]
        tell_many(
            [check_in.employee_id for check_in in week],
            kind,
            subjects=[(CheckIn, check_in.pk) for check_in in week],
            occurrence=monday.isoformat(),
            at=at,
        )
    for check_in in asked:
        check_in.reminded_at = at


def _who_missed_two(check_ins: list[CheckIn]) -> list[CheckIn]:
    """Those whose two last asked weeks are unanswered."""
    if not check_ins:
        return []
    states: dict[int, list[tuple[dt.date, str]]] = defaultdict(list)
    since = min(c.period_start for c in check_ins) - LOOK_BACK
    rows = CheckIn.objects.filter(employee__in={c.employee_id for c in check_ins}, period_start__gte=since)
    asked = rows.exclude(state=CheckInState.SKIPPED).order_by("-period_start", "pk")
    for pk, monday, state in asked.values_list("employee", "period_start", "state"):
        states[pk].append((monday, state))

    def last_two(check_in: CheckIn) -> list[str]:
        return [state for monday, state in states[check_in.employee_id] if monday < check_in.period_start][:2]

    silent = {CheckInState.MISSED, CheckInState.DUE}
    return [c for c in check_ins if len(last_two(c)) == 2 and set(last_two(c)) <= silent]


def _tell_managers(check_ins: list[CheckIn], *, at: dt.datetime) -> None:
    """One line for each manager and week, however many of the team are missing."""
    lines = Reach.objects.filter(employee__in=[c.employee_id for c in check_ins], depth=1)
    managers = dict(lines.values_list("employee", "manager"))
    for monday in {check_in.due_week for check_in in check_ins}:
        told = sorted(
            {managers[c.employee_id] for c in check_ins if c.due_week == monday and c.employee_id in managers}
        )
        tell_many(
            told, "check_in.digest", subjects=[(Employee, pk) for pk in told], occurrence=monday.isoformat(), at=at
        )


def _advance(check_ins: list[CheckIn], *, at: dt.datetime) -> None:
    """Set the clock of each to its next step, by the person's own working days."""
    if not check_ins:
        return
    start = min(c.period_start for c in check_ins) - schedule.WEEK
    end = max(c.period_end for c in check_ins) + schedule.LOOK_AHEAD
    calendars = calendars_of({c.employee_id for c in check_ins}, start, end)
    for c in check_ins:
        c.step, c.step_at = schedule.next_step(
            c.step, calendars[c.employee_id], c.employee.time_zone, due_at=c.due_at, monday=c.due_week, at=at
        )
    update(check_ins, ["step", "step_at", "reminded_at"])


@transaction.atomic
def leave_out(check_in: CheckIn, *, by: Actor, at: dt.datetime) -> CheckIn:
    """A period whose employee's team has check-ins switched off is no longer asked; what was written before stays."""
    require("skip", by, check_in)
    move(check_in, CHECK_IN_MOVES["skip"], skip_reason=SkipReason.OFF, step="", step_at=None)
    record("check_in.skipped", by=by, at=at, employee=check_in.employee, subject=check_in)
    touch([check_in.employee_id], week=check_in.due_week)
    return check_in


@transaction.atomic
def miss(check_in: CheckIn, *, by: Actor, at: dt.datetime) -> CheckIn:
    """A period stays unanswered. It can still be answered late, and then counts."""
    require("miss", by, check_in)
    move(check_in, CHECK_IN_MOVES["miss"], step="", step_at=None)
    record("check_in.missed", by=by, at=at, employee=check_in.employee, subject=check_in)
    touch([check_in.employee_id], week=check_in.due_week)
    return check_in
