"""The course of a plan: its days, as its employee's calendar and what stopped the clock make them."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Sum

from people.models import Employee
from people.queries import calendars_of
from perfhub.kernel.calendars import NeverWorks, WorkingCalendar, local_date
from perfhub.kernel.courses import Course, half_of

from ..models import ClockStop, MoreTime, Plan
from ..states import MoreTimeKind, StopKind

AHEAD = dt.timedelta(days=3 * 366)  # as far as holidays and leave are asked for


def calendars_for(plans: Iterable[Plan], *others: Employee | None) -> dict[int, WorkingCalendar]:
    """When those in some plans work, from the first of their days on. Four statements, however many."""
    rows = list(plans)
    people = {row.employee_id for row in rows} | {row.case.manager_id for row in rows}
    people |= {row.case.hr_owner_id for row in rows if row.case.hr_owner_id}
    first = min((row.start_date for row in rows if row.start_date is not None), default=None)
    if first is None:
        return {}
    return calendars_of(people | {one.pk for one in others if one is not None}, first, first + AHEAD)


def course_of(plan: Plan, calendar: WorkingCalendar, stops: Iterable[ClockStop], *, today: dt.date) -> Course:
    """The course by these stops; one without an end still stands still today."""
    assert plan.start_date is not None
    spans = [(stop.start_date, stop.end_date or max(today, stop.start_date)) for stop in stops]
    return Course.of(calendar, plan.start_date, spans)


@dataclass(frozen=True)
class Days:
    """The course of a plan in numbers of its days, for a page."""

    number: int  # how many are over by the end of today
    total: int
    middle: int
    lost_to_leave: int
    lost_to_meetings: int
    extended_by: int

    @property
    def share(self) -> int:
        """How far along, in hundredths."""
        return min(100, round(100 * self.number / self.total)) if self.total else 0


def days_of(plan: Plan, *, at: dt.datetime) -> Days | None:
    """Which day of the plan it is; None before it has days."""
    if plan.start_date is None:
        return None
    stops = ClockStop.objects.in_force().filter(plan=plan).order_by("start_date", "pk")
    more = MoreTime.objects.filter(plan=plan).order_by("given_at", "pk")
    return days_by(plan, calendars_for([plan])[plan.employee_id], stops, more, at=at)


def days_by(
    plan: Plan, calendar: WorkingCalendar, stops: Iterable[ClockStop], more: Iterable[MoreTime], *, at: dt.datetime
) -> Days | None:
    """The same by what stopped the clock, in order, and what was added."""
    if plan.start_date is None:
        return None
    stops, more = list(stops), list(more)
    today = local_date(at, plan.employee.time_zone)
    course = course_of(plan, calendar, stops, today=today)
    total = plan.length_days + sum(row.days for row in more)
    extended = sum(row.days for row in more if row.kind == MoreTimeKind.EXTENSION)
    return Days(
        number=min(course.number(min(today, plan.end_date or today)), total),
        total=total,
        middle=half_of(plan.length_days),
        lost_to_leave=_lost(plan, calendar, stops, StopKind.LEAVE, today),
        lost_to_meetings=_lost(plan, calendar, stops, StopKind.MEETING, today),
        extended_by=extended,
    )


def _lost(plan: Plan, calendar: WorkingCalendar, stops: list[ClockStop], kind: StopKind, today: dt.date) -> int:
    return course_of(plan, calendar, [stop for stop in stops if stop.kind == kind], today=today).lost()


def total_days(plan: Plan) -> int:
    """How many working days it lasts, with all that was added. One statement."""
    more = MoreTime.objects.filter(plan=plan).aggregate(days=Sum("days"))["days"]
    return plan.length_days + (more or 0)


def working_day(calendar: WorkingCalendar, day: dt.date, number: int) -> dt.date:
    """The n-th working day after a day; as many days for whoever never works."""
    try:
        return calendar.add_working_days(day, number)
    except NeverWorks:
        return day + dt.timedelta(days=number)
