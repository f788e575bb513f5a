"""A child is fetched through its parent (T3): another parent’s child, or another organization’s, is not there."""

from datetime import date

import pytest
from django.forms.models import model_to_dict
from django.urls import URLPattern, get_resolver, reverse
from django.urls.converters import IntConverter

from people.rules.threads import open_thread, say
from tests.factories import people as make
from tests.factories.feedback import PauseFactory
from tests.factories.goals import (
    FeedFactory,
    GoalOwnerFactory,
    GoalUpdateFactory,
    KeyResultFactory,
    MetricFactory,
    ObjectiveFactory,
)

pytestmark = pytest.mark.django_db

NEXT_YEAR = {"start_date": date(2027, 3, 1), "end_date": date(2027, 3, 5)}
CHILDREN = {
    "feedback:end_pause": lambda employee: PauseFactory(employee=employee, **NEXT_YEAR),
    "people:end_dots": lambda employee: make.DottedLineFactory(employee=employee),
    "people:end_role": lambda employee: make.RoleGrantFactory(employee=employee, role="auditor"),
    "people:end_stand_in": lambda employee: make.StandInFactory(manager=employee),
    "people:remove_absence": lambda employee: make.AbsenceFactory(employee=employee),
    "people:remove_hours": lambda employee: make.WorkingPatternFactory(employee=employee),
    "people_api:remove_absence": lambda employee: make.AbsenceFactory(employee=employee),
    "people_api:remove_hours": lambda employee: make.WorkingPatternFactory(employee=employee),
}


def an_update(goal, world):
    return GoalUpdateFactory(objective=goal, by=world.employee)


def a_feed(goal, world):
    return FeedFactory(key_result=KeyResultFactory(objective=goal), metric=MetricFactory(led_by=world.employee))


def a_share(goal, world):
    return GoalOwnerFactory(objective=goal, employee=world.peer, part="contributor")


def a_comment(goal, world):
    goal.thread = open_thread(at=make.AT)
    goal.save(update_fields=["thread"])
    return say(goal.thread, "Well.", by=world.employee, at=make.AT)


OF_A_GOAL = {
    "goals:correct": an_update,
    "goals:reply": an_update,
    "goals:stop_feeding": a_feed,
    "goals:end_contribution": a_share,
    "goals:react": a_comment,
}
BY_PROGRAMS = {"goals_api:correct": an_update, "goals_api:acknowledge_update": an_update}
BY_THE_MANAGER = {"goals:reply", "goals_api:acknowledge_update"}


def nested(patterns=None, prefix="", keys=0) -> set[str]:
    """Names of the addresses that carry two keys."""
    found = set()
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        here = keys + sum(isinstance(c, IntConverter) for c in pattern.pattern.converters.values())
        if isinstance(pattern, URLPattern):
            found |= {prefix + (pattern.name or "")} if here >= 2 else set()
        else:
            name = f"{pattern.namespace}:" if pattern.namespace else prefix
            found |= nested(pattern.url_patterns, name, here)
    return found


def test_every_address_with_two_keys_is_tried():
    assert nested() == CHILDREN.keys() | OF_A_GOAL.keys() | BY_PROGRAMS.keys()


@pytest.mark.parametrize("name", sorted(OF_A_GOAL | BY_PROGRAMS))
def test_what_is_of_another_goal_is_not_there(name, fernhill, brackwater, client_of, program):
    made = (OF_A_GOAL | BY_PROGRAMS)[name]
    with fernhill.inside():
        own, another = (ObjectiveFactory(owner=fernhill.employee, active=True) for _ in range(2))
        children = [made(goal, fernhill) for goal in (own, another)]
    with brackwater.inside():
        theirs = ObjectiveFactory(owner=brackwater.employee, active=True)
        foreign = made(theirs, brackwater)
    who = fernhill.manager if name in BY_THE_MANAGER else fernhill.employee
    client, api = client_of(who), program(who)

    def status(goal, child) -> int:
        kind = ["well_done"] if name == "goals:react" else []
        address = reverse(name, args=[fernhill.organization.slug, goal.pk, child.pk, *kind])
        if name in BY_PROGRAMS:
            return api.post(address, {}).status_code
        return client.get(address).status_code if name == "goals:correct" else client.post(address).status_code

    assert {status(own, children[1]), status(own, foreign), status(theirs, foreign)} == {404}
    assert status(own, children[0]) != 404


@pytest.mark.parametrize("name", sorted(CHILDREN))
def test_a_child_of_somebody_else_is_not_there(name, fernhill, brackwater, client_of):
    with fernhill.inside():
        own, anothers = CHILDREN[name](fernhill.employee), CHILDREN[name](fernhill.peer)
    with brackwater.inside():
        foreign = CHILDREN[name](brackwater.employee)
    # pauses are for the manager, all else for HR too
    client = client_of(fernhill.manager if name.startswith("feedback:") else fernhill.hr_admin)

    def status(child) -> int:
        address = reverse(name, args=[fernhill.organization.slug, fernhill.employee.pk, child.pk])
        return client.post(address, content_type="application/json").status_code

    assert (status(anothers), status(foreign)) == (404, 404)
    for world, child in ((fernhill, anothers), (brackwater, foreign)):
        with world.inside():
            assert still_there(child)
    assert status(own) in (204, 302)
    with fernhill.inside():
        assert not still_there(own)


def still_there(child) -> bool:
    """Not taken away, not ended, not brought forward."""
    before = model_to_dict(child)
    return type(child).objects.filter(pk=child.pk, **{name: before[name] for name in ENDS if name in before}).exists()


ENDS = ("end_at", "end_date")
