"""A goal is updated in its row of the own goals: opened, refused, saved, left; without script on a page."""

import datetime as dt

import pytest

from goals import queries
from goals.models import GoalUpdate, KeyResult, Objective
from people.models import Draft
from people.rules import save_draft
from perfhub.kernel import clock
from tests.factories import goals as make_goals

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 2, 2, 10, tzinfo=dt.UTC)
KEPT = "<span>Draft saved 2 February"  # beside the acts of a form that opens with what was kept


@pytest.fixture
def goal(fernhill):
    """A goal of the employee's with one key result, on a day in its cycle."""
    with fernhill.inside():
        found = make_goals.ObjectiveFactory(owner=fernhill.employee, active=True, title="Right first time")
        make_goals.KeyResultFactory(objective=found, title="Parts")
    with clock.stopped(AT):
        yield found


@pytest.fixture
def place(goal, fernhill):
    return fernhill.path(f"goals/{goal.pk}/update/")


def fragment(client, method, path, *said):
    return getattr(client, method)(path, *said, headers={"HX-Request": "true"})


def value_of(goal, fernhill) -> str:
    with fernhill.inside():
        return f"value_{KeyResult.objects.get(objective=goal).pk}"


def test_the_row_opens_where_it_stands_and_leads_to_a_page_without_script(fernhill, client_of, goal, place):
    client = client_of(fernhill.employee)
    mine = client.get(fernhill.path("goals/")).content.decode()
    assert f'<li id="goal-{goal.pk}"' in mine
    assert f'href="{place}" hx-get="{place}" hx-target="#goal-{goal.pk}" hx-select="#goal-{goal.pk}"' in mine
    row = fragment(client, "get", place).content.decode()
    assert row.strip().startswith(f'<li id="goal-{goal.pk}"') and row.strip().endswith("</li>")
    assert f'name="{value_of(goal, fernhill)}"' in row and f'hx-post="{place}"' in row and 'name="version"' in row
    page = client.get(place).content.decode()
    assert "<!doctype html>" in page and f'name="{value_of(goal, fernhill)}"' in page and "hx-post" not in page


def test_what_cannot_be_taken_stays_in_the_row_with_its_sentence(fernhill, client_of, goal, place):
    name = value_of(goal, fernhill)
    said = {name: "8/10 (80%)", "comment": "What I typed."}
    refused = fragment(client_of(fernhill.employee), "post", place, said)
    row = refused.content.decode()
    assert refused.status_code == 422 and row.strip().startswith(f'<li id="goal-{goal.pk}"')
    assert "the number alone" in row and "8/10 (80%)" in row and "What I typed." in row and 'role="alert"' in row
    with fernhill.inside():
        assert not GoalUpdate.objects.exists()


def test_saving_leads_back_to_the_own_goals_where_the_row_has_changed(fernhill, client_of, goal, place):
    client = client_of(fernhill.employee)
    back = fernhill.path("goals/")
    said = {value_of(goal, fernhill): "50", "status": "at_risk", "version": goal.version, "next": back}
    saved = fragment(client, "post", place, said)
    assert (saved.status_code, saved["Location"]) == (303, back)
    mine = fragment(client, "get", back).content.decode()
    row = mine[mine.index(f'<li id="goal-{goal.pk}"') :].partition("</li>")[0]
    assert "At risk" in row and "next update by" in row and "50 % done" in row
    with fernhill.inside():
        assert Objective.objects.get().score == 0.5


def test_two_tabs_see_both_and_send_what_they_see(fernhill, client_of, goal, place):
    client, name = client_of(fernhill.employee), value_of(goal, fernhill)
    fragment(client, "post", place, {name: "40", "version": goal.version})
    second = fragment(client, "post", place, {name: "60", "comment": "From the other tab.", "version": goal.version})
    page = second.content.decode()
    assert second.status_code == 409 and "data-ph-conflict" in page
    assert f'<textarea class="ph-input" id="both-1" name="{name}" rows="3">60</textarea>' in page
    assert f'action="{place}"' in page and "Parts" in page and ">40</p>" in page
    client.post(place, {name: "55", "comment": "From the other tab."})
    with fernhill.inside():
        assert KeyResult.objects.get().current_value == 55


