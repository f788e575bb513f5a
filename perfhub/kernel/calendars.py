"""Weeks, wall clocks and working days. Pure: no database, no settings, no "now".

Local dates have no zone; moments are aware and in UTC. Between the two stand exactly two functions:
`local` (a moment as somebody's wall clock shows it) and `moment` (the instant somebody's wall clock
reaches a time). Whoever computes a due date works in local dates first and turns the result into a
moment last, so that "Friday 16:00" stays Friday 16:00 across a change of the clocks.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from zoneinfo import ZoneInfo

Zone = str | dt.tzinfo

MONDAY_TO_FRIDAY = frozenset(range(5))
OFFICE_HOURS = (dt.time(8), dt.time(18))
EVENING = dt.time(17)

_DAY = dt.timedelta(days=1)
_WEEK = dt.timedelta(weeks=1)
_MINUTE = dt.timedelta(minutes=1)
_SECOND = dt.timedelta(seconds=1)
_SEARCH_LIMIT = 3_660  # days looked through for a working day: ten years


class NeverWorks(ValueError):
    """A calendar was asked for a working day and has none for ten years."""


# --- weeks -----------------------------------------------------------------------------------


def week_start(day: dt.date) -> dt.date:
    """The Monday of the week in which `day` lies."""
    return day - dt.timedelta(days=day.weekday())


def week_label(day: dt.date) -> str:
    """The ISO name of the week in which `day` lies: "2026-W01" (29 December 2025 lies in it too)."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def week_named(label: str) -> dt.date:
    """The Monday of the week with this ISO name. Raises ValueError for anything else."""
    year, separator, week = label.partition("-W")
    if not separator or len(year) != 4 or len(week) != 2 or not (year + week).isascii():
        raise ValueError(f"{label!r} is not the name of a week, such as 2026-W05.")
    return dt.date.fromisocalendar(int(year), int(week), 1)


