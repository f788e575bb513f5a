"""Doors the clock opens: the night, the touched weeks, and what is left when one dies in the middle."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction

from analytics import queries, rules, tasks
from analytics.models import EmployeeWeek, Taking
from analytics.rules.taking import WrittenBy
from analytics.rules.taking import _forget as forget
from people import rules as people
from people.access import SYSTEM
from people.models import Touched
from perfhub.kernel import clock
from tests.factories.feedback import CheckInFactory

AT = datetime(2026, 3, 25, 9, tzinfo=UTC)
WEEK = date(2026, 3, 2)


class Killed(BaseException):
    """What a process that is killed looks like from inside."""


@pytest.mark.parametrize(
    ("moment", "zone", "night"),
    [
        (datetime(2026, 3, 25, 1, 59, tzinfo=UTC), "Europe/London", date(2026, 3, 24)),
        (datetime(2026, 3, 25, 2, 0, tzinfo=UTC), "Europe/London", date(2026, 3, 25)),
        (datetime(2026, 3, 24, 20, 30, tzinfo=UTC), "Asia/Kolkata", date(2026, 3, 25)),
        (datetime(2026, 3, 25, 5, 59, tzinfo=UTC), "America/New_York", date(2026, 3, 24)),
        (datetime(2026, 3, 25, 6, 0, tzinfo=UTC), "America/New_York", date(2026, 3, 25)),
    ],
)
def test_an_organizations_night_starts_at_two_of_its_own_clock(moment, zone, night):
    assert queries.night_of(moment, zone) == night


def run(world):
    with clock.stopped(AT):
        tasks.take_facts.apply(headers={"organization": world.organization.pk}).get()


@pytest.mark.django_db
def test_the_task_takes_what_was_touched_and_the_night_once(fernhill, brackwater):
    for world in (fernhill, brackwater):
        with world.inside():
            for n in range(3):
                CheckInFactory(employee=world.employee, period_start=WEEK + timedelta(weeks=n), answered=True, mood=4)
                people.touch([world.employee.pk], week=WEEK + timedelta(weeks=n))
    run(fernhill)
    with fernhill.inside():
        assert EmployeeWeek.objects.count() == 3 and not Touched.objects.exists()
        assert Taking.objects.get().night_date == AT.date()
        assert not queries.facts_due(AT.date())
    run(fernhill)
    with brackwater.inside():
        assert not EmployeeWeek.objects.exists() and queries.facts_due(AT.date())


@pytest.mark.django_db
@pytest.mark.parametrize("step", ["take_lines", "take_groups", "_forget", "_remember"])
def test_killed_at_any_step_nothing_is_half_done_and_a_second_run_completes_it(fernhill, monkeypatch, step):
    with fernhill.inside():
        Touched.objects.all().delete()  # those of the world's making
        CheckInFactory(employee=fernhill.employee, answered=True, mood=4)
        people.touch([fernhill.employee.pk], week=WEEK)

        def die(*args, **kwargs):
            raise Killed

        with monkeypatch.context() as patch:
            patch.setattr(f"analytics.rules.taking.{step}", die)
            with pytest.raises(Killed), transaction.atomic():
                rules.take_touched_week(by=SYSTEM, at=AT)
        assert Touched.objects.filter(week_start=WEEK).exists() and not EmployeeWeek.objects.exists()
        assert rules.take_touched_week(by=SYSTEM, at=AT) == WEEK
        assert EmployeeWeek.objects.count() == 1 and not Touched.objects.filter(week_start=WEEK).exists()


@pytest.mark.django_db
def test_a_touch_is_taken_away_only_as_the_version_that_was_read(fernhill):
    with fernhill.inside():
        people.touch([fernhill.employee.pk], week=WEEK)
        touch = Touched.objects.annotate(written_by=WrittenBy()).get(week_start=WEEK)
        forget([(touch.pk, "1")])  # another transaction has written it since
        assert Touched.objects.filter(pk=touch.pk).exists()
        forget([(touch.pk, touch.written_by)])
        assert not Touched.objects.filter(pk=touch.pk).exists()
