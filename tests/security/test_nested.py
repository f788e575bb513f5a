"""A child is fetched through its parent (T3): another parent’s child, or another organization’s, is not there."""

from datetime import date

import pytest
from django.forms.models import model_to_dict
from django.urls import URLPattern, get_resolver, reverse
from django.urls.converters import IntConverter

from tests.factories import people as make
from tests.factories.feedback import PauseFactory
from tests.factories.goals import GoalUpdateFactory, ObjectiveFactory

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


UPDATES = {"goals:correct", "goals:reply"}  # of a goal, not of a person


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
    assert nested() == CHILDREN.keys() | UPDATES


@pytest.mark.parametrize("name", sorted(UPDATES))
def test_an_update_of_another_goal_is_not_there(name, fernhill, brackwater, client_of):
    with fernhill.inside():
        own, another = (ObjectiveFactory(owner=fernhill.employee, active=True) for _ in range(2))
        updates = [GoalUpdateFactory(objective=goal, by=fernhill.employee) for goal in (own, another)]
    with brackwater.inside():
        theirs = ObjectiveFactory(owner=brackwater.employee, active=True)
        foreign = GoalUpdateFactory(objective=theirs, by=brackwater.employee)
    client = client_of(fernhill.employee if name == "goals:correct" else fernhill.manager)

    def status(goal, update) -> int:
        address = reverse(name, args=[fernhill.organization.slug, goal.pk, update.pk])
        return client.get(address).status_code if name == "goals:correct" else client.post(address).status_code

    assert status(own, updates[0]) != 404
    assert {status(own, updates[1]), status(own, foreign), status(theirs, foreign)} == {404}


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
