"""Every page of this floor opens for whoever may, and says what it should."""

from datetime import date

import pytest
from django.urls import reverse

from people.models import Absence, Employee, PublicHoliday, ReportingLine, RoleGrant
from people.rules.finding import find_team_by_words
from tests.factories import people as make

pytestmark = pytest.mark.django_db


def url(world, name, *args):
    return reverse(f"people:{name}", args=[world.organization.slug, *args])


HR_PAGES = ["home", "directory", "settings", "search", "hire", "roles", "invitations", "holidays", "rosters"]
PERSON_PAGES = ["person", "person_edit", "person_manager", "person_leave", "person_roles", "absences"]


@pytest.mark.parametrize("name", HR_PAGES)
def test_every_page_opens_for_hr(fernhill, client_of, name):
    response = client_of(fernhill.hr_admin).get(url(fernhill, name))
    assert response.status_code == 200
    assert "<h1" in response.content.decode()


@pytest.mark.parametrize("name", PERSON_PAGES)
def test_every_page_about_a_person_opens_for_hr(fernhill, client_of, name):
    response = client_of(fernhill.hr_admin).get(url(fernhill, name, fernhill.employee.pk))
    assert response.status_code == 200
    assert fernhill.employee.name in response.content.decode()


@pytest.mark.parametrize("name", ["person_edit", "person_manager", "person_leave", "person_roles"])
def test_what_hr_does_about_a_person_is_refused_to_the_manager(fernhill, client_of, name):
    assert client_of(fernhill.manager).get(url(fernhill, name, fernhill.employee.pk)).status_code == 403


def test_the_directory_finds_by_how_a_name_begins_in_either_order(fernhill, brackwater, client_of):
    client = client_of(fernhill.employee)
    for typed in ["emma", "EMMA EMP", "employee em", "N-Em", "emma@fern"]:
        page = client.get(url(fernhill, "directory"), {"q": typed}, headers={"HX-Request": "true"}).content.decode()
        assert "Emma Employee" in page, typed
        assert "Peter Peer" not in page
        assert "<html" not in page
    assert "Nobody found" in client.get(url(fernhill, "directory"), {"q": "mma"}).content.decode()


def test_the_directory_offers_teams_as_typed_and_narrows_to_one_with_all_below(fernhill, brackwater, client_of):
    with fernhill.inside():
        assembly = make.TeamFactory(name="Assembly")
        make.EmployeeFactory(first_name="Ada", last_name="Above", team=assembly)
        bench = make.TeamFactory(name="Assembly bench", parent=assembly)
        make.EmployeeFactory(first_name="Ben", last_name="Below", team=bench)
        for team in (assembly, bench):
            find_team_by_words(team)
    with brackwater.inside():
        theirs = make.TeamFactory(name="Assembly of theirs")
        find_team_by_words(theirs)
    client = client_of(fernhill.employee)
    offered = client.get(url(fernhill, "directory"), {"q": "assem"}).content.decode()
    assert f'?team={assembly.pk}"' in offered and f'?team={bench.pk}"' in offered
    assert "of theirs" not in offered
    only = client.get(url(fernhill, "directory"), {"team": assembly.pk}).content.decode()
    assert "Only Assembly, with all teams below it." in only
    assert "Ada Above" in only and "Ben Below" in only and "Peter Peer" not in only
    for unknown in (theirs.pk, "9" * 30, "x"):
        everybody = client.get(url(fernhill, "directory"), {"team": unknown}).content.decode()
        assert "Peter Peer" in everybody and "with all teams below it" not in everybody


def test_the_directory_shows_leavers_to_hr_only(fernhill, client_of):
    assert "Leo Leaver" in client_of(fernhill.hr_admin).get(url(fernhill, "directory")).content.decode()
    assert "Leo Leaver" not in client_of(fernhill.employee).get(url(fernhill, "directory")).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_directory_asks_as_often_for_three_as_for_one(fernhill, client_of, django_assert_num_queries, rows):
    with fernhill.inside():
        for n in range(rows):
            make.EmployeeFactory(first_name="Quentin", last_name=f"Quick {n}", team=make.TeamFactory())
    client = client_of(fernhill.employee)
    client.get(url(fernhill, "directory"), {"q": "quick"})
    with django_assert_num_queries(DIRECTORY_QUERIES):
        page = client.get(url(fernhill, "directory"), {"q": "quick"}).content.decode()
    assert page.count("Quentin Quick") == rows


