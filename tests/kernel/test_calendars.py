import datetime as dt
from collections import Counter
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfhub.kernel.calendars import (
    last_weeks,
    local,
    local_date,
    moment,
    week_label,
    week_named,
    week_start,
    weeks,
    zone_named,
)

from .zones import DAY, MINUTE, SAMPLE, at

TIMES = [dt.time(0), dt.time(1, 30), dt.time(2, 30), dt.time(9)]
days = st.dates(dt.date(2000, 1, 1), dt.date(2040, 12, 31))


# --- weeks -----------------------------------------------------------------------------------


@given(days)
def test_a_week_starts_on_its_monday_and_its_name_finds_it_again(day):
    monday = week_start(day)
    assert monday.weekday() == 0
    assert monday <= day < monday + 7 * DAY
    assert week_named(week_label(day)) == monday


@pytest.mark.parametrize(
    ("day", "label"),
    [("2025-12-29", "2026-W01"), ("2026-01-04", "2026-W01"), ("2027-01-03", "2026-W53"), ("2024-02-29", "2024-W09")],
)
def test_a_week_is_named_as_iso_names_it(day, label):
    assert week_label(dt.date.fromisoformat(day)) == label


@pytest.mark.parametrize("label", ["", "2026", "2026-W", "2026-W54", "2026-W00", "26-W01", "2026-W1", "2026-W-1", "x"])
def test_what_names_no_week_is_refused(label):
    with pytest.raises(ValueError):
        week_named(label)


def test_weeks_are_those_touched_both_ends_included():
    wednesday = dt.date(2026, 4, 1)
    assert weeks(wednesday, wednesday) == [dt.date(2026, 3, 30)]
    assert weeks(wednesday, dt.date(2026, 4, 6)) == [dt.date(2026, 3, 30), dt.date(2026, 4, 6)]
    assert weeks(wednesday, dt.date(2026, 3, 31)) == []
    assert last_weeks(wednesday, 3) == [dt.date(2026, 3, 16), dt.date(2026, 3, 23), dt.date(2026, 3, 30)]


# --- wall clocks -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "day", "time", "reached_at"),
    [
        ("Europe/London", "2026-03-29", dt.time(1, 30), "2026-03-29T01:00"),  # gap 01:00-02:00
        ("Europe/London", "2026-03-29", dt.time(2, 0), "2026-03-29T01:00"),
        ("Europe/London", "2026-10-25", dt.time(1, 30), "2026-10-25T00:30"),  # twice; the first
        ("Australia/Lord_Howe", "2026-10-04", dt.time(2, 15), "2026-10-03T15:30"),  # gap 02:00-02:30
        ("Antarctica/Troll", "2026-03-29", dt.time(1, 30), "2026-03-29T01:00"),  # gap 01:00-03:00
        ("Pacific/Chatham", "2026-09-27", dt.time(3, 0), "2026-09-26T14:00"),  # gap 02:45-03:45
        ("Africa/Cairo", "2026-04-24", dt.time(0, 0), "2026-04-23T22:00"),  # no midnight
        ("Pacific/Apia", "2011-12-30", dt.time(9, 0), "2011-12-30T10:00"),  # no such day at all
        ("Africa/Monrovia", "1972-01-07", dt.time(0, 10), "1972-01-07T00:45"),  # 44 min 30 s forward
    ],
)
def test_a_time_in_a_gap_is_the_first_minute_after_it_and_a_double_time_is_the_first(zone, day, time, reached_at):
    assert moment(dt.date.fromisoformat(day), time, zone) == at(reached_at)


def test_a_zone_may_be_given_by_name_or_as_itself():
    assert moment(dt.date(2026, 7, 1), dt.time(9), ZoneInfo("Asia/Tokyo")) == at("2026-07-01T00:00")
    assert local(at("2026-07-01T00:00"), "Asia/Tokyo").time() == dt.time(9)
    assert local_date(at("2026-06-30T15:00"), "Asia/Tokyo") == dt.date(2026, 7, 1)


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "../etc/passwd", "/etc/passwd", "Europe", "a\0b", "x" * 300])
def test_an_unknown_zone_is_refused_with_a_sentence(name):
    with pytest.raises(ValueError, match="is not a time zone"):
        zone_named(name)


def test_a_naive_moment_is_refused():
    with pytest.raises(ValueError, match="naive"):
        local(dt.datetime(2026, 1, 1), "UTC")


@lru_cache
def changes(zone, start, end):
    """The moments at which the clocks of a zone change, found by looking and not by reading its rules."""
    tz, step, found = ZoneInfo(zone), dt.timedelta(hours=6), []

    def offset(moment):
        return moment.astimezone(tz).utcoffset()

    before = start
    while before < end:
        after = before + step
        if offset(before) != offset(after):
            low, high = before, after
            while high - low > MINUTE:
                middle = low + (high - low) // 2
                middle = middle.replace(second=0)
                low, high = (low, middle) if offset(middle) != offset(before) else (middle, high)
            found.append(high)
        before = after
    return found


def first_minutes(tz, change):
    """Oracle: watch the wall clock minute by minute around a change; when is each day's time first reached?"""
    reached, seen = {}, dt.datetime.min
    around = (change + n * MINUTE for n in range(-60 * 60, 60 * 60))
    for minute in around:
        wall = minute.astimezone(tz).replace(tzinfo=None)
        if wall <= seen:
            continue  # the clocks went back: these were shown before
        for day in {seen.date(), wall.date()} if seen != dt.datetime.min else ():
            for time in TIMES:
                if seen < dt.datetime.combine(day, time) <= wall:
                    reached[day, time] = minute
        seen = wall
    return reached


def assert_once_a_day(zone, start, end):
    tz, looked_at = ZoneInfo(zone), 0
    for change in changes(zone, start, end):
        reached = first_minutes(tz, change)
        for (day, time), minute in reached.items():
            assert moment(day, time, tz) == minute, (zone, day, time)
        looked_at += len(reached)
        at_times = [moment(day, time, tz) for day, time in sorted(reached)]
        assert Counter(at_times).most_common(1)[0][1] <= 2  # 01:30 and 02:30 may meet behind one gap
        for time in TIMES:
            of_time = [minute for (_, of), minute in sorted(reached.items()) if of == time]
            assert len(of_time) >= 4 and len(set(of_time)) == len(of_time)
            assert [local_date(minute, tz) for minute in of_time] == sorted(day for day, of in reached if of == time)
    return looked_at


@pytest.mark.parametrize("zone", SAMPLE)
def test_a_wall_clock_time_comes_exactly_once_a_day_whatever_the_clocks_do(zone):
    assert_once_a_day(zone, at("2026-01-01T00:00"), at("2027-06-01T00:00"))


@pytest.mark.prove
def test_a_wall_clock_time_comes_exactly_once_a_day_in_every_zone_2024_to_2030():
    zones = sorted(available_timezones() - {"localtime", "posixrules"})
    moments = sum(assert_once_a_day(zone, at("2024-01-01T00:00"), at("2031-01-01T00:00")) for zone in zones)
    assert len(zones) > 400 and moments > 30_000


@given(days, st.times(), st.sampled_from(SAMPLE))
def test_a_moment_is_shown_by_the_wall_clock_it_was_made_for(day, time, zone):
    time = time.replace(second=0, microsecond=0)
    reached = moment(day, time, zone)
    shown = local(reached, zone).replace(tzinfo=None)
    assert reached.tzinfo is dt.UTC
    assert shown >= dt.datetime.combine(day, time)
    assert local(reached - MINUTE, zone).replace(tzinfo=None) < dt.datetime.combine(day, time) or shown.time() == time
