"""How dates, moments and numbers are said."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from perfhub.templatetags import saying

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False), timezone.override("Europe/London"):
        yield


@dataclass
class Week:
    period_start: date
    period_end: date


@dataclass
class Someone:
    time_zone: str


@pytest.mark.parametrize(
    ("value", "said"),
    [(date(2026, 11, 23), "23 November"), (date(2025, 10, 19), "19 October 2025"), (None, "–")],
)
def test_a_day_has_its_year_only_when_it_is_another_one(value, said):
    assert saying.day(value) == said


def test_the_day_of_a_moment_is_that_of_its_reader():
    late = datetime(2026, 11, 23, 22, 30, tzinfo=UTC)
    assert (saying.day(late), saying.long_day(late)) == ("23 November", "Monday 23 November")
    with timezone.override("Europe/Prague"):
        assert saying.day(late) == "23 November"
    with timezone.override("Asia/Tokyo"):
        assert (saying.day(late), saying.long_day(late)) == ("24 November", "Tuesday 24 November")


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        (date(2026, 11, 16), date(2026, 11, 20), "16 to 20 November"),
        (date(2026, 11, 30), date(2026, 12, 4), "30 November to 4 December"),
        (date(2026, 12, 28), date(2027, 1, 1), "28 December to 1 January 2027"),
        (date(2025, 11, 17), date(2025, 11, 21), "17 to 21 November 2025"),
    ],
)
def test_a_period_says_month_and_year_once(start, end, said):
    assert saying.period(start, end) == said
    assert saying.period(Week(start, end)) == said
    assert saying.period((start, end)) == said


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (datetime(2026, 11, 23, 8, 58, tzinfo=UTC), "today, 08:58"),
        (datetime(2026, 11, 22, 16, 12, tzinfo=UTC), "yesterday, 16:12"),
        (datetime(2026, 11, 24, 14, 0, tzinfo=UTC), "tomorrow, 14:00"),
        (datetime(2026, 11, 20, 16, 12, tzinfo=UTC), "Friday, 16:12"),
        (datetime(2026, 10, 12, 9, 2, tzinfo=UTC), "12 October, 10:02"),
        (None, "–"),
    ],
)
def test_a_moment_is_said_as_its_reader_would(moment, said):
    assert saying.at(moment) == said


def test_a_moment_is_told_in_the_zone_of_whoever_it_concerns():
    moment = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
    assert saying.at(moment, "Asia/Kolkata") == "tomorrow, 01:30"
    assert saying.clock(moment, ZoneInfo("Asia/Kolkata")) == "01:30"
    assert saying.clock(moment, Someone("America/New_York")) == "15:00"
    assert saying.brief(moment) == "Mon 20:00"
    assert saying.brief(datetime(2026, 11, 13, 13, 44, tzinfo=UTC)) == "13 Nov"


def test_per_cent_keeps_its_sign_on_the_line():
    assert saying.percent(93.4) == "93\u00a0%"
    assert saying.percent(None) == "–"


def test_a_score_shows_a_decimal_only_where_it_has_one():
    assert [saying.score(v) for v in (4, 4.0, 3.41, None)] == ["4", "4", "3.4", "–"]


def test_small_numbers_are_words_and_large_ones_are_grouped():
    assert [saying.spelled(n) for n in (0, 1, 9, 10)] == ["Nothing", "One", "Nine", "10"]
    assert saying.number(1153) == "1,153"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (date(2026, 11, 20), "Today"),
        (date(2026, 11, 23), "Today"),
        (date(2026, 11, 24), "Tomorrow"),
        (date(2026, 11, 27), "Friday"),
        (date(2026, 12, 7), "Monday 7 December"),
        (None, "Whenever you like"),
    ],
)
def test_what_is_overdue_counts_as_today(value, said):
    assert saying.nearby(value) == said
