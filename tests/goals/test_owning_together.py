"""Several who own one goal: each with their dates, the same rights and the same updates."""

import datetime as dt

import pytest

from goals import access, rules
from goals.models import GoalEvent, GoalOwner, GoalUpdate, Objective
from notices.models import Notice
from notices.queries.subjects import with_subjects
from people import rules as people
from people.access import SYSTEM
from people.models import AuditEntry
from perfhub.kernel import clock, slots
from perfhub.kernel.errors import Refused
from tests.factories import people as make

from .writing import AT, under_way, written

pytestmark = pytest.mark.django_db
LATER = AT + dt.timedelta(days=3)


def told(kind) -> list[str]:
    return sorted(Notice.objects.filter(kind=kind).values_list("recipient__name", flat=True))


def letters(kind) -> dict[str, str]:
    """Of those still wanted, the subject by whoever reads it."""
    rows = Notice.objects.filter(kind=kind).select_related("recipient").order_by("pk")
    found = slots.provider("notice.kind", kind)
    return {one.recipient.name: found.render(one).subject for one in with_subjects(rows) if found.still_wanted(one)}


def fetch(person, goal) -> Objective:
    return access.get_objective(person, goal.pk)


def test_two_own_it_with_the_same_rights_and_all_are_told(world):
    goal = under_way(world, visibility="private")
    share = rules.add_owner(fetch(world.manager, goal), world.stranger, by=world.manager, at=AT)
    assert (share.part, share.start_date, share.end_date) == ("owner", AT.date(), None)
    assert letters("goal.owner_added") == {
        "Emma Employee": "Stella Stranger owns a goal with you: a goal that not everybody sees",
        "Stella Stranger": "You own a goal with others: a goal that not everybody sees",
    }
    theirs = fetch(world.stranger, goal)
    assert access.acts(world.stranger, theirs) == access.acts(world.employee, fetch(world.employee, goal))
    rules.report(theirs, by=world.stranger, at=AT, status="on_track")
    assert GoalUpdate.objects.get().by == world.stranger
    line = AuditEntry.objects.get(act="goal.owner_added")
    assert (line.by, line.employee) == (world.manager, world.stranger)
    assert GoalEvent.objects.get(happening="owner_joined").after == "Stella Stranger"


def test_whoever_contributed_owns_it_and_each_share_keeps_its_dates(world):
    goal = under_way(world)
    rules.add_contributor(goal, world.peer, by=world.employee, at=AT)
    rules.add_owner(goal, world.peer, by=world.employee, at=LATER)
    shares = GoalOwner.objects.filter(employee=world.peer).order_by("pk")
    assert list(shares.values_list("part", "start_date", "end_date")) == [
        ("contributor", AT.date(), LATER.date()),
        ("owner", LATER.date(), None),
    ]


def test_a_share_is_laid_down_and_the_last_owner_hands_over_instead(world):
    goal = under_way(world, visibility="private")
    with pytest.raises(rules.LastOwner):
        rules.end_ownership(GoalOwner.objects.get(), by=world.employee, at=AT)
    share = rules.add_owner(goal, world.stranger, by=world.employee, at=AT)
    rules.end_ownership(share, by=world.stranger, at=LATER)
    rules.end_ownership(share, by=world.employee, at=LATER + dt.timedelta(days=1))  # twice is once
    share.refresh_from_db()
    assert share.end_date == LATER.date()
    with clock.stopped(LATER):
        assert not access.visible_to(world.stranger).filter(pk=goal.pk).exists()
    assert told("goal.owner_ended") == [] and letters("goal.owner_added") == {}