DIRECTORY_QUERIES = 14


def test_the_person_page_says_the_line_up_and_who_reports(fernhill, client_of):
    page = client_of(fernhill.peer).get(url(fernhill, "person", fernhill.manager.pk)).content.decode()
    assert page.index("Sara Skip") < page.index("Max Manager</h1>") < page.index("Emma Employee")
    assert "Europe/London" in page


def test_hr_edits_and_two_who_edit_at_once_both_keep_their_words(fernhill, client_of):
    client, address = client_of(fernhill.hr_admin), url(fernhill, "person_edit", fernhill.employee.pk)
    form = {
        "first_name": "Emma",
        "last_name": "Employee",
        "email": fernhill.employee.email,
        "job_title": "Lead engineer",
        "team": "Field service",
        "time_zone": "Europe/Paris",
        "start_date": "2024-01-08",
        "version": str(fernhill.employee.version),
    }
    assert client.post(address, form).status_code == 302
    with fernhill.inside():
        changed = Employee.objects.get(pk=fernhill.employee.pk)
        assert (changed.job_title, changed.time_zone, changed.version) == (
            "Lead engineer",
            "Europe/Paris",
            fernhill.employee.version + 1,
        )
    late = client_of(fernhill.owner).post(address, {**form, "job_title": "Senior engineer"})
    assert late.status_code == 409
    assert "Senior engineer" in late.content.decode() and "Lead engineer" in late.content.decode()
    again = client_of(fernhill.owner).post(address, {**form, "job_title": "Senior engineer", "version": ""})
    assert again.status_code == 302


def test_another_manager_is_found_by_name_and_counts_from_a_date(fernhill, client_of):
    client, address = client_of(fernhill.hr_admin), url(fernhill, "person_manager", fernhill.employee.pk)
    assert "Sara Skip" in client.get(address, {"q": "sara"}).content.decode()
    sent = client.post(address, {"manager": fernhill.skip.pk, "from_date": "2026-03-02"})
    assert sent.status_code == 302
    with fernhill.inside():
        line = ReportingLine.objects.get(employee=fernhill.employee, end_date=None)
        assert (line.manager, line.start_date) == (fernhill.skip, date(2026, 3, 2))


def test_a_circle_is_refused_with_a_sentence(fernhill, client_of):
    client, address = client_of(fernhill.hr_admin), url(fernhill, "person_manager", fernhill.skip.pk)
    answer = client.post(address, {"manager": fernhill.employee.pk, "from_date": "2026-03-02"})
    assert answer.status_code == 409
    assert "circle" in answer.content.decode()


def test_leaving_says_first_what_will_happen(fernhill, client_of):
    client, address = client_of(fernhill.hr_admin), url(fernhill, "person_leave", fernhill.manager.pk)
    page = client.get(address).content.decode()
    assert "report to Sara Skip" in page and "Emma Employee" in page
    assert client.post(address, {"last_day": "2026-03-02"}).status_code == 302
    with fernhill.inside():
        assert Employee.objects.get(pk=fernhill.manager.pk).state == "left"
    rejoin = url(fernhill, "person_rejoin", fernhill.manager.pk)
    assert client.get(rejoin).status_code == 200
    assert client.post(rejoin, {"first_day": "2026-04-01"}).status_code == 302
    with fernhill.inside():
        assert Employee.objects.get(pk=fernhill.manager.pk).state == "active"


def test_hr_adds_somebody_who_then_is_in_the_directory(fernhill, client_of):
    form = {
        "number": "N-900",
        "first_name": "Nora",
        "last_name": "New",
        "manager": fernhill.manager.number,
        "time_zone": "Europe/London",
        "start_date": "2026-03-02",
    }
    assert client_of(fernhill.hr_admin).post(url(fernhill, "hire"), form).status_code == 302
    assert "Nora New" in client_of(fernhill.employee).get(url(fernhill, "directory"), {"q": "new"}).content.decode()
    assert client_of(fernhill.manager).post(url(fernhill, "hire"), {**form, "number": "N-901"}).status_code == 403


