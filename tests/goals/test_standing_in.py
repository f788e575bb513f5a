"""What is proposed to a manager who is away waits for nobody: who stands in agrees or sends it back, in both names."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goals import access, queries, rules
from goals.access.sight import seeing
from goals.models import GoalEvent, Objective
from notices.models import Notice
from notices.queries.subjects import with_subjects
from people import rules as people
from people.models import AuditEntry, Employee
from perfhub.kernel import clock, slots
from perfhub.kernel.errors import Refused
from tests.factories import people as make
from tests.factories.goals import GoalCycleFactory, GoalOwnerFactory

from .writing import AT, written

pytestmark = pytest.mark.django_db
LATER = AT + dt.timedelta(days=3)


@pytest.fixture
def away(world):
    """The manager is away for a week; the stranger stands in."""
    days = {"start_date": AT.date(), "end_date": AT.date() + dt.timedelta(days=6)}
    return people.name_stand_in(world.manager, world.stranger, by=world.manager, at=AT, **days)


def proposed(world, *, by=None, **fields) -> Objective:
    by = by or world.employee
    goal = written(world, by=by, cycle=GoalCycleFactory(needs_approval=True), **fields)
    return rules.propose(access.get_objective(by, goal.pk), by=by, at=AT)


def fresh(person) -> Employee:
    """As a new request knows them: for whom they stand in is asked anew."""
    return Employee.objects.get(pk=person.pk)


def sees(person, goal) -> bool:
    return access.visible_to(fresh(person)).filter(pk=goal.pk).exists()


def test_who_stands_in_agrees_in_both_names_and_sees_it_no_more(world, away, client_of):
    goal = proposed(world, visibility="private")
    assert {one.recipient.name for one in Notice.objects.filter(kind="goal.proposed")} == {
        "Max Manager",
        "Stella Stranger",
    }
    client = client_of(world.stranger)
    assert "You stand in for the manager" in client.get(world.path()).content.decode()
    page = client.get(world.path(f"goals/{goal.pk}/")).content.decode()
    assert "Agree" in page and "Send back" in page and "Hand it over" not in page
    theirs = client_of(world.employee).get(world.path(f"goals/{goal.pk}/")).content.decode()
    assert "and Stella Stranger, who stands in, see it" in theirs
    answer = client.post(world.path(f"goals/{goal.pk}/approve/"))
    assert (answer.status_code, answer.url) == (303, world.path())
    assert client.get(world.path(f"goals/{goal.pk}/")).status_code == 404
    assert Objective.objects.get(pk=goal.pk).state == "active"
    theirs = client_of(world.employee).get(world.path(f"goals/{goal.pk}/")).content.decode()
    assert "Agreed for Max Manager · Stella Stranger" in " ".join(theirs.split())
    lines = AuditEntry.objects.filter(by=world.stranger, employee=world.employee)
    assert {(line.act, line.acting_for) for line in lines} == {
        ("goal.seen", world.manager),
        ("goal.approved", world.manager),
    }


def test_who_stands_in_sends_it_back_with_words_and_does_nothing_else(world, away):
    goal = proposed(world)
    seen = access.get_objective(fresh(world.stranger), goal.pk)
    assert access.acts(fresh(world.stranger), seen) == {"approve", "send_back"}
    for refused in (
        lambda who: rules.hand_over(seen, world.stranger, by=who, at=AT),
        lambda who: rules.comment(seen, "Well.", by=who, at=AT),
        lambda who: rules.change(seen, by=who, at=AT, title="Mine"),
        lambda who: rules.add_owner(seen, world.stranger, by=who, at=AT),
    ):
        with pytest.raises(Refused):
            refused(fresh(world.stranger))
    rules.send_back(seen, "A number, please.", by=fresh(world.stranger), at=AT)
    event = GoalEvent.objects.get(happening="sent_back")
    assert (event.by, event.after, event.reason) == (world.stranger, "Max Manager", "A number, please.")
    assert not sees(world.stranger, goal)  # a draft is its owner's again


def test_only_what_waits_and_only_in_these_days(world, away):
    draft = written(world, title="Draft")
    quiet = rules.start(written(world, title="Quiet", visibility="private"), by=world.employee, at=AT)
    elsewhere = proposed(world, by=world.manager, title="Of the manager")  # proposed to the one above
    goal = proposed(world)
    assert [sees(world.stranger, one) for one in (draft, quiet, elsewhere, goal)] == [False, False, False, True]
    with clock.stopped(AT + dt.timedelta(days=7)):
        assert not sees(world.stranger, goal)
    people.end_stand_in(away, by=world.manager, at=AT)
    assert not sees(world.stranger, goal)
    notices = Notice.objects.filter(kind="goal.proposed", recipient=world.stranger).select_related("recipient")
    assert [slots.provider("notice.kind", one.kind).still_wanted(one) for one in with_subjects(notices)] == [False]


def test_nobody_agrees_to_the_own_goal_nor_to_one_the_manager_owns_too(world):
    days = {"start_date": AT.date(), "end_date": AT.date()}
    people.name_stand_in(world.manager, world.peer, by=world.manager, at=AT, **days)
    own, shared, other = proposed(world, by=world.peer), proposed(world), proposed(world, title="Other")
    GoalOwnerFactory(objective=shared, employee=world.manager)
    assert "approve" not in access.acts(fresh(world.peer), access.get_objective(fresh(world.peer), own.pk))
    assert [sees(world.peer, one) for one in (shared, other)] == [False, True]
    for goal in (own, shared, other):
        of_each = {one.pk for one in Employee.objects.all() if sees(one, goal)}
        at_once = set(seeing(goal, Employee.objects.all(), today=AT.date()).values_list("pk", flat=True))
        assert at_once == of_each


def test_the_manager_who_is_back_agrees_as_before_without_another_name(world, away):
    goal = proposed(world)
    rules.approve(access.get_objective(fresh(world.manager), goal.pk), by=fresh(world.manager), at=AT)
    assert GoalEvent.objects.get(happening="approved").after == ""
    assert AuditEntry.objects.get(act="goal.approved").acting_for is None


def test_another_organization_has_no_part_in_it(fernhill, brackwater, client_of):
    with fernhill.inside(), clock.stopped(AT):
        goal = proposed(fernhill)
    with brackwater.inside(), clock.stopped(AT):
        days = {"start_date": AT.date(), "end_date": AT.date()}
        people.name_stand_in(brackwater.manager, brackwater.stranger, by=brackwater.manager, at=AT, **days)
    with clock.stopped(AT):
        client = client_of(brackwater.stranger)
        assert client.get(brackwater.path(f"goals/{goal.pk}/")).status_code == 404
        assert client.post(brackwater.path(f"goals/{goal.pk}/approve/")).status_code == 404


def test_more_that_waits_asks_no_more(world, away, client_of):
    client, path = client_of(world.stranger), world.path()
    proposed(world)
    client.get(path)
    with CaptureQueriesContext(connection) as one:
        client.get(path)
    for number in range(3):
        person = make.hired(f"Report{number} Below", world.manager, world.employee.team, world.organization)
        proposed(world, by=person)
    with CaptureQueriesContext(connection) as many:
        assert client.get(path).content.decode().count("You stand in for the manager") == 4
    assert len(many) == len(one)


def test_the_home_of_whoever_stands_in_is_told_in_the_provider(world, away):
    from goals.queries.shown import proposed_due

    goal = proposed(world)
    (line,) = proposed_due(fresh(world.stranger), at=AT)
    assert (line.key, str(line.title)) == (f"goal-proposed:{goal.pk}", "A goal of Emma Employee")
    (own,) = proposed_due(fresh(world.manager), at=AT)
    assert "Proposed to you" in str(own.meta)
    assert not list(proposed_due(fresh(world.peer), at=AT))
    assert queries.audience_of(goal, [world.employee], on=AT.date()).count("Stella Stranger") == 1
