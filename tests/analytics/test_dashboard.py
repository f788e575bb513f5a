"""The team dashboard."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from analytics import rules
from analytics.models import EmployeeWeek
from analytics.rules.groups import take_groups, take_lines
from people import rules as people
from people.access import SYSTEM
from perfhub.kernel import clock
from perfhub.kernel.calendars import last_weeks
from tests.factories import people as make
from tests.factories.analytics import EmployeeWeekFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 11, 9, tzinfo=UTC)  # a Wednesday
# Session, user, organization, context, viewer; reports, weeks, weeks of goals, check-ins; two for the side bar, the
# bell: twelve. Where there are groups, theirs of both kinds. The other five are savepoints of the view and of the test.
STATEMENTS = {"team/": 16, "team/?scope=all": 16}
WEEKS = last_weeks(AT.date(), 27)[:-1]


def live(employee, moods, *, manager=None, team=None):
    """Facts of an employee's newest weeks; None is a week without an answer."""
    for week, mood in zip(WEEKS[-len(moods) :], moods, strict=True):
        EmployeeWeekFactory(
            employee=employee,
            manager=manager,
            team=team,
            week_start=week,
            mood=mood,
            answered=mood is not None,
            on_time=mood is not None,
        )


def check_ins(line):
    """Of a line of the table what is about check-ins: numbers, and what is withheld."""
    cells = line.split(",")
    return [*cells[1:5], cells[-1]]


@pytest.fixture
def see(client_of):
    def get(world, viewer, path):
        with clock.stopped(AT):
            return client_of(viewer).get(world.path(path))

    return get


def test_a_manager_sees_who_needs_attention_and_why(fernhill, see):
    with fernhill.inside():
        live(fernhill.employee, [4, 4, 4, 4, 4, 2], manager=fernhill.manager)
        live(fernhill.peer, [3, 3, 3, None, None, None], manager=fernhill.manager)
    shown = see(fernhill, fernhill.manager, "team/")
    assert shown.status_code == 200
    words = shown.content.decode()
    assert "Emma’s week felt 2, where 4 is usual." in words
    assert "Peter has not checked in for 3 weeks." in words
    assert "Last week 1 of 2 did not check in; the week before it was 1." in words


@pytest.mark.parametrize("reports", [1, 3])
def test_the_dashboard_takes_the_same_statements_for_one_report_and_for_three(
    fernhill, see, django_assert_num_queries, client_of, reports
):
    with fernhill.inside():
        for n in range(reports):
            report = make.hired(f"Report{n} Reed", fernhill.stranger, fernhill.stranger.team, fernhill.organization)
            live(report, [4, 4, 3], manager=fernhill.stranger)
    client = client_of(fernhill.stranger)
    with clock.stopped(AT):
        for path, statements in STATEMENTS.items():
            client.get(fernhill.path(path))
            with django_assert_num_queries(statements):
                client.get(fernhill.path(path))


def test_moods_are_between_a_person_and_the_manager_now(fernhill, see):
    with fernhill.inside():
        live(fernhill.employee, [4, 4, 4, 4, 4, 2], manager=fernhill.manager)
        make.RoleGrantFactory(employee=fernhill.stranger, role="hr_partner", team=fernhill.employee.team)
    own = f"people/{fernhill.employee.pk}/weeks/"
    for viewer, code in [
        (fernhill.employee, 200),
        (fernhill.manager, 200),
        (fernhill.skip, 404),
        (fernhill.peer, 404),
        (fernhill.hr_admin, 404),
        (fernhill.owner, 404),
        (fernhill.stranger, 404),
    ]:
        assert see(fernhill, viewer, own).status_code == code
    above = see(fernhill, fernhill.skip, f"team/{fernhill.manager.pk}/").content.decode()
    assert "Emma Employee" in above and "where 4 is usual" not in above and "between them and their manager" in above


def test_a_former_manager_sees_nothing_from_the_next_request(fernhill, see):
    with fernhill.inside():
        live(fernhill.employee, [4, 4, 4, 4, 4, 2], manager=fernhill.manager)
    assert "Emma" in see(fernhill, fernhill.manager, "team/").content.decode()
    with fernhill.inside():
        people.report_to(fernhill.employee, fernhill.stranger, by=SYSTEM, at=AT, from_date=AT.date())
    assert "Emma" not in see(fernhill, fernhill.manager, "team/").content.decode()
    assert see(fernhill, fernhill.manager, f"people/{fernhill.employee.pk}/weeks/").status_code == 404
    table = see(fernhill, fernhill.manager, "team/table/").content.decode()
    assert all(line.split(",")[1] in ("", "0") for line in table.splitlines()[1:])
    assert "Emma’s week felt 2" in see(fernhill, fernhill.stranger, "team/").content.decode()


