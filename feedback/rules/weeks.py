"""What the clock does: weeks open, due moments follow people's lives, reminders go out, weeks are missed."""

import datetime as dt
from collections import defaultdict

from django.db import connection, transaction
from django.db.models import Q

from notices.rules import tell_many
from people.access import SYSTEM, Actor
from people.models import Absence, Employee, Reach
from people.queries import calendars_of
from people.rules import record, touch
from people.states import EmployeeState
from perfhub.kernel.calendars import local_date, week_start
from perfhub.kernel.moves import move

from ..access import require
from ..models import Cadence, CheckIn
from ..queries import schedule
from ..states import CHECK_IN_MOVES, CheckInState, SkipReason, Step

CATCH_UP = 4  # weeks: a clock that stood still longer leaves the older ones unasked
BATCH = 500

# One row for each employee employed on the day it would be due: when it is due for them, or why it is not asked.
PLAN = """
    WITH place AS (
        SELECT * FROM unnest(%(zones)s::text[], %(locations)s::text[], %(place_due)s::timestamptz[],
                             %(place_reason)s::text[], %(place_step)s::timestamptz[])
            AS p (zone, location, due_at, skip_reason, step_at)
    ), own AS (
        SELECT * FROM unnest(%(people)s::bigint[], %(own_due)s::timestamptz[],
                             %(own_reason)s::text[], %(own_step)s::timestamptz[])
            AS o (employee_id, due_at, skip_reason, step_at)
    ), plan AS (
        SELECT e.id AS employee_id,
               coalesce(own.due_at, place.due_at) AS due_at,
               coalesce(own.skip_reason, place.skip_reason) AS skip_reason,
               CASE WHEN own.employee_id IS NULL THEN place.step_at ELSE own.step_at END AS step_at
        FROM people_employee e
        JOIN place ON place.zone = e.time_zone AND place.location = e.location
        LEFT JOIN own ON own.employee_id = e.id
        WHERE e.start_date <= %(day)s AND (e.end_date IS NULL OR e.end_date >= %(day)s)
    )
"""

OPEN = """
    INSERT INTO feedback_checkin (employee_id, period_start, period_end, due_at, state, skip_reason,
                                  step, step_at, progress, blockers, edition)
    SELECT employee_id, %(monday)s, %(sunday)s, due_at,
           CASE WHEN skip_reason = '' THEN %(due)s ELSE %(skipped)s END, skip_reason,
           CASE WHEN skip_reason = '' THEN %(early)s ELSE '' END, step_at, '', '', 0
    FROM plan WHERE due_at > %(at)s OR %(catching_up)s
    ORDER BY employee_id
    ON CONFLICT (organization_id, employee_id, period_start) DO NOTHING
    RETURNING employee_id
"""

RESCHEDULE = """
    , expected AS (
        SELECT c.id, coalesce(plan.due_at, c.due_at) AS due_at, plan.step_at,
               coalesce(plan.skip_reason, %(absence)s) AS skip_reason
        FROM feedback_checkin c LEFT JOIN plan ON plan.employee_id = c.employee_id
        WHERE c.period_start = %(monday)s AND (c.state = %(due)s OR c.skip_reason = ANY (%(by_clock)s))
    )
    UPDATE feedback_checkin c
    SET due_at = x.due_at, skip_reason = x.skip_reason,
        state = CASE WHEN x.skip_reason = '' THEN %(due)s ELSE %(skipped)s END,
        step = CASE WHEN x.skip_reason = '' THEN %(early)s ELSE '' END,
        step_at = CASE WHEN x.skip_reason = '' THEN x.step_at END
    FROM expected x
    WHERE c.id = x.id AND (x.due_at, x.skip_reason) IS DISTINCT FROM (c.due_at, c.skip_reason)
      AND (x.due_at > %(at)s OR x.skip_reason <> '' AND c.skip_reason = '')
    RETURNING c.employee_id
"""

OPEN_WEEK, FOLLOW_PEOPLE = "".join((PLAN, OPEN)), "".join((PLAN, RESCHEDULE))


