"""One goal given to many people: who gets it and who not, once each whatever dies, and taken back while untouched."""

import datetime as dt

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from goals import rules, tasks
from goals.access import giving as giving_access
from goals.models import Alignment, Giving, GivingPerson, GoalEvent, GoalOwner, KeyResult, Milestone, Objective
from goals.rules.giving import left_waiting, work_on
from notices.models import Notice
from notices.queries.subjects import with_subjects
from people import rules as people
from people.access import SYSTEM
from people.models import AuditEntry, Employee, Job, Touched
from perfhub.kernel import clock, slots
from perfhub.kernel.errors import Refused, StaleMove
from tests.factories import people as make

from .giving import LATER, given, of, prepared, taken_back, verdicts
from .writing import AT, WAY, under_way

pytestmark = pytest.mark.django_db
NAMES = ("Rita", "Rolf", "Rosa", "Rune", "Ruth", "Rhys", "Rana", "Remy", "Rory")
STEPS = rules.Wanted(title="Template", measure="milestones", steps=("Draft", "Trial"))


@pytest.fixture
def above(world):
    return under_way(world, by=world.manager, title="Trust", why="It is what we sell.", key_results=(WAY, STEPS))


# --- who gets it -------------------------------------------------------------------------------------------


def test_the_preview_names_who_gets_it_and_why_others_do_not(world, above):
    having = under_way(world, by=world.peer, cycle=above.cycle)
    rules.align(having, above, by=world.peer, at=AT)
    numbers = [world.leaver.number, world.stranger.number, world.peer.number, "none-such", world.manager.number]
    giving = prepared(world, above, numbers=numbers)
    assert verdicts(giving) == {
        "Emma Employee": "gets",
        "Peter Peer": "has_it",
        world.leaver.number: "unknown",  # who has left is known to HR
        "Stella Stranger": "not_yours",
        "none-such": "unknown",
    }  # whoever gives is not among them
    assert (giving.state, Objective.objects.count(), Job.objects.count()) == ("prepared", 2, 0)
    assert verdicts(prepared(world, above, by=world.hr_admin, reports=False, numbers=[world.leaver.number])) == {
        "Leo Leaver": "left"
    }


def test_a_team_is_given_to_with_all_teams_below_it_and_who_leads_hr_gives_to_everybody(world, above):
    below = make.TeamFactory(name="Field service, north", parent=world.employee.team)
    far = make.hired("Nora North", world.employee, below, world.organization)
    of_manager = prepared(world, above, reports=False, team=world.employee.team)
    assert verdicts(of_manager) == {
        **{"Emma Employee": "gets", "Peter Peer": "gets", "Sara Skip": "not_yours"},
        far.name: "gets",  # two lines below
    }
    assert set(verdicts(prepared(world, above, by=world.hr_admin, reports=False, team=world.employee.team))) > {
        far.name
    }
    assert giving_access.teams_to_give(world.manager).count() == 2
    assert world.stranger.team in giving_access.teams_to_give(world.hr_admin)


def test_where_goals_are_switched_off_nobody_gets_one(world, above):
    make.CapabilitySwitchFactory(
        capability="goals", team=world.employee.team, is_on=False, from_date=dt.date(2026, 1, 1)
    )
    assert set(verdicts(prepared(world, above)).values()) == {"switched_off"}


def test_who_may_give_and_what(world, above, client_of):
    for nobody in (world.employee, world.peer, world.stranger, world.auditor):
        with pytest.raises(Refused):
            prepared(world, above, by=nobody)
    far = under_way(world, by=world.stranger, cycle=above.cycle)
    with pytest.raises(Refused):
        prepared(world, far)  # nothing of the manager's line
    for options in ({"visibility": "private"}, {"visibility": "chosen", "audience": [world.employee.team]}):
        with pytest.raises(rules.NotForAll):
            prepared(world, under_way(world, by=world.manager, cycle=above.cycle, **options))
    with pytest.raises(rules.NobodyThere):
        prepared(world, above, reports=False)
    with pytest.raises(rules.TooManyNumbers):
        prepared(world, above, numbers=map(str, range(20_001)))
    assert not Giving.objects.exists()