def weeks(start: dt.date, end: dt.date) -> list[dt.date]:
    """The Mondays of all weeks touched by start..end, both days included; none if end lies before start."""
    if end < start:
        return []
    first, last = week_start(start), week_start(end)
    return [first + n * _WEEK for n in range((last - first).days // 7 + 1)]


def last_weeks(day: dt.date, count: int) -> list[dt.date]:
    """The Mondays of the `count` weeks which end with the week of `day`, oldest first."""
    last = week_start(day)
    return [last - n * _WEEK for n in reversed(range(count))]


# --- wall clocks -----------------------------------------------------------------------------


@lru_cache(maxsize=1024)
def zone_named(name: str) -> ZoneInfo:
    """The IANA zone of this name. Raises ValueError with a sentence for an unknown one."""
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, LookupError) as error:
        raise ValueError(f"{name!r} is not a time zone, such as Europe/London.") from error


def local(at: dt.datetime, zone: Zone) -> dt.datetime:
    """The moment `at` as the wall clock of `zone` shows it. A naive `at` is a mistake and raises."""
    if at.tzinfo is None:
        raise ValueError("A moment has a time zone; this one is naive.")
    return at.astimezone(_zone(zone))


def local_date(at: dt.datetime, zone: Zone) -> dt.date:
    """The date on the wall calendar of `zone` at the moment `at`."""
    return local(at, zone).date()


def evening(day: dt.date, zone: Zone) -> dt.datetime:
    """When the work of `day` is over in `zone`: until then stands what is due on it."""
    return moment(day, EVENING, zone)


def moment(day: dt.date, time: dt.time, zone: Zone) -> dt.datetime:
    """The moment, in UTC, at which the clocks of `zone` first show `time` or later on `day`.

    Where the clocks go forward over that time, it is the first minute that exists after the gap;
    where they go back over it, it is the first of its two occurrences. So each local day has exactly
    one moment for each wall-clock time: never none, never two.
    """
    tz = _zone(zone)
    wanted = dt.datetime.combine(day, time.replace(tzinfo=None))
    earlier, later = (wanted.replace(tzinfo=tz, fold=fold).astimezone(dt.UTC) for fold in (1, 0))
    if _wall(later, tz) == wanted:
        return later
    # In a gap `fold=1` reads the time with the offset after the change (an instant before it) and
    # `fold=0` with the offset before the change (an instant after it): the change lies between.
    while later - earlier > _SECOND:
        middle = earlier + (later - earlier) // 2
        if _wall(middle, tz) < wanted:
            earlier = middle
        else:
            later = middle
    change = later.replace(microsecond=0)
    past_the_minute = _wall(change, tz).second
    return change if not past_the_minute else change + _MINUTE - past_the_minute * _SECOND


def _zone(zone: Zone) -> dt.tzinfo:
    return zone_named(zone) if isinstance(zone, str) else zone


def _wall(at: dt.datetime, tz: dt.tzinfo) -> dt.datetime:
    return at.astimezone(tz).replace(tzinfo=None, fold=0)


# --- working days ----------------------------------------------------------------------------


Hours = tuple[dt.time, dt.time]  # local: the first included, the second not


@dataclass(frozen=True)
class Pattern:
    """From a day on, when somebody works in each week: seven pairs of hours, Monday first; None is a free day."""

    start: dt.date
    week: tuple[Hours | None, ...]

    def __post_init__(self) -> None:
        if len(self.week) != 7:
            raise ValueError("A week has seven days.")
        if any(hours is not None and hours[0] >= hours[1] for hours in self.week):
            raise ValueError("Working hours start before they end.")


@dataclass(frozen=True)
class WorkingCalendar:
    """When one person works: weekdays (Monday is 0), hours of the day, holidays and own absences.

    Hours are local, start included, end not. Absences are pairs of days, both included; on a day in `mornings_off`
    the person begins in the middle of the working hours, on one in `afternoons_off` they end there. `patterns`, in
    the order of their first days, take the place of `days` and `hours` from the first of them on. A calendar knows no
    zone: the same calendar serves wherever its owner travels; what needs one is given it.
    """

    days: frozenset[int] = MONDAY_TO_FRIDAY
    hours: Hours = OFFICE_HOURS
    holidays: frozenset[dt.date] = frozenset()
    absences: tuple[tuple[dt.date, dt.date], ...] = ()
    patterns: tuple[Pattern, ...] = ()
    mornings_off: frozenset[dt.date] = frozenset()
    afternoons_off: frozenset[dt.date] = frozenset()

    def __post_init__(self) -> None:
        if not self.days <= frozenset(range(7)):
            raise ValueError("Weekdays are numbers from 0 (Monday) to 6 (Sunday).")
        if self.hours[0] >= self.hours[1]:
            raise ValueError("Working hours start before they end.")

    def usual_hours(self, day: dt.date) -> Hours | None:
        """The hours of this weekday by the pattern in force on that day, holidays and absences apart."""
        in_force = next((pattern for pattern in reversed(self.patterns) if pattern.start <= day), None)
        if in_force is not None:
            return in_force.week[day.weekday()]
        return self.hours if day.weekday() in self.days else None

    def hours_on(self, day: dt.date) -> Hours | None:
        """When the person works on this day, or None: no weekday of theirs, a holiday, or absent."""
        hours = self.usual_hours(day)
        if hours is None or day in self.holidays or self.is_absent(day):
            return None
        morning, afternoon = day not in self.mornings_off, day not in self.afternoons_off
        if morning and afternoon:
            return hours
        noon = _middle(*hours)
        return (hours[0], noon) if morning else (noon, hours[1]) if afternoon else None

    def is_working(self, day: dt.date) -> bool:
        """Whether the person works on this day, be it half of it."""
        return self.hours_on(day) is not None

    def is_absent(self, day: dt.date) -> bool:
        """Whether an absence of the person covers this day, be it a working day or not."""
        return any(start <= day <= end for start, end in self.absences)

    def working_days(self, start: dt.date, end: dt.date) -> list[dt.date]:
        """The working days from `start` to `end`, both included."""
        span = (start + n * _DAY for n in range((end - start).days + 1))
        return [day for day in span if self.is_working(day)]

    def is_off(self, start: dt.date, end: dt.date) -> bool:
        """Whether a period has no working day at all, so that nothing is asked for it."""
        return not self.working_days(start, end)

    def week_is_off(self, day: dt.date) -> bool:
        """Whether the week (Monday to Sunday) of `day` has no working day at all."""
        monday = week_start(day)
        return self.is_off(monday, monday + 6 * _DAY)

    def add_working_days(self, day: dt.date, n: int) -> dt.date:
        """The n-th working day after `day`, or before it when n is negative; `day` itself never counts.

        With n = 0 it is `day` itself if the person works then, else the next working day.
        Raises NeverWorks for a calendar without working days.
        """
        if n == 0:
            return day if self.is_working(day) else self.add_working_days(day, 1)
        working = (candidate for candidate in _days_from(day, 1 if n > 0 else -1) if self.is_working(candidate))
        for found, candidate in enumerate(working, start=1):
            if found == abs(n):
                return candidate
        raise NeverWorks("This calendar has no such working day within ten years.")

    def next_working_moment(self, at: dt.datetime, zone: Zone) -> dt.datetime:
        """`at` itself if it lies within the person's working hours, else the next moment they begin."""
        day = local_date(at, zone)
        for candidate in chain((day,), _days_from(day, 1)):
            if (hours := self.hours_on(candidate)) is None:
                continue
            opens, closes = (moment(candidate, time, zone) for time in hours)
            if max(at, opens) < closes:
                return max(at, opens).astimezone(dt.UTC)
        raise NeverWorks("This calendar has no working hours within ten years.")


def _middle(opens: dt.time, closes: dt.time) -> dt.time:
    """The minute in the middle of working hours: where a half day begins or ends."""
    minutes = (opens.hour + closes.hour) * 60 + opens.minute + closes.minute
    return dt.time(*divmod(minutes // 2, 60))


def _days_from(day: dt.date, step: int) -> Iterator[dt.date]:
    """The days after `day` (before it for step -1), as far as anybody looks for a working one."""
    return (day + n * step * _DAY for n in range(1, _SEARCH_LIMIT))
