"""Weekly facts over the API: one's own, those of one's reports, groups as withheld as on the page."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from analytics.models import EmployeeWeek
from analytics.rules.groups import take_groups, take_lines
from people import rules
from people.access import SYSTEM
from perfhub.kernel import clock
from perfhub.kernel.calendars import last_weeks
from tests.api.conftest import program as program
from tests.factories import people as make
from tests.factories.analytics import EmployeeWeekFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 11, 9, tzinfo=UTC)
WEEKS = last_weeks(AT.date(), 27)


@pytest.fixture
def ask(fernhill, program):
    tokens = {}

    def get(viewer, path):
        asking = tokens.get(viewer.pk) or tokens.setdefault(viewer.pk, program(viewer))
        with clock.stopped(AT):
            return asking.ask(f"facts/{path}")

    return get


@pytest.fixture
def weeks(fernhill):
    with fernhill.inside():
        for person, moods in [(fernhill.employee, (4, None, 2)), (fernhill.peer, (3, 3, 3)), (fernhill.stranger, (5,))]:
            for week, mood in zip(WEEKS[-4:], moods, strict=False):
                EmployeeWeekFactory(
                    employee=person, week_start=week, mood=mood, answered=int(mood is not None), on_time=0
                )


def test_everybody_reads_their_own_weeks_as_on_the_page(fernhill, weeks, ask, client_of):
    emma = fernhill.employee
    shown = ask(emma, f"people/{emma.pk}/").json()
    said = {"asked": True, "on_time": False}
    assert shown == {
        "employee": emma.pk,
        "number": "N-Emma",
        "weeks": [
            {"week_start": WEEKS[-4].isoformat(), "answered": True, "mood": 4, **said},
            {"week_start": WEEKS[-3].isoformat(), "answered": False, "mood": None, **said},
            {"week_start": WEEKS[-2].isoformat(), "answered": True, "mood": 2, **said},
        ],
    }
    assert [row["number"] for row in ask(emma, "people/").json()["results"]] == ["N-Emma"]
    with clock.stopped(AT):
        page = client_of(emma).get(fernhill.path("my-weeks/")).content.decode()
    assert page.count("no answer") == 1 and "2 of 3 check-ins answered." in page


def test_a_manager_reads_the_reports_of_now_and_nobody_else_does(fernhill, brackwater, weeks, ask, program):
    emma, manager = fernhill.employee, fernhill.manager
    assert [r["number"] for r in ask(manager, "people/").json()["results"]] == ["N-Emma", "N-Max", "N-Peter"]
    assert ask(manager, f"people/{emma.pk}/").json()["weeks"][0]["mood"] == 4
    for who in (fernhill.skip, fernhill.peer, fernhill.hr_admin, fernhill.hr_partner, fernhill.owner, fernhill.auditor):
        assert ask(who, f"people/{emma.pk}/").status_code == 404
        assert emma.pk not in [row["employee"] for row in ask(who, "people/").json()["results"]]
    assert program(brackwater.manager).ask(f"/api/v1/o/fernhill/facts/people/{emma.pk}/").status_code == 401
    with fernhill.inside():
        rules.report_to(emma, fernhill.hr_admin, by=SYSTEM, at=clock.now(), from_date=clock.now().date())
    assert ask(manager, f"people/{emma.pk}/").status_code == 404
    assert ask(fernhill.hr_admin, f"people/{emma.pk}/").status_code == 200  # the manager now


def test_it_takes_the_scope_of_check_ins_not_that_of_groups(fernhill, weeks, program):
    path = f"facts/people/{fernhill.employee.pk}/"
    assert program(fernhill.employee, ["facts:read"]).ask(path).status_code == 403
    assert program(fernhill.employee, ["check_ins:read"]).ask(path).status_code == 200


def test_small_groups_are_withheld_from_whoever_may_not_read_the_answers(fernhill, ask, client_of):
    """Two people below, of whom one answers: the manager's manager gets the same blanks as on the page."""
    with fernhill.inside():
        for week in WEEKS[-4:-1]:
            for person in (fernhill.employee, fernhill.peer):
                EmployeeWeekFactory(
                    employee=person, manager=fernhill.manager, team=person.team, week_start=week, mood=2
                )
        take_lines(WEEKS[-4:-1])
        take_groups(WEEKS[-4:-1])
    path = f"managers/{fernhill.manager.pk}/"
    with clock.stopped(AT):
        above, own = (ask(who, path).json()["weeks"] for who in (fernhill.skip, fernhill.manager))
        team = ask(fernhill.hr_admin, f"teams/{fernhill.employee.team_id}/").json()["weeks"]
    for weeks in (above, team):
        assert {week["mood"] for week in weeks} == {None} and weeks[-1]["mood_withheld"]
    assert own[-1]["mood"] == 2.0 and not own[-1]["mood_withheld"]


def test_the_list_asks_as_often_for_many_reports_as_for_one(fernhill, program):
    asking, counts = program(fernhill.manager), []
    asking.ask("facts/people/")  # that a token is used is noted once a while
    for more in (1, 6):  # of each, words that the manager has not seen yet
        with fernhill.inside():
            for n in range(more):
                report = make.hired(
                    f"R{more}{n} Report", fernhill.manager, fernhill.employee.team, fernhill.organization
                )
                EmployeeWeekFactory(employee=report, week_start=WEEKS[-2])
        with CaptureQueriesContext(connection) as caught:
            assert len(asking.ask("facts/people/").json()["results"]) == 3 + sum((1, 6)[: len(counts) + 1])
        counts.append(len(caught))
    assert counts[0] == counts[1]
    with fernhill.inside():
        assert EmployeeWeek.objects.count() == 7
