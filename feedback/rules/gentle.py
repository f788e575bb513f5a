"""From when on somebody reads what is hard to read."""

import datetime as dt
from collections.abc import Collection

from people.models import Employee
from people.queries import calendars_of
from perfhub.kernel.calendars import NeverWorks, WorkingCalendar, local_date, moment

LAST_HOURS = dt.timedelta(hours=3)
LOOK_AHEAD, A_DAY = dt.timedelta(days=60), dt.timedelta(days=1)


def gentle_moment(person: Employee, *, at: dt.datetime) -> dt.datetime:
    """From when on somebody reads what is hard to read: now, but not in the last hours before free days."""
    return gentle_moments([person], at=at)[person.pk]


def gentle_moments(people: Collection[Employee], *, at: dt.datetime) -> dict[int, dt.datetime]:
    """The same for many, by key; as many statements as for one.

    In the last three working hours before a weekend, a holiday or leave, and within those, it waits for the first
    working moment after them. Who never works by the calendar reads it now.
    """
    days = {person.pk: local_date(at, person.time_zone) for person in people}
    if not days:
        return {}
    calendars = calendars_of(list(days), min(days.values()), max(days.values()) + LOOK_AHEAD)
    return {person.pk: _gentle(calendars[person.pk], person.time_zone, days[person.pk], at=at) for person in people}


def _gentle(calendar: WorkingCalendar, zone: str, day: dt.date, *, at: dt.datetime) -> dt.datetime:
    try:
        next_day = calendar.add_working_days(day, 1)
        hours = calendar.hours_on(day)
        if hours is None:
            return calendar.next_working_moment(at, zone)
        last = moment(day, hours[1], zone) - LAST_HOURS
        if next_day - day == A_DAY or at < last:
            return at
        return calendar.next_working_moment(moment(next_day, dt.time(), zone), zone)
    except NeverWorks:
        return at
