"""Who sees what of a check-in, and who may do what."""

import pytest

from feedback import access, queries, rules
from people import rules as people_rules
from people.access import SYSTEM
from tests.factories.feedback import DUE, CheckInFactory

from .written import written

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("friday")]


def test_contents_are_for_the_employee_and_the_manager_only(fernhill, brackwater, client_of):
    with fernhill.inside():
        row = written(fernhill, fernhill.employee)
    address = fernhill.path(f"check-in/{row.pk}/")
    allowed = {"employee", "manager"}
    for name in ("employee", "manager", "skip", "peer", "stranger", "hr_admin", "hr_partner", "owner", "auditor"):
        expected = 200 if name in allowed else 404
        assert (name, client_of(getattr(fernhill, name)).get(address).status_code) == (name, expected)
    for name in ("employee", "manager", "owner"):
        assert client_of(getattr(brackwater, name)).get(address).status_code == 404
        assert client_of(getattr(brackwater, name)).get(brackwater.path(f"check-in/{row.pk}/")).status_code == 404
    assert client_of(fernhill.leaver).get(address).status_code == 404


def test_after_a_move_the_former_manager_sees_nothing_and_the_successor_all(fernhill, client_of):
    with fernhill.inside():
        row = written(fernhill, fernhill.employee)
        rules.comment(row, "My own words.", by=fernhill.manager, at=DUE)
    former, next_one = client_of(fernhill.manager), client_of(fernhill.stranger)
    address = fernhill.path(f"check-in/{row.pk}/")
    assert (former.get(address).status_code, next_one.get(address).status_code) == (200, 404)
    with fernhill.inside():
        people_rules.report_to(fernhill.employee, fernhill.stranger, by=SYSTEM, at=DUE, from_date=DUE.date())
    assert (former.get(address).status_code, next_one.get(address).status_code) == (404, 200)
    assert "All calm." not in former.get(fernhill.path("inbox/")).content.decode()
    for act in ("read", "comment", "react/well_done", "raise", "pass-up"):
        assert former.post(fernhill.path(f"check-in/{row.pk}/{act}/"), {"comment": "x"}).status_code == 404


def test_a_manager_writes_no_answers(fernhill, client_of):
    with fernhill.inside():
        row = CheckInFactory(employee=fernhill.employee)
    for act, body in {"": {"progress": "x"}, "skip/": {}, "ask-again/": {}}.items():
        response = client_of(fernhill.manager).post(fernhill.path(f"check-in/{row.pk}/{act}"), body)
        assert response.status_code == 403
    for act in ("read/", "react/well_done/", "pass-up/"):
        assert client_of(fernhill.employee).post(fernhill.path(f"check-in/{row.pk}/{act}")).status_code == 403


def test_the_tab_of_a_person_is_for_that_person_and_the_manager(fernhill, client_of):
    with fernhill.inside():
        written(fernhill, fernhill.employee)
        has = {
            name: bool(list(queries.tab(getattr(fernhill, name), fernhill.employee)))
            for name in ("employee", "manager", "skip", "peer", "hr_admin")
        }
        assert has == {"employee": True, "manager": True, "skip": False, "peer": False, "hr_admin": False}
    address = fernhill.path(f"people/{fernhill.employee.pk}/check-ins/")
    codes = [
        client_of(getattr(fernhill, n)).get(address).status_code for n in ("employee", "manager", "skip", "hr_admin")
    ]
    assert codes == [200, 200, 404, 404]


def test_everybody_reads_the_cadence_and_hr_changes_it(fernhill, client_of):
    address = fernhill.path("check-in/cadence/")
    body = {"rhythm": "two_weekly", "due_weekday": "3", "due_time": "12:00", "start_date": "2026-03-09"}
    assert client_of(fernhill.employee).get(address).status_code == 200
    assert client_of(fernhill.employee).post(address, body).status_code == 403
    assert client_of(fernhill.hr_admin).post(address, {"due_weekday": "6"}).status_code == 422
    html = client_of(fernhill.hr_admin).post(address, body, follow=True).content.decode()
    assert "every two weeks, due on Thursday at 12:00" in html


def test_who_has_left_may_do_nothing_whatever_they_were(fernhill):
    with fernhill.inside():
        admin = fernhill.hr_admin
        subjects = (None, fernhill.employee, fernhill.employee.team, admin, written(fernhill, admin))
        assert all(access.acts(admin, subject) for subject in subjects)
        people_rules.leave(admin, by=SYSTEM, at=DUE, last_day=DUE.date())
        assert [access.acts(admin, subject) for subject in subjects] == [frozenset()] * len(subjects)
