"""Who leaves: what they owned falls to the managers above; themselves see and do nothing any more."""

import datetime as dt

import pytest

from goals import access
from goals.access import giving
from goals.access.falling import LEFT_IN_A_ROW, falling_to
from goals.states import CycleState
from people import rules as people
from people.access import SYSTEM
from tests.factories import people as make
from tests.factories.goals import GoalCycleFactory

from .writing import AT, under_way

pytestmark = pytest.mark.django_db


def leave(employee):
    people.leave(employee, by=SYSTEM, at=AT, last_day=AT.date())


@pytest.mark.parametrize("left", [1, 2, 3, 4])
def test_it_falls_to_the_first_above_who_is_here_past_two_managers_who_left_too(world, left):
    very_top = make.hired("Vera Very", None, None, world.organization)
    top = make.hired("Tess Top", very_top, None, world.organization)
    people.report_to(world.skip, top, by=SYSTEM, at=AT, from_date=dt.date(2025, 1, 6))
    line = [world.employee, world.manager, world.skip, top, very_top]
    goal = under_way(world)
    for person in line[:left]:
        leave(person)
    falls_to = line[left : left + 1] if left <= LEFT_IN_A_ROW else []
    assert falling_to(goal) == falls_to
    assert [person for person in line[left:] if access.needing_owner(person).exists()] == falls_to


def test_what_two_owned_falls_to_the_managers_of_both_and_to_nobody_twice(world):
    goal = under_way(world, by=world.manager, owners=[world.employee, world.peer])
    leave(world.employee), leave(world.peer)
    assert falling_to(goal) == [world.manager]


def test_who_has_left_sees_and_does_nothing_whatever_they_were(world):
    cycle = GoalCycleFactory()
    goal, admin = under_way(world, by=world.hr_admin, cycle=cycle), world.hr_admin
    GoalCycleFactory(state=CycleState.DRAFT)
    assert access.visible_cycles(admin).count() == 2
    assert giving.may_give(admin, goal)
    subjects = (None, goal, cycle, admin)
    assert all(access.acts(admin, subject) for subject in subjects)
    leave(admin)
    assert not access.visible_cycles(admin).exists()
    assert not giving.may_give(admin, goal)
    assert [access.acts(admin, subject) for subject in subjects] == [frozenset()] * 4