def test_nobody_else_sees_a_giving(fernhill, brackwater, client_of):
    with fernhill.inside(), clock.stopped(AT):
        giving = prepared(fernhill, under_way(fernhill, by=fernhill.manager))
        for nobody in (fernhill.skip, fernhill.employee, fernhill.hr_admin):
            with pytest.raises(Http404):
                giving_access.get_giving(nobody, giving.pk)
            answer = client_of(nobody).post(fernhill.path(f"goals/givings/{giving.pk}/apply/"))
            assert answer.status_code == 404
    for way in ("", "apply/", "take-back/"):
        path = brackwater.path(f"goals/givings/{giving.pk}/{way}")
        client = client_of(brackwater.manager)
        assert (client.post if way else client.get)(path).status_code == 404
    with fernhill.inside():
        assert Giving.objects.get().state == "prepared"


# --- what they get --------------------------------------------------------------------------------------------


def test_each_gets_a_draft_of_their_own_that_serves_it_and_is_told(world, above):
    giving = given(world, above)
    goal = of(world.employee)
    assert (goal.title, goal.why, goal.state, goal.level) == ("My part of it", above.why, "draft", "individual")
    assert (goal.start_date, goal.end_date, goal.cycle) == (above.start_date, above.end_date, above.cycle)
    assert (goal.written_by, goal.total, goal.score) == (world.manager, 2, None)
    assert Alignment.objects.in_force().get(child=goal).parent == above
    way, steps = KeyResult.objects.filter(objective=goal).order_by("position")
    assert (way.start_value, way.target_value, way.current_value) == (0, 100, None)
    assert [step.title for step in steps.milestones.order_by("position")] == ["Draft", "Trial"]
    share = GoalOwner.objects.get(objective=goal)
    assert (share.employee, share.team) == (world.employee, world.employee.team)
    assert set(GoalEvent.objects.filter(objective=goal).values_list("happening", flat=True)) == {"given", "aligned"}
    lines = AuditEntry.objects.filter(act="goal.given", by=world.manager)
    assert set(lines.values_list("employee", flat=True)) == {world.employee.pk, world.peer.pk}
    told = Notice.objects.filter(kind="goal.given").select_related("recipient")
    assert {one.recipient for one in told} == {world.employee, world.peer}
    kind = slots.provider("notice.kind", "goal.given")
    assert all(kind.still_wanted(notice) for notice in with_subjects(told))
    assert (giving.state, giving.job.state, giving.job.done) == ("applied", "done", 2)
    assert Objective.objects.get(pk=above.pk).rolled == above.rolled  # nothing is counted up


def test_under_way_at_once_it_is_due_and_counts_in_the_week(world, above):
    given(world, above, starts=True, with_key_results=False)
    goal = of(world.employee)
    assert (goal.state, goal.started_at, goal.due_date) == ("active", LATER, dt.date(2026, 1, 26))
    assert not KeyResult.objects.filter(objective=goal).exists()
    assert Touched.objects.filter(employee=world.employee, week_start=dt.date(2026, 1, 12)).exists()
    rules.report(goal, by=world.employee, at=LATER, status="on_track")


def test_it_is_the_same_as_writing_and_aligning_one_by_one(world, above):
    """But for the history, which says that it was given."""
    given(world, above, starts=True)
    mine = of(world.employee)
    wanted = [rules.Wanted(title=WAY.title, start=WAY.start, target=WAY.target, unit="%"), STEPS]
    theirs = rules.write(
        above.cycle,
        by=world.manager,
        at=LATER,
        owners=[world.employee],
        title="My part of it",
        why=above.why,
        key_results=wanted,
    )
    rules.align(theirs, above, by=world.manager, at=LATER)
    rules.start(theirs, by=world.manager, at=LATER)

    def said(goal):
        goal.refresh_from_db()
        skipped = {"id", "version", "transaction"}
        fields = [f.attname for f in Objective._meta.concrete_fields if f.name not in skipped]
        rows = KeyResult.objects.filter(objective=goal).order_by("position")
        columns = [
            f.attname for f in KeyResult._meta.concrete_fields if f.name not in {"id", "objective", "transaction"}
        ]
        steps = Milestone.objects.filter(key_result__in=rows).order_by("position")
        return (
            {name: getattr(goal, name) for name in fields},
            list(rows.values_list(*columns)),
            list(steps.values_list("position", "title", "weight", "done_at")),
            list(GoalOwner.objects.filter(objective=goal).values_list("employee", "part", "team", "start_date")),
            list(Alignment.objects.filter(child=goal).values_list("parent", "rolls_up", "by", "start_at")),
        )

    assert said(mine) == said(theirs)


