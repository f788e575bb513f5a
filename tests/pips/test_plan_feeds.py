"""A goal or a metric feeds a point of a plan live: as far as its employee and the viewer may both see it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goals.models import GoalEvent
from pips.models import Issue
from pips.queries.plan_feeds import fed
from tests.factories import goals as make_goals
from tests.factories import pips as make_pips

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _inside(fernhill):
    with fernhill.inside():
        yield


@pytest.fixture
def plan(fernhill):
    case = make_pips.CaseFactory(employee=fernhill.employee, manager=fernhill.manager, rung="coaching")
    return make_pips.PlanFactory(case=case, active=True)


def point(plan, **said) -> Issue:
    return make_pips.IssueFactory(plan=plan, **said)


def test_a_metric_of_the_person_is_read_by_that_person_and_who_is_above_and_by_nobody_else(fernhill, plan):
    metric = make_goals.MetricFactory(measured_for="employee", unit="%", led_by=fernhill.manager)
    make_goals.MeasurementFactory(metric=metric, employee=fernhill.employee, numerator=91)
    make_goals.MeasurementFactory(metric=metric, employee=fernhill.peer, numerator=12, source="other")
    row = point(plan, about_metric=metric.pk, baseline_number=81, target_number=94)
    for viewer in (fernhill.employee, fernhill.manager):
        found = fed([row], fernhill.employee, viewer=viewer)[row.pk]
        assert ("91" in found.now, round(found.done or 0)) == (True, 77)
    assert "91" not in fed([row], fernhill.employee, viewer=fernhill.hr_admin)[row.pk].now


def test_what_one_of_the_two_may_not_see_feeds_nothing(fernhill, plan):
    private = make_goals.MetricFactory(visibility="private", led_by=fernhill.stranger)
    make_goals.MeasurementFactory(metric=private, numerator=91)
    row = point(plan, about_metric=private.pk, baseline_number=81, target_number=94)
    assert fed([row], fernhill.employee, viewer=fernhill.employee) == {}
    assert fed([row], fernhill.employee, viewer=fernhill.manager) == {}


def test_a_goal_says_how_far_it_is_and_carries_no_mark(fernhill, plan):
    goal = make_goals.ObjectiveFactory(active=True, owner=fernhill.employee, score=0.55, scored=1, total=1)
    before = GoalEvent.objects.count()
    row = point(plan, about_goal=goal.pk, about_goal_title=goal.title)
    found = fed([row], fernhill.employee, viewer=fernhill.manager)[row.pk]
    assert (found.now, round(found.done or 0)) == ("55 %", 55)
    assert GoalEvent.objects.count() == before


def test_many_points_ask_no_more_than_one(fernhill, plan, django_assert_num_queries):
    metrics = [make_goals.MetricFactory() for _number in range(3)]
    for metric in metrics:
        make_goals.MeasurementFactory(metric=metric, numerator=5)
    rows = [point(plan, about_metric=metric.pk) for metric in metrics]
    with django_assert_num_queries(0):
        assert fed([point_without(plan)], fernhill.employee, viewer=fernhill.employee) == {}
    with CaptureQueriesContext(connection) as one:
        fed(rows[:1], fernhill.employee, viewer=fernhill.employee)
    with django_assert_num_queries(len(one)):
        assert len(fed(rows, fernhill.employee, viewer=fernhill.employee)) == 3


def point_without(plan) -> Issue:
    return Issue(plan=plan, title="Nothing feeds it", standard="All")
