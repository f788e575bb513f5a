"""Who contributes, who follows, and what is said with one press; and that sight ends all of it."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goals import access, queries, rules, tasks
from goals.access.sight import seeing
from goals.models import Following, GoalOwner, GoalReaction, GoalUpdate, Objective
from notices.models import Notice
from notices.queries.subjects import with_subjects
from people import rules as people
from people.access import SYSTEM
from people.models import AuditEntry, Employee, Message
from perfhub.kernel import clock, slots
from perfhub.kernel.errors import Refused
from tests.factories import people as make
from tests.factories.goals import FollowingFactory, GoalAudienceFactory, GoalOwnerFactory, ObjectiveFactory

from .writing import AT, under_way, written

pytestmark = pytest.mark.django_db
LATER = AT + dt.timedelta(days=3)


def told(kind) -> list[str]:
    return sorted(Notice.objects.filter(kind=kind).values_list("recipient__name", flat=True))


def wanted(kind) -> list[bool]:
    rows = Notice.objects.filter(kind=kind).select_related("recipient").order_by("recipient__name")
    return [bool(slots.provider("notice.kind", kind).still_wanted(notice)) for notice in with_subjects(rows)]


def fetch(person, goal) -> Objective:
    return access.get_objective(person, goal.pk)


# --- contributors ----------------------------------------------------------------------------------------------


def test_a_contributor_sees_a_private_goal_writes_under_it_and_reports_no_values(world):
    goal = under_way(world, visibility="private")
    rules.add_contributor(goal, world.stranger, by=world.employee, at=AT)
    assert told("goal.contributes") == ["Stella Stranger"] and wanted("goal.contributes") == [True]
    seen = fetch(world.stranger, goal)
    assert access.acts(world.stranger, seen) == {"comment"}
    rules.comment(seen, "I can help on Tuesdays.", by=world.stranger, at=AT)
    for refused in (
        lambda: rules.report(seen, by=world.stranger, at=AT, status="on_track"),
        lambda: rules.add_contributor(seen, world.peer, by=world.stranger, at=AT),
        lambda: rules.change(seen, by=world.stranger, at=AT, title="Mine"),
    ):
        with pytest.raises(Refused):
            refused()
    assert not GoalUpdate.objects.exists()
    share = GoalOwner.objects.get(employee=world.stranger)
    assert (share.part, share.start_date, share.end_date) == ("contributor", AT.date(), None)
    line = AuditEntry.objects.get(act="goal.contributor_added")
    assert (line.by, line.employee) == (world.employee, world.stranger)


def test_an_owner_is_told_whom_the_manager_lets_in(world):
    goal = under_way(world, visibility="private")
    share = rules.add_contributor(fetch(world.manager, goal), world.stranger, by=world.manager, at=AT)
    assert told("goal.contributor_added") == ["Emma Employee"] and wanted("goal.contributor_added") == [True]
    (notice,) = with_subjects(Notice.objects.filter(kind="goal.contributor_added").select_related("recipient"))
    words = slots.provider("notice.kind", "goal.contributor_added").render(notice)
    assert "Stella Stranger contributes to your goal" in words.subject and "Certificates" not in words.subject
    rules.end_contribution(share, by=world.employee, at=AT)
    assert wanted("goal.contributor_added") == [False]
    rules.add_contributor(goal, world.peer, by=world.employee, at=AT)  # who says so themselves is not told
    assert told("goal.contributor_added") == ["Emma Employee"]


def test_the_sentence_of_who_sees_a_draft_names_whoever_contributes_and_whoever_wrote_it(world):
    goal = written(world)
    rules.add_contributor(goal, world.stranger, by=world.employee, at=AT)

    def said(objective) -> str:
        return queries.audience_of(objective, [world.employee], on=AT.date())

    assert said(goal) == "A draft: only who takes part in it sees it, Emma Employee, Stella Stranger."
    given = written(world, by=world.manager, owners=[world.employee])
    assert said(given) == "A draft: only who takes part in it sees it, Emma Employee, and the manager who wrote it."
    quiet = under_way(world, visibility="private")
    rules.add_contributor(quiet, world.peer, by=world.employee, at=AT)
    assert said(quiet).startswith("Emma Employee, Peter Peer, and the line of managers above, always")


def test_a_contribution_ends_with_its_dates_kept_and_nothing_is_seen_any_more(world):
    goal = under_way(world, visibility="private")
    share = rules.add_contributor(goal, world.stranger, by=world.manager, at=AT)
    rules.follow(fetch(world.stranger, goal), by=world.stranger, at=AT)
    rules.end_contribution(share, by=world.employee, at=LATER)
    rules.end_contribution(share, by=world.employee, at=LATER + dt.timedelta(days=1))  # twice is once
    share.refresh_from_db()
    assert (share.start_date, share.end_date) == (AT.date(), LATER.date())
    with clock.stopped(LATER):
        assert not access.visible_to(world.stranger).filter(pk=goal.pk).exists()
        assert not Following.objects.exists() and wanted("goal.contributes") == [False]
    again = rules.add_contributor(goal, world.stranger, by=world.employee, at=LATER)
    assert again.pk != share.pk


def test_who_takes_part_already_or_works_here_no_more_is_refused(world):
    goal = under_way(world)
    for person in (world.employee, world.peer):
        if person is world.peer:
            rules.add_contributor(goal, person, by=world.employee, at=AT)
        with pytest.raises(rules.TakesPartAlready):
            rules.add_contributor(goal, person, by=world.employee, at=AT)
    with pytest.raises(rules.NotHere):
        rules.add_contributor(goal, world.leaver, by=world.employee, at=AT)
    for nobody in (world.peer, world.skip, world.hr_admin):
        with pytest.raises(Refused):
            rules.add_contributor(goal, world.stranger, by=nobody, at=AT)
    rules.close(goal, "", by=world.employee, at=LATER, done=True)
    with pytest.raises(rules.CycleNotOpen):
        rules.add_contributor(goal, world.stranger, by=world.employee, at=LATER)


def test_the_page_finds_adds_and_ends(world, client_of):
    goal = under_way(world)
    client = client_of(world.employee)
    path = world.path(f"goals/{goal.pk}/people/")
    assert "Stella Stranger" in client.get(path + "?q=stella").content.decode()
    assert client.post(path, {"person": ""}).status_code == 422
    client.post(path, {"person": world.stranger.pk})
    share = GoalOwner.objects.get(employee=world.stranger)
    assert "Stella Stranger" in client.get(world.path(f"goals/{goal.pk}/")).content.decode()
    assert client_of(world.peer).post(f"{path}{share.pk}/end/").status_code == 403
    client.post(f"{path}{share.pk}/end/")
    share.refresh_from_db()
    assert share.end_date == AT.date()
    page = client.get(world.path(f"goals/{goal.pk}/")).content.decode()
    assert "Stella Stranger contributes no more" in page


# --- followers ----------------------------------------------------------------------------------------------------


def test_a_follower_is_told_of_a_new_status_and_of_the_end_and_the_owner_of_neither(world):
    goal = under_way(world)
    for person in (world.peer, world.employee, world.hr_admin):
        rules.follow(goal, by=person, at=AT)
    rules.follow(goal, by=world.peer, at=LATER)  # twice is once
    rules.unfollow(goal, by=world.hr_admin, at=AT)
    rules.report(goal, by=world.employee, at=AT, status="on_track")
    assert told("goal.followed_status") == ["Peter Peer"] and wanted("goal.followed_status") == [True]
    rules.report(fetch(world.employee, goal), by=world.employee, at=AT, status="on_track", comment="Same.")
    assert told("goal.followed_status") == ["Peter Peer"]  # nothing has changed
    rules.report(fetch(world.employee, goal), by=world.employee, at=LATER, status="off_track")
    assert told("goal.followed_status") == ["Peter Peer"] * 2
    rules.close(fetch(world.employee, goal), "", by=world.employee, at=LATER, done=True)
    assert told("goal.followed_ended") == ["Peter Peer"]
    acts = AuditEntry.objects.filter(act__in=["goal.followed", "goal.unfollowed"]).values_list("act", "by")
    assert len(acts) == 4


@pytest.mark.parametrize("end", ["drop", "cycle"])
def test_a_follower_is_told_however_it_ends(world, end):
    goal = under_way(world)
    rules.follow(goal, by=world.peer, at=AT)
    if end == "drop":
        rules.drop(goal, "Other plans.", by=world.employee, at=LATER)
    else:
        rules.begin_closing(goal.cycle, by=world.hr_admin, at=LATER)
        rules.close_cycle(goal.cycle, by=world.hr_admin, at=LATER)
    assert told("goal.followed_ended") == ["Peter Peer"]


def test_nobody_follows_what_they_do_not_see(fernhill, brackwater, client_of):
    with fernhill.inside(), clock.stopped(AT):
        hidden, shown = under_way(fernhill, visibility="private"), under_way(fernhill)
        with pytest.raises(rules.NothingThere):
            rules.follow(hidden, by=fernhill.peer, at=AT)
        assert client_of(fernhill.peer).post(fernhill.path(f"goals/{hidden.pk}/follow/")).status_code == 404
    client = client_of(brackwater.peer)
    assert client.post(brackwater.path(f"goals/{shown.pk}/follow/")).status_code == 404
    with fernhill.inside():
        assert not Following.objects.exists()


def test_who_loses_sight_follows_no_more_and_hears_nothing(world):
    goal = under_way(world)
    for person in (world.peer, world.manager, world.stranger):
        rules.follow(goal, by=person, at=AT)
    rules.report(goal, by=world.employee, at=AT, status="on_track")
    goal = fetch(world.employee, goal)
    rules.change(goal, by=world.employee, at=AT, visibility="private")
    assert wanted("goal.followed_status") == [True, False, False]  # what waits to be sent is dropped
    assert list(Following.objects.values_list("employee", flat=True)) == [world.manager.pk]
    people.report_to(world.employee, world.stranger, by=SYSTEM, at=LATER, from_date=LATER.date())
    rules.report(fetch(world.employee, goal), by=world.employee, at=LATER, status="off_track")
    assert told("goal.followed_status") == ["Max Manager", "Peter Peer", "Stella Stranger"]  # nobody anew
    assert not Following.objects.exists()


def test_the_clock_ends_what_is_not_seen_any_more(world):
    goal = under_way(world, visibility="private")
    rules.follow(goal, by=world.skip, at=AT)
    people.report_to(world.employee, world.stranger, by=SYSTEM, at=AT, from_date=AT.date())
    shown = under_way(world)
    for person in (world.peer, world.leaver):
        FollowingFactory(objective=shown, employee=person)
    with pytest.raises(Refused):
        rules.end_all_blind(by=world.hr_admin, today=LATER.date())
    rules.end_all_blind(by=SYSTEM, today=LATER.date())
    assert list(Following.objects.values_list("employee", flat=True)) == [world.peer.pk]


def test_what_is_not_seen_any_more_is_looked_for_once_however_many_rounds_of_reminding_there_are(fernhill, monkeypatch):
    """More is due than a round takes: three rounds, one look."""
    monkeypatch.setattr("goals.rules.reminding.BATCH", 1)
    with fernhill.inside(), clock.stopped(AT):
        for goal in (under_way(fernhill), under_way(fernhill)):
            Objective.objects.filter(pk=goal.pk).update(due_date=AT.date())
    with clock.stopped(AT), CaptureQueriesContext(connection) as asked:
        tasks.remind_in.apply(headers={"organization": fernhill.organization.pk}, throw=True)
    texts = [query["sql"] for query in asked]
    assert sum("goals_following" in text for text in texts) == 2  # who left, and which goals are looked at
    with fernhill.inside():
        assert Notice.objects.filter(kind="goal.update_due").count() == 2


def test_who_sees_a_goal_is_the_same_from_either_side(world):
    """`seeing` of many people against `visible_to` of each, over every state, audience and relation."""
    below = make.TeamFactory(name="North", parent=world.stranger.team)
    deep = make.hired("Nora North", world.stranger, below, world.organization)
    gone = make.hired("Greta Gone", world.manager, world.employee.team, world.organization)
    top = make.hired("Theo Top", None, world.employee.team, world.organization)
    goals = []
    for visibility in ("everyone", "private", "chosen"):
        for options in ({}, {"state": "proposed"}, {"active": True}, {"ended": True}):
            for owner in (world.employee, gone, top):
                for written_by in (owner, world.manager):
                    goal = ObjectiveFactory(owner=owner, visibility=visibility, written_by=written_by, **options)
                    GoalOwnerFactory(objective=goal, employee=world.auditor, part="contributor")
                    if visibility == "chosen":
                        GoalAudienceFactory(objective=goal, team=world.stranger.team)
                        GoalAudienceFactory(objective=goal, team=None, employee=world.hr_partner)
                    goals.append(goal)
    moved = ObjectiveFactory(active=True, level="team", team=world.employee.team, visibility="private")
    GoalOwnerFactory(objective=moved, employee=deep, team=world.employee.team)
    for person in (gone, top):
        people.leave(person, by=SYSTEM, at=AT, last_day=AT.date())
    everybody = list(Employee.objects.order_by("pk"))
    kinds = set()
    for goal in [*goals, moved]:
        of_each = {one.pk for one in everybody if access.visible_to(one).filter(pk=goal.pk).exists()}
        at_once = set(seeing(goal, Employee.objects.all(), today=AT.date()).values_list("pk", flat=True))
        assert at_once == of_each, (goal.visibility, goal.state, goal.level)
        kinds.add(frozenset(of_each))
    assert len(kinds) > 5


def test_my_goals_list_what_i_follow_and_the_page_has_the_button(world, client_of):
    goal = under_way(world, title="Theirs")
    client = client_of(world.peer)
    assert "Follow" in client.get(world.path(f"goals/{goal.pk}/")).content.decode()
    client.post(world.path(f"goals/{goal.pk}/follow/"))
    mine = client.get(world.path("goals/")).content.decode()
    assert "Goals you follow" in mine and "Theirs" in mine
    assert "Follow no more" in client.get(world.path(f"goals/{goal.pk}/")).content.decode()
    client.post(world.path(f"goals/{goal.pk}/unfollow/"))
    assert "Goals you follow" not in client.get(world.path("goals/")).content.decode()


# --- comments and reactions -----------------------------------------------------------------------------------------


def test_comments_stand_on_the_page_and_are_answered_with_one_press(world, client_of):
    goal = under_way(world)
    client_of(world.manager).post(world.path(f"goals/{goal.pk}/comment/"), {"comment": "The best count in weeks."})
    message = Message.objects.get()
    press = world.path(f"goals/{goal.pk}/comments/{message.pk}/thank_you/")
    client_of(world.employee).post(press)
    page = client_of(world.peer).get(world.path(f"goals/{goal.pk}/")).content.decode()
    assert "The best count in weeks." in page and "Thank you" in page and "Emma Employee" in page
    client_of(world.employee).post(press)  # again takes it back
    assert not GoalReaction.objects.exists()
    acts = list(AuditEntry.objects.filter(act__startswith="goal.rea").order_by("pk").values_list("act", "employee"))
    assert acts == [("goal.reacted", world.manager.pk), ("goal.reaction_taken_back", world.manager.pk)]


def test_nobody_reacts_to_what_they_do_not_see_or_to_words_of_another_goal(world, client_of):
    hidden, shown = under_way(world, visibility="private"), under_way(world)
    rules.comment(hidden, "Quiet.", by=world.employee, at=AT)
    message = Message.objects.get()
    for goal in (hidden, shown):
        path = world.path(f"goals/{goal.pk}/comments/{message.pk}/thank_you/")
        assert client_of(world.peer).post(path).status_code == 404
    with pytest.raises(rules.NothingThere):
        rules.react(hidden, message, "thank_you", by=world.peer, at=AT)
    assert not GoalReaction.objects.exists()


def test_more_people_comments_and_reactions_ask_no_more(world, client_of):
    goal = under_way(world)
    client = client_of(world.employee)

    def more():
        rules.comment(fetch(world.employee, goal), "Word.", by=world.employee, at=AT)
        for message in Message.objects.all():
            for kind in ("thank_you", "well_done"):
                GoalReaction.objects.get_or_create(message=message, by=world.peer, kind=kind, defaults={"at": AT})
        GoalOwnerFactory(objective=goal, part="contributor")
        FollowingFactory(objective=goal)
        FollowingFactory(objective=ObjectiveFactory(active=True, cycle=goal.cycle), employee=world.employee)

    def statements(path) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(world.path(path)).status_code == 200
        return len(seen)

    more()
    paths = (f"goals/{goal.pk}/", "goals/", f"goals/{goal.pk}/people/")
    for path in paths:
        statements(path)
    before = [statements(path) for path in paths]
    for _ in range(3):
        more()
    assert [statements(path) for path in paths] == before
