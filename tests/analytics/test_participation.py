"""HR sees how many take part, by team, and never who."""

import datetime as dt

import pytest
from django.http import Http404

from analytics import access, queries, rules
from people import rules as people
from people.access import SYSTEM
from people.models import Team
from tests.factories.feedback import MONDAY, CheckInFactory
from tests.factories.people import EmployeeFactory, TeamFactory

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 3, 4, 9, tzinfo=dt.UTC)
WEEK = dt.timedelta(weeks=1)


def cells(page) -> dict:
    return {row.label: row.cells for row in page.heat["rows"]}


def test_participation_by_team_in_the_order_of_the_tree(fernhill, client_of, django_assert_num_queries):
    with fernhill.inside():
        field = Team.objects.get(name="Field service")
        north = TeamFactory(name="North", parent=field)
        people = [EmployeeFactory(team=north) for _ in range(6)]
        for n, person in enumerate(people):
            CheckInFactory(employee=person, period_start=MONDAY - WEEK, answered=True)
            CheckInFactory(employee=person, **({"answered": True, "progress": "A secret"} if n < 3 else {}))
        CheckInFactory(employee=fernhill.employee, missed=True)
        CheckInFactory(employee=fernhill.peer, skipped=True)
        rules.take_facts([MONDAY - WEEK, MONDAY], by=SYSTEM, at=AT)
        rules.take_night(AT.date(), by=SYSTEM, at=AT)
        shown = cells(queries.participation_page(fernhill.hr_admin, page=1, at=AT))
        assert list(shown) == ["Accounts", "Field service", "Field service › North"]
        assert shown["Field service › North"][:2] == (50, 100)
        assert shown["Field service"][0] == "withheld" and shown["Accounts"][0] is None
        of_partner = cells(queries.participation_page(fernhill.hr_partner, page=1, at=AT))
        assert list(of_partner) == ["Field service", "Field service › North"]

        def statements(number):
            with django_assert_num_queries(number):
                queries.participation_page(fernhill.owner, page=1, at=AT)

        queries.participation_page(fernhill.owner, page=1, at=AT)  # roles are read once a request
        statements(6)
        for n in range(3):
            TeamFactory(name=f"South {n}", parent=field)
        statements(6)
    page = client_of(fernhill.hr_admin).get(fernhill.path("teams/participation/")).content.decode()
    assert "Field service › North" in page and "A secret" not in page and "Emma" not in page.split("<main")[1]
    assert client_of(fernhill.manager).get(fernhill.path("teams/participation/")).status_code == 404


def test_teams_are_asked_for_by_who_looks_after_them_while_employed(fernhill, brackwater):
    with fernhill.inside():
        partner, field = fernhill.hr_partner, fernhill.employee.team_id

        def teams(viewer):
            return set(access.visible_teams(viewer).values_list("name", flat=True))

        assert teams(fernhill.hr_admin) == {"Accounts", "Field service"}
        assert (teams(partner), teams(fernhill.manager)) == ({"Field service"}, set())
        assert access.get_team(partner, field).pk == field
        people.leave(partner, by=SYSTEM, at=AT, last_day=AT.date())  # within a request that has read the roles
        assert teams(partner) == set()
        for viewer, team in [(partner, field), (fernhill.hr_admin, brackwater.employee.team_id)]:
            with pytest.raises(Http404):
                access.get_team(viewer, team)
