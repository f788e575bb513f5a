"""One question stands for all lists of the floor: it says no only where every one of them is empty."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from people.models import Employee, Organization
from people.queries import viewer_of
from perfhub.kernel import clock, slots
from perfhub.kernel.tenancy import organization_context
from pips.access.concerned import is_concerned
from tests.conftest import as_owner
from tests.factories import pips as make_pips

pytestmark = pytest.mark.django_db
ENOUGH = 8
OURS = [name for name in slots.providers("home.due") if name.startswith("pips.")]


def lists_of(viewer):
    """What every list of the floor has for somebody, asked whether it says so or not."""
    return [line for name in OURS for line in slots.provider("home.due", name)(viewer, at=clock.now())]


def unasked(person):
    """Somebody as a request has them, with nothing remembered."""
    return viewer_of(person.user) if person.user_id else Employee.objects.get(pk=person.pk)


def test_whom_nothing_concerns_is_asked_once_for_all_lists(fernhill):
    with fernhill.inside():
        viewer = unasked(fernhill.stranger)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert not is_concerned(viewer)
            assert not is_concerned(viewer)
        assert len(asked) == 1
        assert lists_of(viewer) == []


def test_the_two_sides_of_a_case_are_concerned_and_a_colleague_is_not(fernhill):
    with fernhill.inside():
        make_pips.CaseFactory(employee=fernhill.employee, manager=fernhill.manager)
        concerned = {
            name: is_concerned(unasked(getattr(fernhill, name)))
            for name in ("employee", "manager", "peer", "skip", "stranger")
        }
    assert concerned == {"employee": True, "manager": True, "peer": False, "skip": False, "stranger": False}


@pytest.mark.long(30)
def test_it_says_no_to_nobody_of_a_demo_for_whom_anything_waits():
    with as_owner():
        organization = Organization.objects.create(slug="acme", name="Acme")
    options = {"people": 120, "weeks": 26, "seed": 7, "at": clock.now(), "bulk": True}
    with organization_context(organization):
        for step in slots.seed_steps():
            if step.name == "people" or step.plant.__module__.startswith("pips."):
                step.plant(organization, **options)
        everybody = list(Employee.objects.active().order_by("pk"))
        concerned = [person for person in everybody if is_concerned(person)]
        for person in everybody:
            assert person in concerned or lists_of(person) == [], person
        waits: set[str] = set()
        for person in concerned:
            if len(waits) < ENOUGH:
                waits |= {line.key.partition(":")[0] for line in lists_of(person)}
    assert len(waits) >= ENOUGH, "enough different lines that it means something"
    assert len(concerned) < 100, "and most people are asked once"


def test_home_asks_these_lists_only_of_whom_they_may_concern(fernhill):
    assert len(OURS) > 10
    with fernhill.inside():
        viewer = unasked(fernhill.stranger)
        with CaptureQueriesContext(connection) as few:
            slots.collect("home.due", viewer, at=clock.now())
        make_pips.CaseFactory(employee=fernhill.stranger, manager=fernhill.hr_admin)
        viewer = unasked(fernhill.stranger)
        with CaptureQueriesContext(connection) as many:
            slots.collect("home.due", viewer, at=clock.now())
    assert len(many) - len(few) >= len(OURS) - 6, "what only HR and leads have is no statement for anybody else"
