"""Whoever administers people reads and decides nothing confidential about themselves or those above them (T9)."""

from datetime import timedelta

import pytest

from feedback.models import CheckIn
from people import access, rules, tasks
from people.access import SYSTEM
from people.models import Absence, Employee, Reach, RoleGrant, RosterImport
from people.rules import rosters
from people.rules.lines import OwnLine, UnderOneself
from perfhub.kernel.errors import Refused
from tests.factories import people as make
from tests.factories.feedback import CheckInFactory
from tests.people.rosters import AT, applied, as_csv, previewed, row, run

pytestmark = pytest.mark.django_db
HR = ("hr_admin", "hr_partner", "owner")


def under(world, who, manager):
    """This person reports to that one from now on."""
    rules.report_to(getattr(world, who), getattr(world, manager), by=SYSTEM, at=AT, from_date=AT.date())


@pytest.fixture
def in_line(fernhill):
    """HR admin and HR partner report to the manager, who reports to the skip-level manager."""
    with fernhill.inside():
        under(fernhill, "hr_admin", "manager")
        under(fernhill, "hr_partner", "manager")
    return fernhill


@pytest.mark.parametrize("who", ["hr_admin", "hr_partner"])
def test_hr_handles_everybody_but_themselves_and_their_own_line(in_line, who):
    with in_line.inside():
        viewer = getattr(in_line, who)
        handled = {
            name: access.handles(viewer, getattr(in_line, name)) for name in ("manager", "skip", "employee", "peer")
        }
        assert handled == {"manager": False, "skip": False, "employee": True, "peer": True}
        assert not access.handles(viewer, viewer)
        listed = access.handled_employees(viewer)
        assert {in_line.employee, in_line.peer} <= set(listed)
        assert not listed.filter(pk__in=access.conflicts_of(viewer)).exists()
        assert set(listed) == {e for e in Employee.objects.all() if access.handles(viewer, e)}


def test_who_has_no_role_handles_nobody_and_a_partner_only_the_own_teams(fernhill):
    with fernhill.inside():
        for who in ("employee", "manager", "skip", "auditor"):
            assert not access.handled_employees(getattr(fernhill, who)).exists()
        assert not access.handles(fernhill.hr_partner, fernhill.stranger)
        assert access.handles(fernhill.hr_partner, fernhill.employee)
        assert access.handles(fernhill.owner, fernhill.hr_admin)
        assert access.conflicts_of(fernhill.employee) == {fernhill.employee.pk, fernhill.manager.pk, fernhill.skip.pk}


@pytest.mark.parametrize("who", ["hr_admin", "hr_partner"])
def test_where_hr_is_the_subject_no_field_is_shown_and_nothing_written(in_line, client_of, who):
    """Absences of the own manager, roles of the own line, the end of the manager's employment: all are refused."""
    with in_line.inside():
        days = make.AbsenceFactory(employee=in_line.manager)
        week = CheckInFactory(employee=in_line.manager, answered=True, progress="a canary of the manager")
    client = client_of(getattr(in_line, who))
    person = f"people/{in_line.manager.pk}/"
    tried = [
        client.get(in_line.path(f"{person}absences/")),
        client.post(in_line.path(f"{person}absences/"), {"start_date": "2026-05-04", "end_date": "2026-05-05"}),
        client.post(in_line.path(f"{person}absences/{days.pk}/remove/")),
        client.get(in_line.path(f"{person}roles/")),
        client.post(in_line.path(f"{person}roles/"), {"role": "hr_admin"}),
        client.post(in_line.path(f"{person}leave/"), {"last_day": "2026-05-05"}),
        client.post(in_line.path(f"{person}manager/"), {"manager": "", "from_date": "2026-05-05"}),
        client.get(in_line.path(f"check-in/{week.pk}/")),
        client.get(in_line.path(f"{person}check-ins/")),
        client.post(in_line.path(f"check-in/{week.pk}/read/")),
    ]
    assert {answer.status_code for answer in tried} <= {403, 404}
    page = client.get(in_line.path(person)).content.decode()
    assert "a canary of the manager" not in "".join([page, *(answer.content.decode() for answer in tried)])
    assert "Away" not in page
    with in_line.inside():
        assert list(Absence.objects.filter(employee=in_line.manager)) == [days]
        assert not RoleGrant.objects.filter(employee=in_line.manager).exists()
        in_line.manager.refresh_from_db()
        assert in_line.manager.state == "active"
        assert access.is_above(in_line.skip, in_line.manager)
        assert CheckIn.objects.get(pk=week.pk).state == "answered"


@pytest.mark.parametrize("who", HR)
def test_about_themselves_hr_has_what_every_employee_has(fernhill, client_of, who):
    viewer = getattr(fernhill, who)
    client = client_of(viewer)
    own = f"people/{viewer.pk}/"
    assert client.get(fernhill.path(f"{own}absences/")).status_code == 200  # as for anybody
    assert client.get(fernhill.path(f"{own}roles/")).status_code == 403
    assert client.post(fernhill.path(f"{own}roles/"), {"role": "owner"}).status_code == 403
    with fernhill.inside():
        assert RoleGrant.objects.filter(employee=viewer).count() == 1


