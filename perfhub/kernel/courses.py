"""The days of something that runs for a number of working days: counted, stopped, met on. Pure, as `calendars`.

A day is a day of the course if its person works on it and the clock does not stand still. Day 1 is the first such day
on or after the start. Whatever was agreed in a course is remembered by its number, so that a stop which is found later
moves all that comes after it, and one that is taken away moves it back: nothing is added up, and to compute twice is
the same as once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from .calendars import NeverWorks, WorkingCalendar, Zone, local_date, moment

Span = tuple[dt.date, dt.date]  # both included

_DAY = dt.timedelta(days=1)
_LIMIT = 3_660  # days looked through: ten years
TEN = dt.time(10)


@dataclass(frozen=True)
class Course:
    """Working days of one person from a start on, without those of the stops.

    The calendar is the person's own without absences: what of those stops the clock is said by `stops` alone.
    """

    calendar: WorkingCalendar
    start: dt.date
    stops: tuple[Span, ...] = ()

    @classmethod
    def of(cls, calendar: WorkingCalendar, start: dt.date, stops: Iterable[Span]) -> Course:
        """A course by a person's whole calendar, whose absences count only where they are among the stops."""
        present = replace(calendar, absences=(), mornings_off=frozenset(), afternoons_off=frozenset())
        return cls(present, start, tuple(sorted(stops)))

    def is_stopped(self, day: dt.date) -> bool:
        return any(first <= day <= last for first, last in self.stops)

    def counts(self, day: dt.date) -> bool:
        """Is this a day of the course?"""
        return day >= self.start and self.calendar.is_working(day) and not self.is_stopped(day)

    def number(self, day: dt.date) -> int:
        """How many days of the course are over at the end of this day; 0 before it begins."""
        return sum(self.counts(self.start + n * _DAY) for n in range((day - self.start).days + 1))

    def day(self, number: int) -> dt.date:
        """The day with this number. Raises NeverWorks, ValueError for a number below one."""
        if number < 1:
            raise ValueError("The first day of a course is day 1.")
        counted = (day for day in self._days() if self.counts(day))
        for found, day in enumerate(counted, start=1):
            if found == number:
                return day
        raise NeverWorks("This course has no such day within ten years.")

    def lost(self) -> int:
        """How many working days the stops took since the start, those that two of them share once."""
        taken = {
            first + n * _DAY
            for first, last in self.stops
            for n in range((last - first).days + 1)
            if first + n * _DAY >= self.start
        }
        return sum(self.calendar.is_working(day) for day in taken)

    def agree(self, day: dt.date) -> Agreed:
        """A day that is agreed now, by its number, to be found again when the stops have changed."""
        number = self.number(day)
        return Agreed(day, number, self.day(number) if number else day)

    def moved(self, agreed: Agreed) -> dt.date:
        """Where a day that was agreed lies now: on the day itself while no stop came or went before it."""
        if not agreed.number:
            return agreed.day
        counted = self.day(agreed.number)
        return agreed.day if counted == agreed.counted else counted

    def _days(self) -> Iterator[dt.date]:
        return (self.start + n * _DAY for n in range(_LIMIT))


@dataclass(frozen=True)
class Agreed:
    """A day, how many days of the course were over by its end then, and which of them was the last."""

    day: dt.date
    number: int
    counted: dt.date


def half_of(length: int) -> int:
    """The number of the day with which the second half begins: of sixty days the thirty-first, of seven the fourth."""
    return length // 2 + 1


def longest_extension(length: int, *, most: int = 30) -> int:
    """How many working days more at most: half of the length, and never more than thirty."""
    return min(length // 2, most)


@dataclass(frozen=True)
class Meet:
    """One meeting of a rhythm: its place in it, its day, whether it is the one in the middle."""

    number: int
    day: dt.date
    middle: bool = False


def rhythm(
    start: dt.date, end: dt.date, every: int, *, middle: dt.date | None, free: Callable[[dt.date], bool]
) -> list[Meet]:
    """On which days two people meet between two days: in each `every` days once, on the first day on which both can.

    A period without such a day has no meeting, and its number stays free. The meeting of the period in which `middle`
    lies is on the first free day from that one on, be it in the next period, and is the one in the middle.
    """
    if every < 1:
        raise ValueError("A rhythm has at least a day from one meeting to the next.")
    bounds = [start + n * every * _DAY for n in range(1, (end - start).days // every + 1)]
    if middle is not None and middle <= end and (not bounds or middle < bounds[0]):
        bounds.insert(0, middle)
    found: list[Meet] = []
    last = start
    for number, (opens, closes) in enumerate(pairwise([*bounds, end + _DAY]), start=1):
        is_middle = middle is not None and opens <= middle < closes
        opens, closes = (middle, end + _DAY) if is_middle and middle is not None else (opens, closes)
        day = _first_free(max(opens, last + _DAY), closes, free)
        if day is not None:
            found.append(Meet(number, day, is_middle))
            last = day
    return found


def _first_free(opens: dt.date, closes: dt.date, free: Callable[[dt.date], bool]) -> dt.date | None:
    return next((day for n in range((closes - opens).days) if free(day := opens + n * _DAY)), None)


def both_can(
    day: dt.date,
    *,
    one: tuple[WorkingCalendar, Zone],
    other: tuple[WorkingCalendar, Zone],
    minutes: int,
    from_time: dt.time = TEN,
) -> dt.datetime | None:
    """When on a day of the first one's two people both work for so many minutes: not before ten of the first one's
    clock if that is possible, else at the beginning of the time they share. None if they share none that is long
    enough."""
    calendar, zone = one
    theirs, their_zone = other
    if (hours := calendar.hours_on(day)) is None:
        return None
    opens, closes = (moment(day, time, zone) for time in hours)
    wanted, length = moment(day, from_time, zone), dt.timedelta(minutes=minutes)
    shared: list[tuple[dt.datetime, dt.datetime]] = []
    near = local_date(opens, their_zone)
    for their_day in (near - _DAY, near, near + _DAY):
        if (their_hours := theirs.hours_on(their_day)) is None:
            continue
        their_opens, their_closes = (moment(their_day, time, their_zone) for time in their_hours)
        first, last = max(opens, their_opens), min(closes, their_closes)
        if last - first >= length:
            shared.append((first, last))
    later = [max(first, wanted) for first, last in shared if last - max(first, wanted) >= length]
    return min(later or [first for first, _last in shared], default=None)
