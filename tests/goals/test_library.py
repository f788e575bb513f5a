"""The library: HR writes goals to start from, everybody starts from them; and a goal written like another one."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goals import rules
from goals.models import GoalTemplate, KeyResult, Objective
from goals.queries.library import library
from goals.rules import TemplateThere, Wanted
from people.models import AuditEntry
from perfhub.kernel import clock
from perfhub.kernel.errors import Conflict, Refused, RuleBroken
from tests.factories import goals as make_goals
from tests.guards.access_table.goals.making import NEW_GOAL

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 2, 2, 10, tzinfo=dt.UTC)
DAYS = Wanted(title="Days until the answer", start=5, target=2, unit="days")
STEPS = Wanted(title="In use", measure="milestones", steps=("Draft", "Everywhere"))


@pytest.fixture
def now():
    with clock.stopped(AT):
        yield


def written(world, **fields) -> GoalTemplate:
    given = {"title": "Answer in two days", "group": "Support", "key_results": [DAYS, STEPS], **fields}
    return rules.write_template(by=world.hr_admin, at=AT, **given)


def test_who_leads_hr_writes_changes_and_puts_away_and_nobody_else_does(fernhill):
    with fernhill.inside():
        found = written(fernhill)
        shelf = library()[0]
        assert (shelf.name, shelf.templates[0].key_results) == (
            "Support",
            ("Days until the answer: from 5 to 2\xa0days", "In use: Draft, Everywhere"),
        )
        for person in (fernhill.manager, fernhill.employee):
            with pytest.raises(Refused):
                rules.write_template(by=person, at=AT, title="Mine")
            with pytest.raises(Refused):
                rules.change_template(found, by=person, at=AT, title="Mine")
            with pytest.raises(Refused):
                rules.retire_template(found, by=person, at=AT)
        rules.change_template(found, by=fernhill.hr_admin, at=AT, title="Answer in a day", key_results=[DAYS])
        rules.retire_template(found, by=fernhill.hr_admin, at=AT)
        rules.retire_template(found, by=fernhill.hr_admin, at=AT)  # twice is once
        assert library() == []
        rules.bring_template_back(found, by=fernhill.hr_admin, at=AT)
        assert [len(shelf.templates[0].key_results) for shelf in library()] == [1]
        acts = AuditEntry.objects.filter(act__startswith="goal_template.", object_id=found.pk).order_by("pk")
        assert list(acts.values_list("act", flat=True)) == [
            f"goal_template.{act}" for act in ("written", "changed", "retired", "brought_back")
        ]


def test_two_of_one_title_and_what_cannot_be_measured_are_refused(fernhill):
    with fernhill.inside():
        first = written(fernhill)
        with pytest.raises(TemplateThere):
            written(fernhill)
        with pytest.raises(RuleBroken):
            written(fernhill, title="Other", key_results=[Wanted(title="Same", start=5, target=5)])
        rules.retire_template(first, by=fernhill.hr_admin, at=AT)
        written(fernhill)
        with pytest.raises(TemplateThere):
            rules.bring_template_back(first, by=fernhill.hr_admin, at=AT)


def test_who_changed_it_meanwhile_is_not_written_over(fernhill):
    with fernhill.inside():
        found = written(fernhill)
        rules.change_template(found, by=fernhill.owner, at=AT, seen=1, title="First")
        with pytest.raises(Conflict):
            rules.change_template(found, by=fernhill.hr_admin, at=AT, seen=1, title="Second")


def test_a_goal_is_started_from_it_and_is_the_writers_own(fernhill, client_of, now):
    with fernhill.inside():
        cycle = make_goals.GoalCycleFactory()
        found = written(fernhill, why="Speed is kind.")
    client = client_of(fernhill.employee)
    page = client.get(fernhill.path("goals/library/")).content.decode()
    assert "Answer in two days" in page and f"?template={found.pk}" in page and "Put away" not in page
    form = client.get(fernhill.path(f"goals/new/?template={found.pk}")).context["form"]
    opened = {name: form[name].value() for name in ("title", "why", "kr1_title", "kr1_start", "kr2_steps", "kr1_pk")}
    assert opened == {
        **{"title": "Answer in two days", "why": "Speed is kind.", "kr1_title": "Days until the answer"},
        **{"kr1_start": "5", "kr2_steps": "Draft\nEverywhere", "kr1_pk": None},
    }
    client.post(fernhill.path(f"goals/new/?template={found.pk}"), NEW_GOAL)
    with fernhill.inside():
        goal = Objective.objects.get()
        assert (goal.written_by, goal.cycle) == (fernhill.employee, cycle)
        rules.change_template(found, by=fernhill.hr_admin, at=AT, title="Other words")
        goal.refresh_from_db()
        assert goal.title == "Answer in two days"


def test_what_is_put_away_or_of_another_organization_opens_an_empty_form(fernhill, brackwater, client_of, now):
    with fernhill.inside():
        make_goals.GoalCycleFactory()
        found = written(fernhill)
    with brackwater.inside():
        make_goals.GoalCycleFactory()
    theirs = client_of(brackwater.employee).get(brackwater.path(f"goals/new/?template={found.pk}"))
    assert theirs.context["form"]["title"].value() is None
    assert (
        "Answer in two days"
        not in client_of(brackwater.employee).get(brackwater.path("goals/library/")).content.decode()
    )
    with fernhill.inside():
        rules.retire_template(found, by=fernhill.hr_admin, at=AT)
    mine = client_of(fernhill.employee).get(fernhill.path(f"goals/new/?template={found.pk}"))
    assert mine.context["form"]["title"].value() is None


def test_one_like_another_takes_its_words_and_measures_and_no_values(fernhill, client_of, now):
    with fernhill.inside():
        goal = make_goals.ObjectiveFactory(owner=fernhill.peer, active=True, title="Fewer tickets", why="Calm.")
        make_goals.KeyResultFactory(objective=goal, title="Open tickets", current_value=40)
        quiet = make_goals.ObjectiveFactory(
            owner=fernhill.peer, cycle=goal.cycle, active=True, title="Quiet aim", visibility="private"
        )
    client = client_of(fernhill.employee)
    assert f"?like={goal.pk}" in client.get(fernhill.path(f"goals/{goal.pk}/")).content.decode()
    form = client.get(fernhill.path(f"goals/new/?like={goal.pk}")).context["form"]
    assert [form[name].value() for name in ("title", "why", "kr1_title", "kr1_target", "kr1_pk")] == [
        *("Fewer tickets", "Calm.", "Open tickets", "100", None),
    ]
    assert client.get(fernhill.path(f"goals/new/?like={quiet.pk}")).status_code == 404  # not to be seen
    client.post(fernhill.path(f"goals/new/?like={goal.pk}"), {**NEW_GOAL, "title": "Fewer tickets"})
    with fernhill.inside():
        copy = Objective.objects.get(written_by=fernhill.employee)
        assert (copy.copied_from, KeyResult.objects.get(objective=copy).current_value) == (None, None)


def test_the_form_refuses_with_a_sentence_and_keeps_what_was_typed(fernhill, client_of, now):
    answer = client_of(fernhill.hr_admin).post(
        fernhill.path("goals/library/new/"),
        {
            "title": "Kept words",
            "nature": "committed",
            "kr1_title": "Share",
            "kr1_start": "8/10 (80%)",
            "kr1_target": "9",
        },
    )
    page = answer.content.decode()
    assert answer.status_code == 422 and "the number alone" in page and "Kept words" in page
    with fernhill.inside():
        assert not GoalTemplate.objects.exists()


def test_more_templates_ask_no_more(fernhill, client_of, now):
    client = client_of(fernhill.hr_admin)
    counted = []
    for many in (1, 3):
        with fernhill.inside():
            for n in range(many):
                written(fernhill, title=f"Aim {many}/{n}", group=f"Group {n}")
        with CaptureQueriesContext(connection) as seen:
            client.get(fernhill.path("goals/library/"))
        counted.append(len(seen))
    assert counted[0] == counted[1]


def test_the_own_goal_of_another_cycle_goes_on_with_its_history_and_no_other_does(fernhill, client_of, now):
    with fernhill.inside():
        days = {"start_date": dt.date(2025, 10, 1), "end_date": dt.date(2025, 12, 31)}
        written_then = {"drafting_start_date": dt.date(2025, 9, 1), "drafting_end_date": dt.date(2025, 10, 15)}
        before = make_goals.GoalCycleFactory(name="Autumn", **days, **written_then)
        here = make_goals.GoalCycleFactory(name="Winter")
        reached = make_goals.ObjectiveFactory(owner=fernhill.employee, cycle=before, ended=True, state="done", **days)
        beside = make_goals.ObjectiveFactory(owner=fernhill.employee, cycle=here, active=True, title="Of this cycle")
        theirs = make_goals.ObjectiveFactory(owner=fernhill.peer, cycle=before, ended=True, state="done", **days)
    client = client_of(fernhill.employee)
    for like, original in ((reached, reached.pk), (beside, None), (theirs, None)):
        address = fernhill.path(f"goals/new/?cycle={here.pk}&like={like.pk}")
        sent = client.post(address, {**NEW_GOAL, "title": f"Like {like.pk}"})
        assert sent.status_code == 302
        with fernhill.inside():
            assert Objective.objects.get(title=f"Like {like.pk}").copied_from_id == original
    page = client.get(fernhill.path(f"goals/{reached.pk}/")).content.decode()
    assert "Carried over to a later cycle" in page