def test_nobody_chooses_who_stands_above_themselves(in_line):
    with in_line.inside():
        by, day = in_line.hr_admin, AT.date()
        for person, manager in [("hr_admin", "owner"), ("hr_admin", None), ("manager", "owner"), ("manager", None)]:
            with pytest.raises(OwnLine):
                rules.report_to(
                    getattr(in_line, person), manager and getattr(in_line, manager), by=by, at=AT, from_date=day
                )
        rules.report_to(in_line.skip, in_line.owner, by=by, at=AT, from_date=day)  # one more above; nobody is lost
        rules.report_to(in_line.manager, in_line.auditor, by=in_line.owner, at=AT, from_date=day)  # another may


def test_nobody_brings_others_under_themselves_by_way_of_a_report(fernhill):
    with fernhill.inside():
        by, day = fernhill.hr_admin, AT.date()  # the stranger reports to the HR admin
        with pytest.raises(UnderOneself):
            rules.report_to(fernhill.employee, fernhill.stranger, by=by, at=AT, from_date=day)
        rules.leave(fernhill.peer, by=SYSTEM, at=AT, last_day=day)
        with pytest.raises(UnderOneself):
            rules.rejoin(fernhill.peer, by=by, at=AT, manager=by, first_day=day)
        fernhill.peer.refresh_from_db()
        second = make.hired("Sid Second", fernhill.stranger, None, fernhill.organization)
        rules.report_to(second, fernhill.stranger, by=by, at=AT, from_date=day + timedelta(days=1))  # was below before


# --- and not by an import either ---------------------------------------------------------------


def as_they_are(world, *who, **managers) -> list[dict[str, str]]:
    """Rows of these people as they are, but for their managers."""
    rows = []
    for name in who:
        person = getattr(world, name)
        above = Reach.objects.filter(employee=person, depth=1).select_related("manager").first()
        manager = managers.get(name, above.manager.number if above else "")
        first, last = person.name.split(" ")
        rows.append(row(person.number, manager, first_name=first, last_name=last, email=person.email,
                        team=person.team.name))  # fmt: skip
    return rows


def problems(roster):
    return set(roster.rows.filter(verdict="error").values_list("number", "problem"))


def test_an_import_brings_nobody_under_whoever_imports_and_another_may_decide_it(fernhill, client_of):
    with fernhill.inside():
        CheckInFactory(employee=fernhill.employee, answered=True)
        hr = fernhill.hr_admin
        rows = as_they_are(fernhill, "employee", "peer", employee=hr.number, peer=fernhill.stranger.number)
    roster = previewed(fernhill, as_csv([*rows, row("NEW-1", hr.number)]))
    with fernhill.inside():
        # directly, and by way of a report; somebody new has no past to be read
        assert problems(roster) == {("N-Emma", "under_oneself"), ("N-Peter", "under_oneself")}
    page = client_of(hr).get(fernhill.path(f"rosters/{roster.pk}/")).content.decode()
    assert "puts nobody under themselves" in page
    with fernhill.inside():
        with pytest.raises(rosters.RosterHasErrors):
            rosters.start_applying(roster, by=hr, at=AT)
        assert not access.is_above(hr, fernhill.employee)
        second = rosters.start_applying(roster, by=fernhill.owner, at=AT)
        assert (second.errors, second.started_by) == (0, fernhill.owner)
    run(tasks.apply_roster, fernhill.organization, roster=roster.pk)
    with fernhill.inside():
        assert access.is_manager_of(hr, fernhill.employee)


def test_an_import_takes_nobody_away_from_above_whoever_imports(in_line):
    with in_line.inside():
        moved_out = as_they_are(in_line, "hr_admin", hr_admin=in_line.owner.number)
        moved_above = as_they_are(in_line, "manager", "employee", manager=in_line.owner.number)
        left_out = as_they_are(in_line, "hr_admin", "manager", "owner", manager="")
        unchanged = as_they_are(in_line, "hr_admin", "manager", "skip", "employee")
    assert problems_of(in_line, moved_out) == {("N-Hannah", "own_line")}
    assert problems_of(in_line, moved_above) == {("N-Max", "own_line")}
    assert problems_of(in_line, left_out, missing="end") == {("N-Max", "own_line")}
    assert problems_of(in_line, unchanged) == set()
    # not in the file: the importer stays, and so does the line
    assert problems_of(in_line, unchanged[1:], missing="end") == set()
    # the manager is not in the file and would leave
    assert {problem for _number, problem in problems_of(in_line, unchanged[2:], missing="end")} >= {"own_line"}


def problems_of(world, rows, **choices):
    roster = previewed(world, as_csv(rows), **choices)
    with world.inside():
        found = problems(roster)
        RosterImport.objects.filter(pk=roster.pk).update(state="discarded")
        return found


def test_who_gains_a_manager_by_an_own_import_may(fernhill):
    with fernhill.inside():
        rows = as_they_are(fernhill, "hr_admin", hr_admin=fernhill.owner.number)
    applied(fernhill, as_csv(rows))
    with fernhill.inside():
        assert access.in_conflict(fernhill.hr_admin, fernhill.owner)


def test_a_partner_outside_of_the_own_teams_is_refused(fernhill):
    with fernhill.inside(), pytest.raises(Refused):
        rules.add_absence(fernhill.stranger, by=fernhill.hr_partner, at=AT, start_date=AT.date(), end_date=AT.date())
