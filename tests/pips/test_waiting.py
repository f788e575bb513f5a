"""What waits for somebody on this floor: all of its lists are asked at once whether they have a line."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from people.models import Employee, Organization
from people.queries import viewer_of
from perfhub.kernel import clock, slots
from perfhub.kernel.tenancy import organization_context
from tests.conftest import as_owner
from tests.factories import pips as make_pips

pytestmark = pytest.mark.django_db
ENOUGH = 8
OURS = {name: each for name, each in slots.providers("home.due").items() if name.startswith("pips.")}


@pytest.fixture(scope="module")
def home():
    """The slot of home with the lists of this floor alone."""
    alone = slots.Slots()
    for name, each in OURS.items():
        alone.register("home.due", each, name=name)
    return alone


def unasked(person):
    """Somebody as a request has them, with nothing remembered."""
    return viewer_of(person.user) if person.user_id else Employee.objects.get(pk=person.pk)


def one_by_one(viewer, *, at):
    """What every list of the floor has for somebody, asked by itself."""
    return [line for each in OURS.values() for line in each(viewer, at=at)]


def test_every_list_of_the_floor_is_asked_with_the_others():
    assert len(OURS) > 20
    assert [name for name, each in OURS.items() if not isinstance(each, slots.Listed)] == []


def test_for_whom_nothing_waits_one_statement_asks_for_all_lists(fernhill, home):
    with fernhill.inside():
        for name in ("stranger", "manager", "hr_admin", "hr_partner", "owner"):
            viewer = unasked(getattr(fernhill, name))
            with CaptureQueriesContext(connection) as asked:
                assert home.collect("home.due", viewer, at=clock.now()) == []
            assert len(asked) == 1, name
            assert one_by_one(viewer, at=clock.now()) == []


def test_one_more_is_asked_for_each_list_that_has_a_line(fernhill, home):
    with fernhill.inside():
        make_pips.ConcernFactory(case__employee=fernhill.stranger, case__manager=fernhill.hr_admin)
        viewer = unasked(fernhill.stranger)
        with CaptureQueriesContext(connection) as asked:
            lines = home.collect("home.due", viewer, at=clock.now())
    assert len(lines) == 1 and len(asked) == 2


def test_the_two_sides_of_a_concern_have_a_line_and_a_colleague_has_none(fernhill, home):
    at = clock.now()

    def waits(name):
        return [
            line.key.partition(":")[0] for line in home.collect("home.due", unasked(getattr(fernhill, name)), at=at)
        ]

    with fernhill.inside():
        case = make_pips.CaseFactory(employee=fernhill.employee, manager=fernhill.manager)
        make_pips.ConcernFactory(case=case, look_date=at.date() - dt.timedelta(days=1))
        assert waits("employee") == ["concern"]
        assert waits("manager") == ["concern-again"]
        for name in ("peer", "skip", "hr_admin", "stranger"):
            assert waits(name) == [], name


@pytest.mark.long(30)
def test_nobody_of_a_demo_misses_a_line_and_most_are_asked_once(home):
    at = clock.now()
    with as_owner():
        organization = Organization.objects.create(slug="acme", name="Acme")
    options = {"people": 120, "weeks": 26, "seed": 7, "at": at, "bulk": True}
    waits, once = set(), 0
    with organization_context(organization):
        for step in slots.seed_steps():
            if step.name == "people" or step.plant.__module__.startswith("pips."):
                step.plant(organization, **options)
        everybody = list(Employee.objects.active().order_by("pk"))
        for person in everybody:
            viewer = unasked(person)
            with CaptureQueriesContext(connection) as asked:
                lines = home.collect("home.due", viewer, at=at)
            assert lines == one_by_one(viewer, at=at), person
            waits |= {line.key.partition(":")[0] for line in lines}
            once += len(asked) == 1
    assert len(waits) >= ENOUGH, "enough different lines that it means something"
    assert once > len(everybody) / 2, "and most people are asked once"