def test_given_again_nobody_has_it_twice(world, above):
    given(world, above)
    again = prepared(world, above)
    assert set(verdicts(again).values()) == {"has_it"}
    with pytest.raises(rules.NobodyThere):
        rules.start_giving(again, by=world.manager, at=LATER)


# --- dies in the middle ----------------------------------------------------------------------------------------


def more_people(world, number) -> list[Employee]:
    return [
        make.hired(f"{NAMES[n]} Report", world.manager, world.employee.team, world.organization) for n in range(number)
    ]


def test_a_worker_that_dies_between_two_pieces_or_within_one_leaves_nobody_twice_and_nobody_out(
    world, above, monkeypatch
):
    more_people(world, 7)
    giving = rules.start_giving(prepared(world, above), by=world.manager, at=AT)
    assert work_on(giving, at=LATER, limit=4)
    assert GivingPerson.objects.filter(outcome="given").count() == 4
    real = rules.giving.tell_many

    def dies(*_args, **_options):
        raise KeyboardInterrupt

    monkeypatch.setattr("goals.rules.giving.tell_many", dies)
    with pytest.raises(KeyboardInterrupt):
        work_on(giving, at=LATER, limit=4)
    assert GivingPerson.objects.filter(outcome="given").count() == 4  # the whole piece is undone
    monkeypatch.setattr("goals.rules.giving.tell_many", real)
    assert list(left_waiting(at=AT + dt.timedelta(minutes=2))) == [giving]
    tasks.work_on_giving.apply(
        kwargs={"giving": giving.pk}, headers={"organization": str(world.organization.pk)}, throw=True
    )
    assert list(Alignment.objects.values_list("parent", flat=True)) == [above.pk] * 9
    owners = list(GoalOwner.objects.exclude(objective=above).values_list("employee", flat=True))
    assert len(owners) == len(set(owners)) == 9
    assert Giving.objects.get().state == "applied" and Job.objects.get().done == 9
    assert not work_on(giving, at=LATER)  # sent again: nothing to do
    assert not left_waiting(at=AT + dt.timedelta(days=1)).exists()


def test_who_leaves_or_moves_between_preview_and_giving_gets_nothing_and_the_report_says_why(world, above):
    third, fourth = more_people(world, 2)
    giving = rules.start_giving(prepared(world, above), by=world.manager, at=AT)
    people.leave(world.peer, by=SYSTEM, at=AT, last_day=AT.date())
    people.report_to(third, world.stranger, by=SYSTEM, at=AT, from_date=AT.date())
    while work_on(giving, at=LATER):
        pass
    said = verdicts(giving)
    assert (said["Peter Peer"], said[third.name]) == ("left", "not_yours")
    assert (said[fourth.name], said["Emma Employee"]) == ("gets", "gets")
    assert GivingPerson.objects.filter(outcome="given").count() == 2


def test_a_goal_that_is_closed_meanwhile_is_given_to_nobody_else(world, above):
    giving = rules.start_giving(prepared(world, above), by=world.manager, at=AT)
    assert work_on(giving, at=LATER, limit=1)
    rules.close(Objective.objects.get(pk=above.pk), "", by=world.manager, at=LATER, done=True)
    while work_on(giving, at=LATER, limit=1):
        pass
    assert sorted(verdicts(giving).values()) == ["closed", "gets"]
    assert Giving.objects.get().state == "applied"


def test_called_off_in_the_middle_it_stays_as_far_as_it_went(world, above, client_of):
    more_people(world, 4)
    giving = rules.start_giving(prepared(world, above), by=world.manager, at=AT)
    work_on(giving, at=LATER, limit=2)
    client_of(world.manager).post(world.path(f"goals/givings/{giving.pk}/call-off/"))
    assert not work_on(giving, at=LATER)
    assert GivingPerson.objects.filter(outcome="given").count() == 2
    page = client_of(world.manager).get(world.path(f"goals/givings/{giving.pk}/")).content.decode()
    assert "2 people have it now." in page and "called off before 4 more" in page