def open_weeks(*, by: Actor, at: dt.datetime, today: dt.date) -> int:
    """Open the week of `today`, and those before it which a standing clock has left out (four at most).

    Opens nothing before the first week that was ever asked for. Returns how many check-ins are new.
    """
    monday = week_start(today)
    newest = CheckIn.objects.order_by("-period_start").values_list("period_start", flat=True).first()
    first = max(monday - CATCH_UP * schedule.WEEK, newest + schedule.WEEK) if newest else monday
    missing = [first + n * schedule.WEEK for n in range((monday - first).days // 7 + 1)] if first <= monday else []
    made = sum(open_week(week, by=by, at=at, catching_up=week < monday) for week in missing)
    return made if monday in missing else made + open_week(monday, by=by, at=at)


@transaction.atomic
def open_week(monday: dt.date, *, by: Actor, at: dt.datetime, catching_up: bool = False) -> int:
    """Everybody employed is asked for a week, once; who is off the whole week is not. Returns how many are new.

    One INSERT … SELECT for the whole organization. Who comes when the week is due already is asked from the next one.
    """
    require("open_week", by)
    with connection.cursor() as cursor:
        cursor.execute(
            OPEN_WEEK,
            {
                **_plan(monday),
                "monday": monday,
                "sunday": monday + 6 * schedule.DAY,
                "due": CheckInState.DUE,
                "skipped": CheckInState.SKIPPED,
                "early": Step.EARLY,
                "at": at,
                "catching_up": catching_up,
            },
        )
        asked = [pk for (pk,) in cursor.fetchall()]
    if asked:
        record("check_in.week_opened", by=by, at=at)
        touch(asked, week=monday)
    return len(asked)


@transaction.atomic
def reschedule(monday: dt.date, *, by: Actor, at: dt.datetime) -> int:
    """The due moments of a week follow people: a new zone, an absence entered or taken back, a last day.

    A due moment is never moved into the past. A week which has become free is not asked any more; one which is no
    longer free is asked again. Returns how many check-ins changed.
    """
    require("reschedule", by)
    with connection.cursor() as cursor:
        cursor.execute(
            FOLLOW_PEOPLE,
            {
                **_plan(monday),
                "monday": monday,
                "at": at,
                "due": CheckInState.DUE,
                "skipped": CheckInState.SKIPPED,
                "early": Step.EARLY,
                "absence": SkipReason.ABSENCE,
                "by_clock": [SkipReason.ABSENCE, SkipReason.HOLIDAY],
            },
        )
        changed = [pk for (pk,) in cursor.fetchall()]
    if changed:
        record("check_in.rescheduled", by=by, at=at)
        touch(changed, week=monday)
    return len(changed)


def _plan(monday: dt.date) -> dict:
    """What PLAN needs: the due moment of each place, and of each person who is away then or has hours of their own."""
    cadence, end = schedule.cadence(), monday + schedule.LOOK_AHEAD
    start = monday - schedule.WEEK
    by_place = schedule.calendars_by_place(start, end)
    pairs = list(Employee.objects.order_by("time_zone", "location").values_list("time_zone", "location").distinct())
    places = [
        schedule.plan_for(by_place.get(location, by_place[""]), zone, monday=monday, cadence=cadence)
        for zone, location in pairs
    ]
    away = Absence.objects.filter(start_date__lte=monday + 13 * schedule.DAY, end_date__gte=start)
    own = Q(absences__in=away) | Q(working_patterns__start_date__lte=monday + 13 * schedule.DAY)
    people = dict(Employee.objects.filter(own).values_list("pk", "time_zone"))
    calendars = calendars_of(people, start, end)
    plans = [schedule.plan_for(calendars[pk], zone, monday=monday, cadence=cadence) for pk, zone in people.items()]
    return {
        "day": monday + cadence.due_weekday * schedule.DAY,
        "zones": [zone for zone, _location in pairs],
        "locations": [location for _zone, location in pairs],
        "place_due": [plan.due_at for plan in places],
        "place_reason": [plan.skip_reason for plan in places],
        "place_step": [plan.step_at for plan in places],
        "people": list(people),
        "own_due": [plan.due_at for plan in plans],
        "own_reason": [plan.skip_reason for plan in plans],
        "own_step": [plan.step_at for plan in plans],
    }


@transaction.atomic
def remind(*, by: Actor, at: dt.datetime, limit: int = BATCH) -> int:
    """The clock takes its next step for check-ins that are due: remind, tell the manager, count as missed.

    On the due moment and two working days later the employee is reminded; one working day before only who missed
    the last two; after four working days the manager gets one line for all; after five it is missed. Claims what it
    handles, so that two workers do not meet. Returns how many it took; 0 means there is nothing left to do.
    """
    require("remind", by)
    claimed = list(
        CheckIn.objects.step_due(at)
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("employee")
        .order_by("step_at", "pk")[:limit]
    )
    by_step: dict[str, list[CheckIn]] = defaultdict(list)
    for check_in in claimed:
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
    since = min(c.period_start for c in check_ins) - schedule.LOOK_AHEAD
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
    for monday in {check_in.period_start for check_in in check_ins}:
        told = sorted(
            {managers[c.employee_id] for c in check_ins if c.period_start == monday and c.employee_id in managers}
        )
        tell_many(
            told, "check_in.digest", subjects=[(Employee, pk) for pk in told], occurrence=monday.isoformat(), at=at
        )


def _advance(check_ins: list[CheckIn], *, at: dt.datetime) -> None:
    """Set the clock of each to its next step, by the person's own working days."""
    if not check_ins:
        return
    start = min(c.period_start for c in check_ins) - schedule.WEEK
    end = max(c.period_start for c in check_ins) + schedule.LOOK_AHEAD
    calendars = calendars_of({c.employee_id for c in check_ins}, start, end)
    for c in check_ins:
        c.step, c.step_at = schedule.next_step(
            c.step, calendars[c.employee_id], c.employee.time_zone, due_at=c.due_at, monday=c.period_start, at=at
        )
    CheckIn.objects.bulk_update(check_ins, ["step", "step_at", "reminded_at"], batch_size=BATCH)


@transaction.atomic
def miss(check_in: CheckIn, *, by: Actor, at: dt.datetime) -> CheckIn:
    """A week stays unanswered. It can still be answered late, and then counts."""
    require("miss", by, check_in)
    move(check_in, CHECK_IN_MOVES["miss"], step="", step_at=None)
    record("check_in.missed", by=by, at=at, employee=check_in.employee, subject=check_in)
    touch([check_in.employee_id], week=check_in.period_start)
    return check_in


@transaction.atomic
def change_cadence(cadence: Cadence, *, by: Employee, at: dt.datetime, due_weekday: int, due_time: dt.time) -> Cadence:
    """HR sets when check-ins are due. Weeks already open keep their place and move to the new day if it lies ahead."""
    require("change_cadence", by, cadence)
    cadence, _new = Cadence.objects.update_or_create(
        pk=cadence.pk,
        defaults={"due_weekday": due_weekday, "due_time": due_time, "version": cadence.version + bool(cadence.pk)},
    )
    record("cadence.changed", by=by, at=at, subject=cadence)
    for monday in CheckIn.objects.due().order_by("period_start").values_list("period_start", flat=True).distinct():
        if monday + 2 * schedule.WEEK > local_date(at, by.time_zone):
            reschedule(monday, by=SYSTEM, at=at)
    return cadence
