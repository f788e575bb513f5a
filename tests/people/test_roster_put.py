"""Another system sends employees by number: each row is taken or says why not, by the rules of an import."""

import json

import pytest
from django.urls import reverse

from people import rules
from people.access import SYSTEM
from people.models import AuditEntry, Employee, Reach, RosterImport
from people.rules import rosters
from perfhub.kernel.errors import Refused

from .rosters import AT

pytestmark = pytest.mark.django_db


def sent(number, manager="", **cells):
    row = {
        "number": number,
        "first_name": "Robin",
        "last_name": f"Reed {number}",
        "email": f"{number.lower()}@fernhill.test",
        "manager_number": manager,
        "start_date": "2024-01-08",
    }
    return row | cells


def post(client, world, rows, **headers):
    address = reverse("people_api:put_employees", args=[world.organization.slug])
    return client.post(address, json.dumps({"rows": rows}), content_type="application/json", headers=headers)


def test_each_row_is_taken_or_says_why_not(fernhill, brackwater, client_of):
    rows = [
        sent("B", "A", job_title="Planner"),
        sent("A", "N-Max", job_title="Lead"),
        sent("X", "NOBODY", job_title=""),
        sent("Y", "X", job_title=""),  # whose manager is not taken
        sent("Z", "A", job_title="", start_date="soon"),
        sent(
            "N-Emma",
            "A",
            first_name="Emma",
            last_name="Employee",
            email="emma@fernhill.test",
            job_title="Field engineer",
        ),
    ]
    answer = post(client_of(fernhill.hr_admin), fernhill, rows).json()
    assert [(one["number"], one["outcome"]) for one in answer["results"]] == [
        *(("B", "new"), ("A", "new"), ("X", "error"), ("Y", "error"), ("Z", "error"), ("N-Emma", "changed"))
    ]
    assert answer["results"][3]["reasons"] == ["No employee has the manager's number X."]
    assert "is not a date" in answer["results"][4]["reasons"][0]
    assert (answer["new"], answer["changed"], answer["errors"]) == (2, 1, 3)
    with fernhill.inside():
        emma = Employee.objects.get(number="N-Emma")
        assert emma.team_id == fernhill.employee.team_id  # a column nobody sent stays as it was
        closure = set(Reach.objects.values_list("manager_id", "employee_id", "depth"))
        assert Reach.objects.filter(manager__number="N-Max", employee=emma, depth=2).exists()
        rules.rebuild_reach()
        assert set(Reach.objects.values_list("manager_id", "employee_id", "depth")) == closure
        assert AuditEntry.objects.filter(act="employee.hired", by=fernhill.hr_admin).count() == 2
    with brackwater.inside():
        assert not Employee.objects.filter(number="A").exists()


def test_the_same_rows_again_change_nothing_and_can_be_taken_back(fernhill):
    rows = [sent("A", "N-Max"), sent("B", "A")]
    with fernhill.inside():
        rosters.put_rows(rows, by=fernhill.hr_admin, at=AT)
        count = AuditEntry.objects.filter(act__startswith="employee.").count()
        roster, results = rosters.put_rows(rows, by=fernhill.hr_admin, at=AT)
        assert [one.outcome for one in results] == ["unchanged", "unchanged"]
        assert AuditEntry.objects.filter(act__startswith="employee.").count() == count
        rows = [sent("B", "N-Max"), sent("A", "B")]  # they change places
        roster, results = rosters.put_rows(rows, by=fernhill.hr_admin, at=AT)
        assert Reach.objects.filter(manager__number="B", employee__number="A", depth=1).exists()
        assert not Reach.objects.filter(manager__number="A", employee__number="B").exists()
        rosters.start_undoing(roster, by=fernhill.hr_admin, at=AT)
        roster = RosterImport.objects.select_related("job").get(pk=roster.pk)
        rosters.begin_undoing(roster, at=AT)
        rosters.undo(roster, at=AT)
        assert Reach.objects.filter(manager__number="A", employee__number="B", depth=1).exists()


def test_only_who_may_import_sends_rows_and_never_too_many(fernhill, client_of):
    for viewer in [fernhill.manager, fernhill.hr_partner, fernhill.auditor]:
        assert post(client_of(viewer), fernhill, [sent("A")]).status_code == 403
    with fernhill.inside(), pytest.raises(Refused):
        rosters.put_rows([sent("A")], by=fernhill.employee, at=AT)
    client = client_of(fernhill.hr_admin)
    assert post(client, fernhill, []).status_code in (400, 422)
    assert post(client, fernhill, [sent(f"A{n}") for n in range(2001)]).status_code in (400, 422)
    assert post(client, fernhill, [{**sent("A"), "state": "left"}]).status_code in (400, 422)
    with fernhill.inside():
        assert not Employee.objects.filter(number__startswith="A").exists()


def test_a_thousand_rows_are_in_with_one_call(fernhill, django_assert_max_num_queries):
    with fernhill.inside():
        rules.report_to(fernhill.stranger, None, by=SYSTEM, at=AT, from_date=AT.date())
        rows = [
            sent(f"P{n}", f"P{(n - 1) // 8}" if n else "", job_title="Planner", team="Field service")
            for n in range(1200)
        ]
        with django_assert_max_num_queries(90):  # however many rows
            _roster, results = rosters.put_rows(rows, by=fernhill.hr_admin, at=AT)
    assert {one.outcome for one in results} == {"new"} and len(results) == 1200
