"""Goals on dashboards, tables and the API; and that what somebody may not see moves no number they are shown."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from analytics import rules
from goals import rules as goals
from goals.models import KeyResult
from people import rules as people
from people.access import SYSTEM
from perfhub.kernel import clock
from perfhub.kernel.calendars import last_weeks
from tests.api.conftest import program as program
from tests.factories import goals as make_goals
from tests.factories import people as make
from tests.goals import writing

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 3, 11, 9, tzinfo=dt.UTC)  # a Wednesday
WEEKS = last_weeks(AT.date(), 7)
BEGAN = dt.datetime(2026, 2, 2, 9, tzinfo=dt.UTC)
GOALS = ("people", "people_without_goal", "goals", "on_pace", "behind", "silent", "updates_due", "updates_made")


def under_way(world, by, **fields):
    return writing.under_way(world, by=by, at=BEGAN, **fields)


def say(goal, value, *, by, at=AT, **words):
    row = KeyResult.objects.get(objective=goal)
    return goals.report(goal, by=by, at=at, values={row.pk: Decimal(value)}, **words)


def night():
    rules.take_facts(WEEKS, by=SYSTEM, at=AT)
    rules.take_night(AT.date(), by=SYSTEM, at=AT)


@pytest.fixture
def large(fernhill):
    """Two managers below `skip` with seven and six people, each of whom has one goal that everybody sees."""
    with fernhill.inside(), clock.stopped(BEGAN):
        cycle = make_goals.GoalCycleFactory()
        third = make.hired("Tina Third", fernhill.skip, fernhill.employee.team, fernhill.organization)
        groups = {fernhill.manager: [fernhill.employee, fernhill.peer], third: []}
        for manager, size in ((fernhill.manager, 7), (third, 6)):
            while len(groups[manager]) < size:
                n = f"{manager.first_name}{len(groups[manager])}"
                groups[manager].append(make.hired(f"{n} Reed", manager, manager.team, fernhill.organization))
        for group in groups.values():
            for number, person in enumerate(group):
                goal = under_way(fernhill, person, cycle=cycle)
                say(goal, 20 * number, by=person, at=BEGAN, confidence=number)
        night()
    return fernhill, third, cycle


@pytest.fixture
def shown_to(client_of, program):
    """Everything about goals that analytics shows to somebody: tables, answers of the API, sentences, figures."""

    tokens = {}

    def ask(world, viewer):
        client, found = client_of(viewer), {}
        asking = tokens.get(viewer.pk) or tokens.setdefault(viewer.pk, program(viewer))
        teams = [world.employee.team_id, world.stranger.team_id]
        managers = [viewer.pk, world.manager.pk, world.skip.pk]
        by_team = viewer in (world.hr_admin, world.hr_partner, world.owner)
        tables = ["team/table/?scope=all", "teams/table/" if by_team else f"team/{world.manager.pk}/table/"]
        with clock.stopped(AT):
            for path in (
                *("team/", "team/?scope=all", "teams/", *tables),  # five tables an hour and no more
                *(f"team/{pk}/?scope={scope}" for pk in managers for scope in ("direct", "all")),
                *(f"teams/{pk}/" for pk in teams),
            ):
                found[path] = _said(client.get(world.path(path)))
            for path in (
                *(f"facts/managers/{pk}/?scope={scope}" for pk in managers for scope in ("direct", "all")),
                *(f"facts/teams/{pk}/" for pk in teams),
                *("facts/goals/", f"facts/goals/{world.employee.pk}/"),
            ):
                answer = asking.ask(path)
                found[path] = answer.json() if answer.status_code == 200 else answer.status_code
        return found

    return ask


def _said(response):
    if response.status_code != 200 or "csv" in response["Content-Type"]:
        assert response.status_code in (200, 404)
        return response.status_code, response.content.decode("utf-8-sig") if response.status_code == 200 else ""
    context = response.context
    shown = context.get("dashboard") or context.get("teams") or context.get("unit")
    figures = [getattr(shown, name, None) for name in ("goals", "goal_points", "goal_heat", "sentences")]
    return [repr(figure) for figure in figures]


def test_who_sits_two_levels_up_or_leads_hr_is_shown_the_same_whatever_hidden_goals_there_are(
    large, brackwater, shown_to
):
    world, _third, cycle = large
    viewers = (world.skip, world.hr_admin, world.hr_partner, world.owner, world.auditor, world.peer, world.stranger)
    before = {viewer: shown_to(world, viewer) for viewer in viewers}
    managers = shown_to(world, world.manager)
    assert before[world.skip][f"facts/managers/{world.manager.pk}/?scope=direct"]["goals"][-1]["goals"] == 7
    with brackwater.inside(), clock.stopped(BEGAN):
        under_way(brackwater, brackwater.employee)
    with world.inside(), clock.stopped(BEGAN):
        for visibility, audience in (("private", []), ("chosen", [world.peer])):
            goal = under_way(world, world.employee, cycle=cycle, visibility=visibility, audience=audience)
            say(goal, 3, by=world.employee, confidence=1)
        night()
    for viewer in viewers:
        assert shown_to(world, viewer) == before[viewer], viewer.name
    after = shown_to(world, world.manager)
    own = "facts/managers/{}/?scope={}"
    assert after[own.format(world.manager.pk, "direct")]["goals"][-1]["goals"] == 9, "their manager sees them"
    assert after[own.format(world.manager.pk, "all")] == managers[own.format(world.manager.pk, "all")]
    assert after[f"facts/goals/{world.employee.pk}/"]["weeks"][-1]["goals"] == 3


def test_a_former_manager_and_a_new_one(large, shown_to):
    world, third, cycle = large
    with world.inside(), clock.stopped(BEGAN):
        under_way(world, world.employee, cycle=cycle, visibility="private")
        night()
        people.report_to(world.employee, third, by=SYSTEM, at=AT, from_date=AT.date())
        night()
    path = f"facts/goals/{world.employee.pk}/"
    assert shown_to(world, world.manager)[path] == 404
    assert shown_to(world, third)[path]["weeks"][-1]["goals"] == 2
    direct = shown_to(world, world.manager)[f"facts/managers/{world.manager.pk}/?scope=direct"]["goals"]
    assert {week["goals"] for week in direct[-6:]} == {6}, "nor in the weeks before"


def test_a_group_of_fewer_than_five_is_withheld_on_page_table_and_api_alike(fernhill, shown_to):
    with fernhill.inside(), clock.stopped(BEGAN):
        under_way(fernhill, fernhill.employee)
        night()
    above, own = (shown_to(fernhill, viewer) for viewer in (fernhill.skip, fernhill.manager))
    path = f"facts/managers/{fernhill.manager.pk}/?scope=direct"
    assert {week["withheld"] for week in above[path]["goals"][-6:]} == {True}
    assert {above[path]["goals"][-1][name] for name in GOALS} == {None}
    assert own[path]["goals"][-1]["goals"] == 1 and not own[path]["goals"][-1]["withheld"]
    newest = above[f"team/{fernhill.manager.pk}/table/"][1].splitlines()[-1]
    assert newest.split(",")[5:] == [""] * 10 + ["goals"]
    for viewer in (fernhill.hr_admin, fernhill.hr_partner):
        shown = shown_to(fernhill, viewer)
        assert {week["goals"] for week in shown[f"facts/teams/{fernhill.employee.team_id}/"]["goals"]} == {None}


def test_the_manager_reads_in_sentences_what_stands_behind(fernhill, brackwater, client_of):
    for world in (brackwater, fernhill):
        with world.inside(), clock.stopped(BEGAN):
            cycle = make_goals.GoalCycleFactory()
            good, bad = (under_way(world, world.employee, cycle=cycle) for _ in range(2))
            say(good, 90, by=world.employee, at=BEGAN)
            say(bad, 80, by=world.employee, at=BEGAN)
            rules.take_facts(WEEKS[:-2], by=SYSTEM, at=AT)
            say(bad, 40 if world is fernhill else 85, by=world.employee, at=AT - dt.timedelta(days=1))
            night()
    with clock.stopped(AT):
        words = client_of(fernhill.manager).get(fernhill.path("team/")).content.decode()
        others = client_of(brackwater.manager).get(brackwater.path("team/")).content.decode()
    assert "1 of 2 goals are behind pace; last week it was 0." in words
    assert "1 person has no goal." in words and "Peter Peer." in words
    assert "2 goals, 1 behind" in words and "no goal" in words
    assert "behind pace" not in others


@pytest.mark.parametrize("scope", ["", "?scope=all"])
def test_more_weeks_and_more_goals_take_no_more_statements(large, client_of, scope):
    world, third, cycle = large
    client, counts = client_of(world.skip), []
    with clock.stopped(AT):
        for name in ("More", "Still"):
            client.get(world.path(f"team/{scope}"))  # who was shown is noted once a day
            with CaptureQueriesContext(connection) as asked:
                client.get(world.path(f"team/{scope}"))
            counts.append(len(asked))
            with world.inside(), clock.stopped(BEGAN):
                for n in range(3):
                    more = make.hired(f"{name}{n} Reed", world.skip, third.team, world.organization)
                    under_way(world, more, cycle=cycle)
                night()
    assert counts[0] == counts[1]


def test_who_had_no_goal_reads_no_table_of_none(large, client_of):
    world, _third, _cycle = large
    with clock.stopped(AT):
        assert "How did the goals go?" not in client_of(world.hr_admin).get(world.path("my-weeks/")).content.decode()


def test_a_person_and_the_manager_read_how_the_goals_went(large, client_of):
    world, third, _cycle = large
    with clock.stopped(AT):
        page = client_of(world.employee).get(world.path("my-weeks/")).content.decode()
        assert "How did the goals go?" in page
        for viewer, code in ((world.manager, 200), (world.skip, 404), (third, 404), (world.hr_admin, 404)):
            assert client_of(viewer).get(world.path(f"people/{world.employee.pk}/weeks/")).status_code == code
