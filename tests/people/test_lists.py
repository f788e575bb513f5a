"""Lists of days from elsewhere are looked at first and taken whole; the API asks and sets the same days."""

import datetime as dt
import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from people import queries, rules
from people.access import SYSTEM, absences_entered_by, acts
from people.models import Absence, AuditEntry, PublicHoliday, WorkingPattern
from people.rules.calendar import AwayAlready, NotYoursToEnter, SomebodyLeft, span
from perfhub.kernel import clock
from perfhub.kernel.errors import Refused
from perfhub.kernel.sheets import Unreadable
from tests.factories import people as make

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
CALENDAR = """BEGIN:VCALENDAR\r
VERSION:2.0\r
BEGIN:VEVENT\r
DTSTART;VALUE=DATE:20260403\r
DTEND;VALUE=DATE:20260404\r
SUMMARY:Good Friday\\, a very long\r
  name\r
END:VEVENT\r
BEGIN:VEVENT\r
DTSTART;VALUE=DATE:20261225\r
DTEND;VALUE=DATE:20261227\r
SUMMARY:Christmas\r
END:VEVENT\r
BEGIN:VEVENT\r
DTSTART;VALUE=DATE:20260101\r
RRULE:FREQ=YEARLY\r
SUMMARY:Repeats\r
END:VEVENT\r
BEGIN:VEVENT\r
DTSTART;VALUE=DATE:20261399\r
SUMMARY:No day\r
END:VEVENT\r
END:VCALENDAR\r
"""


def upload(client, address, name, content, **fields):
    return client.post(address, {"file": SimpleUploadedFile(name, content), **fields}).content.decode()


def kept(page):
    return re.search(r'name="rows" value="([^"]+)"', page)[1]


def test_a_calendar_file_is_shown_first_and_taken_as_it_was_shown(fernhill, brackwater, client_of):
    address, client = reverse("people:import_holidays", args=["fernhill"]), client_of(fernhill.hr_admin)
    with fernhill.inside():
        make.PublicHolidayFactory(date=dt.date(2026, 12, 25), location="London")
    page = upload(client, address, "uk.ics", CALENDAR.encode(), location="London")
    assert "2 rows cannot be taken" in page and "Good Friday, a very long name" in page and "there already" in page
    with fernhill.inside():
        assert PublicHoliday.objects.count() == 1
    assert client.post(address, {"rows": kept(page)}).status_code == 302
    assert client.post(address, {"rows": kept(page)}).status_code == 302  # again changes nothing
    with fernhill.inside():
        found = PublicHoliday.objects.order_by("date").values_list("date", "location")
        assert list(found) == [(dt.date(2026, month, day), "London") for month, day in [(4, 3), (12, 25), (12, 26)]]
        assert AuditEntry.objects.filter(act="holiday.added", by=fernhill.hr_admin).count() == 2
        with pytest.raises(Refused):
            rules.add_holidays([], by=fernhill.manager, at=AT)
    with brackwater.inside():
        assert not PublicHoliday.objects.exists()


def test_a_table_of_holidays_may_name_its_own_locations(fernhill):
    raw = b"Day;Holiday;Site\n2026-05-01;May Day;\n01/06/2026;Founders;Lisbon\n2026-13-01;Never;\n2026-05-02;=1+1;\n"
    with fernhill.inside():
        read = queries.read_holidays(raw, name="days.csv", location="Porto")
        assert [(day.date.isoformat(), day.name, day.location) for day in read.rows] == [
            ("2026-05-01", "May Day", "Porto"),
            ("2026-06-01", "Founders", "Lisbon"),
        ]
        assert len(read.problems) == 2 and "Row 4" in read.problems[0]
        for nothing in (b"BEGIN:VCALENDAR\nEND:VCALENDAR\n", b"date,name\n", b"when\n1\n", b""):
            with pytest.raises(Unreadable):
                queries.read_holidays(nothing, name="days.csv", location="")
        with pytest.raises(Unreadable):
            queries.read_holidays(b"BEGIN:VCALENDAR\n" + b"x" * 1_000_001, name="big.ics", location="")


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("N-Nobody,2026-05-01,2026-05-02", "nobody employed here has the number"),
        ("N-Leo,2026-05-01,2026-05-02", "nobody employed here has the number"),
        ("N-Emma,May,2026-05-02", "is not a date"),
        ("N-Emma,2026-05-03,2026-05-02", "ends before it begins"),
        ("N-Emma,2026-05-03,2026-05-03,yes,yes", "ends before it begins"),
    ],
)
def test_an_absence_list_with_one_wrong_row_is_not_taken(fernhill, client_of, line, sentence):
    address, client = reverse("people:import_absences", args=["fernhill"]), client_of(fernhill.hr_admin)
    text = f"number,from,to,from noon,until noon\nN-Peter,2026-05-01,2026-05-02\n{line}\n"
    page = upload(client, address, "away.csv", text.encode())
    assert sentence in page, re.findall(r"<main.*?</main>", page, re.S)
    assert not re.search(r'name="rows" value="[^"]', page)
    assert "Excel" in upload(client, address, "away.xlsx", b"PK\3\4xl/workbook")
    assert client.post(address, {"rows": ""}).status_code == 422
    assert client.post(address, {"rows": "forged"}).status_code == 422


