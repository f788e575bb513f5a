"""The clock of a plan: its days follow leave, holidays and hours of its employee; it stands still where a manager
missed a meeting; its end comes by itself.

`follow` brings one plan up to date and may run as often as anybody likes: nothing is added up, each date is computed
anew from the number of its day. So a tick may run twice and die in the middle.
"""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from notices.rules import tell
from people.access import Actor
from people.models import Absence, Employee
from people.rules import record
from people.states import EmployeeState
from perfhub.kernel.calendars import NeverWorks, WorkingCalendar, local_date
from perfhub.kernel.courses import Agreed, Course, half_of
from perfhub.kernel.moves import move

from ..access import running as access
from ..models import ClockStop, Issue, Milestone, Plan, PlanDate, PlanMeeting, Support
from ..queries.courses import calendars_for, course_of, total_days
from ..states import PLAN_MOVES, PLAN_RUNNING, IssueState, PlanKind, PlanMeetingState, PlanState, StopKind
from ..states import SUPPORT_WAITED_FOR as WAITED_FOR
from .rhythm import keep_rhythm

BATCH = 50
A_DAY = dt.timedelta(days=1)
A_WHILE = dt.timedelta(hours=20)  # each plan is followed about once a day, and as soon as somebody's leave changes


@transaction.atomic
def begin(plan: Plan, *, by: Actor, at: dt.datetime, tells: bool = True) -> Plan:
    """A plan has just been started, changed or given more time: its days are numbered, its meetings planned.

    Called by the rule that did so, which has asked whether it may, and which may tell of it in words of its own.
    """
    return _follow(plan, calendars_for([plan]), by=by, at=at, tells=tells)


@transaction.atomic
def follow(*, by: Actor, at: dt.datetime, limit: int = BATCH) -> int:
    """The clock brings plans up to date whose day, leave or hours may have changed since it looked last.

    Claims what it handles. Returns how many it took; 0 means that all are up to date.
    """
    access.require("follow", by)
    rows = Plan.objects.filter(_to_follow(at), state__in=PLAN_RUNNING, start_date__isnull=False)
    rows = rows.filter(employee__state=EmployeeState.ACTIVE)
    plans = list(
        rows.select_for_update(skip_locked=True, of=("self",))
        .select_related("employee", "case__manager", "case__hr_owner")
        .order_by(F("followed_at").asc(nulls_first=True), "pk")[:limit]
    )
    calendars = calendars_for(plans) if plans else {}
    for plan in plans:
        _follow(plan, calendars, by=by, at=at)
    return len(plans)


def _to_follow(at: dt.datetime) -> Q:
    entered = Absence.objects.filter(
        Q(employee=OuterRef("employee")) | Q(employee=OuterRef("case__manager")),
        entered_at__gt=OuterRef("followed_at"),
        end_date__gte=OuterRef("start_date"),
    )
    kept = Absence.objects.filter(pk=OuterRef("absence"))
    gone = ClockStop.objects.in_force().filter(~Exists(kept), plan=OuterRef("pk"), kind=StopKind.LEAVE)
    return Q(followed_at__isnull=True) | Q(followed_at__lt=at - A_WHILE) | Exists(entered) | Exists(gone)


def _follow(
    plan: Plan, calendars: dict[int, WorkingCalendar], *, by: Actor, at: dt.datetime, tells: bool = True
) -> Plan:
    """All that follows from a plan's days, in one transaction of the caller's."""
    held = Plan.objects.select_for_update().get(pk=plan.pk)
    if held.state not in PLAN_RUNNING or held.start_date is None or plan.employee.state != EmployeeState.ACTIVE:
        return plan
    plan.refresh_from_db(fields=["state", "version"])
    today = local_date(at, plan.employee.time_zone)
    calendar = calendars[plan.employee_id]
    if plan.state != PlanState.END_REVIEW:
        _find_leave(plan, at=at)
    _end_stops_of_meetings(plan)
    stops = list(ClockStop.objects.in_force().filter(plan=plan).order_by("start_date", "pk"))
    course = course_of(plan, calendar, stops, today=today)
    if plan.state != PlanState.END_REVIEW:
        quiet = not tells or any(stop.end_date is None for stop in stops)  # who was told already, hears it once
        _keep_dates(plan, course, quiet=quiet, by=by, at=at)
        _pause(plan, stops, today=today, by=by, at=at)
        _end(plan, stops, today=today, by=by, at=at)
    keep_rhythm(plan, calendars, at=at)
    Plan.objects.filter(pk=plan.pk).update(followed_at=at)
    plan.followed_at = at
    return plan


