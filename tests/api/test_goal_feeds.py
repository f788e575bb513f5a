"""Key results that take their values from metrics, and metrics that become goals, over the API."""

from decimal import Decimal

import pytest

from goals.models import Feed, GoalUpdate, KeyResult, Objective
from people.models import AuditEntry
from perfhub.kernel import clock
from tests.factories import goals as make_goals
from tests.goals.writing import AT

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now():
    with clock.stopped(AT):
        yield


@pytest.fixture
def goal(fernhill):
    with fernhill.inside():
        made = make_goals.ObjectiveFactory(owner=fernhill.employee, active=True)
        make_goals.KeyResultFactory(objective=made, start_value=9, target_value=2, title="Complaints")
        return made


@pytest.fixture
def complaints(fernhill):
    """Seven, where five are the most that is well."""
    with fernhill.inside():
        made = make_goals.MetricFactory(name="Complaints", led_by=fernhill.manager, high=5)
        make_goals.MeasurementFactory(metric=made, numerator=7, opportunities=None)
        return made


def row_of(world, goal) -> int:
    with world.inside():
        return KeyResult.objects.get(objective=goal).pk


def test_a_key_result_is_fed_until_it_is_stopped(fernhill, program, goal, complaints):
    asked, path = program(fernhill.employee), f"goals/{goal.pk}/feeds/"
    said = {"key_result": row_of(fernhill, goal), "metric": complaints.pk}
    made = asked.post(path, said)
    assert (made.status_code, made.json()["metric"], made.json()["team"]) == (201, complaints.pk, None)
    with fernhill.inside():
        assert (KeyResult.objects.get().current_value, GoalUpdate.objects.get().source) == (Decimal(7), "metric")
        assert AuditEntry.objects.filter(act="goal.fed", by=fernhill.employee).count() == 1
    assert asked.ask(path).json() == [made.json()]
    assert asked.ask(f"goals/{goal.pk}/key-results/").json()[0]["metric"] == complaints.pk
    stop = f"{path}{made.json()['id']}/stop/"
    assert [asked.post(stop).status_code for _time in range(2)] == [204, 204]
    assert asked.ask(path).json() == []
    with fernhill.inside():
        assert AuditEntry.objects.filter(act="goal.not_fed", by=fernhill.employee).count() == 1


def test_a_metric_that_is_not_seen_has_no_name_there(fernhill, program, goal, complaints):
    asked, path = program(fernhill.employee), f"goals/{goal.pk}/feeds/"
    asked.post(path, {"key_result": row_of(fernhill, goal), "metric": complaints.pk})
    with fernhill.inside():
        type(complaints).objects.update(visibility="private")
    (shown,) = asked.ask(path).json()
    assert (shown["metric"], shown["team"]) == (None, None)
    (shown,) = program(fernhill.manager).ask(path).json()
    assert shown["metric"] == complaints.pk


def test_who_may_not_change_a_goal_feeds_none_of_it(fernhill, brackwater, program, goal, complaints):
    path, row = f"goals/{goal.pk}/feeds/", row_of(fernhill, goal)
    said = {"key_result": row, "metric": complaints.pk}
    assert program(fernhill.manager).post(path, said).status_code == 403
    assert program(brackwater.employee).post(path, said).status_code == 404
    owner = program(fernhill.employee)
    with fernhill.inside():
        private = make_goals.MetricFactory(led_by=fernhill.stranger, visibility="private").pk
        quiet = make_goals.MetricFactory(led_by=fernhill.employee, visibility="private").pk
        of_teams = make_goals.MetricFactory(led_by=fernhill.manager, measured_for="team").pk
    assert owner.post(path, {**said, "metric": private}).status_code == 404
    not_for_all = owner.post(path, {**said, "metric": quiet})
    assert not_for_all.status_code == 409 and "everybody sees" in not_for_all.json()["detail"]
    assert owner.post(path, {**said, "metric": of_teams}).json()["detail"] == (
        "Please say of which team the numbers are taken."
    )
    assert owner.post(path, {**said, "key_result": 2**40}).status_code == 404
    fed = owner.post(path, said).json()["id"]
    assert program(fernhill.manager).post(f"{path}{fed}/stop/").status_code == 403
    assert program(brackwater.employee).post(f"{path}{fed}/stop/").status_code == 404
    reads = program(fernhill.employee, scopes=["goals:read"])
    assert reads.post(f"{path}{fed}/stop/").json()["scope"] == "goals:write"
    with fernhill.inside():
        assert Feed.objects.get().ended_at is None


def test_a_metric_outside_of_its_band_becomes_a_draft_that_takes_its_values_from_it(fernhill, program, complaints):
    with fernhill.inside():
        cycle = make_goals.GoalCycleFactory()
    asked, path = program(fernhill.employee), f"metrics/{complaints.pk}/aim/"
    made = asked.post(path)
    assert (made.status_code, made.json()["state"], made.json()["cycle"]) == (201, "draft", cycle.pk)
    assert made.json()["owners"] == [fernhill.employee.pk]
    (row,) = asked.ask(f"goals/{made.json()['id']}/key-results/").json()
    assert (row["start"], row["target"], row["metric"]) == (7, 5, complaints.pk)
    with fernhill.inside():
        type(complaints).objects.update(high=9)
    well = asked.post(path)
    assert well.status_code == 409 and "within its band" in well.json()["detail"]


def test_no_goal_is_made_of_what_is_not_ones_own_or_without_a_cycle(fernhill, brackwater, program, complaints):
    path = f"metrics/{complaints.pk}/aim/"
    assert program(fernhill.employee).post(path).status_code == 409  # no cycle is open
    with fernhill.inside():
        make_goals.GoalCycleFactory()
        prepared = make_goals.GoalCycleFactory(state="draft", opened_at=None).pk
        rework = make_goals.MetricFactory(led_by=fernhill.manager, measured_for="employee", high=2)
        make_goals.MeasurementFactory(metric=rework, employee=fernhill.employee, numerator=7, opportunities=None)
    assert program(fernhill.employee).post(path, {"cycle": prepared}).status_code == 404
    assert program(brackwater.employee).post(path).status_code == 404
    of_team = program(fernhill.employee).post(path, {"team": fernhill.employee.team_id})
    assert of_team.status_code == 400 and "not measured for such" in of_team.json()["errors"]["team"][0]
    of_her = {"employee": fernhill.employee.pk}
    of_people = f"metrics/{rework.pk}/aim/"
    assert program(fernhill.manager).post(of_people, of_her).status_code == 403
    assert program(fernhill.peer).post(of_people, of_her).status_code == 404
    mine = program(fernhill.employee).post(of_people, of_her)
    assert (mine.status_code, mine.json()["visibility"]) == (201, "private")
    assert program(fernhill.employee, scopes=["metrics:write"]).post(path).json()["scope"] == "goals:write"
    with fernhill.inside():
        assert Objective.objects.get().written_by == fernhill.employee
