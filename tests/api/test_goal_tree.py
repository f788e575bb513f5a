"""The tree of goals a level at a time, and the list by the filters and orders of its page, each as far as seen."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goals import queries, rules
from goals.models import Objective
from people.models import AuditEntry
from perfhub.kernel import clock
from tests.factories import goals as make_goals
from tests.goals.writing import AT

pytestmark = pytest.mark.django_db
TODAY = AT.date()


@pytest.fixture(autouse=True)
def now():
    with clock.stopped(AT):
        yield


@pytest.fixture
def cycle(fernhill):
    with fernhill.inside():
        return make_goals.GoalCycleFactory()


def goal_of(person, cycle, title, *, above=None, **options) -> Objective:
    made = make_goals.ObjectiveFactory(**{"owner": person, "cycle": cycle, "active": True, "title": title, **options})
    if above is not None:
        make_goals.AlignmentFactory(child=made, parent=above)
    return made


def pages(asked, path) -> list[dict]:
    """Everything behind an address, two rows a page."""
    found, following = [], f"{path}{'&' if '?' in path else '?'}limit=2"
    while following:
        answer = asked.ask(following)
        assert answer.status_code == 200, answer.content
        found += answer.json()["results"]
        following = answer.json()["next"]
    return found


def titles(asked, path) -> list[str]:
    return [one["title"] for one in pages(asked, path)]


@pytest.fixture
def grown(fernhill, cycle):
    """The organization's goal, two below it, one of them private with another private one below."""
    with fernhill.inside():
        top = goal_of(fernhill.skip, cycle, "Trusted by all", level="organization")
        goal_of(fernhill.stranger, cycle, "Books in order")
        goal_of(fernhill.stranger, cycle, "A draft", state="draft", active=False)
        team = goal_of(fernhill.manager, cycle, "Quick answers", above=top, level="team", team=fernhill.employee.team)
        goal_of(fernhill.peer, cycle, "Another answer", above=top)
        quiet = goal_of(fernhill.employee, cycle, "Quiet", above=team, visibility="private")
        goal_of(fernhill.employee, cycle, "Quieter", above=quiet, visibility="private")
        return {"top": top, "team": team, "quiet": quiet}


def test_the_tree_unfolds_a_level_at_a_time_in_the_order_of_the_page(fernhill, program, cycle, grown):
    asked = program(fernhill.manager)
    tops = pages(asked, f"goal-cycles/{cycle.pk}/tree/")
    assert [(one["title"], one["below"]) for one in tops] == [("Trusted by all", 2), ("Books in order", 0)]
    below = pages(asked, f"goals/{grown['top'].pk}/below/")
    assert [(one["title"], one["below"]) for one in below] == [("Quick answers", 1), ("Another answer", 0)]
    assert below[0]["owners"] == [fernhill.manager.pk] and below[0]["team"] == fernhill.employee.team_id
    assert titles(asked, f"goals/{grown['team'].pk}/below/") == ["Quiet"]
    with fernhill.inside():
        shown = queries.tree(cycle, viewer=fernhill.manager, at=AT, opened=grown["top"])
        assert [node.objective.title for node in shown.tops] == [one["title"] for one in tops]
        assert [node.objective.title for node in shown.tops[0].children] == [one["title"] for one in below]


def test_what_is_not_seen_is_neither_listed_nor_counted_and_reading_leaves_a_line(fernhill, program, cycle, grown):
    peer = program(fernhill.peer)
    (team,) = [one for one in pages(peer, f"goals/{grown['top'].pk}/below/") if one["title"] == "Quick answers"]
    assert team["below"] == 0 and titles(peer, f"goals/{grown['team'].pk}/below/") == []
    assert peer.ask(f"goals/{grown['quiet'].pk}/below/").status_code == 404
    with fernhill.inside():
        assert not AuditEntry.objects.filter(act="goal.seen").exists()
    assert titles(program(fernhill.manager), f"goals/{grown['team'].pk}/below/") == ["Quiet"]
    with fernhill.inside():
        lines = AuditEntry.objects.filter(act="goal.seen").values_list("by", "employee")
        assert list(lines) == [(fernhill.manager.pk, fernhill.employee.pk)]


def test_another_organization_and_a_cycle_in_preparation_have_no_tree(fernhill, brackwater, program, cycle, grown):
    other = program(brackwater.hr_admin)
    assert other.ask(f"goal-cycles/{cycle.pk}/tree/").status_code == 404
    assert other.ask(f"goals/{grown['top'].pk}/below/").status_code == 404
    with fernhill.inside():
        prepared = make_goals.GoalCycleFactory(state="draft", opened_at=None)
    assert program(fernhill.manager).ask(f"goal-cycles/{prepared.pk}/tree/").status_code == 404
    assert program(fernhill.hr_admin).ask(f"goal-cycles/{prepared.pk}/tree/").json()["results"] == []
    assert program(fernhill.manager).ask(f"goals/{grown['top'].pk}/below/?after=40").status_code == 400


