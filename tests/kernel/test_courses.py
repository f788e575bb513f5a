"""The days of a plan: counted against brute force over leave, holidays, part-time weeks and zones."""

import datetime as dt

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from perfhub.kernel.calendars import NeverWorks, Pattern, WorkingCalendar, local, local_date
from perfhub.kernel.courses import Course, both_can, half_of, longest_extension, rhythm

from .zones import DAY, SAMPLE

EVERY_DAY = tuple(range(7))
START = dt.date(2026, 1, 5)
NINE_TO_FIVE = (dt.time(9), dt.time(17))

some_days = st.dates(dt.date(2026, 1, 1), dt.date(2026, 5, 1))
spans = st.tuples(some_days, st.integers(0, 25)).map(lambda pair: (pair[0], pair[0] + pair[1] * DAY))
weeks = st.sets(st.integers(0, 6), min_size=1).map(
    lambda on: tuple(NINE_TO_FIVE if weekday in on else None for weekday in EVERY_DAY)
)
patterns = st.lists(st.builds(Pattern, some_days, weeks), max_size=2, unique_by=lambda p: p.start).map(
    lambda found: tuple(sorted(found, key=lambda pattern: pattern.start))
)
calendars = st.builds(
    WorkingCalendar,
    days=st.frozensets(st.integers(0, 6), min_size=1),
    holidays=st.frozensets(some_days, max_size=15),
    absences=st.lists(spans, max_size=2).map(tuple),
    patterns=patterns,
)
stops = st.lists(spans, max_size=4).map(tuple)


def days_by_hand(calendar: WorkingCalendar, start: dt.date, stopped, count: int) -> list[dt.date]:
    """Written a second time, the slow way: walk day by day and ask everything of each."""
    found, day = [], start
    while len(found) < count:
        in_force = [p for p in calendar.patterns if p.start <= day]
        works = in_force[-1].week[day.weekday()] is not None if in_force else day.weekday() in calendar.days
        if works and day not in calendar.holidays and not any(a <= day <= b for a, b in stopped):
            found.append(day)
        day += DAY
        assert (day - start).days < 3_000
    return found


@given(calendars, some_days, stops, st.integers(1, 90))
def test_the_numbered_day_is_the_one_counted_by_hand(calendar, start, stopped, number):
    course = Course.of(calendar, start, stopped)
    by_hand = days_by_hand(calendar, start, stopped, number)
    assert course.day(number) == by_hand[-1]
    assert [course.number(day) for day in by_hand] == list(range(1, number + 1))


@given(calendars, some_days, stops, some_days)
def test_leave_that_is_entered_later_moves_what_was_agreed_by_its_working_days(calendar, start, stopped, day):
    """However many stops come, in whatever order: the day keeps its number, and lies so many working days later."""
    before = Course.of(calendar, start, ())
    agreed = before.agree(day)
    after = Course.of(calendar, start, stopped)
    moved = after.moved(agreed)
    if not agreed.number:
        assert moved == day
    elif any(first <= agreed.counted and last >= start for first, last in stopped):
        assert moved == days_by_hand(calendar, start, stopped, agreed.number)[-1] or moved == day
        assert after.number(moved) == agreed.number
    assert before.moved(agreed) == day, "the leave is taken away: back where it was"


@given(calendars, some_days, stops, stops, some_days)
def test_it_makes_no_difference_in_which_order_leave_is_found(calendar, start, first, second, day):
    agreed = Course.of(calendar, start, ()).agree(day)
    at_once = Course.of(calendar, start, first + second).moved(agreed)
    assert Course.of(calendar, start, second + first).moved(agreed) == at_once
    again = Course.of(calendar, start, first + second + first).moved(agreed)
    assert again == at_once, "the same leave twice moves nothing further"


@given(calendars, some_days, stops)
def test_what_the_stops_took_is_counted_once(calendar, start, stopped):
    course = Course.of(calendar, start, stopped)
    taken = {a + n * DAY for a, b in stopped for n in range((b - a).days + 1)}
    working = days_by_hand(calendar, start, (), 400)
    assume(not taken or max(taken) <= working[-1])
    assert course.lost() == len(taken & set(working))


def test_a_week_of_leave_moves_the_end_by_five_working_days():
    plain = WorkingCalendar()
    end = Course.of(plain, START, ()).agree(Course.of(plain, START, ()).day(60))
    assert end.day == dt.date(2026, 3, 27)
    leave = ((dt.date(2026, 2, 9), dt.date(2026, 2, 15)),)
    assert Course.of(plain, START, leave).moved(end) == dt.date(2026, 4, 3)


