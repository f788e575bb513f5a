"""The days of a plan: working days of the employee's own calendar."""

import datetime as dt
from dataclasses import dataclass

from people.models import Employee
from people.queries import calendars_of
from perfhub.kernel.calendars import WorkingCalendar, local, local_date
from perfhub.kernel.courses import Course, half_of

A_YEAR = dt.timedelta(days=366)
A_DAY = dt.timedelta(days=1)
READING_DAYS = 3  # working days between being told and day 1
APPEAL_DAYS = 10  # working days in which one may appeal, and in which that is answered
END_OF_DAY = dt.timedelta(hours=3)  # how long before the last working hours end nothing hard is told


def calendar_of(employee: Employee, *, around: dt.date) -> WorkingCalendar:
    """When the employee works in the year before and the two after a day; four statements."""
    return calendars_of([employee.pk], around - A_YEAR, around + 2 * A_YEAR)[employee.pk]


@dataclass(frozen=True)
class Dates:
    """Day 1, the middle and the last day of a plan."""

    start: dt.date
    middle: dt.date
    end: dt.date


def dates_of(calendar: WorkingCalendar, first: dt.date, length: int) -> Dates:
    """A plan of so many working days; day 1 is the first day not before `first` on which the employee is there.

    Leave that comes later is not counted here: it stops the clock, and moves all days, when it is known.
    """
    start = calendar.add_working_days(first, 0)
    course = Course.of(calendar, start, ())
    return Dates(start, course.day(half_of(length)), course.day(length))


def reading_until(calendar: WorkingCalendar, told: dt.date) -> dt.date:
    """The last of the working days in which a plan is only read."""
    return calendar.add_working_days(told, READING_DAYS)


def is_within_hours(calendar: WorkingCalendar, employee: Employee, at: dt.datetime) -> bool:
    """Whether the employee works at this moment."""
    here = local(at, employee.time_zone)
    hours = calendar.hours_on(here.date())
    return hours is not None and hours[0] <= here.time().replace(tzinfo=None) < hours[1]


def is_before_free_days(calendar: WorkingCalendar, employee: Employee, at: dt.datetime) -> bool:
    """Whether this moment lies in the last working hours before a weekend, a holiday or leave."""
    here = local(at, employee.time_zone)
    hours = calendar.hours_on(here.date())
    if hours is None or calendar.is_working(here.date() + A_DAY):
        return False
    ends = dt.datetime.combine(here.date(), hours[1])
    return here.replace(tzinfo=None) > ends - END_OF_DAY


def today_of(employee: Employee, at: dt.datetime) -> dt.date:
    return local_date(at, employee.time_zone)