@pytest.mark.parametrize("path", ["goal-cycles/{cycle}/tree/", "goals/{top}/below/", "goals/"])
def test_more_rows_ask_no_more(fernhill, program, cycle, grown, path):
    asked = program(fernhill.manager)
    address = path.format(cycle=cycle.pk, top=grown["top"].pk)

    def count() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert asked.ask(address).status_code == 200
        return len(seen)

    count()
    before = count()
    with fernhill.inside():
        for n in range(3):
            child = goal_of(fernhill.peer, cycle, f"Child {n}", above=grown["top"])
            goal_of(fernhill.employee, cycle, f"Grandchild {n}", above=child, visibility="private")
            goal_of(fernhill.peer, cycle, f"Top {n}")
    assert count() == before


FILTERS = {
    "q=answer": {"Quick answers", "Another answer"},
    "q=quick%20ANSWERS": {"Quick answers"},
    "nature=aspirational": {"Books in order"},
    "status=none&owner={manager}": {"Quick answers"},
    "status=at_risk": {"Another answer"},
    "heard=due": {"Another answer", "Books in order"},
    "heard=silent": {"Books in order"},
    "alone=true": {"Trusted by all", "Books in order", "A draft"},
    "alone=false&level=individual": {"Another answer", "Quiet", "Quieter"},
    "within={team}&level=team": {"Quick answers"},
    "within={team}&q=quiet": {"Quiet", "Quieter"},
}


@pytest.mark.parametrize("query", FILTERS)
def test_the_list_is_narrowed_as_on_the_page(fernhill, program, cycle, grown, query):
    with fernhill.inside():
        silent = Objective.objects.filter(title="Books in order")
        silent.update(nature="aspirational", due_date=TODAY - dt.timedelta(days=60))
        Objective.objects.filter(title="Another answer").update(status="at_risk", due_date=TODAY)
        for title in ("Trusted by all", "Quick answers", "Quiet", "Quieter"):
            Objective.objects.filter(title=title).update(due_date=TODAY + dt.timedelta(days=7))
        program_of = program(fernhill.manager)
    query = query.format(manager=fernhill.manager.pk, team=fernhill.employee.team_id)
    hidden = {"A draft"}  # the stranger's own
    assert set(titles(program_of, f"goals/?{query}")) == FILTERS[_key(query, fernhill)] - hidden


def _key(query: str, world) -> str:
    known = {one.format(manager=world.manager.pk, team=world.employee.team_id): one for one in FILTERS}
    return known[query]


def test_the_list_is_ordered_as_on_the_page(fernhill, program, cycle, grown):
    asked = program(fernhill.manager)
    with fernhill.inside():
        rows = Objective.objects.filter(state="active")
        for n, row in enumerate(rows.order_by("title", "pk")):
            Objective.objects.filter(pk=row.pk).update(
                due_date=TODAY - dt.timedelta(days=n), score=n / 10 if n else None, scored=min(n, 1), total=min(n, 1)
            )
    by_title = ["Another answer", "Books in order", "Quick answers", "Quiet", "Quieter", "Trusted by all"]
    assert titles(asked, "goals/?order=title") == by_title
    assert titles(asked, "goals/?order=due") == by_title[::-1]
    assert titles(asked, "goals/?order=score") == by_title[1:]  # what has no score yet is not last, but not there
    assert asked.ask("goals/?order=version").status_code == 400
    assert asked.ask("goals/?heard=never").status_code == 400


def test_a_goal_says_what_it_serves_to_whom_sees_that(fernhill, program, cycle, grown):
    with fernhill.inside():
        child = goal_of(fernhill.peer, cycle, "My part", above=grown["quiet"])
    path = f"goals/{child.pk}/"
    assert program(fernhill.manager).ask(path).json()["serves"] == grown["quiet"].pk
    assert program(fernhill.stranger).ask(path).json()["serves"] is None
    assert child.pk in {one["id"] for one in pages(program(fernhill.stranger), "goals/?alone=true")}
    with fernhill.inside():
        rules.close(grown["quiet"], "", by=fernhill.employee, at=AT, done=True)
    assert titles(program(fernhill.manager), f"goals/{grown['team'].pk}/below/") == ["Quiet"]  # it still serves
