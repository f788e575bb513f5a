"""When the two of a plan meet: planned from its rhythm, around the leave, holidays and hours of both."""

import datetime as dt

from people.models import Employee
from perfhub.kernel.calendars import WorkingCalendar, local, local_date
from perfhub.kernel.courses import both_can, rhythm
from perfhub.kernel.moves import move

from ..models import MINUTES, Plan, PlanMeeting
from ..queries.courses import working_day
from ..states import PLAN_MEETING_MOVES, MeetingKind, PlanMeetingState, PlanState

A_DAY = dt.timedelta(days=1)
LATEST = dt.timedelta(days=60)  # how far ahead a day is looked for on which both work
RHYTHM = (MeetingKind.REGULAR, MeetingKind.MID_REVIEW)


def keep_rhythm(plan: Plan, calendars: dict[int, WorkingCalendar], *, at: dt.datetime) -> None:
    """Meetings to come lie on days on which both work, one in each period; what was put off by hand stays if both can.

    Past meetings and those of today stay as they are. Called by the clock, which holds the plan.
    """
    assert plan.start_date is not None and plan.end_date is not None
    today = local_date(at, plan.employee.time_zone)
    rows = list(PlanMeeting.objects.select_for_update().filter(plan=plan).order_by("number", "pk"))
    in_rhythm = {row.number: row for row in rows if row.kind in RHYTHM}
    wanted: dict[int, tuple[dt.datetime, MeetingKind]] = {}
    if plan.state != PlanState.END_REVIEW:
        for meet in rhythm(
            plan.start_date,
            plan.end_date,
            plan.meeting_days,
            middle=plan.mid_review_date,
            free=lambda day: _time_on(plan, calendars, day) is not None,
        ):
            when = _time_on(plan, calendars, meet.day)
            if meet.day > today and when is not None:
                wanted[meet.number] = (when, MeetingKind.MID_REVIEW if meet.middle else MeetingKind.REGULAR)
    for number, row in in_rhythm.items():
        _keep_one(plan, calendars, row, wanted.pop(number, None), today)
    place = next((row.place for row in reversed(rows) if row.place), "")
    PlanMeeting.objects.bulk_create(
        PlanMeeting(plan=plan, number=number, kind=kind, start_at=when, place=place)
        for number, (when, kind) in sorted(wanted.items())
    )
    if plan.state == PlanState.END_REVIEW:
        _keep_last(plan, calendars, rows, MeetingKind.END_REVIEW, today)


def _keep_one(
    plan: Plan,
    calendars: dict[int, WorkingCalendar],
    row: PlanMeeting,
    wanted: tuple[dt.datetime, MeetingKind] | None,
    today: dt.date,
) -> None:
    day = local_date(row.start_at, plan.employee.time_zone)
    is_over = day <= today
    if is_over or row.state not in (PlanMeetingState.PLANNED, PlanMeetingState.CALLED_OFF):
        return
    stays = row.by_hand and row.state == PlanMeetingState.PLANNED and plan.state != PlanState.END_REVIEW
    if stays and both_work(plan, calendars, row.start_at):
        return
    if wanted is None:
        if row.state == PlanMeetingState.PLANNED:
            move(row, PLAN_MEETING_MOVES["call_off"])
        return
    when, kind = wanted
    if row.state == PlanMeetingState.CALLED_OFF:
        move(row, PLAN_MEETING_MOVES["plan_again"], start_at=when, kind=kind, by_hand=False)
    elif (row.start_at, row.kind) != (when, kind):
        move(row, PLAN_MEETING_MOVES["put_off"], start_at=when, kind=kind, by_hand=False)


def _keep_last(
    plan: Plan, calendars: dict[int, WorkingCalendar], rows: list[PlanMeeting], kind: MeetingKind, today: dt.date
) -> None:
    """The end review lies within five working days of the end, the outcome meeting of the day it was asked for."""
    of_kind = [row for row in rows if row.kind == kind]
    planned = next((row for row in of_kind if row.state == PlanMeetingState.PLANNED), None)
    if planned is not None and local_date(planned.start_at, plan.employee.time_zone) <= today:
        return
    if planned is not None and both_work(plan, calendars, planned.start_at):
        return
    if any(row.state == PlanMeetingState.HELD and _is_after_end(plan, row) for row in of_kind):
        return
    assert plan.end_date is not None
    when = first_time(plan, calendars, after=max(plan.end_date, today))
    if when is None:
        return
    if planned is not None:
        move(planned, PLAN_MEETING_MOVES["put_off"], start_at=when, by_hand=False)
        return
    number = max((row.number for row in of_kind), default=0) + 1
    PlanMeeting.objects.create(plan=plan, kind=kind, number=number, start_at=when)


def _is_after_end(plan: Plan, row: PlanMeeting) -> bool:
    """Whether it was of this end, and not of the one before more time was given."""
    return plan.end_date is not None and local_date(row.start_at, plan.employee.time_zone) > plan.end_date


def first_time(plan: Plan, calendars: dict[int, WorkingCalendar], *, after: dt.date) -> dt.datetime | None:
    """The first time after a day at which both work."""
    for number in range(1, LATEST.days + 1):
        when = _time_on(plan, calendars, after + number * A_DAY)
        if when is not None:
            return when
    return None


def _time_on(plan: Plan, calendars: dict[int, WorkingCalendar], day: dt.date) -> dt.datetime | None:
    manager = plan.case.manager
    return both_can(
        day,
        one=(calendars[plan.employee_id], plan.employee.time_zone),
        other=(calendars[manager.pk], manager.time_zone),
        minutes=MINUTES,
    )


def both_work(plan: Plan, calendars: dict[int, WorkingCalendar], at: dt.datetime) -> bool:
    people = (plan.employee, plan.case.manager)
    return all(_works_at(calendars[person.pk], person, at) for person in people)


def _works_at(calendar: WorkingCalendar, person: Employee, at: dt.datetime) -> bool:
    here = local(at, person.time_zone)
    hours = calendar.hours_on(here.date())
    return hours is not None and hours[0] <= here.time().replace(fold=0) < hours[1]


def call_off_rest(plan: Plan) -> None:
    """A plan is over: what was planned is not any more."""
    for row in PlanMeeting.objects.filter(plan=plan, state=PlanMeetingState.PLANNED).order_by("pk"):
        move(row, PLAN_MEETING_MOVES["call_off"])


def plan_outcome_meeting(plan: Plan, calendars: dict[int, WorkingCalendar], *, at: dt.datetime) -> PlanMeeting | None:
    """The meeting in which employee, manager and HR talk about what now; on the first day the two work."""
    today = local_date(at, plan.employee.time_zone)
    rows = list(PlanMeeting.objects.filter(plan=plan, kind=MeetingKind.OUTCOME).order_by("number"))
    when = first_time(plan, calendars, after=today)
    if when is None:
        when = at + (working_day(calendars[plan.employee_id], today, 1) - today)
    number = max((row.number for row in rows), default=0) + 1
    return PlanMeeting.objects.create(plan=plan, kind=MeetingKind.OUTCOME, number=number, start_at=when)
