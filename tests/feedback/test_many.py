"""A week opens, moves along and is read for a hundred thousand people as for a few hundred: set by set."""

import datetime as dt
import time

import pytest

from feedback import rules
from feedback.models import Asked, CheckIn
from feedback.states import Rhythm
from people.access import SYSTEM
from people.models import Absence, Employee, Team
from perfhub.kernel.bulk import analyze
from tests.factories.feedback import MONDAY, AskingFactory, CadenceFactory, PauseFactory

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 3, 1, 14, tzinfo=dt.UTC)  # Monday begins first at Lord Howe
DAY = dt.timedelta(days=1)


def many(number: int, teams: int) -> None:
    """So many people in a tree of teams, with overrides in a tenth of the teams and for a hundredth of the people."""
    rows = Team.objects.bulk_create([Team(name=f"Unit {n}") for n in range(teams)])
    for n, team in enumerate(rows[1:], start=1):
        team.parent = rows[(n - 1) // 8]
    Team.objects.bulk_update(rows, ["parent"])
    zones = ("Europe/London", "Asia/Kolkata", "America/New_York", "Australia/Lord_Howe")
    people = Employee.objects.bulk_create(
        [
            Employee(number=f"M{n}", name=f"Person {n}", start_date=dt.date(2020, 1, 6), team=rows[n % teams],
                     time_zone=zones[n % 4], location=f"Site {n % 25}")
            for n in range(number)
        ],
        batch_size=5000,
    )  # fmt: skip
    Absence.objects.bulk_create(
        [Absence(employee=one, start_date=MONDAY, end_date=MONDAY + 9 * DAY) for one in people[::20]], batch_size=5000
    )
    for n, team in enumerate(rows[::10]):
        CadenceFactory(team=team, rhythm=Rhythm.TWO_WEEKLY if n % 2 else Rhythm.WEEKLY, due_weekday=n % 5)
    for n, one in enumerate(people[::100]):
        CadenceFactory(employee=one, rhythm=Rhythm.MONTHLY if n % 2 else Rhythm.WEEKLY, due_weekday=n % 5)
    AskingFactory()
    AskingFactory(every_weeks=3)
    AskingFactory(team=rows[1])
    PauseFactory(employee=people[7])
    analyze(Employee)


def open_and_move(number: int, teams: int) -> dict[str, float]:
    many(number, teams)
    started, took = time.monotonic(), {}
    made = rules.open_week(MONDAY, by=SYSTEM, at=AT)
    took["open"], started = time.monotonic() - started, time.monotonic()
    assert made == CheckIn.objects.count() == Employee.objects.active().count()
    assert Asked.objects.count() >= 2 * number
    assert rules.open_week(MONDAY, by=SYSTEM, at=AT) == 0
    took["again"], started = time.monotonic() - started, time.monotonic()
    assert rules.reschedule(MONDAY, by=SYSTEM, at=AT) == 0
    took["move"] = time.monotonic() - started
    return took


def test_a_week_of_some_hundred_people_opens_with_overrides_at_every_scope(fernhill):
    with fernhill.inside():
        open_and_move(400, 40)
        rhythms = set(CheckIn.objects.values_list("cadence__rhythm", flat=True))
        assert rhythms == {None, Rhythm.WEEKLY, Rhythm.TWO_WEEKLY, Rhythm.MONTHLY}


@pytest.mark.prove
def test_a_week_of_a_hundred_thousand_people_opens_in_thirty_seconds(fernhill, record_property):
    with fernhill.inside():
        took = open_and_move(100_000, 5_000)
        for name, seconds in took.items():
            record_property(name, f"{seconds:.1f} s")
        assert took["open"] < 30