# --- taken back --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("starts", [False, True])
def test_taken_back_from_whoever_has_not_touched_it(world, above, starts):
    third, fourth, fifth, sixth = more_people(world, 4)
    giving = given(world, above, starts=starts)
    rules.change(of(world.employee), by=world.employee, at=LATER, title="My own words")
    rules.comment(of(third), "What does it mean?", by=third, at=LATER)
    rules.align(of(fourth), None, by=fourth, at=LATER)
    own = under_way(world, by=fifth, cycle=above.cycle)
    rules.align(own, of_given(fifth), by=fifth, at=LATER)
    touched = {world.employee, third, fourth, fifth}
    gone = of(sixth).pk
    taken_back(giving, at=AT + dt.timedelta(hours=23))
    kept = GivingPerson.objects.filter(outcome="kept").select_related("employee")
    assert {row.employee for row in kept} == touched
    assert not Objective.objects.filter(pk=gone).exists()
    assert set(GivingPerson.objects.filter(outcome="taken_back").values_list("employee", flat=True)) == {
        *(world.peer.pk, sixth.pk)
    }
    lines = AuditEntry.objects.filter(act="goal.taken_back", by=world.manager)
    assert set(lines.values_list("employee", flat=True)) == {world.peer.pk, sixth.pk}
    assert giving.state == "undone"
    told = with_subjects(Notice.objects.filter(kind="goal.given", recipient=sixth).select_related("recipient"))
    assert [notice.subject for notice in told] == [None]  # and so it is dropped unasked


def of_given(person) -> Objective:
    return Objective.objects.get(pk=GivingPerson.objects.get(employee=person).objective_id)


def test_after_a_day_and_twice_it_is_not_taken_back(world, above):
    giving = given(world, above)
    with pytest.raises(rules.TooLateToTakeBack):
        rules.start_taking_back(giving, by=world.manager, at=LATER + dt.timedelta(hours=24, seconds=1))
    with pytest.raises(Refused):
        rules.start_taking_back(giving, by=world.employee, at=LATER)
    taken_back(giving)
    with pytest.raises(StaleMove):
        rules.start_taking_back(giving, by=world.manager, at=LATER)
    assert set(verdicts(prepared(world, above)).values()) == {"gets"}  # and may be given anew


# --- the page -------------------------------------------------------------------------------------------------------


def test_from_the_goals_page_to_the_report(world, above, client_of):
    client = client_of(world.manager)
    assert "Give it to people" in client.get(world.path(f"goals/{above.pk}/")).content.decode()
    assert "Give it to people" not in client_of(world.employee).get(world.path(f"goals/{above.pk}/")).content.decode()
    wrong = client.post(world.path(f"goals/{above.pk}/give/"), {"title": "Mine", "how": "draft"})
    assert wrong.status_code == 422 and "Please choose a team" in wrong.content.decode()
    pasted = f"{world.stranger.number}, none-such;\n{world.employee.number}"
    sent = client.post(
        world.path(f"goals/{above.pk}/give/"), {"title": "Mine", "how": "active", "numbers": pasted, "reports": "on"}
    )
    giving = Giving.objects.get()
    assert sent["Location"] == world.path(f"goals/givings/{giving.pk}/") and giving.starts
    page = client.get(sent["Location"]).content.decode()
    assert "2 people get it" in page and "2 do not; the lists say why." in page
    assert "none-such" in client.get(sent["Location"] + "?list=unknown").content.decode()
    client.post(world.path(f"goals/givings/{giving.pk}/apply/"))
    assert "0 of 2 done" in client.get(sent["Location"]).content.decode()
    assert client.get(world.path(f"jobs/{Job.objects.get().pk}/")).status_code == 200
    while work_on(giving, at=LATER):
        pass
    page = client.get(sent["Location"]).content.decode()
    assert "2 people have it now." in page and "Take it back" in page
    goal = client_of(world.employee).get(world.path(f"goals/{of(world.employee).pk}/")).content.decode()
    assert "Given from above" in goal and "Serves “Trust” now" in goal


def test_more_people_ask_no_more(world, above, client_of):
    client = client_of(world.manager)

    def statements(giving) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(world.path(f"goals/givings/{giving.pk}/")).status_code == 200
        return len(seen)

    first = prepared(world, above)
    statements(first)
    before = statements(first)
    more_people(world, 3)
    assert statements(prepared(world, above)) == before


def test_one_piece_asks_as_much_for_one_person_as_for_many(world, above):
    def statements(limit) -> int:
        with CaptureQueriesContext(connection) as seen:
            work_on(giving, at=LATER, limit=limit)
        return len(seen)

    more_people(world, 9)
    giving = rules.start_giving(prepared(world, above), by=world.manager, at=AT)
    statements(1)
    assert abs(statements(8) - statements(1)) <= 1
