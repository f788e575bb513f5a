"""When a check-in is due for somebody, and what the clock does around it. Pure but for the loading of calendars."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from people.models import PublicHoliday
from perfhub.kernel.calendars import NeverWorks, WorkingCalendar, local, moment

from ..models import Cadence
from ..states import SkipReason, Step
from .asking import DAY, WEEK, due_day_of

#: Working days between the due day and each step; missed four weeks after the week it is due in at the latest.
STEP_DAYS: Mapping[str, int] = {Step.EARLY: -1, Step.DUE: 0, Step.AGAIN: 2, Step.DIGEST: 4, Step.MISS: 5}
ORDER = tuple(STEP_DAYS)
LATEST_MISS = 4 * WEEK
LOOK_AHEAD = 6 * WEEK  # how far absences and holidays matter to one check-in


@dataclass(frozen=True)
class Plan:
    """When a check-in of one period is due for one person, or why it is not asked."""

    due_at: dt.datetime
    skip_reason: str
    step: str
    step_at: dt.datetime | None


def plan_for(
    calendar: WorkingCalendar,
    zone: str,
    *,
    period: tuple[dt.date, dt.date],
    cadence: Cadence,
    pauses: Iterable[tuple[dt.date, dt.date]] = (),
) -> Plan:
    """Due on the cadence's day and time by the person's own clock, in the last week of the period.

    When that day is a holiday or an absence, it is due on the next working day, unless that lies beyond the
    following week: then on the last working day before. Nothing is asked for a period that is off from end to end,
    nor when the day it is due lies in a pause.
    """
    start, end = period
    wanted = due_day_of(cadence, end)
    if calendar.is_off(start, end):
        unaway = replace(calendar, absences=(), mornings_off=frozenset(), afternoons_off=frozenset())
        reason = SkipReason.HOLIDAY if unaway.is_off(start, end) else SkipReason.ABSENCE
        return Plan(moment(wanted, cadence.due_time, zone), reason, "", None)
    day = _due_day(calendar, wanted, start, end)
    due_at = moment(day, cadence.due_time, zone)
    if any(first <= day <= last for first, last in pauses):
        return Plan(due_at, SkipReason.PAUSE, "", None)
    monday = end - 6 * DAY
    return Plan(due_at, "", Step.EARLY, step_moment(Step.EARLY, calendar, zone, due_at=due_at, monday=monday))


def _due_day(calendar: WorkingCalendar, wanted: dt.date, start: dt.date, end: dt.date) -> dt.date:
    later = [day for day in (wanted + n * DAY for n in range(14)) if day <= end + WEEK]
    earlier = [wanted - n * DAY for n in range((wanted - start).days + 1)]
    return next((day for day in (*later, *earlier) if calendar.is_working(day)), wanted)


def step_moment(
    step: str, calendar: WorkingCalendar, zone: str, *, due_at: dt.datetime, monday: dt.date
) -> dt.datetime:
    """The moment of one step: so many of the person's own working days from the due day, at the due time.

    `monday` is that of the week in which the check-in is due.
    """
    if step == Step.DUE:
        return due_at
    due = local(due_at, zone)
    due_day = due.date()
    try:
        day = calendar.add_working_days(due_day, STEP_DAYS[step])
    except NeverWorks:
        day = due_day + STEP_DAYS[step] * DAY
    if step == Step.MISS:
        day = min(day, monday + LATEST_MISS)
    return moment(day, due.time(), zone)


def next_step(
    step: str, calendar: WorkingCalendar, zone: str, *, due_at: dt.datetime, monday: dt.date, at: dt.datetime
) -> tuple[str, dt.datetime]:
    """The step after this one; where several are past already (the clock stood still), the last of those."""
    later = ORDER[ORDER.index(step) + 1 :]
    moments = [(name, step_moment(name, calendar, zone, due_at=due_at, monday=monday)) for name in later]
    past = [pair for pair in moments if pair[1] <= at]
    return past[-1] if past else moments[0]


def calendars_by_place(start: dt.date, end: dt.date) -> dict[str, WorkingCalendar]:
    """The calendar of everybody at a location who takes no leave, for the locations with holidays of their own."""
    holidays = list(PublicHoliday.objects.filter(date__range=(start, end)).values_list("date", "location"))
    everywhere = frozenset(day for day, place in holidays if place == "")
    calendars = {"": WorkingCalendar(holidays=everywhere)}
    for place in {place for _day, place in holidays if place}:
        own = frozenset(day for day, where in holidays if where == place)
        calendars[place] = WorkingCalendar(holidays=everywhere | own)
    return calendars
