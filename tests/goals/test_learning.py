"""What somebody learns from the own goals; nobody else is told."""

import datetime as dt

import pytest

from goals import queries
from goals.models import GoalUpdate
from perfhub.kernel import clock
from tests.factories.goals import GoalCycleFactory, GoalUpdateFactory, ObjectiveFactory

from .writing import AT

pytestmark = pytest.mark.django_db


def ended(world, cycle, *, score, nature="committed", at=AT, confidence=(), by=None):
    goal = ObjectiveFactory(owner=world.employee, cycle=cycle, state="done", nature=nature, started_at=AT, ended_at=at)
    type(goal).objects.filter(pk=goal.pk).update(score=score, scored=1, total=1, final_score=score)
    for sure in confidence:
        GoalUpdateFactory(objective=goal, by=by or world.employee, confidence=sure)
    return goal


def mine(world, viewer=None):
    return queries.goals_of(world.employee, viewer=viewer or world.employee, at=AT)


def test_more_than_five_at_once_is_said_and_five_are_fine(world):
    cycle = GoalCycleFactory()
    for _number in range(5):
        ObjectiveFactory(owner=world.employee, cycle=cycle, active=True)
    assert mine(world).hints == ()
    ObjectiveFactory(owner=world.employee, cycle=cycle, active=True)
    assert "More than five" in mine(world).hints[0]
    assert mine(world, world.manager).hints == ()


def test_three_aspirational_goals_in_a_row_reached_in_full_did_not_stretch(world):
    cycle = GoalCycleFactory()
    days = [AT - dt.timedelta(days=number) for number in range(4)]
    ended(world, cycle, score=1, at=days[0])  # committed ones are meant to be reached in full
    for at in days[1:3]:
        ended(world, cycle, score=1, nature="aspirational", at=at)
    assert mine(world).hints == ()
    ended(world, cycle, score=1, nature="aspirational", at=days[3])
    assert "may reach further" in mine(world).hints[0]
    ended(world, cycle, score=0.7, nature="aspirational", at=AT + dt.timedelta(hours=1))
    assert mine(world).hints == ()


def test_how_sure_one_was_is_held_against_how_it_came_out(world, client_of):
    cycle = GoalCycleFactory()
    ended(world, cycle, score=0.95, confidence=(10, 8))  # reached: 0, 0.04
    ended(world, cycle, score=0.94, confidence=(2,))  # committed and not reached: 0.04
    assert mine(world).sureness is None  # about fewer than five nothing is said
    ended(world, cycle, score=0.7, nature="aspirational", confidence=(5,))  # reached its norm: 0.25
    goal = ended(world, cycle, score=0.69, nature="aspirational", confidence=(0,))  # not: 0
    GoalUpdateFactory(objective=goal, by=world.peer, confidence=10)  # of another owner
    superseded = GoalUpdateFactory(objective=goal, by=world.employee, confidence=10)
    GoalUpdate.objects.create(objective=goal, by=world.employee, at=AT, status="on_track", supersedes=superseded)
    found = mine(world).sureness
    assert (found.number, round(found.score, 4)) == (5, round((0 + 0.04 + 0.04 + 0.25 + 0) / 5, 4))
    with clock.stopped(AT):
        assert "0.07 over 5 updates" in client_of(world.employee).get(world.path("goals/")).content.decode()
        theirs = client_of(world.manager).get(world.path(f"people/{world.employee.pk}/goals/"))
    assert "How sure you were" not in theirs.content.decode()
    assert mine(world, world.manager).sureness is None
