"""Who reads a case, and who does not."""

from datetime import timedelta

import pytest
from django.http import Http404

from people.access import SYSTEM
from people.rules import report_to
from people.states import Role
from perfhub.kernel import clock
from pips import access
from pips.models import Case, Plan
from pips.states import CaseState
from tests.factories import people as make
from tests.factories import pips as make_pips

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _inside(fernhill):
    with fernhill.inside():
        yield


@pytest.fixture
def case(fernhill):
    """A concern about the standing employee, shared by the standing manager."""
    return make_pips.CaseFactory(employee=fernhill.employee, manager=fernhill.manager)


def reads(viewer, case) -> bool:
    try:
        found = access.get_case(viewer, case.pk) is not None
    except Http404:
        found = False
    assert found == (access.standing_of(viewer, case) is not None), "both ways of asking say the same"
    return found


def test_its_two_sides_read_a_concern_and_no_role_does(fernhill, case):
    assert reads(fernhill.employee, case)
    assert reads(fernhill.manager, case)
    assert not reads(fernhill.hr_admin, case)


def test_the_employee_reads_a_case_only_when_told(fernhill):
    case = make_pips.CaseFactory(
        employee=fernhill.employee, manager=fernhill.manager, rung="pip", told_at=None, hr_owner=fernhill.hr_admin
    )
    assert not reads(fernhill.employee, case)
    assert reads(fernhill.manager, case)
    assert reads(fernhill.hr_admin, case)


def test_whoever_is_further_up_reads_nothing(fernhill, case):
    assert not reads(fernhill.skip, case)


def test_a_former_manager_reads_it_no_more_and_the_next_one_does(fernhill, case):
    successor = make.EmployeeFactory()
    at = case.opened_at + timedelta(days=2)
    report_to(fernhill.employee, successor, by=SYSTEM, from_date=at.date(), at=at)
    assert not reads(fernhill.manager, case)
    assert reads(successor, case)


def test_a_spent_case_is_its_employees_alone(fernhill, case):
    Case.objects.filter(pk=case.pk).update(
        state=CaseState.SPENT, outcome="resolved", closed_at=case.opened_at, spent_on_date=case.opened_at.date()
    )
    case.refresh_from_db()
    assert reads(fernhill.employee, case)
    assert not reads(fernhill.manager, case)


def test_somebody_named_reads_the_one_case_until_that_ends(fernhill, case):
    friend = make.EmployeeFactory()
    naming = make_pips.CaseReaderFactory(case=case, reader=friend, named_by=fernhill.manager)
    other = make_pips.CaseFactory(employee=fernhill.employee, manager=fernhill.manager)
    assert reads(friend, case)
    assert not reads(friend, other)
    type(naming).objects.filter(pk=naming.pk).update(ended_at=case.opened_at)
    assert not reads(friend, case)


def test_a_plan_lead_sees_improvement_plans_and_no_mere_concern(fernhill, case):
    lead = make.EmployeeFactory()
    make_pips.PlanLeadFactory(employee=lead, granted_by=fernhill.hr_admin)
    plan = make_pips.PlanFactory(pip=True, active=True)
    assert not reads(lead, case)
    assert reads(lead, plan.case)


def test_nobody_reads_by_a_naming_what_is_about_those_above(fernhill):
    case = make_pips.CaseFactory(employee=fernhill.manager, manager=make.EmployeeFactory())
    make_pips.CaseReaderFactory(case=case, reader=fernhill.employee)
    assert not reads(fernhill.employee, case)


def test_a_plan_that_is_being_written_is_not_shown_to_its_employee(fernhill, case):
    draft = make_pips.PlanFactory(case=case, employee=fernhill.employee)
    with pytest.raises(Http404):
        access.get_plan(fernhill.employee, draft.pk)
    assert access.get_plan(fernhill.manager, draft.pk) == draft
    Plan.objects.filter(pk=draft.pk).update(told_at=case.opened_at, told_by=fernhill.manager)
    assert access.get_plan(fernhill.employee, draft.pk) == draft


def test_a_role_alone_is_no_way_in(fernhill, case):
    for role in (Role.OWNER, Role.HR_ADMIN, Role.AUDITOR):
        holder = make.EmployeeFactory()
        make.RoleGrantFactory(employee=holder, role=role)
        assert not reads(holder, case), role


def test_a_plan_lead_sees_nothing_before_those_concerned_have_known_for_five_working_days(fernhill):
    lead = make.EmployeeFactory()
    at = clock.now()
    make_pips.PlanLeadFactory(employee=lead, granted_at=at, effective_at=at + timedelta(days=7))
    plan = make_pips.PlanFactory(pip=True, active=True)
    assert not reads(lead, plan.case)
    with clock.stopped(at + timedelta(days=7)):
        assert reads(make.EmployeeFactory._meta.model.objects.get(pk=lead.pk), plan.case)


def test_the_hr_owner_reads_it_only_while_in_a_role_that_handles_its_employee(fernhill):
    case = make_pips.CaseFactory(employee=fernhill.employee, manager=fernhill.manager, hr_owner=fernhill.hr_partner)
    other = make_pips.CaseFactory(employee=fernhill.stranger, manager=fernhill.owner, hr_owner=fernhill.hr_partner)
    assert reads(fernhill.hr_partner, case)
    assert not reads(fernhill.hr_partner, other), "of another team"
    had_been = make.EmployeeFactory()
    Case.objects.filter(pk=case.pk).update(hr_owner=had_been)
    case.refresh_from_db()
    assert not reads(had_been, case)
