"""An applied roster is taken back within a day: all as it was, but for who was touched since."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from people import rules, tasks
from people.access import SYSTEM
from people.models import AuditEntry, Employee, Reach, ReportingLine, RoleGrant, RosterImport, Team
from people.queries import undo_preview
from people.rules import rosters
from perfhub.kernel import clock
from perfhub.kernel.errors import Refused, StaleMove
from tests.factories import people as make

from .rosters import AT, applied, as_csv, row, run

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=2)

FILE = [
    row("N-Emma", "NEW-1", first_name="Emma", last_name="Married", email="peter@fernhill.test", grade="C1"),
    row("N-Peter", "N-Max", first_name="Peter", last_name="Peer", email="emma@fernhill.test", team="Accounts"),
    row("N-Max", "", first_name="Max", last_name="Manager", email="max@fernhill.test"),
    row("N-Leo", "N-Max", first_name="Leo", last_name="Leaver", email="leo@fernhill.test"),
    row("NEW-1", "N-Max", first_name="Nora", last_name="New", team="New lab"),
    row("NEW-2", "NEW-1", first_name="Nils", last_name="Newer", team="New lab"),
]


def picture(new=()) -> dict:
    """All that should be as it was; who came with the import is not looked at."""
    number = dict(Employee.objects.values_list("pk", "number"))
    people = Employee.objects.exclude(number__in=new)
    return {
        "people": {e["number"]: {k: v for k, v in e.items() if k != "version"} for e in people.values()},
        "lines": sorted(
            (number[e], number[m], start, str(end))
            for e, m, start, end in ReportingLine.objects.filter(employee__in=people).values_list(
                "employee_id", "manager_id", "start_date", "end_date"
            )
        ),
        "reach": sorted(
            (number[m], number[e], d) for m, e, d in Reach.objects.values_list("manager_id", "employee_id", "depth")
        ),
        "roles": sorted(
            (number[e], r, end) for e, r, end in RoleGrant.objects.values_list("employee_id", "role", "end_at")
        ),
    }


def taken_back(world, roster, *, at=LATER) -> RosterImport:
    with world.inside():
        rosters.start_undoing(roster, by=world.hr_admin, at=at)
    run(tasks.undo_roster, world.organization, roster=roster.pk)
    with world.inside():
        return RosterImport.objects.select_related("job").get(pk=roster.pk)


@pytest.mark.parametrize("missing", ["keep", "end"])
def test_everything_is_as_it_was_and_who_is_new_has_left(fernhill, missing):
    with fernhill.inside():
        going = make.EmployeeFactory(number="GO-1", email="going@fernhill.test")
        rules.report_to(going, fernhill.stranger, by=SYSTEM, at=AT, from_date=date(2026, 1, 5))
        rules.report_to(fernhill.owner, going, by=SYSTEM, at=AT, from_date=date(2026, 1, 5))
        rules.grant(going, "auditor", by=SYSTEM, at=AT)
        before = picture()
    roster = applied(fernhill, as_csv(FILE), missing=missing, last_day=AT.date() if missing == "end" else None)
    with fernhill.inside():
        assert picture(["NEW-1", "NEW-2"]) != before
        told = undo_preview(roster)
        assert (told.ended, told.left) == (2, 0)
    roster = taken_back(fernhill, roster, at=roster.applied_at + timedelta(hours=23))
    with fernhill.inside():
        assert (roster.state, roster.job.state) == ("undone", "done")
        after = picture(["NEW-1", "NEW-2"])
        for part, rows in before.items():
            assert after[part] == rows, part
        new = Employee.objects.filter(number__startswith="NEW-")
        assert {(e.state, e.version) for e in new} == {("left", 2)}
        assert Team.objects.get(name="New lab").retired_at is not None
        by = set(AuditEntry.objects.filter(job=roster.job_id).values_list("act", "employee__number", "by__number"))
        assert {("employee.left", "NEW-1", "N-Hannah"), ("employee.changed", "N-Emma", "N-Hannah")} <= by
        rules.rebuild_reach()
        assert picture(["NEW-1", "NEW-2"])["reach"] == before["reach"]


def test_what_was_touched_since_is_left_and_named_with_its_reason(fernhill):
    roster = applied(fernhill, as_csv(FILE))
    since = roster.applied_at + timedelta(minutes=5)
    with fernhill.inside():
        emma = Employee.objects.get(number="N-Emma")
        rules.change(emma, by=fernhill.hr_admin, at=since, grade="D9")  # so she stays under Nora, who stays for that
        told = undo_preview(roster)
        assert [(one.number, one.reason) for one in told.left_people] == [("N-Emma", "changed by somebody since")]
    roster = taken_back(fernhill, roster, at=since + timedelta(hours=1))
    with fernhill.inside():
        reasons = dict(roster.before.exclude(reason="").values_list("employee__number", "reason"))
        # Peter's earlier address is Emma's now, and Emma keeps it
        assert reasons == {"N-Emma": "changed", "NEW-1": "has_reports", "N-Peter": "email_taken"}
        emma.refresh_from_db()
        assert (emma.grade, emma.last_name, emma.email) == ("D9", "Married", "peter@fernhill.test")
        assert Employee.objects.get(number="NEW-1").state == "active"
        assert Employee.objects.get(number="NEW-2").state == "left"
        assert Employee.objects.get(number="N-Leo").state == "left"  # had left before the import
        assert "3 left as they are now" in roster.job.words


def test_a_line_that_would_be_a_circle_now_is_left(fernhill):
    roster = applied(
        fernhill, as_csv([row("N-Emma", "", first_name="Emma", last_name="Employee", email="emma@fernhill.test")])
    )
    with fernhill.inside():
        since = roster.applied_at + timedelta(minutes=5)
        emma = Employee.objects.get(number="N-Emma")
        rules.report_to(fernhill.skip, emma, by=SYSTEM, at=since, from_date=since.date())
    roster = taken_back(fernhill, roster, at=since + timedelta(hours=1))
    with fernhill.inside():
        assert dict(roster.before.values_list("employee__number", "reason")) == {"N-Emma": "circle"}
        assert not ReportingLine.objects.filter(employee=emma, end_date=None).exists()


def test_after_a_day_or_twice_or_by_others_it_is_refused(fernhill):
    roster = applied(fernhill, as_csv([row("A")]))
    with fernhill.inside():
        with pytest.raises(Refused):
            rosters.start_undoing(roster, by=fernhill.manager, at=roster.applied_at)
        with pytest.raises(rosters.TooLateToUndo):
            rosters.start_undoing(roster, by=fernhill.hr_admin, at=roster.applied_at + timedelta(hours=24, seconds=1))
    roster = taken_back(fernhill, roster, at=roster.applied_at + timedelta(hours=24))
    with fernhill.inside():
        with pytest.raises(StaleMove):
            rosters.start_undoing(roster, by=fernhill.hr_admin, at=roster.applied_at)
        count = AuditEntry.objects.count()
    run(tasks.undo_roster, fernhill.organization, roster=roster.pk)  # delivered twice
    with fernhill.inside():
        assert AuditEntry.objects.count() == count
        rejoined = applied(fernhill, as_csv([row("A")]))  # and the same file may come again
        assert (rejoined.changed, Employee.objects.get(number="A").state) == (1, "active")


def test_what_is_called_off_stays_applied_and_who_may_no_more_takes_nothing_back(fernhill):
    roster = applied(fernhill, as_csv([row("A")]))
    with fernhill.inside():
        rosters.start_undoing(roster, by=fernhill.hr_admin, at=roster.applied_at)
        rosters.call_off(roster, by=fernhill.hr_admin, at=roster.applied_at)
    run(tasks.undo_roster, fernhill.organization, roster=roster.pk)
    with fernhill.inside():
        roster = RosterImport.objects.select_related("job").get(pk=roster.pk)
        assert (roster.state, roster.job.state) == ("applied", "cancelled")
        rosters.start_undoing(roster, by=fernhill.hr_admin, at=roster.applied_at)
        rules.leave(fernhill.hr_admin, by=SYSTEM, at=clock.now(), last_day=AT.date())
    run(tasks.undo_roster, fernhill.organization, roster=roster.pk)
    with fernhill.inside():
        roster.refresh_from_db()
        assert (roster.state, Employee.objects.get(number="A").state) == ("applied", "active")
        assert roster.words


def test_hr_looks_first_then_takes_it_back_on_the_pages(fernhill, brackwater, client_of):
    roster = applied(fernhill, as_csv([row("A"), row("B", "A")]))
    client, page = client_of(fernhill.hr_admin), reverse("people:roster", args=["fernhill", roster.pk])
    assert "?list=undo" in client.get(page).content.decode()
    assert "2 who came with it would leave" in client.get(f"{page}?list=undo").content.decode()
    assert client.post(reverse("people:roster_undo", args=["fernhill", roster.pk])).status_code == 302
    assert "Taking the roster back" in client.get(page).content.decode()
    run(tasks.undo_roster, fernhill.organization, roster=roster.pk)
    assert "Taken back" in client.get(page).content.decode()
    for stranger in [client_of(fernhill.manager), client_of(fernhill.employee)]:
        assert stranger.post(reverse("people:roster_undo", args=["fernhill", roster.pk])).status_code == 404
    other = reverse("people:roster_undo", args=["brackwater", roster.pk])
    assert client_of(brackwater.hr_admin).post(other).status_code == 404
