"""Owners who leave or move: to whom a goal falls, who is told, and what a hand-over leaves of each share."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goals import access, rules
from goals.models import GoalOwner, Objective
from goals.queries.falling import fallen
from notices.models import Notice
from notices.queries.subjects import with_subjects
from people import rules as people
from people.access import SYSTEM
from people.models import Employee
from perfhub.kernel import clock, slots
from perfhub.kernel.errors import Refused
from tests.factories import people as make
from tests.factories.goals import GoalOwnerFactory, ObjectiveFactory

from .writing import AT, under_way

pytestmark = pytest.mark.django_db
LATER = AT + dt.timedelta(days=3)
STANDING = ("employee", "manager", "skip", "peer", "stranger", "hr_admin", "owner")


def leaves(person, *, at=AT):
    people.leave(Employee.objects.get(pk=person.pk), by=SYSTEM, at=at, last_day=at.date())


def joins(person, team):
    Employee.objects.filter(pk=person.pk).update(team=team)


def needs(world) -> dict[str, list[str]]:
    """What needs an owner, by whom it falls to; as each sees it and as the clock does."""
    found = {}
    for name in STANDING:
        person = Employee.objects.get(pk=getattr(world, name).pk)
        titles = list(access.needing_owner(person).order_by("title").values_list("title", flat=True))
        if titles:
            found[name] = titles
    by_key = {getattr(world, name).pk: name for name in STANDING}
    shares = dict(GoalOwner.objects.values_list("pk", "objective__title"))
    by_clock: dict[str, list[str]] = {}
    for share, manager in fallen(today=AT.date()):
        by_clock.setdefault(by_key[manager], []).append(shares[share])
    assert {name: sorted(titles) for name, titles in by_clock.items()} == found
    return found


def remind(at=LATER):
    return rules.remind(by=SYSTEM, at=at, today=at.date())


def told() -> list[str]:
    return sorted(Notice.objects.filter(kind="goal.needs_owner").values_list("recipient__name", flat=True))


# --- who left ----------------------------------------------------------------------------------------------


def test_a_goal_falls_to_the_manager_when_its_last_owner_has_left(world):
    alone = under_way(world, title="Alone")
    both = under_way(world, title="Together", cycle=alone.cycle)
    GoalOwnerFactory(objective=both, employee=world.peer)
    assert needs(world) == {}
    leaves(world.employee)
    assert needs(world) == {"manager": ["Alone"]}
    leaves(world.peer)
    assert needs(world) == {"manager": ["Alone", "Together"]}


def test_a_manager_who_left_too_is_passed_over(world):
    under_way(world, title="Alone")
    leaves(world.employee)
    leaves(world.manager, at=LATER)
    assert needs(world) == {"skip": ["Alone"]}


def test_with_nobody_above_it_falls_to_hr_if_everybody_sees_it(world, client_of):
    goal = under_way(world, by=world.skip, title="Of the very top", level="organization")
    under_way(world, by=world.skip, title="Quiet aim", visibility="private", cycle=goal.cycle)
    under_way(world, by=world.manager, title="Below", cycle=goal.cycle)
    leaves(world.skip)
    leaves(world.manager, at=LATER)
    found = needs(world)
    assert found == {name: ["Below", "Of the very top"] for name in ("hr_admin", "owner")}
    rules.hand_over(access.get_objective(world.hr_admin, goal.pk), world.peer, by=world.hr_admin, at=LATER)
    assert needs(world) == {name: ["Below"] for name in ("hr_admin", "owner")}


def test_what_is_a_draft_or_over_needs_no_owner(world):
    ObjectiveFactory(owner=world.employee)
    ObjectiveFactory(owner=world.employee, ended=True)
    leaves(world.employee)
    assert needs(world) == {}


def test_the_manager_is_told_once_until_it_is_handed_over(world):
    goal = under_way(world, title="Quiet aim", visibility="private")
    leaves(world.employee)
    remind()
    assert told() == ["Max Manager"]
    remind(LATER + dt.timedelta(hours=1))
    assert told() == ["Max Manager"]
    kind = slots.provider("notice.kind", "goal.needs_owner")
    notices = Notice.objects.filter(kind="goal.needs_owner").select_related("recipient")
    (notice,) = with_subjects(notices)
    assert kind.still_wanted(notice) and "Quiet aim" not in f"{kind.render(notice)}"
    rules.hand_over(access.get_objective(world.manager, goal.pk), world.peer, by=world.manager, at=LATER)
    (notice,) = with_subjects(notices)
    assert not kind.still_wanted(notice)
    leaves(world.peer, at=LATER)
    remind(LATER + dt.timedelta(days=1))
    assert told() == ["Max Manager", "Max Manager"]  # of the next share that ended with nobody after it


# --- who moved ------------------------------------------------------------------------------------------------


def test_a_goal_of_a_team_stays_with_the_team_when_its_owner_moves_out(world):
    goal = under_way(world, by=world.manager, title="Of the team", level="team", team=world.employee.team)
    own = under_way(world, by=world.employee, title="An own one", cycle=goal.cycle)
    assert needs(world) == {}
    elsewhere = make.TeamFactory(name="Far away")
    joins(world.employee, elsewhere)  # an own goal goes along
    joins(world.manager, elsewhere)
    assert needs(world) == {}  # still leads somebody of the team
    for report in (world.employee, world.peer):
        people.report_to(report, world.skip, by=SYSTEM, at=AT, from_date=AT.date())
    assert needs(world) == {"skip": ["Of the team"]}
    found = access.get_objective(world.skip, goal.pk)
    assert "hand_over" in access.acts(world.skip, found)
    rules.hand_over(found, world.peer, by=world.skip, at=LATER)
    assert needs(world) == {}
    assert list(Objective.objects.get(pk=own.pk).owners.values_list("employee", "end_date")) == [
        (world.employee.pk, None)
    ]


def test_a_move_to_the_team_right_above_or_below_takes_nothing_away(world):
    above = make.TeamFactory(name="All of service")
    team = world.employee.team
    type(team).objects.filter(pk=team.pk).update(parent=above)
    under_way(world, by=world.peer, title="Of the team")  # an own one, to begin with
    goal = ObjectiveFactory(active=True, level="team", team=team, title="Of the team")
    GoalOwnerFactory(objective=goal, employee=world.peer, team=team)
    joins(world.peer, above)
    assert needs(world) == {}
    joins(world.peer, make.TeamFactory(name="Far away"))
    assert needs(world) == {"manager": ["Of the team"], "skip": ["Of the team"]}


def test_whoever_owned_a_teams_goal_from_elsewhere_keeps_it(world):
    """Somebody of HR may have written it: they never were in the team."""
    goal = ObjectiveFactory(active=True, level="team", team=world.employee.team, title="Of the team")
    GoalOwnerFactory(objective=goal, employee=world.hr_admin, team=world.hr_admin.team)
    assert needs(world) == {}


# --- handed over -----------------------------------------------------------------------------------------------


def test_with_one_press_from_the_team_page_and_each_share_keeps_its_dates(world, client_of):
    goal = under_way(world, title="Alone")
    leaves(world.employee)
    client = client_of(world.manager)
    home = client.get(world.path()).content.decode()
    assert "A goal of Emma Employee" in home and "It needs another owner: name somebody." in home
    assert "Alone" not in home  # whose it is, and no word of it
    page = client.get(world.path("goals/team/")).content.decode()
    assert "Needs an owner" in page and "Who owns “Alone” from now on" in page
    with clock.stopped(LATER):
        client.post(world.path(f"goals/{goal.pk}/hand-over/"), {"to": world.peer.pk})
    assert list(GoalOwner.objects.order_by("pk").values_list("employee", "end_date")) == [
        (world.employee.pk, AT.date() + dt.timedelta(days=1)),
        (world.peer.pk, None),
    ]
    assert Notice.objects.filter(kind="goal.handed_over", recipient=world.peer).exists()
    assert "Needs an owner" not in client.get(world.path("goals/team/")).content.decode()
    assert "Emma Employee, " in client.get(world.path(f"goals/{goal.pk}/")).content.decode()


def test_nobody_else_hands_it_over_and_the_former_manager_no_more(world):
    goal = under_way(world, title="Alone", visibility="private")
    people.report_to(world.employee, world.stranger, by=SYSTEM, at=AT, from_date=AT.date())
    leaves(world.employee, at=LATER)
    assert needs(world) == {"stranger": ["Alone"]}
    for nobody in (world.manager, world.peer, world.hr_admin):
        with pytest.raises(Refused):
            rules.hand_over(Objective.objects.get(pk=goal.pk), world.peer, by=nobody, at=LATER)
    assert GoalOwner.objects.count() == 1


def test_a_contributor_may_become_its_owner(world):
    goal = under_way(world)
    GoalOwnerFactory(objective=goal, employee=world.peer, part="contributor")
    rules.hand_over(access.get_objective(world.manager, goal.pk), world.peer, by=world.manager, at=LATER)
    assert sorted(GoalOwner.objects.values_list("employee", "part", "end_date"), key=str) == sorted(
        [
            (world.employee.pk, "owner", LATER.date()),
            (world.peer.pk, "contributor", LATER.date()),
            (world.peer.pk, "owner", None),
        ],
        key=str,
    )


def test_before_somebody_leaves_hr_reads_how_many_goals_nobody_else_owns(world):
    under_way(world, title="Quiet aim", visibility="private")
    both = under_way(world)
    GoalOwnerFactory(objective=both, employee=world.peer)
    lines = [str(line.text) for line in slots.collect("person.leaving", world.employee, at=AT)]
    assert "One goal under way will need another owner; the manager finds it." in lines
    assert not any("Quiet aim" in line for line in lines)


def test_more_that_need_an_owner_ask_no_more(world, client_of):
    client = client_of(world.manager)

    def statements() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(world.path("goals/team/")).status_code == 200
        return len(seen)

    first = under_way(world, title="First")
    leaves(world.employee)
    statements()
    before = statements()
    for _ in range(3):
        GoalOwnerFactory(objective=ObjectiveFactory(active=True, cycle=first.cycle), employee=world.employee)
    assert statements() == before