@pytest.fixture
def large(fernhill):
    """Three managers below `skip` with seven, six and three people, six weeks of facts for everybody, decided."""
    with fernhill.inside():
        other = make.hired("Olga Other", fernhill.skip, fernhill.stranger.team, fernhill.organization)
        third = make.hired("Tina Third", fernhill.skip, fernhill.employee.team, fernhill.organization)
        groups = {fernhill.manager: [fernhill.employee, fernhill.peer], third: [], other: []}
        for manager, size in ((fernhill.manager, 7), (third, 6), (other, 3)):
            while len(groups[manager]) < size:
                n = f"{manager.first_name}{len(groups[manager])}"
                groups[manager].append(make.hired(f"{n} Reed", manager, manager.team, fernhill.organization))
        for person in [*groups, *groups[fernhill.manager], *groups[third], *groups[other]]:
            for week in WEEKS[-6:]:
                EmployeeWeekFactory(employee=person, team=person.team, week_start=week, mood=4)
        take_lines(WEEKS[-6:])
        take_groups(WEEKS[-6:])
        rules.decide(AT.date())
    return fernhill, other


def test_a_group_of_seven_is_shown_above_and_one_of_three_is_withheld_on_page_table_and_api_alike(large, see):
    world, other = large
    for manager, words in ((world.manager, ["7", "7", "7", "4.0", ""]), (other, ["", "", "", "", "share mood"])):
        table = see(world, world.skip, f"team/{manager.pk}/table/").content.decode("utf-8-sig").splitlines()
        assert check_ins(table[-1]) == words
        with clock.stopped(AT):
            client = Client()
            client.force_login(world.skip.user)
            address = f"/api/v1/o/{world.organization.slug}/facts/managers/{manager.pk}/"
            last = client.get(address).json()["weeks"][-1]
        shown = manager == world.manager
        assert (last["asked"], last["mood"]) == ((7, 4.0) if shown else (None, None))
        assert last["share_withheld"] is not shown and last["mood_withheld"] is not shown
        page = see(world, world.skip, f"team/{manager.pk}/").content.decode()
        assert ("As usual" in page or "4.0 on a scale" in page) is shown


def test_all_below_is_the_own_reports_and_everybody_beyond(large, see):
    world, _other = large
    table = see(world, world.skip, "team/table/?scope=all").content.decode("utf-8-sig").splitlines()
    assert check_ins(table[-1]) == ["19", "19", "19", "4.0", ""]


def test_hr_sees_teams_and_of_managers_only_the_own_reports(large, see):
    world, _other = large
    assert see(world, world.hr_admin, f"team/{world.manager.pk}/").status_code == 404
    rows = see(world, world.hr_admin, "teams/table/").content.decode("utf-8-sig").splitlines()
    newest = {row.split(",")[0].strip('"'): row.split(",")[2] for row in rows[1:] if WEEKS[-1].isoformat() in row}
    assert newest == {"Field service": "15", "Accounts": ""}
    partner = see(world, world.hr_partner, "teams/table/").content.decode("utf-8-sig")
    assert "Field service" in partner and "Accounts" not in partner
    assert see(world, world.manager, "teams/").status_code == 404


def test_a_running_week_is_shown_to_the_manager_and_to_nobody_else(large, see):
    world, _other = large
    running = WEEKS[-1] + timedelta(weeks=1)
    with world.inside():
        for row in EmployeeWeek.objects.filter(week_start=WEEKS[-1]):
            EmployeeWeekFactory(employee_id=row.employee_id, manager_id=row.manager_id, week_start=running, mood=1)
        take_lines([running])
        take_groups([running])
        rules.decide(AT.date())
    assert running.isoformat() in see(world, world.manager, "team/table/").content.decode()
    for path in (f"team/{world.manager.pk}/table/", "team/table/?scope=all"):
        assert running.isoformat() not in see(world, world.skip, path).content.decode()


def test_two_organizations_side_by_side(fernhill, brackwater, see):
    for world, mood in ((fernhill, 2), (brackwater, 3)):
        with world.inside():
            live(world.employee, [5, 5, 5, 5, mood], manager=world.manager)
    assert "felt 2, where 5" in see(fernhill, fernhill.manager, "team/").content.decode()
    assert "felt 3, where 5" in see(brackwater, brackwater.manager, "team/").content.decode()
    assert see(fernhill, fernhill.manager, f"people/{brackwater.employee.pk}/weeks/").status_code == 404
    assert see(fernhill, fernhill.skip, f"team/{brackwater.manager.pk}/").status_code == 404
