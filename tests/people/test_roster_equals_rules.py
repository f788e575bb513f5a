"""The set-based import leaves behind what the rules would have left behind, row by row."""

from datetime import date

import pytest

from people import rules
from people.access import SYSTEM
from people.models import AuditEntry, Employee, Invitation, Reach, ReportingLine, RoleGrant, Team, ToTell
from people.rules import rosters
from people.rules.rosters.rows import read_row
from tests.factories import people as make

from .rosters import AT, as_csv, previewed, row

pytestmark = pytest.mark.django_db
TODAY = AT.date()

# What the file says, in this order: the managers below stand above those who report to them only by accident.
FILE = [
    row("N-Emma", "NEW-1", first_name="Emma", last_name="Employée-Smith", email="peter@fernhill.test", grade="C1"),
    row("N-Peter", "N-Max", first_name="Peter", last_name="Peer", email="emma@fernhill.test"),
    row("N-Max", "", first_name="Max", last_name="Manager", email="max@fernhill.test", team="Accounts"),
    row("N-Sara", "N-Max", first_name="Sara", last_name="Skip", email="sara@fernhill.test", location="Asia/Kolkata"),
    row("N-Leo", "N-Sara", first_name="Leo", last_name="Leaver", email="leo@fernhill.test"),
    row("NEW-2", "NEW-1", first_name="", last_name="Zoë", email="", team="Calibration"),
    row("NEW-1", "N-Max", first_name="Nora", last_name="O'New", start_date="31/05/2025", team="Calibration"),
    row("N-Paul", "", first_name="Paul", last_name="Partner", email="paul@fernhill.test", team="Accounts",
        job_title="Field engineer", grade="", location=""),
]  # fmt: skip


def picture(world) -> dict:
    """All that an import may write, without keys of rows."""
    number = dict(Employee.objects.values_list("pk", "number"))
    team = dict(Team.objects.values_list("pk", "name"))
    people = [
        {**{k: v for k, v in one.items() if k not in ("id", "team_id")}, "team": team.get(one["team_id"])}
        for one in Employee.objects.order_by("number").values()
    ]
    return {
        "people": people,
        "teams": sorted(Team.objects.values_list("name", "parent__name"), key=str),
        "lines": sorted(
            (number[e], number[m], start, str(end))
            for e, m, start, end in ReportingLine.objects.values_list(
                "employee_id", "manager_id", "start_date", "end_date"
            )
        ),
        "reach": sorted(
            (number[m], number[e], depth)
            for m, e, depth in Reach.objects.values_list("manager_id", "employee_id", "depth")
        ),
        "roles": sorted(
            (number[e], r, end) for e, r, end in RoleGrant.objects.values_list("employee_id", "role", "end_at")
        ),
        "to_tell": sorted((number[r], kind) for r, kind in ToTell.objects.values_list("recipient_id", "kind")),
        "invitations": sorted(Invitation.objects.values_list("employee__number", "state")),
        "audit": sorted(
            (act, at, number.get(by, ""), number.get(employee, ""), kind)
            for act, at, by, employee, kind in AuditEntry.objects.exclude(act__startswith="roster.")
            .exclude(act__startswith="job.")
            .values_list("act", "at", "by_id", "employee_id", "object_type")
        ),
    }


def row_by_row(world, *, ends: bool) -> None:
    """The same file, by hand: the highest first, so that every manager is there when somebody is hung below."""
    has = {"job_title", "team", "grade", "location"}
    wanted = {r["employee_number"]: r for r in FILE}
    by, done = world.hr_admin, {}

    def take(number):
        if number in done:
            return done[number]
        cells = wanted[number]
        manager = take(cells["manager_number"]) if cells["manager_number"] else None
        read = read_row(
            2,
            {
                "number": number,
                "parent_team": "",
                "time_zone": "",
                **{k: v for k, v in cells.items() if k not in ("employee_number",)},
            },
        )
        team = team_of(read.team)
        known = Employee.objects.filter(number=number).first()
        zone = {"time_zone": read.time_zone} if read.time_zone_told else {}
        fields = {name: getattr(read, name) for name in has - {"team"}} | {"team": team, **zone}
        names = {"first_name": read.first_name, "last_name": read.last_name, "email": read.email}
        if known is None:
            zone = zone or {"time_zone": world.organization.time_zone}
            known = rules.hire(
                by=by, at=AT, number=number, manager=manager, start_date=read.start_date, **names, **fields, **zone
            )
        else:
            if known.state == "left":
                rules.rejoin(known, by=by, at=AT, manager=manager, first_day=TODAY)
            else:
                line = ReportingLine.objects.filter(employee=known, end_date=None).first()
                if (line.manager_id if line else None) != (manager.pk if manager else None):
                    rules.report_to(known, manager, by=by, at=AT, from_date=TODAY)
            new = {**fields, **names, "start_date": read.start_date}
            if any(getattr(known, name) != value for name, value in new.items()):
                rules.change(known, by=by, at=AT, **new)
        done[number] = known
        return known

    def team_of(name):
        found = Team.objects.filter(name=name).first()
        if found is None:
            found = Team.objects.create(name=name)
            rules.record("team.opened", by=by, at=AT, subject=found)
        return found

    # Two exchange their addresses: by hand one of them is cleared first, without a trace.
    Employee.objects.filter(number__in=["N-Emma", "N-Peter"]).update(email="")
    if ends:
        leaving = (
            Employee.objects.active().exclude(number__in=wanted).exclude(pk__in=[world.hr_admin.pk, world.owner.pk])
        )
        for employee in sorted(leaving, key=lambda one: Reach.objects.filter(manager=one).count()):
            rules.leave(employee, by=by, at=AT, last_day=TODAY)
    for number in wanted:
        take(number)


def prepare(world) -> None:
    """Somebody with a role and an open invitation, who is not in the file."""
    going = make.EmployeeFactory(number="GO-1", email="going@fernhill.test", start_date=date(2026, 2, 2))
    rules.report_to(going, world.stranger, by=SYSTEM, at=AT, from_date=TODAY)
    rules.grant(going, "auditor", by=SYSTEM, at=AT)
    rules.invite(going, by=SYSTEM, at=AT)


@pytest.mark.parametrize("missing", ["keep", "end"])
def test_an_applied_roster_equals_the_rules_column_by_column(fernhill, missing, transactional_savepoint):
    with fernhill.inside():
        prepare(fernhill)
    with transactional_savepoint(fernhill):
        row_by_row(fernhill, ends=missing == "end")
        by_hand = picture(fernhill)
    roster = previewed(fernhill, as_csv(FILE), missing=missing, last_day=TODAY if missing == "end" else None)
    with fernhill.inside():
        assert [(r.number, r.flaws, r.problem) for r in roster.rows.filter(verdict="error")] == []
        roster = rosters.start_applying(roster, by=fernhill.hr_admin, at=AT)
        rosters.begin_applying(roster, at=AT)
        rosters.apply(roster, at=AT)
        by_sets = picture(fernhill)
    for part, rows in by_hand.items():
        assert by_sets[part] == rows, part


@pytest.fixture
def transactional_savepoint():
    """A block whose writes are taken back at its end."""
    from contextlib import contextmanager

    from django.db import transaction

    @contextmanager
    def inside(world):
        with world.inside(), transaction.atomic():
            yield
            transaction.set_rollback(True)

    return inside