def test_who_did_not_say_so_is_told_and_one_who_left_is_no_other_owner(world):
    goal = under_way(world)
    share = rules.add_owner(goal, world.stranger, by=world.employee, at=AT)
    rules.end_ownership(share, by=world.manager, at=AT)
    assert list(letters("goal.owner_ended")) == ["Stella Stranger"]
    again = rules.add_owner(goal, world.stranger, by=world.employee, at=LATER)
    assert letters("goal.owner_ended") == {}  # back again
    people.leave(world.employee, by=SYSTEM, at=LATER, last_day=LATER.date())
    with pytest.raises(rules.LastOwner), clock.stopped(LATER + dt.timedelta(days=1)):
        rules.end_ownership(again, by=world.stranger, at=LATER + dt.timedelta(days=1))


def test_who_may_and_who_may_own_it(world):
    goal = under_way(world)
    for nobody in (world.peer, world.skip, world.hr_admin):
        with pytest.raises(Refused):
            rules.add_owner(fetch(nobody, goal), world.stranger, by=nobody, at=AT)
    with pytest.raises(rules.OwnsAlready):
        rules.add_owner(goal, world.employee, by=world.employee, at=AT)
    with pytest.raises(rules.NotAnOwner):
        rules.add_owner(goal, world.leaver, by=world.employee, at=AT)
    for number in range(7):
        person = make.hired(f"Owner{number} Own", world.manager, world.employee.team, world.organization)
        rules.add_owner(goal, person, by=world.employee, at=AT)
    with pytest.raises(rules.TooManyOwners):
        rules.add_owner(goal, world.stranger, by=world.employee, at=AT)
    rules.close(fetch(world.employee, goal), "", by=world.employee, at=LATER, done=True)
    share = GoalOwner.objects.filter(employee=person).get()
    for late in (
        lambda: rules.add_owner(goal, world.stranger, by=world.employee, at=LATER),
        lambda: rules.end_ownership(share, by=world.employee, at=LATER),
    ):
        with pytest.raises(rules.CycleNotOpen):
            late()


def test_one_of_several_hands_over_the_own_share_and_the_manager_all_of_it(world):
    goal = under_way(world)
    rules.add_owner(goal, world.stranger, by=world.employee, at=AT)
    rules.hand_over(fetch(world.employee, goal), world.peer, by=world.employee, at=LATER)
    holding = GoalOwner.objects.holding(LATER.date()).order_by("employee__name")
    assert [share.employee.name for share in holding] == ["Peter Peer", "Stella Stranger"]
    rules.hand_over(fetch(world.manager, goal), world.employee, by=world.manager, at=LATER)
    assert [share.employee.name for share in holding.all()] == ["Emma Employee"]


def test_the_page_adds_one_makes_a_contributor_one_and_ends_it(world, client_of):
    goal = written(world)
    client, path = client_of(world.employee), world.path(f"goals/{goal.pk}/people/")
    assert "Lay it down" not in client.get(path).content.decode()  # nobody else owns it
    client.post(path, {"person": world.peer.pk})
    assert "Let them own it, too" in client.get(path).content.decode()
    client.post(path, {"person": world.peer.pk, "part": "owner"})
    share = GoalOwner.objects.get(employee=world.peer, part="owner")
    page = client.get(world.path(f"goals/{goal.pk}/")).content.decode()
    assert "Peter Peer owns it, too" in page
    end = world.path(f"goals/{goal.pk}/owners/{share.pk}/end/")
    assert client_of(world.skip).post(end).status_code == 404  # a draft is seen by nobody above
    theirs = client_of(world.peer)
    assert "Lay it down" in theirs.get(path).content.decode()
    assert theirs.post(end).url == world.path("goals/")
    share.refresh_from_db()
    assert share.end_date == AT.date()


def test_nobody_of_another_organization_owns_it(fernhill, brackwater, client_of):
    with fernhill.inside(), clock.stopped(AT):
        goal = under_way(fernhill)
        client = client_of(fernhill.employee)
        path = fernhill.path(f"goals/{goal.pk}/people/")
        assert client.post(path, {"person": brackwater.peer.pk, "part": "owner"}).status_code == 422
    assert client_of(brackwater.employee).post(brackwater.path(f"goals/{goal.pk}/people/")).status_code == 404
    with fernhill.inside():
        assert GoalOwner.objects.count() == 1