def test_an_absence_list_joins_with_what_is_there(fernhill, brackwater, client_of):
    address, client = reverse("people:import_absences", args=["fernhill"]), client_of(fernhill.hr_admin)
    with fernhill.inside():
        rules.add_absence(
            fernhill.employee, by=SYSTEM, at=AT, start_date=dt.date(2026, 5, 4), end_date=dt.date(2026, 5, 6)
        )
    text = "employee number,first day,last day,morning only\nN-Emma,2026-05-06,2026-05-08,x\n"
    text += "N-Peter,2026-05-01,2026-05-01,\n"
    page = upload(client, address, "away.csv", text.encode())
    assert "Emma Employee" in page and "until noon of the last day" in page
    for _twice in range(2):
        assert client.post(address, {"rows": kept(page)}).status_code == 302
    with fernhill.inside():
        rows = Absence.objects.order_by("start_date").values_list(
            "employee__number", "start_date", "end_date", "until_noon"
        )
        assert list(rows) == [
            ("N-Peter", dt.date(2026, 5, 1), dt.date(2026, 5, 1), False),
            ("N-Emma", dt.date(2026, 5, 4), dt.date(2026, 5, 8), True),
        ]
        wanted = [Absence(employee=fernhill.leaver, start_date=dt.date(2026, 5, 4), end_date=dt.date(2026, 5, 8))]
        with pytest.raises(SomebodyLeft):
            rules.add_absences(wanted, by=fernhill.hr_admin, at=AT)
        with pytest.raises(Refused):
            rules.add_absences([], by=fernhill.manager, at=AT)
    with brackwater.inside():
        assert not Absence.objects.exists()


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 9)), min_size=1, max_size=7), st.integers(0, 6))
def test_a_list_leaves_what_the_same_absences_one_by_one_would_leave(fernhill, spans, before):
    base = 2 * dt.date(2026, 5, 4).toordinal()

    def absence(first, length):
        begins, ends = base + first, base + first + length
        return {
            "start_date": dt.date.fromordinal(begins // 2),
            "end_date": dt.date.fromordinal(ends // 2),
            "from_noon": bool(begins % 2),
            "until_noon": ends % 2 == 0,
        }

    def one_by_one(person, some):
        for first, length in some:
            try:
                rules.add_absence(person, by=SYSTEM, at=AT, **absence(first, length))
            except AwayAlready:
                continue

    def of(person):
        return [span(row) for row in Absence.objects.filter(employee=person).order_by("start_date", "from_noon")]

    with fernhill.inside():
        Absence.objects.all().delete()
        one_by_one(fernhill.peer, spans)
        one_by_one(fernhill.employee, spans[:before])
        rules.add_absences(
            [Absence(employee=fernhill.employee, **absence(*pair)) for pair in spans[before:]], by=SYSTEM, at=AT
        )
        assert of(fernhill.employee) == of(fernhill.peer)


def test_programs_ask_and_set_absences_and_hours(fernhill):
    with fernhill.inside():
        emma, now = fernhill.employee, clock.now()
        scopes = ["absences:read", "absences:write", "working_hours:read", "working_hours:write"]
        until = now + dt.timedelta(days=9)
        token = rules.issue_token(emma, by=emma, at=now, name="Script", scopes=scopes, expires_at=until)

    def ask(method, path, body=None):
        sent = {"data": json.dumps(body or {}), "content_type": "application/json"} if method == "post" else {}
        address = f"/api/v1/o/fernhill/employees/{emma.pk}/{path}"
        return getattr(Client(), method)(address, headers={"Authorization": f"Bearer {token}"}, **sent)

    made = ask("post", "absences/", {"start_date": "2026-05-04", "end_date": "2026-05-05", "from_noon": True})
    assert made.status_code == 201 and made.json()["from_noon"] is True
    assert [row["start_date"] for row in ask("get", "absences/").json()["results"]] == ["2026-05-04"]
    again = {"start_date": "2026-05-05", "end_date": "2026-05-05"}
    assert ask("post", "absences/", again).status_code == 409
    assert ask("post", "absences/", {**again, "end_date": "2026-05-01"}).status_code == 400
    assert ask("post", f"absences/{made.json()['id']}/remove/").status_code == 204
    assert ask("post", f"absences/{made.json()['id']}/remove/").status_code == 404
    week = [{"opens": "08:00", "closes": "12:30"}, *[None] * 6]
    made = ask("post", "working-hours/", {"start_date": "2026-05-04", "week": week})
    assert made.status_code == 201 and made.json()["week"] == week
    assert ask("get", "working-hours/").json()["results"] == [made.json()]
    for wrong in ([None] * 7, week[:6], "never"):
        assert ask("post", "working-hours/", {"start_date": "2026-05-04", "week": wrong}).status_code == 400
    backwards = [{"opens": "12:00", "closes": "08:00"}, *[None] * 6]
    assert ask("post", "working-hours/", {"start_date": "2026-05-04", "week": backwards}).status_code == 409
    assert ask("post", f"working-hours/{made.json()['id']}/remove/").status_code == 204
    with fernhill.inside():
        assert not Absence.objects.exists() and not WorkingPattern.objects.exists()


def test_a_list_is_no_way_around_who_may_enter_absences(fernhill, client_of):
    """Nobody enters those of people above them by a role, on the page or by a list; nobody but HR brings lists."""
    with fernhill.inside():
        boss, mine = fernhill.hr_admin, fernhill.stranger  # the HR admin is the stranger's manager
        make.RoleGrantFactory(employee=mine, role="hr_admin")
        days = {"start_date": dt.date(2026, 5, 4), "end_date": dt.date(2026, 5, 6)}
        for person, may in [(boss, False), (mine, True), (fernhill.employee, True)]:
            wanted = [Absence(employee=person, **days), Absence(employee=fernhill.peer, **days)]
            if may:
                assert rules.add_absences(wanted, by=mine, at=AT) in (1, 2)
            else:
                with pytest.raises(Refused):
                    rules.add_absence(person, by=mine, at=AT, **days)
                with pytest.raises(NotYoursToEnter):
                    rules.add_absences(wanted, by=mine, at=AT)
                assert not Absence.objects.exists()
        make.RoleGrantFactory(employee=fernhill.auditor, role="hr_partner", team=fernhill.employee.team)
        former = make.hired("Edgar Former", fernhill.skip, None, fernhill.organization)
        for nobody in (fernhill.hr_partner, fernhill.manager, former, fernhill.auditor, fernhill.employee):
            with pytest.raises(Refused):
                rules.add_absences([Absence(employee=fernhill.peer, **days)], by=nobody, at=AT)
    address, client = reverse("people:import_absences", args=["fernhill"]), client_of(mine)
    text = "number,from,to\nN-Hannah,2026-06-01,2026-06-02\nN-Emma,2026-06-01,2026-06-02\n"
    page = upload(client, address, "away.csv", text.encode())
    assert "Row 2: these absences are not yours to enter." in page and 'name="rows" value="' not in page
    for who in (fernhill.hr_partner, fernhill.manager):
        assert client_of(who).post(address, {"rows": "x"}).status_code == 403


def test_who_may_enter_absences_is_the_same_for_one_and_for_a_list(cast):
    """`absences_entered_by` says of many what `acts` says of each, for everybody who asks in the access table."""
    with cast.world.inside():
        people = [person for name, person in cast.people.items() if not name.startswith("other_")]
        seen = set()
        for viewer in people:
            if viewer.state != "active":
                continue
            found = absences_entered_by(viewer, [person.pk for person in people])
            for person in people:
                if person.state == "active":
                    assert ("be_away" in acts(viewer, person)) is (person.pk in found), (viewer, person)
                    seen.add(person.pk in found)
        assert seen == {True, False}
