"""Pages of team plans, of how plans felt and of what helped: for whom, and not for the other organization."""

import datetime as dt

import pytest

from goals.states import Grain
from pips.models import ClosingBatch, Issue
from tests.factories import goals as make_goals
from tests.factories import people as make
from tests.factories import pips as make_pips
from tests.factories.team_plans import EffectFactory, TeamPlanFactory

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 4)


def text(client, path) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def running(world):
    with world.inside():
        for _n in range(3):
            make.EmployeeFactory(team=world.employee.team)
        return TeamPlanFactory(team=world.employee.team, opened_by=world.manager, running=True)


def test_a_team_plan_is_its_teams_and_nobody_elses(fernhill, brackwater, client_of):
    plan = running(fernhill)
    path = f"team-plans/{plan.pk}/"
    assert "One in five comes back." in text(client_of(fernhill.employee), fernhill.path(path))
    assert client_of(fernhill.stranger).get(fernhill.path(path)).status_code == 404
    assert client_of(brackwater.manager).get(brackwater.path(path)).status_code == 404
    assert "Certificates" not in text(client_of(brackwater.hr_admin), brackwater.path("team-plans/"))


def test_what_was_answered_is_for_who_leads_hr(fernhill, brackwater, client_of):
    with fernhill.inside():
        ClosingBatch.objects.create(number=1, shown_date=DAY, n=12, yes=7, partly=3, no=2, supported=4.1)
    assert "4.1" in text(client_of(fernhill.hr_admin), fernhill.path("how-plans-felt/"))
    for nobody in (fernhill.manager, fernhill.employee, fernhill.hr_partner):
        assert client_of(nobody).get(fernhill.path("how-plans-felt/")).status_code == 403
    assert "Nothing to show yet." in text(client_of(brackwater.hr_admin), brackwater.path("how-plans-felt/"))


def test_what_helped_is_for_who_leads_hr_and_a_team_reads_of_its_own_plan(fernhill, brackwater, client_of):
    plan = running(fernhill)
    with fernhill.inside():
        EffectFactory(team_plan=plan, metric_name="Sent back")
    assert "Sent back differs by" in text(client_of(fernhill.hr_admin), fernhill.path("what-helped/"))
    assert "Sent back differs by" in text(client_of(fernhill.employee), fernhill.path(f"team-plans/{plan.pk}/"))
    assert client_of(fernhill.manager).get(fernhill.path("what-helped/")).status_code == 403
    assert "Sent back" not in text(client_of(brackwater.hr_admin), brackwater.path("what-helped/"))


@pytest.fixture
def measured_plan(fernhill):
    """A plan that a metric of the employee feeds, measured ten weeks before it and four since."""
    with fernhill.inside():
        metric = make_goals.MetricFactory(name="Right first time", measured_for=Grain.EMPLOYEE)
        start = dt.date(2026, 3, 2)
        for week, value in enumerate([80, 82, 79, 81, 80, 82, 81, 79, 80, 81, 95, 96, 95, 80]):
            day = start + (week - 10) * dt.timedelta(weeks=1)
            last = day + dt.timedelta(days=6)
            make_goals.MeasurementFactory(
                metric=metric, employee=fernhill.employee, period_start=day, period_end=last, numerator=value
            )
        case = make_pips.CaseFactory(employee=fernhill.employee, manager=fernhill.manager, rung="pip")
        plan = make_pips.PlanFactory(case=case, pip=True, active=True)
        make_pips.IssueFactory(plan=plan, about_metric=metric.pk)
    return plan


def test_the_line_of_a_plan_says_what_is_new_and_claims_no_cause(fernhill, measured_plan, client_of):
    page = text(client_of(fernhill.employee), fernhill.path(f"plans/{measured_plan.pk}/numbers/"))
    assert "3 of 4 values since the plan began lie outside of what varied before anyway." in page
    assert "causality cannot be shown for one person" in page


def test_whoever_reads_the_plan_and_not_the_numbers_sees_no_line(fernhill, measured_plan, client_of):
    with fernhill.inside():
        make_pips.CaseReaderFactory(case=measured_plan.case, reader=fernhill.stranger, named_by=fernhill.manager)
        assert Issue.objects.count() == 1
    page = text(client_of(fernhill.stranger), fernhill.path(f"plans/{measured_plan.pk}/numbers/"))
    assert "You do not read these numbers" in page and "values since the plan began" not in page
    assert client_of(fernhill.peer).get(fernhill.path(f"plans/{measured_plan.pk}/numbers/")).status_code == 404
