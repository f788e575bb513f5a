"""Goal cycles over the API: kept by whoever leads HR with the rules of the pages, read by all once they are open."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goals.models import GoalCycle, Objective
from people.models import AuditEntry
from perfhub.kernel import clock
from tests.factories import goals as make_goals
from tests.goals.writing import AT

pytestmark = pytest.mark.django_db
SPRING = {
    "name": "Spring",
    "drafting_start_date": "2026-03-10",
    "drafting_end_date": "2026-04-14",
    "start_date": "2026-04-01",
    "end_date": "2026-06-30",
    "cadence_days": 7,
    "needs_approval": True,
    "aspirational_norm": 0.6,
}


@pytest.fixture(autouse=True)
def now():
    with clock.stopped(AT):
        yield


def test_a_cycle_from_its_preparation_to_its_end(fernhill, brackwater, program):
    hr, employee = program(fernhill.hr_admin), program(fernhill.employee)
    made = hr.post("goal-cycles/", SPRING)
    assert (made.status_code, made.json()["state"], made.json()["aspirational_norm"]) == (201, "draft", 0.6)
    path = f"goal-cycles/{made.json()['id']}/"
    assert employee.ask(path).status_code == 404  # it is being prepared
    changed = hr.patch(path, {"name": "Spring quarter"}, If_Match=made["ETag"])
    assert (changed.json()["name"], changed.json()["version"], changed.json()["cadence_days"]) == (
        "Spring quarter",
        2,
        7,
    )
    assert changed.json()["edit_fraction"] == 0.15
    assert hr.patch(path, {"name": "Mine"}, If_Match=made["ETag"]).status_code == 412
    assert hr.post(f"{path}open/").json()["state"] == "active"
    assert hr.post(f"{path}open/").status_code == 409
    assert employee.ask(path).json()["name"] == "Spring quarter"
    assert employee.post(f"{path}begin-closing/").status_code == 404
    assert program(brackwater.hr_admin).post(f"{path}begin-closing/").status_code == 404
    assert [hr.post(f"{path}{act}/").json()["state"] for act in ("begin-closing", "go-on")] == ["closing", "active"]
    with fernhill.inside():
        goal = make_goals.ObjectiveFactory(cycle=GoalCycle.objects.get(), owner=fernhill.employee, active=True)
    hr.post(f"{path}begin-closing/")
    assert hr.post(f"{path}close/").json()["state"] == "closed"
    with fernhill.inside():
        assert Objective.objects.get(pk=goal.pk).state == "not_done"
        acts = set(AuditEntry.objects.filter(by=fernhill.hr_admin).values_list("act", flat=True))
    assert {"goal_cycle.created", "goal_cycle.changed", "goal_cycle.opened", "goal_cycle.closed"} <= acts


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"end_date": "2026-03-01"}, 409),
        ({"drafting_end_date": "2026-03-01"}, 409),
        ({"cadence_days": 3}, 400),
        ({"aspirational_norm": 0.95}, 400),
        ({"edit_fraction": 0.6}, 400),
        ({"name": ""}, 400),
        ({"start_date": "soon"}, 400),
        ({"state": "active"}, 400),
    ],
)
def test_what_makes_no_cycle_is_refused_and_nothing_is_written(fernhill, program, said, status):
    assert program(fernhill.hr_admin).post("goal-cycles/", {**SPRING, **said}).status_code == status
    assert program(fernhill.manager).post("goal-cycles/", SPRING).status_code == 403
    with fernhill.inside():
        assert not GoalCycle.objects.exists()


def test_its_figures_are_numbers_for_whoever_leads_hr(fernhill, program):
    with fernhill.inside():
        cycle = make_goals.GoalCycleFactory()
        make_goals.ObjectiveFactory(cycle=cycle, owner=fernhill.employee, active=True, title="Said nowhere")
        make_goals.ObjectiveFactory(cycle=cycle, owner=fernhill.peer, active=True, visibility="private")
    path = f"goal-cycles/{cycle.pk}/figures/"
    hr = program(fernhill.hr_admin)
    found = hr.ask(path)
    figures = found.json()
    assert (figures["with_goal"], figures["states"]["active"], figures["states"]["dropped"]) == (2, 2, 0)
    assert (figures["score"], figures["without_value"], figures["dropped_late"]) == (None, 1, 0)
    assert sum(team["with_goal"] for team in figures["teams"]) == 2
    assert "Said nowhere" not in found.content.decode()
    assert program(fernhill.manager).ask(path).status_code == 404
    with CaptureQueriesContext(connection) as few:
        hr.ask(path)
    with fernhill.inside():
        for _number in range(3):
            make_goals.ObjectiveFactory(cycle=cycle, owner=fernhill.employee, active=True)
    with CaptureQueriesContext(connection) as many:
        hr.ask(path)
    assert len(many) == len(few)


def test_who_has_a_goal_and_who_none_yet_is_listed_for_whoever_leads_hr(fernhill, brackwater, program):
    with fernhill.inside():
        cycle = make_goals.GoalCycleFactory()
        make_goals.ObjectiveFactory(cycle=cycle, owner=fernhill.employee, active=True, visibility="private")
        make_goals.ObjectiveFactory(cycle=cycle, owner=fernhill.peer)  # a draft is none
        make_goals.ObjectiveFactory(owner=fernhill.manager, active=True)  # in another cycle
    hr, path = program(fernhill.hr_admin), f"goal-cycles/{cycle.pk}/people/"

    def people(query="") -> set[int]:
        return {one["employee"] for one in hr.ask(f"{path}?limit=200{query}").json()["results"]}

    assert people("&with_goal=true") == {fernhill.employee.pk}
    assert people("&with_goal=false") == people() - {fernhill.employee.pk} >= {fernhill.peer.pk, fernhill.manager.pk}
    mine = people(f"&team={fernhill.stranger.team_id}")
    assert fernhill.stranger.pk in mine and fernhill.employee.pk not in mine
    assert program(fernhill.manager).ask(path).status_code == 404
    assert program(brackwater.hr_admin).ask(path).status_code == 404
    with CaptureQueriesContext(connection) as few:
        hr.ask(f"{path}?limit=1")
    with CaptureQueriesContext(connection) as many:
        hr.ask(f"{path}?limit=50")
    assert len(many) == len(few)
