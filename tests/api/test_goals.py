"""Goals over the API: the same rules as on the pages, from a draft to its end."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goals import rules
from goals.models import GoalUpdate, KeyResult, Objective
from people.models import AuditEntry
from perfhub.kernel import clock
from tests.factories import goals as make_goals

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 1, 12, 10, tzinfo=dt.UTC)


@pytest.fixture
def now():
    with clock.stopped(AT):
        yield


@pytest.fixture
def cycle(fernhill):
    with fernhill.inside():
        return make_goals.GoalCycleFactory(needs_approval=True)


DAYS = {"title": "Days until the answer", "start": 5, "target": 2, "unit": "days"}
STEPS = {"title": "Template in use", "measure": "milestones", "milestones": ["Draft agreed", "In use"]}
AUDIT = {"title": "Audit passed", "measure": "yes_no"}


def written(asked, cycle, **said) -> dict:
    body = {"cycle": cycle.pk, "title": "Answer in two days", "key_results": [DAYS, STEPS, AUDIT], **said}
    made = asked.post("goals/", body)
    assert made.status_code == 201, made.content
    return made.json()


def act(asked, goal, verb, body=None, status=200):
    answer = asked.post(f"goals/{goal['id']}/{verb}/", body)
    assert answer.status_code == status, answer.content
    return answer.json() if answer.content else None


def test_from_a_draft_to_its_end(fernhill, program, now, cycle):
    mine, managers = program(fernhill.employee), program(fernhill.manager)
    goal = written(mine, cycle)
    assert (goal["state"], goal["owners"], goal["total"]) == ("draft", [fernhill.employee.pk], 3)
    assert managers.ask(f"goals/{goal['id']}/").status_code == 404  # a draft is its owner's
    assert act(mine, goal, "propose")["state"] == "proposed"
    assert act(managers, goal, "send-back", {"reason": "A number, please."}, status=204) is None
    act(mine, goal, "propose")
    assert act(managers, goal, "approve")["state"] == "active"
    rows = mine.ask(f"goals/{goal['id']}/key-results/").json()
    days, steps, audit = rows
    assert (days["start"], days["target"], days["current"], days["unit"]) == (5, 2, None, "days")
    assert [step["title"] for step in steps["milestones"]] == ["Draft agreed", "In use"]
    said = {
        "values": [
            {"key_result": days["id"], "value": "3.5"},
            {"key_result": steps["id"], "done": [1]},
            {"key_result": audit["id"], "value": 0},
        ],
        "status": "at_risk",
        "confidence": 6,
        "comment": "The bench was down.",
    }
    update = act(mine, goal, "updates", said, status=201)
    assert update["score"] == pytest.approx(1 / 3) and update["came_by"] == "api"
    assert next(one for one in update["values"] if one["key_result"] == steps["id"]) == {
        **{"key_result": steps["id"], "value": None, "start": None, "target": None, "done": [1]},
        **{"ratio": 0.5, "score": 0.5},
    }
    reply = act(managers, goal, f"updates/{update['id']}/acknowledge", {"text": "Thanks."}, status=201)
    assert (reply["answer"], reply["text"]) == ("acknowledged", "Thanks.")
    corrected = act(
        mine,
        goal,
        f"updates/{update['id']}/correct",
        {"values": [{"key_result": days["id"], "value": 2}], "status": "on_track"},
        status=201,
    )
    listed = mine.ask(f"goals/{goal['id']}/updates/").json()["results"]
    assert [(one["id"], one["superseded"]) for one in listed] == [(corrected["id"], False), (update["id"], True)]
    assert listed[1]["replies"][0]["text"] == "Thanks."
    wrong = {"done": True, "values": [{"key_result": days["id"], "done": [1]}]}
    assert "values.0" in act(mine, goal, "close", wrong, status=400)["errors"]
    last = [{"key_result": audit["id"], "value": 1}]
    closed = act(mine, goal, "close", {"done": True, "learning": "Ask first.", "values": last})
    assert (closed["state"], closed["final_score"], closed["learning"]) == ("done", 1, "Ask first.")
    assert (goal["band"], closed["band"]) == (None, "green")
    assert act(managers, goal, "acknowledge")["state"] == "done"
    with fernhill.inside():
        assert {"goal.proposed", "goal.approved", "goal.updated", "goal.corrected", "goal.closed"} <= set(
            AuditEntry.objects.values_list("act", flat=True)
        )


def test_what_is_read_is_what_is_changed_and_key_results_keep_their_values(fernhill, program, now, cycle):
    asked = program(fernhill.employee)
    goal = written(asked, cycle)
    path = f"goals/{goal['id']}/"
    tag = asked.ask(path)["ETag"]
    rows = asked.ask(f"{path}key-results/").json()
    again = [{**DAYS, "id": rows[0]["id"], "target": 1}]
    assert asked.patch(path, {"key_results": again}).status_code == 428
    changed = asked.patch(path, {"why": "Trust.", "key_results": again}, If_Match=tag)
    assert (changed.status_code, changed.json()["total"], changed.json()["why"]) == (200, 1, "Trust.")
    assert [row["id"] for row in asked.ask(f"{path}key-results/").json()] == [rows[0]["id"]]
    assert asked.patch(path, {"why": "More."}, If_Match=tag).status_code == 412


def test_a_goal_goes_on_with_one_of_an_earlier_cycle_and_keeps_its_history(fernhill, program, now, cycle):
    with fernhill.inside():
        earlier = make_goals.GoalCycleFactory(state="closed", closed_at=AT)
        mine = make_goals.ObjectiveFactory(owner=fernhill.employee, cycle=earlier, ended=True, visibility="private")
        theirs = make_goals.ObjectiveFactory(owner=fernhill.peer, cycle=earlier, active=True)
        same = make_goals.ObjectiveFactory(owner=fernhill.employee, cycle=cycle, active=True)
    asked, said = program(fernhill.employee), {"cycle": cycle.pk, "title": "Again"}
    made = asked.post("goals/", {**said, "continues": mine.pk})
    assert (made.status_code, made.json()["continues"]) == (201, mine.pk)
    pk = made.json()["id"]
    act(asked, {"id": pk}, "propose")
    act(program(fernhill.manager), {"id": pk}, "approve")
    assert (
        program(fernhill.peer).ask(f"goals/{pk}/").json()["continues"] is None
    )  # the earlier one is not theirs to see
    for other in (theirs, same):
        refused = asked.post("goals/", {**said, "continues": other.pk})
        assert refused.status_code == 400 and "continues" in refused.json()["errors"]
    assert asked.post("goals/", {**said, "continues": 2**40}).status_code == 404
    with fernhill.inside():
        assert Objective.objects.filter(copied_from__isnull=False).count() == 1


def test_a_value_that_is_not_what_its_key_result_is_measured_by_is_refused(fernhill, program, now, cycle):
    asked = program(fernhill.employee)
    with fernhill.inside():
        goal = make_goals.ObjectiveFactory(owner=fernhill.employee, active=True, cycle=cycle)
        days = make_goals.KeyResultFactory(objective=goal).pk
        steps = make_goals.MilestoneFactory(key_result__objective=goal).key_result_id
        yes = make_goals.KeyResultFactory(objective=goal, measure="yes_no", start_value=None, target_value=None).pk
        other = make_goals.KeyResultFactory().pk
    for wrong in (
        {"key_result": days, "done": [1]},
        {"key_result": days},
        {"key_result": days, "value": "NaN"},
        {"key_result": days, "value": 10**20},
        {"key_result": days, "value": "93,1"},
        {"key_result": steps, "value": 1},
        {"key_result": steps, "done": [9]},
        {"key_result": yes, "value": 7},
        {"key_result": other, "value": 1},
        {"key_result": 2**60, "value": 1},
    ):
        answer = asked.post(f"goals/{goal.pk}/updates/", {"values": [wrong]})
        assert answer.status_code == 400, wrong
        assert all(field.startswith("values.0") for field in answer.json()["errors"]), answer.json()
    assert asked.post(f"goals/{goal.pk}/updates/", {}).status_code == 409  # nothing is said
    stale = asked.post(f"goals/{goal.pk}/updates/", {"status": "on_track", "version": 77})
    assert stale.status_code == 409 and "theirs" in stale.json()
    with fernhill.inside():
        assert not GoalUpdate.objects.exists()


def test_whose_goals_one_may_write_is_as_on_the_page(fernhill, program, now, cycle):
    employee, manager, hr = (program(getattr(fernhill, name)) for name in ("employee", "manager", "hr_admin"))
    body = {"cycle": cycle.pk, "title": "Aim"}
    team = fernhill.employee.team_id
    for asked, said, status in [
        (employee, {"level": "organization"}, 403),
        (employee, {"level": "team", "team": team}, 403),
        (employee, {"owner": fernhill.peer.pk}, 403),
        (employee, {"team": team}, 403),
        (manager, {"owner": fernhill.employee.pk}, 201),
        (manager, {"owner": fernhill.employee.pk, "level": "team", "team": team}, 403),
        (manager, {"level": "team", "team": team}, 201),
        (manager, {"level": "organization"}, 403),
        (hr, {"level": "organization"}, 201),
        (employee, {"start_date": "2027-01-01"}, 409),
        (employee, {"cycle": 2**60}, 404),
        (employee, {"parent": 2**60}, 404),
        (employee, {"visibility": "chosen"}, 409),
        (employee, {"visibility": "chosen", "teams": [team]}, 201),
        (employee, {"title": "x" * 201}, 400),
        (employee, {"key_results": [{**DAYS, "target": 5}]}, 409),
        (employee, {"key_results": [{**DAYS, "weight": 0}]}, 409),
        (employee, {"key_results": [DAYS] * 8}, 400),
        (employee, {"state": "active"}, 400),
    ]:
        answer = asked.post("goals/", {**body, **said})
        assert answer.status_code == status, (said, answer.content)


def test_lists_show_what_the_viewer_may_see_and_leave_a_line(fernhill, program, now, cycle):
    with fernhill.inside():
        private = make_goals.ObjectiveFactory(
            owner=fernhill.employee, active=True, visibility="private", cycle=cycle, title="Quiet"
        )
        shown = make_goals.ObjectiveFactory(owner=fernhill.peer, active=True, cycle=cycle, status="at_risk")
        make_goals.GoalCycleFactory(state="draft", opened_at=None)
    peer, manager = program(fernhill.peer), program(fernhill.manager)

    def keys(asked, query="") -> set[int]:
        answer = asked.ask(f"goals/?limit=1{query}")
        found = answer.json()["results"]
        while following := answer.json()["next"]:
            answer = asked.ask(following)
            found += answer.json()["results"]
        return {one["id"] for one in found}

    assert keys(peer) == {shown.pk} and keys(manager) == {shown.pk, private.pk}
    assert keys(manager, f"&owner={fernhill.employee.pk}") == {private.pk}
    assert keys(manager, "&status=at_risk&level=individual&state=active") == {shown.pk}
    assert keys(peer, f"&owner={fernhill.employee.pk}") == set()
    assert peer.ask(f"goals/{private.pk}/").status_code == 404
    assert len(peer.ask("goal-cycles/").json()["results"]) == 1
    assert len(program(fernhill.hr_admin).ask("goal-cycles/?state=draft").json()["results"]) == 1
    with fernhill.inside():
        lines = AuditEntry.objects.filter(act="goal.seen").values_list("by", "employee")
        assert list(lines) == [(fernhill.manager.pk, fernhill.employee.pk)]


@pytest.mark.parametrize("path", ["goals/", "goals/{pk}/updates/", "goals/{pk}/key-results/", "goals/{pk}/alignments/"])
def test_more_rows_ask_no_more(fernhill, program, now, cycle, path):
    asked = program(fernhill.employee)

    def more(number) -> Objective:
        for _n in range(number):
            goal = make_goals.ObjectiveFactory(owner=fernhill.employee, active=True, cycle=cycle)
            row = make_goals.KeyResultFactory(objective=first or goal)
            make_goals.AlignmentFactory(child=goal, parent=first or make_goals.ObjectiveFactory(cycle=cycle))
            rules.report(first or goal, by=fernhill.employee, at=AT, values={row.pk: 4})
        return first or goal

    with fernhill.inside():
        first = None
        first = more(1)
        more(1)
    address = path.format(pk=first.pk)
    asked.ask(address)

    def count() -> int:
        with CaptureQueriesContext(connection) as asked_for:
            assert asked.ask(address).status_code == 200
        return len(asked_for)

    before = count()
    with fernhill.inside():
        more(3)
    assert count() == before


def test_a_goal_serves_another_and_only_what_is_seen_is_told(fernhill, program, now, cycle):
    with fernhill.inside():
        child = make_goals.ObjectiveFactory(owner=fernhill.employee, active=True, cycle=cycle)
        row = make_goals.KeyResultFactory(objective=child)
        parent = make_goals.ObjectiveFactory(owner=fernhill.manager, active=True, cycle=cycle)
        quiet = make_goals.ObjectiveFactory(owner=fernhill.manager, active=True, cycle=cycle, visibility="private")
        make_goals.AlignmentFactory(child=parent, parent=quiet)
    asked = program(fernhill.employee)
    path = f"goals/{child.pk}/align/"
    assert asked.post(path, {"parent": quiet.pk}).status_code == 404
    made = asked.post(path, {"parent": parent.pk, "rolls_up": True})
    assert (made.status_code, made.json()["parent"], made.json()["rolls_up"]) == (200, parent.pk, True)
    of_row = asked.post(path, {"parent": parent.pk, "key_result": row.pk})
    assert of_row.json()["child_key_result"] == row.pk
    assert asked.post(path, {"parent": parent.pk, "key_result": 2**60}).status_code == 404
    assert asked.post(path, {"parent": child.pk}).status_code == 409  # in a circle
    assert len(asked.ask(f"goals/{parent.pk}/alignments/").json()["results"]) == 2  # not what is above unseen
    with fernhill.inside():
        elsewhere = make_goals.ObjectiveFactory(owner=fernhill.stranger, active=True, cycle=cycle)
    waits = asked.post(path, {"parent": elsewhere.pk, "words": "May it serve yours?"}).json()
    assert (waits["parent"], waits["asked"], of_row.json()["asked"]) == (elsewhere.pk, True, False)
    assert asked.post(path, {"parent": None}).status_code == 204
    with fernhill.inside():
        assert KeyResult.objects.get().objective == child


def test_what_was_decided_is_listed_with_its_reasons_and_both_scores(fernhill, brackwater, program, now, cycle):
    asked = program(fernhill.employee)
    goal = written(asked, cycle, key_results=[DAYS])
    path = f"goals/{goal['id']}/"
    act(asked, goal, "propose")
    act(program(fernhill.manager), goal, "approve")
    (row,) = asked.ask(f"{path}key-results/").json()
    asked.post(f"{path}updates/", {"values": [{"key_result": row["id"], "value": 3.5}]})
    with clock.stopped(AT + dt.timedelta(days=40)):
        later = program(fernhill.employee)
        tag = later.ask(path)["ETag"]
        again = [{**DAYS, "id": row["id"], "target": 3.5}]
        assert later.patch(path, {"key_results": again, "reason": "Enough."}, If_Match=tag).status_code == 200
    newest, *earlier = asked.ask(f"{path}history/").json()["results"]
    assert (newest["happening"], newest["reason"], newest["by"]) == ("changed", "Enough.", fernhill.employee.pk)
    assert (newest["score_before"], newest["score_after"], newest["late"]) == (0.5, 1.0, True)
    assert "from 5 to 2" in newest["before"] and "from 5 to 3.5" in newest["after"]
    assert {one["happening"] for one in earlier} == {"approved", "proposed", "written"}
    assert [one["happening"] for one in asked.ask(f"{path}history/?happening=written").json()["results"]] == ["written"]
    assert program(brackwater.employee).ask(f"{path}history/").status_code == 404
    with fernhill.inside():
        Objective.objects.update(visibility="private")
    assert program(fernhill.peer).ask(f"{path}history/").status_code == 404
    assert program(fernhill.manager).ask(f"{path}history/").status_code == 200
    with fernhill.inside():
        assert AuditEntry.objects.filter(act="goal.seen", by=fernhill.manager, employee=fernhill.employee).exists()