# --- what stops it ----------------------------------------------------------------------------


def _find_leave(plan: Plan, *, at: dt.datetime) -> None:
    """Whole days of leave since day 1 stop the clock; leave that was taken away does so no more."""
    there = {
        absence.pk: span
        for absence in Absence.objects.filter(employee=plan.employee_id, end_date__gte=plan.start_date)
        if (span := _whole_days(absence)) is not None
    }
    known: dict[int | None, ClockStop] = {
        stop.absence: stop for stop in ClockStop.objects.in_force().filter(plan=plan, kind=StopKind.LEAVE)
    }
    gone = [stop.pk for key, stop in known.items() if there.get(key or 0) != (stop.start_date, stop.end_date)]
    ClockStop.objects.filter(pk__in=gone).update(undone_at=at)
    kept = {key for key, stop in known.items() if stop.pk not in gone}
    ClockStop.objects.bulk_create(
        ClockStop(plan=plan, kind=StopKind.LEAVE, absence=pk, start_date=first, end_date=last, found_at=at)
        for pk, (first, last) in sorted(there.items())
        if pk not in kept
    )


def _whole_days(absence: Absence) -> tuple[dt.date, dt.date] | None:
    first = absence.start_date + (A_DAY if absence.from_noon else dt.timedelta())
    last = absence.end_date - (A_DAY if absence.until_noon else dt.timedelta())
    return (first, last) if first <= last else None


def _end_stops_of_meetings(plan: Plan) -> None:
    """Where a manager missed a meeting, the clock stands still until the two meet again."""
    open_ = ClockStop.objects.in_force().filter(plan=plan, kind=StopKind.MEETING, end_date__isnull=True)
    for stop in open_.select_related("meeting"):
        assert stop.meeting is not None
        after = PlanMeeting.objects.filter(plan=plan, state=PlanMeetingState.HELD)
        met = after.filter(held_at__gte=stop.found_at).order_by("held_at").first()
        if met is not None and met.held_at is not None:
            last = local_date(met.held_at, plan.employee.time_zone) - A_DAY
            end_stop(stop, last, at=met.held_at)


def end_stop(stop: ClockStop, last: dt.date, *, at: dt.datetime) -> None:
    """The clock goes on after a day; a stop that took none is undone."""
    if last < stop.start_date:
        ClockStop.objects.filter(pk=stop.pk).update(undone_at=at)
    else:
        ClockStop.objects.filter(pk=stop.pk).update(end_date=last)


# --- what it moves ----------------------------------------------------------------------------


def _keep_dates(plan: Plan, course: Course, *, quiet: bool, by: Actor, at: dt.datetime) -> None:
    """The middle, the end and every day that was agreed lie where their numbers say."""
    try:
        end, middle = course.day(total_days(plan)), course.day(half_of(plan.length_days))
        moved = _keep_agreed(plan, course)
    except NeverWorks:
        return  # whoever works on no day of ten years has no course: the dates stay as they were written
    if (plan.end_date, plan.mid_review_date) == (end, middle) and not moved:
        return
    before = plan.end_date
    Plan.objects.filter(pk=plan.pk).update(end_date=end, mid_review_date=middle, version=F("version") + 1)
    plan.end_date, plan.mid_review_date, plan.version = end, middle, plan.version + 1
    if plan.followed_at is None:
        return  # it has just begun: nothing has moved
    record("course.moved", by=by, at=at, employee=plan.employee, subject=plan)
    if before != end and not quiet:
        for person in sides_of(plan):
            tell(person, "course.moved", subject=plan, occurrence=plan.version, at=at)


