"""Who can see a record is said before it is saved, by name where they are few, and is who really can."""

from datetime import UTC, datetime, timedelta

import pytest

from people import access, queries, rules
from people.access import SYSTEM
from people.models import Employee
from perfhub.kernel import clock
from tests.factories import people as make

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 10, tzinfo=UTC)


def test_who_handles_an_employee_is_everybody_of_whom_that_is_true(fernhill):
    with fernhill.inside():
        inner = make.TeamFactory(name="Inner", parent=fernhill.employee.team)
        deep = make.hired("Dora Deep", fernhill.hr_partner, inner, fernhill.organization)
        rules.report_to(fernhill.owner, fernhill.employee, by=SYSTEM, at=AT, from_date=AT.date())
        everybody = list(Employee.objects.active())
        for person in everybody:
            assert set(access.handlers_of(person)) == {who for who in everybody if access.handles(who, person)}
        assert fernhill.hr_partner in access.handlers_of(deep)
        assert fernhill.owner not in access.handlers_of(fernhill.employee)  # who is below does not


def test_the_form_names_who_will_see_it_and_says_what_was_promised(fernhill, client_of):
    address = fernhill.path(f"people/{fernhill.employee.pk}/absences/")

    def told(at, who="employee"):
        with clock.stopped(at):
            return client_of(getattr(fernhill, who)).get(address).content.decode()

    page = told(AT)
    assert "<strong>You</strong>; Max Manager, Sara Skip (in the reporting line above)" in page
    assert "Hannah Admin, Olive Owner, Paul Partner (HR)" in page
    assert "<strong>Emma Employee</strong>; Max" in told(AT, "manager")
    with fernhill.inside():
        rules.choose_visibility("people.away", "team", by=fernhill.hr_admin, at=AT)
        for n in range(2):
            make.RoleGrantFactory(employee=make.EmployeeFactory(first_name=f"Hr {n}"), role="hr_admin")
    assert "reports to the same manager" not in told(AT).split('class="ph-who"')[1]
    later = told(AT + timedelta(days=9)).split('class="ph-who"')[1]
    assert "reports to the same manager" in later and "5 people (HR)" in later


def test_of_many_a_number_is_said(fernhill):
    with fernhill.inside():
        people = [fernhill.employee, fernhill.peer, fernhill.manager, fernhill.skip]
        assert queries.readers("HR", people[:1]) == queries.Readers("HR", ("Emma Employee",), 1)
        assert queries.readers("HR", people) == queries.Readers("HR", (), 4)