@pytest.mark.parametrize("person", ["manager", "peer", "hr_admin"])
def test_nobody_else_opens_the_form(fernhill, client_of, goal, place, person):
    client = client_of(getattr(fernhill, person))
    asked = fragment(client, "get", place)
    sent = fragment(client, "post", place, {"status": "on_track"})
    assert (asked.status_code, sent.status_code) == (403, 403)
    theirs = client.get(fernhill.path(f"people/{fernhill.employee.pk}/goals/")).content.decode()
    assert "Right first time" in theirs and "hx-get" not in theirs


def test_another_organization_finds_no_row(fernhill, brackwater, client_of, goal):
    client = client_of(brackwater.employee)
    address = brackwater.path(f"goals/{goal.pk}/update/")
    assert fragment(client, "get", address).status_code == 404
    assert fragment(client, "post", address, {"status": "on_track"}).status_code == 404
    with fernhill.inside():
        assert not GoalUpdate.objects.exists()


def test_what_was_typed_and_not_sent_is_there_again(fernhill, client_of, goal, place):
    client = client_of(fernhill.employee)
    kept = {"draft_key": queries.update_draft(goal.pk), value_of(goal, fernhill): "47", "comment": "Half a sen"}
    assert client.post(fernhill.path("draft/"), kept).status_code == 204
    for answer in (fragment(client, "get", place), client.get(place)):
        words = answer.content.decode()
        assert 'value="47"' in words and "Half a sen" in words and KEPT in words
    client.post(place, {value_of(goal, fernhill): "50"})
    with fernhill.inside():
        assert not Draft.objects.exists()
    assert 'value="47"' not in client.get(place).content.decode()


def test_the_page_that_corrects_keeps_no_draft_and_opens(fernhill, client_of, goal, place):
    client = client_of(fernhill.employee)
    client.post(place, {value_of(goal, fernhill): "50", "comment": "Half of them."})
    with fernhill.inside():
        update = GoalUpdate.objects.get()
    words = client.get(fernhill.path(f"goals/{goal.pk}/updates/{update.pk}/correct/")).content.decode()
    assert "Half of them." in words and "data-ph-draft=" not in words and KEPT not in words


def test_a_goal_that_was_typed_is_there_again_and_in_no_other_form(fernhill, client_of, goal):
    manager = client_of(fernhill.manager)
    address = fernhill.path(f"people/{fernhill.employee.pk}/goals/new/")
    with fernhill.inside():
        key = queries.new_goal_draft(fernhill.employee, goal.cycle)
    typed = {"draft_key": key, "title": "For Emma alone", "kr1_title": "Days", "kr1_start": "5"}
    manager.post(fernhill.path("draft/"), typed)
    again = manager.get(address).content.decode()
    assert f'data-ph-draft="{key}"' in again and "For Emma alone" in again and 'value="Days"' in again and KEPT in again
    assert "For Emma alone" not in manager.get(fernhill.path("goals/new/")).content.decode()
    assert "For Emma alone" not in manager.get(f"{address}?like={goal.pk}").content.decode()


def test_a_change_that_was_typed_before_somebody_elses_shows_both(fernhill, client_of, goal):
    client, address = client_of(fernhill.employee), fernhill.path(f"goals/{goal.pk}/change/")
    with fernhill.inside():
        save_draft(fernhill.employee, queries.goal_draft(goal.pk), content={"title": ["Typed"]}, at=AT)
    assert f'name="version" value="{goal.version}"' in client.get(address).content.decode()
    with fernhill.inside():
        make_goals.GoalEventFactory(objective=goal, at=AT + dt.timedelta(seconds=1))
    words = client.get(address).content.decode()
    assert 'value="Typed"' in words and f'name="version" value="{goal.version - 1}"' in words
