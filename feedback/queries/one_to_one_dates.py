"""When two people meet next: the cadence by one clock, moved to a day on which both work."""

import datetime as dt
from collections.abc import Mapping

from people.models import Employee
from people.queries import calendars_of
from perfhub.kernel.calendars import WorkingCalendar, local, local_date, moment

from ..models import OneToOne

DAY, WEEK = dt.timedelta(days=1), dt.timedelta(weeks=1)
LOOKS_AHEAD = 10  # days after the day of the cadence, for one on which both work
USUALLY = dt.time(10)  # where there has been no meeting yet


def next_start(
    one_to_one: OneToOne,
    *,
    after: dt.datetime,
    last: dt.datetime | None,
    calendars: Mapping[int, WorkingCalendar] | None = None,
) -> dt.datetime:
    """The moment the cadence gives: the same time of day by its clock, so many weeks after the last meeting.

    A day on which one of the two does not work gives way to the next on which both do, within ten days. `calendars`
    are those of the two, where somebody has read them already.
    """
    zone = one_to_one.time_zone
    step = one_to_one.every_weeks * WEEK
    if last is None:
        day, time = local_date(after, zone) + WEEK, USUALLY
    else:
        day, time = local_date(last, zone) + step, local(last, zone).time().replace(second=0, microsecond=0)
    while moment(day, time, zone) <= after:
        day += step
    return moment(day_for_both(one_to_one, day, calendars=calendars), time, zone)


def day_for_both(
    one_to_one: OneToOne, day: dt.date, *, calendars: Mapping[int, WorkingCalendar] | None = None
) -> dt.date:
    """This day, or the next within ten on which both work; this day, where there is none."""
    known = calendars_of(one_to_one.people, day, day + LOOKS_AHEAD * DAY) if calendars is None else calendars
    for ahead in range(LOOKS_AHEAD + 1):
        candidate = day + ahead * DAY
        if all(known[pk].is_working(candidate) for pk in one_to_one.people):
            return candidate
    return day


def moment_said(day: dt.date, time: dt.time, *, by: Employee) -> dt.datetime:
    """The moment that somebody means, by the own clock."""
    return moment(day, time, by.time_zone)