def test_whoever_never_works_has_no_course():
    never = WorkingCalendar(days=frozenset())
    with pytest.raises(NeverWorks):
        Course.of(never, START, ()).day(1)
    with pytest.raises(ValueError, match="day 1"):
        Course.of(never, START, ()).day(0)


@pytest.mark.parametrize(("length", "half", "more"), [(30, 16, 15), (60, 31, 30), (90, 46, 30), (7, 4, 3)])
def test_the_middle_and_the_longest_extension(length, half, more):
    assert (half_of(length), longest_extension(length)) == (half, more)


# --- the rhythm ------------------------------------------------------------------------------------


@given(
    some_days,
    st.integers(0, 120),
    st.integers(1, 31),
    st.integers(0, 130),
    st.frozensets(st.integers(0, 140), max_size=90),
)
@example(START, 80, 7, 40, frozenset())
def test_each_period_has_one_meeting_on_the_first_day_both_can(start, length, every, middle, busy):
    """Against the slow way: walk from day to day, one period after the other."""
    end, mid = start + length * DAY, start + middle * DAY
    free_days = [start + n * DAY for n in range(1, length + 1) if n not in busy]
    found = rhythm(start, end, every, middle=mid, free=lambda day: (day - start).days not in busy)
    days = [meet.day for meet in found]
    assert days == sorted(set(days)), "never two on one day"
    assert all(day in free_days for day in days)
    middles = [meet for meet in found if meet.middle]
    later = [day for day in free_days if day >= mid]
    if middles:
        earlier = [meet.day for meet in found if meet.day < middles[0].day]
        possible = [day for day in later if not earlier or day > earlier[-1]]
        assert len(middles) == 1 and middles[0].day == possible[0]
    elif mid <= end and mid > start:
        assert not later or days[-1] >= later[-1], "no day was left for it"
    for meet in found:
        if not meet.middle and not (middles and meet.day <= middles[0].day + every * DAY):
            opens = start + every * DAY * ((meet.day - start).days // every)
            assert [day for day in free_days if opens <= day < meet.day] == [], "it is the first that both can"


def test_a_plan_of_twelve_weeks_meets_each_week_and_has_its_review_in_the_middle():
    found = rhythm(START, dt.date(2026, 3, 27), 7, middle=dt.date(2026, 2, 13), free=lambda day: day.weekday() < 5)
    assert [meet.day for meet in found if not meet.middle][:3] == [START + n * 7 * DAY for n in (1, 2, 3)]
    assert [meet.day for meet in found if meet.middle] == [dt.date(2026, 2, 13)]
    assert [meet.number for meet in found] == list(range(1, len(found) + 1))


@settings(max_examples=150)
@given(
    st.sampled_from(SAMPLE),
    st.sampled_from(SAMPLE),
    st.dates(dt.date(2026, 3, 1), dt.date(2026, 4, 15)) | st.dates(dt.date(2026, 10, 15), dt.date(2026, 11, 10)),
    calendars,
    calendars,
)
def test_a_meeting_lies_within_the_working_hours_of_both_on_both_clocks(zone, their_zone, day, one, other):
    found = both_can(day, one=(one, zone), other=(other, their_zone), minutes=30)
    if found is None:
        return
    last = found + dt.timedelta(minutes=29)
    assert local_date(found, zone) == day
    for moment in (found, last):
        assert _works_at(moment, one, zone) and _works_at(moment, other, their_zone)


@settings(max_examples=100)
@given(st.sampled_from(SAMPLE), st.sampled_from(SAMPLE), st.dates(dt.date(2026, 3, 1), dt.date(2026, 4, 15)))
def test_no_meeting_is_found_only_where_two_share_no_half_hour(zone, their_zone, day):
    plain = WorkingCalendar(days=frozenset(EVERY_DAY))
    found = both_can(day, one=(plain, zone), other=(plain, their_zone), minutes=30)
    first = dt.datetime.combine(day - DAY, dt.time(), dt.UTC)
    quarters = [first + dt.timedelta(minutes=15 * n) for n in range(4 * 24 * 3)]
    shared = [
        at
        for at in quarters
        if local_date(at, zone) == day
        and all(_works_at(at + dt.timedelta(minutes=n), plain, where) for n in (0, 29) for where in (zone, their_zone))
    ]
    assert (found is None) == (shared == [])


def _works_at(at: dt.datetime, calendar: WorkingCalendar, zone) -> bool:
    wall = local(at, zone)
    hours = calendar.hours_on(wall.date())
    return hours is not None and hours[0] <= wall.time().replace(fold=0) < hours[1]
