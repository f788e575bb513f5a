"""A child is fetched through its parent (T3): another parent’s child, or another organization’s, is not there."""

import pytest
from django.urls import URLPattern, get_resolver
from django.urls.converters import IntConverter

from people.models import Absence, RoleGrant
from tests.factories import people as make

pytestmark = pytest.mark.django_db

CHILDREN = {
    "people:end_role": lambda employee: make.RoleGrantFactory(employee=employee, role="auditor"),
    "people:remove_absence": lambda employee: make.AbsenceFactory(employee=employee),
}
ADDRESS = {
    "people:end_role": "people/{parent}/roles/{child}/end/",
    "people:remove_absence": "people/{parent}/absences/{child}/remove/",
}


def nested(patterns=None, prefix="", keys=0) -> set[str]:
    """Names of the addresses that carry two keys."""
    found = set()
    for pattern in patterns or get_resolver().url_patterns:
        here = keys + sum(isinstance(c, IntConverter) for c in pattern.pattern.converters.values())
        if isinstance(pattern, URLPattern):
            found |= {prefix + (pattern.name or "")} if here >= 2 else set()
        else:
            name = f"{pattern.namespace}:" if pattern.namespace else prefix
            found |= nested(pattern.url_patterns, name, here)
    return found


def test_every_address_with_two_keys_is_tried():
    assert nested() == CHILDREN.keys() == ADDRESS.keys()


@pytest.mark.parametrize("name", sorted(CHILDREN))
def test_a_child_of_somebody_else_is_not_there(name, fernhill, brackwater, client_of):
    with fernhill.inside():
        own, anothers = CHILDREN[name](fernhill.employee), CHILDREN[name](fernhill.peer)
    with brackwater.inside():
        foreign = CHILDREN[name](brackwater.employee)
    client = client_of(fernhill.hr_admin)

    def status(child) -> int:
        path = ADDRESS[name].format(parent=fernhill.employee.pk, child=child.pk)
        return client.post(fernhill.path(path)).status_code

    assert (status(anothers), status(foreign)) == (404, 404)
    for world, child in ((fernhill, anothers), (brackwater, foreign)):
        with world.inside():
            assert still_there(child)
    assert status(own) == 302
    with fernhill.inside():
        assert not still_there(own)


def still_there(child: RoleGrant | Absence) -> bool:
    rows = type(child).objects.filter(pk=child.pk)
    return rows.filter(end_at__isnull=True).exists() if isinstance(child, RoleGrant) else rows.exists()