def test_a_role_is_given_and_taken_back_but_never_to_oneself(fernhill, client_of):
    client = client_of(fernhill.hr_admin)
    address = url(fernhill, "person_roles", fernhill.employee.pk)
    assert client.post(address, {"role": "hr_partner"}).status_code == 422
    assert client.post(address, {"role": "auditor"}).status_code == 302
    with fernhill.inside():
        held = RoleGrant.objects.get(employee=fernhill.employee)
    assert client.post(url(fernhill, "end_role", fernhill.employee.pk, held.pk)).status_code == 302
    with fernhill.inside():
        assert RoleGrant.objects.get(pk=held.pk).end_at is not None
    own = url(fernhill, "person_roles", fernhill.hr_admin.pk)
    assert client.post(own, {"role": "owner"}).status_code == 403


def test_an_absence_is_added_by_oneself_and_seen_by_the_manager_but_not_by_a_peer(fernhill, client_of):
    address = url(fernhill, "absences", fernhill.employee.pk)
    days = {"start_date": "2027-03-01", "end_date": "2027-03-05"}
    assert client_of(fernhill.employee).post(address, days).status_code == 302
    assert "1 to 5 March" in client_of(fernhill.manager).get(address).content.decode()
    assert client_of(fernhill.peer).get(address).status_code == 404
    with fernhill.inside():
        absence = Absence.objects.get()
    remove = url(fernhill, "remove_absence", fernhill.employee.pk, absence.pk)
    assert client_of(fernhill.skip).post(remove).status_code == 403
    assert client_of(fernhill.manager).post(remove).status_code == 302
    assert client_of(fernhill.employee).post(address, {**days, "end_date": "2027-02-01"}).status_code == 422


def test_holidays_are_kept_by_hr_and_seen_by_all(fernhill, client_of):
    address = url(fernhill, "holidays")
    day = {"date": "2027-12-27", "name": "Boxing Day", "location": ""}
    assert client_of(fernhill.manager).post(address, day).status_code == 403
    assert client_of(fernhill.hr_admin).post(address, day).status_code == 302
    assert client_of(fernhill.hr_admin).post(address, day).status_code == 409
    assert "Boxing Day" in client_of(fernhill.employee).get(address, {"year": "2027"}).content.decode()
    with fernhill.inside():
        holiday = PublicHoliday.objects.get()
    assert client_of(fernhill.employee).post(url(fernhill, "remove_holiday", holiday.pk)).status_code == 403
    assert client_of(fernhill.hr_admin).post(url(fernhill, "remove_holiday", holiday.pk)).status_code == 303


def test_settings_belong_to_the_sign_in(fernhill, client_of):
    client = client_of(fernhill.employee)
    assert client.post(url(fernhill, "settings"), {"language": "en-gb", "theme": "dark"}).status_code == 302
    assert 'data-bs-theme="dark"' in client.get(url(fernhill, "settings")).content.decode()


def test_the_search_finds_people_for_whoever_works_here(fernhill, brackwater, client_of):
    page = client_of(fernhill.employee).get(url(fernhill, "search"), {"q": "peter"}).content.decode()
    assert page.count("Peter Peer") == 1


def test_the_api_lists_employees_and_refuses_unknown_filters(fernhill, brackwater, client_of):
    client = client_of(fernhill.employee)
    address = reverse("people_api:employees", args=[fernhill.organization.slug])
    found = client.get(address, {"q": "emma"}).json()
    assert [row["name"] for row in found["results"]] == ["Emma Employee"]
    assert client.get(address, {"user__password__startswith": "a"}).status_code == 400
    one = reverse("people_api:employee", args=[fernhill.organization.slug, fernhill.employee.pk])
    assert client.get(one).json()["acts"] == ["be_away", "issue_token", "name_stand_in", "set_hours"]
    other = reverse("people_api:employee", args=[fernhill.organization.slug, brackwater.employee.pk])
    assert client.get(other).status_code == 404
