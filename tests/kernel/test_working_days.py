"""Working days and hours: past weekends, holidays and leave, and in weeks of one’s own."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfhub.kernel.calendars import MONDAY_TO_FRIDAY, NeverWorks, Pattern, WorkingCalendar, local, local_date, moment

from .zones import DAY, MINUTE, SAMPLE, at

easter = WorkingCalendar(
    holidays=frozenset({dt.date(2026, 4, 3), dt.date(2026, 4, 6)}),
    absences=((dt.date(2026, 4, 7), dt.date(2026, 4, 8)),),
)
calendars = st.builds(
    WorkingCalendar,
    days=st.frozensets(st.integers(0, 6), min_size=1),
    holidays=st.frozensets(st.dates(dt.date(2026, 1, 1), dt.date(2026, 2, 15)), max_size=12),
    absences=st.lists(
        st.tuples(st.dates(dt.date(2026, 1, 1), dt.date(2026, 1, 31)), st.integers(0, 40)).map(
            lambda pair: (pair[0], pair[0] + pair[1] * DAY)
        ),
        max_size=3,
    ).map(tuple),
)
winter = st.dates(dt.date(2025, 12, 20), dt.date(2026, 3, 10))


@pytest.mark.parametrize(
    ("day", "n", "result"),
    [
        ("2026-04-02", 1, "2026-04-09"),  # Good Friday, Easter Monday and two days of leave are skipped
        ("2026-04-02", 2, "2026-04-10"),
        ("2026-04-05", 0, "2026-04-09"),
        ("2026-04-02", 0, "2026-04-02"),
        ("2026-04-09", -1, "2026-04-02"),
        ("2026-04-05", -2, "2026-04-01"),
    ],
)
def test_working_days_are_counted_past_weekends_holidays_and_leave(day, n, result):
    assert easter.add_working_days(dt.date.fromisoformat(day), n) == dt.date.fromisoformat(result)


@given(calendars, winter, st.integers(-30, 30))
def test_adding_working_days_passes_exactly_so_many(calendar, day, n):
    result = calendar.add_working_days(day, n)
    assert calendar.is_working(result)
    if n > 0:
        assert len(calendar.working_days(day + DAY, result)) == n
    elif n < 0:
        assert len(calendar.working_days(result, day - DAY)) == -n
    else:
        assert calendar.working_days(day, result) == [result]


@given(calendars, winter, st.integers(0, 60))
def test_a_period_is_off_when_it_has_no_working_day(calendar, start, length):
    end = start + length * DAY
    expected = [
        day
        for day in (start + n * DAY for n in range(length + 1))
        if day.weekday() in calendar.days
        and day not in calendar.holidays
        and not any(first <= day <= last for first, last in calendar.absences)
    ]
    assert calendar.working_days(start, end) == expected
    assert calendar.is_off(start, end) is (not expected)


def test_a_week_wholly_on_leave_or_holiday_is_off():
    monday = dt.date(2026, 3, 30)
    leave = WorkingCalendar(absences=((monday, monday + 3 * DAY),), holidays=frozenset({monday + 4 * DAY}))
    assert [leave.week_is_off(monday + n * DAY) for n in range(7)] == [True] * 7
    assert not leave.week_is_off(monday + 7 * DAY)
    assert not easter.week_is_off(monday)


def test_a_calendar_without_working_days_says_so():
    never = WorkingCalendar(days=frozenset())
    with pytest.raises(NeverWorks):
        never.add_working_days(dt.date(2026, 1, 1), 1)
    with pytest.raises(NeverWorks):
        never.next_working_moment(at("2026-01-01T09:00"), "UTC")


@pytest.mark.parametrize("nonsense", [{"days": frozenset({7})}, {"hours": (dt.time(18), dt.time(8))}])
def test_a_calendar_refuses_nonsense(nonsense):
    with pytest.raises(ValueError):
        WorkingCalendar(**nonsense)


@pytest.mark.parametrize(
    ("now", "zone", "expected"),
    [
        ("2026-04-02T09:30", "Europe/London", "2026-04-02T09:30"),  # at work
        ("2026-04-02T06:00", "Europe/London", "2026-04-02T07:00"),  # too early: 08:00 BST
        ("2026-04-02T17:00", "Europe/London", "2026-04-09T07:00"),  # 18:00: home, then Easter and leave
        ("2026-04-04T12:00", "Europe/London", "2026-04-09T07:00"),
        ("2026-03-27T09:30", "Asia/Tokyo", "2026-03-29T23:00"),  # Friday evening there: Monday 08:00
        ("2026-03-27T23:30", "Pacific/Honolulu", "2026-03-27T23:30"),  # still Friday afternoon there
    ],
)
def test_the_next_working_moment_is_in_the_persons_own_hours(now, zone, expected):
    assert easter.next_working_moment(at(now), zone) == at(expected)


@given(
    calendars,
    st.datetimes(dt.datetime(2025, 12, 20), dt.datetime(2026, 5, 1)).map(lambda moment: moment.replace(tzinfo=dt.UTC)),
    st.sampled_from(SAMPLE),
)
def test_a_working_moment_is_within_hours_not_before_now_and_the_first_such(calendar, now, zone):
    found = calendar.next_working_moment(now, zone)
    clock = local(found, zone)
    assert found >= now
    assert calendar.is_working(clock.date()) and calendar.hours[0] <= clock.time() < calendar.hours[1]
    assert calendar.next_working_moment(found, zone) == found
    if found > now:
        before = local(found - MINUTE, zone)
        assert found - MINUTE < now or not (calendar.is_working(before.date()) and before.time() >= calendar.hours[0])


times = st.integers(0, 95).map(lambda quarter: dt.time(*divmod(quarter * 15, 60)))
day_hours = st.none() | st.tuples(times, times).filter(lambda pair: pair[0] < pair[1])
patterns = st.lists(
    st.builds(Pattern, st.dates(dt.date(2025, 12, 1), dt.date(2026, 4, 1)), st.tuples(*[day_hours] * 7).filter(any)),
    max_size=3,
    unique_by=lambda pattern: pattern.start,
).map(lambda found: tuple(sorted(found, key=lambda pattern: pattern.start)))
some_days = st.frozensets(st.dates(dt.date(2026, 3, 20), dt.date(2026, 4, 10)), max_size=8)
own_weeks = st.builds(
    WorkingCalendar,
    holidays=some_days,
    absences=st.just(((dt.date(2026, 3, 25), dt.date(2026, 3, 26)),)),
    patterns=patterns,
    mornings_off=some_days,
    afternoons_off=some_days,
)
around_dst = st.datetimes(dt.datetime(2026, 3, 20), dt.datetime(2026, 4, 10)).map(lambda m: m.replace(tzinfo=dt.UTC))


def works_at(calendar, clock):
    """Whether somebody works when the wall clock shows this, said once more in other words."""
    day, minute = clock.date(), clock.hour * 60 + clock.minute
    if day in calendar.holidays or any(first <= day <= last for first, last in calendar.absences):
        return False
    begun = {pattern.start: pattern for pattern in calendar.patterns if pattern.start <= day}
    usual = (dt.time(8), dt.time(18)) if day.weekday() < 5 else None
    hours = begun[max(begun)].week[day.weekday()] if begun else usual
    if hours is None:
        return False
    first, last = (time.hour * 60 + time.minute for time in hours)
    noon = (first + last) // 2
    if day in calendar.mornings_off:
        first = noon
    if day in calendar.afternoons_off:
        last = noon
    return first <= minute < last


@given(own_weeks, around_dst, st.sampled_from(SAMPLE))
def test_mail_waits_for_the_hours_of_ones_own_week_whatever_the_clocks_do(calendar, now, zone):
    found = calendar.next_working_moment(now, zone)
    assert found >= now
    before = now
    while before < min(found, now + 12 * DAY):
        # In the hour that comes twice, hours begin with its first time and end with it: the second is not asked.
        twice = moment(local_date(before, zone), local(before, zone).time(), zone) != before.replace(second=0)
        assert twice or not works_at(calendar, local(before, zone)), (before, found)
        before = before.replace(minute=before.minute // 15 * 15, second=0, microsecond=0) + 15 * MINUTE
    assert works_at(calendar, local(found, zone)) or moment(*_wall(found, zone), zone) != found
    assert calendar.next_working_moment(found, zone) == found


def _wall(at, zone):
    clock = local(at, zone)
    return clock.date(), clock.time()


@given(own_weeks, st.dates(dt.date(2026, 3, 1), dt.date(2026, 4, 20)), st.integers(1, 20))
def test_two_working_days_later_means_of_ones_own_week(calendar, day, n):
    result = calendar.add_working_days(day, n)
    span = [day + k * DAY for k in range(1, (result - day).days + 1)]
    quarters = [dt.time(*divmod(q * 15, 60)) for q in range(96)]
    worked = [d for d in span if calendar.hours_on(d)]
    assert len(worked) == n and worked[-1] == result
    for d in worked:
        opens, closes = calendar.hours_on(d)
        inside = [q for q in quarters if works_at(calendar, dt.datetime.combine(d, q))]
        assert inside == [q for q in quarters if opens <= q < closes]


def test_a_part_timers_hours_begin_on_their_day_and_a_half_day_has_half_of_them():
    mornings = Pattern(dt.date(2026, 3, 4), ((dt.time(8), dt.time(12)),) * 3 + (None,) * 4)
    calendar = WorkingCalendar(patterns=(mornings,), afternoons_off=frozenset({dt.date(2026, 3, 9)}))
    assert calendar.hours_on(dt.date(2026, 3, 3)) == (dt.time(8), dt.time(18))
    assert calendar.hours_on(dt.date(2026, 3, 5)) is None
    assert calendar.hours_on(dt.date(2026, 3, 9)) == (dt.time(8), dt.time(10))
    assert calendar.add_working_days(dt.date(2026, 3, 4), 2) == dt.date(2026, 3, 10)
    gone = WorkingCalendar(
        mornings_off=frozenset({dt.date(2026, 3, 3)}), afternoons_off=frozenset({dt.date(2026, 3, 3)})
    )
    assert not gone.is_working(dt.date(2026, 3, 3))


@pytest.mark.parametrize("week", [((dt.time(8), dt.time(12)),) * 6, ((dt.time(12), dt.time(8)),) + (None,) * 6])
def test_a_pattern_refuses_nonsense(week):
    with pytest.raises(ValueError):
        Pattern(dt.date(2026, 3, 2), week)


def test_a_working_week_is_monday_to_friday_by_default():
    assert WorkingCalendar().days == MONDAY_TO_FRIDAY == {0, 1, 2, 3, 4}