def sides_of(plan: Plan) -> list[Employee]:
    """The two who are told of it: its employee and whoever leads it, as long as they work here."""
    return [one for one in (plan.employee, plan.case.manager) if one.state == EmployeeState.ACTIVE]


def _agreed_rows(plan: Plan) -> Iterable[tuple[str, Sequence, tuple[str, ...]]]:
    """Whatever in a plan has a day: the noun, its rows that are still to come about, the fields."""
    issues = Issue.objects.filter(plan=plan, state=IssueState.OPEN, due_date__isnull=False)
    support = Support.objects.filter(plan=plan, state__in=WAITED_FOR)
    yield "issue", list(issues), ("due_date",)
    yield "support", list(support), ("due_date", "first_due_date")
    yield "milestone", list(Milestone.objects.filter(plan=plan, reached_at__isnull=True)), ("due_date",)


def _keep_agreed(plan: Plan, course: Course) -> bool:
    """Days that are new are numbered; those that are known are set to where their numbers lie now."""
    known = {(row.noun, row.key, row.field): row for row in PlanDate.objects.filter(plan=plan)}
    changed = False
    for noun, rows, fields in _agreed_rows(plan):
        for row in rows:
            said = {field: getattr(row, field) for field in fields}
            now = {
                field: _keep_one(plan, course, known.get((noun, row.pk, field)), (noun, row.pk, field), day)
                for field, day in said.items()
            }
            if now != said:
                type(row).objects.filter(pk=row.pk).update(**now)
                changed = True
    return changed


def _keep_one(plan: Plan, course: Course, known: PlanDate | None, name: tuple[str, int, str], day: dt.date) -> dt.date:
    noun, key, field = name
    if known is None or known.set_date != day:  # new, or people have agreed on another day since
        agreed = course.agree(day)
        told = {"number": agreed.number, "agreed_date": day, "counted_date": agreed.counted, "set_date": day}
        PlanDate.objects.update_or_create(plan=plan, noun=noun, key=key, field=field, defaults=told)
        return day
    moved = course.moved(Agreed(known.agreed_date, known.number, known.counted_date))
    if moved != day:
        PlanDate.objects.filter(pk=known.pk).update(set_date=moved)
    return moved


# --- what comes by itself ---------------------------------------------------------------------


def _pause(plan: Plan, stops: list[ClockStop], *, today: dt.date, by: Actor, at: dt.datetime) -> None:
    """A plan is paused while its employee is on leave, and goes on by itself."""
    away = any(stop.kind == StopKind.LEAVE and stop.start_date <= today <= (stop.end_date or today) for stop in stops)
    verb = {(PlanState.ACTIVE, True): "pause", (PlanState.PAUSED, False): "resume"}.get((PlanState(plan.state), away))
    if verb is not None:
        move(plan, PLAN_MOVES[PlanKind(plan.kind)][verb])
        act = "course.paused" if away else "course.resumed"
        record(act, by=by, at=at, employee=plan.employee, subject=plan)


def _end(plan: Plan, stops: list[ClockStop], *, today: dt.date, by: Actor, at: dt.datetime) -> None:
    """After its last day an improvement plan is looked at in an end review, within five working days."""
    is_open = any(stop.end_date is None for stop in stops)
    if plan.kind != PlanKind.PIP or plan.state != PlanState.ACTIVE or is_open:
        return
    if plan.end_date is not None and today > plan.end_date:
        move(plan, PLAN_MOVES[PlanKind.PIP]["end"])
        record("course.came_to_its_end", by=by, at=at, employee=plan.employee, subject=plan)
        for person in sides_of(plan):
            tell(person, "course.end_review", subject=plan, occurrence=plan.end_date, at=at)


def stop_between(plan: Plan, until: dt.date, *, at: dt.datetime) -> None:
    """Days between the end of a plan and more time for it are none of the plan's."""
    assert plan.end_date is not None
    first = plan.end_date + A_DAY
    if first <= until:
        ClockStop.objects.create(plan=plan, kind=StopKind.BETWEEN, start_date=first, end_date=until, found_at=at)
