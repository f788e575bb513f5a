"""The demo’s coaching plans and improvement plans before day 1, as a caring employer would have written them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from notices.models import Notice
from people.models import Employee
from pips.models import Jurisdiction, Plan, PlanRequest, PlanWord, Receipt
from pips.rules import seed_plans, seed_plans_before
from pips.states import PlanKind, PlanState
from tests.factories import people as make

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 5, 12, tzinfo=UTC)  # a Thursday


def test_each_story_is_told_once_and_nobody_is_told_of_what_is_past(fernhill):
    with fernhill.inside():
        for number in range(6):
            manager = make.hired(f"Lead{number} Able", None, fernhill.manager.team, fernhill.organization)
            make.hired(f"Report{number} Able", manager, fernhill.manager.team, fernhill.organization)
        for _twice in range(2):
            for seed in (seed_plans, seed_plans_before):
                seed.plant(fernhill.organization, people=24, weeks=26, seed=1, at=AT, bulk=False)
        coaching = Plan.objects.filter(kind=PlanKind.COACHING, case__title__in=[s.title for s in seed_plans.STORIES])
        assert sorted(coaching.values_list("state", flat=True)) == ["active", "active", "closed"]
        pips = Plan.objects.filter(kind=PlanKind.PIP)
        assert sorted(pips.values_list("state", flat=True)) == ["draft", "in_review", "offered"]
        told = pips.get(state=PlanState.OFFERED)
        assert Receipt.objects.filter(plan=told, kind="with_statement").count() == 1
        assert PlanRequest.objects.filter(plan=told, state="open").count() == 1
        assert PlanWord.objects.filter(kind="answer").count() == 2
        assert Jurisdiction.objects.count() == 1
        assert not Notice.objects.filter(kind__startswith="plan.").exists()
        assert seed_plans_before.objects_of(told.employee) == {"written_plan": told.pk}
        assert len(set(Plan.objects.values_list("employee", flat=True))) == 6


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Asia/Tokyo", "Pacific/Auckland"])
def test_a_plan_is_told_in_the_morning_of_its_employee_wherever_that_is(fernhill, zone):
    with fernhill.inside():
        Employee.objects.filter(pk=fernhill.employee.pk).update(time_zone=zone)
        employee = Employee.objects.get(pk=fernhill.employee.pk)
        told = seed_plans_before._hour_to_tell(employee, AT)
        assert told is not None
        assert told < AT
        assert told.astimezone(ZoneInfo(zone)).hour == 10


def test_whoever_is_away_for_a_month_is_not_told_of_it_then(fernhill):
    with fernhill.inside():
        away = {"start_date": AT.date() - timedelta(days=60), "end_date": AT.date() + timedelta(days=1)}
        make.AbsenceFactory(employee=fernhill.employee, **away)
        assert seed_plans_before._hour_to_tell(fernhill.employee, AT) is None
