"""The tree of goals, opened down to one: what is shown on the way, and that depth asks no more."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goals import queries
from goals.models import Objective
from goals.queries.tree import A_LEVEL, MOST_COUNTED
from perfhub.kernel import clock
from tests.factories import goals as make

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 2, 2, 10, tzinfo=dt.UTC)


@pytest.fixture
def world(fernhill, brackwater):
    with brackwater.inside():
        make.ObjectiveFactory(owner=brackwater.employee, active=True)
    with fernhill.inside(), clock.stopped(AT):
        yield fernhill


def chain(world, length, **fields):
    """Goals that serve one another, the top first."""
    cycle = fields.pop("cycle", None) or make.GoalCycleFactory()
    made = []
    for number in range(length):
        goal = make.ObjectiveFactory(
            owner=world.manager, active=True, cycle=cycle, title=f"Aim {number:02}", level="individual", **fields
        )
        if made:
            make.AlignmentFactory(child=goal, parent=made[-1], start_at=AT)
        made.append(goal)
    return made


def below(node):
    return [child.objective.title for child in node.children or ()]


def opened(world, goal, *, viewer=None, after=0):
    return queries.tree(goal.cycle, viewer=viewer or world.stranger, at=AT, opened=goal, after=after)


def test_a_deep_goal_is_opened_by_as_many_statements_as_a_shallow_one(world):
    made, counts = chain(world, 9), []
    opened(world, made[0])  # what is known of a viewer is asked once
    for goal in (made[1], made[8]):
        with CaptureQueriesContext(connection) as asked:
            tree = opened(world, goal)
        counts.append(len(asked))
        node, titles = tree.tops[0], []
        while node:
            titles.append(node.objective.title)
            node = (node.children or [None])[0]
        deep = made.index(goal) + 1
        assert titles[:deep] == [one.title for one in made[:deep]]
        assert [node.objective.title for node in tree.every if node.current] == [goal.title]
    assert counts[0] == counts[1]


def test_each_level_shows_its_first_and_says_how_many_are_left(world):
    top, middle = chain(world, 2)
    for number in range(A_LEVEL + 3):
        one = make.ObjectiveFactory(active=True, cycle=top.cycle, title=f"Part {number:02}")
        make.AlignmentFactory(child=one, parent=middle, start_at=AT)
    node = opened(world, middle).tops[0].children[0]
    assert below(node) == [f"Part {number:02}" for number in range(A_LEVEL)]
    assert (node.hidden, node.below) == (3, A_LEVEL + 3)
    rest = queries.level(top.cycle, middle, viewer=world.stranger, at=AT, after=A_LEVEL)
    assert [one.objective.title for one in rest.tops] == [f"Part {A_LEVEL + n:02}" for n in range(3)]
    assert rest.hidden == 0 and {one.above for one in rest.tops} == {middle.pk}
    last = Objective.objects.get(title=f"Part {A_LEVEL + 2:02}")
    way = opened(world, last).tops[0].children[0]
    assert below(way)[-1] == last.title and way.hidden == 2, "the one that was asked for is always there"


def test_what_serves_a_goal_nobody_else_sees_is_a_top_and_is_opened(world):
    made = chain(world, 4)
    made[1].visibility = "private"
    made[1].save()
    tree = opened(world, made[3])
    assert [node.objective.title for node in tree.tops] == ["Aim 00", "Aim 02"]
    assert below(tree.tops[1]) == ["Aim 03"] and tree.tops[0].children == []
    assert "Aim 01" not in [node.objective.title for node in tree.every]
    whole = opened(world, made[3], viewer=world.manager)
    assert [node.objective.title for node in whole.tops] == ["Aim 00"]


def test_a_goal_that_serves_the_same_one_twice_is_shown_once(world):
    top, child = chain(world, 2)
    part = make.KeyResultFactory(objective=child)
    make.AlignmentFactory(child=child, child_key_result=part, parent=top, start_at=AT)
    node = opened(world, top).tops[0]
    assert (below(node), node.below, node.hidden) == (["Aim 01"], 1, 0)


def test_tops_follow_one_another_and_are_counted_as_far_as_anybody_wants_to_know(world):
    (top,) = chain(world, 1)
    like = {name: getattr(top, name) for name in ("cycle", "written_by", "written_at", "started_at", "due_date")}
    many = A_LEVEL + MOST_COUNTED + 5
    Objective.objects.bulk_create(
        Objective(
            title=f"Other {number:03}",
            state="active",
            start_date=top.start_date,
            end_date=top.end_date,
            level="individual",
            **like,
        )
        for number in range(many)
    )
    first = queries.tree(top.cycle, viewer=world.stranger, at=AT)
    assert [node.objective.title for node in first.tops] == ["Aim 00", *(f"Other {n:03}" for n in range(A_LEVEL - 1))]
    assert (first.hidden, first.said_hidden) == (MOST_COUNTED + 1, f"{MOST_COUNTED}+")
    later = queries.level(top.cycle, None, viewer=world.stranger, at=AT, after=2 * A_LEVEL)
    assert later.tops[0].objective.title == f"Other {2 * A_LEVEL - 1:03}"
    assert (later.hidden, later.said_hidden) == (many + 1 - 3 * A_LEVEL, str(many + 1 - 3 * A_LEVEL))
