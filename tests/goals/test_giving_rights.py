"""Giving a goal: who learns what of it later, and from whom it is taken back by somebody who leads them no more."""

import pytest

from goals import rules
from goals.models import Objective
from goals.rules.giving import work_on
from people import rules as people
from people.access import SYSTEM
from people.models import AuditEntry, Employee
from tests.factories import people as make

from .giving import LATER, given, of, prepared, taken_back, verdicts
from .writing import AT, under_way

pytestmark = pytest.mark.django_db


@pytest.fixture
def above(world):
    return under_way(world, by=world.skip, title="Trust")


def test_a_goal_that_became_private_is_named_to_no_former_giver(world, above, client_of):
    giving = prepared(world, above)
    rules.change(above, by=world.skip, at=AT, title="Canary of the quiet aim", visibility="private")
    page = client_of(world.manager).get(world.path(f"goals/givings/{giving.pk}/")).content.decode()
    assert "Canary" not in page and "a goal you do not see" in page
    assert not AuditEntry.objects.filter(act="goal.seen", by=world.manager, employee=world.skip).exists()


def test_whoever_gives_and_still_sees_a_quiet_goal_leaves_a_line(world, client_of):
    own = under_way(world, by=world.employee, title="Mine")
    giving = prepared(world, own, by=world.manager)
    rules.change(own, by=world.employee, at=AT, visibility="private")
    assert "Mine" in client_of(world.manager).get(world.path(f"goals/givings/{giving.pk}/")).content.decode()
    assert AuditEntry.objects.filter(act="goal.seen", by=world.manager, employee=world.employee).exists()


def test_that_somebody_serves_it_with_a_quiet_goal_is_not_told(world, above):
    quiet = under_way(world, by=world.employee, cycle=above.cycle, visibility="private")
    rules.align(quiet, above, by=world.employee, at=AT)
    shown = under_way(world, by=world.peer, cycle=above.cycle)
    rules.align(shown, above, by=world.peer, at=AT)
    by_hr = prepared(world, above, by=world.hr_admin, reports=False, team=world.employee.team)
    assert (verdicts(by_hr)["Emma Employee"], verdicts(by_hr)["Peter Peer"]) == ("gets", "has_it")
    assert verdicts(prepared(world, above))["Emma Employee"] == "has_it"  # the manager sees it


def test_it_is_taken_back_from_those_only_whom_the_giver_still_leads(world, above):
    giving = given(world, above)
    kept, gone = of(world.employee), of(world.peer)
    people.report_to(world.employee, world.stranger, by=SYSTEM, at=AT, from_date=AT.date())
    taken_back(giving)
    assert list(Objective.objects.filter(pk__in=[kept.pk, gone.pk])) == [kept]


def test_a_giver_who_leads_nobody_any_more_takes_nothing_back(world, above):
    make.hired("Nora North", world.manager, world.employee.team, world.organization)
    giving = given(world, above)
    rules.start_taking_back(giving, by=world.manager, at=LATER)
    for person in Employee.objects.reports_of(world.manager):
        people.report_to(person, world.stranger, by=SYSTEM, at=AT, from_date=AT.date())
    before = Objective.objects.count()
    while work_on(giving, at=LATER, limit=3):
        pass
    assert Objective.objects.count() == before
