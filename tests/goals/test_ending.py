"""A goal is dropped, handed over or closed, and so is its cycle."""

import datetime as dt
from decimal import Decimal
from functools import partial

import pytest

from goals import access, queries, rules
from goals.models import GoalEvent, GoalOwner, GoalUpdate, KeyResult, Objective
from notices.models import Notice
from notices.queries.subjects import with_subjects
from perfhub.kernel import slots
from perfhub.kernel.errors import Conflict, Refused, StaleMove
from tests.factories.goals import END, AlignmentFactory, GoalCycleFactory, KeyResultFactory, ObjectiveFactory

from . import writing
from .writing import AT
from .writing import RIGHT_FIRST_TIME as WAY

pytestmark = pytest.mark.django_db
LATER = dt.datetime(2026, 2, 20, 10, tzinfo=dt.UTC)  # more than 15 % of the quarter are over
written = partial(writing.written, key_results=(WAY,))
under_way = partial(writing.under_way, key_results=(WAY,))


def test_a_goal_is_dropped_with_a_reason_and_the_manager_accepts_it(world):
    goal = under_way(world)
    with pytest.raises(rules.ReasonMissing):
        rules.drop(goal, "", by=world.employee, at=AT)
    rules.drop(goal, "The customer left.", by=world.employee, at=AT)
    assert not GoalEvent.objects.get(happening="dropped").late
    assert Notice.objects.filter(kind="goal.dropped", recipient=world.manager).exists()
    with pytest.raises(Refused):
        rules.accept_drop(goal, by=world.peer, at=AT)
    seen = access.get_objective(world.manager, goal.pk)
    rules.accept_drop(seen, by=world.manager, at=AT)
    rules.accept_drop(seen, by=world.manager, at=LATER)
    assert Objective.objects.get(pk=goal.pk).drop_accepted_at == AT


def test_a_goal_dropped_in_the_last_fifth_of_its_time_is_late(world):
    goal = under_way(world)
    rules.drop(goal, "No time.", by=world.employee, at=dt.datetime(2026, 3, 20, tzinfo=dt.UTC))
    assert GoalEvent.objects.get(happening="dropped").late


def test_a_goal_whose_owner_left_falls_to_the_manager_who_hands_it_over(world):
    from people import rules as people
    from people.access import SYSTEM

    goal = under_way(world, visibility="private")
    people.leave(world.employee, by=SYSTEM, at=AT, last_day=AT.date())
    assert list(access.needing_owner(world.manager)) == [goal]
    assert not access.needing_owner(world.skip).exists()
    found = access.get_objective(world.manager, goal.pk)
    rules.hand_over(found, world.peer, by=world.manager, at=LATER)
    assert list(GoalOwner.objects.order_by("pk").values_list("employee", "end_date")) == [
        (world.employee.pk, AT.date() + dt.timedelta(days=1)),  # with the last day, not when it was handed over
        (world.peer.pk, None),
    ]
    assert not access.needing_owner(world.manager).exists()
    assert Notice.objects.filter(kind="goal.handed_over", recipient=world.peer).exists()


def test_a_goal_ends_with_what_was_learned_and_is_carried_over_from_where_it_stands(world):
    goal = under_way(world)
    row = KeyResult.objects.get(objective=goal)
    rules.report(goal, by=world.employee, at=AT, values={row.pk: Decimal(90)})
    rules.close(goal, "Ask the lab first.", by=world.employee, at=LATER, done=False)
    goal.refresh_from_db()
    assert (goal.state, goal.learning, goal.due_date) == ("not_done", "Ask the lab first.", None)
    assert goal.final_score == goal.score
    with pytest.raises(Refused):
        rules.acknowledge(goal, by=world.employee, at=LATER)
    rules.acknowledge(access.get_objective(world.manager, goal.pk), by=world.manager, at=LATER)
    following = GoalCycleFactory(start_date=dt.date(2026, 4, 1), end_date=dt.date(2026, 6, 30))
    again = rules.carry_over(access.get_objective(world.employee, goal.pk), following, by=world.employee, at=LATER)
    assert (again.state, again.copied_from_id, again.cycle) == ("draft", goal.pk, following)
    assert again.key_results.get().start_value == 90
    with pytest.raises(rules.CarriedOver):
        rules.carry_over(goal, following, by=world.employee, at=LATER)


def test_the_last_values_are_an_update_of_their_own_and_count_in_the_last_score(world):
    goal = under_way(world)
    row = KeyResult.objects.get(objective=goal)
    rules.close(goal, "", by=world.employee, at=LATER, done=True, last={"values": {row.pk: Decimal(97)}, "done": {}})
    goal.refresh_from_db()
    assert (goal.state, goal.final_score, goal.score) == ("done", 1, 1)
    assert GoalUpdate.objects.get().values.get().value == 97
    quiet = under_way(world)
    rules.close(quiet, "", by=world.employee, at=LATER, done=True, last={"values": {}, "done": {}})
    assert not quiet.updates.exists()  # nothing was said, so nothing is reported


def test_who_reported_meanwhile_is_not_written_over_by_closing(world):
    goal = under_way(world)
    row = KeyResult.objects.get(objective=goal)
    seen = goal.version
    rules.report(goal, by=world.employee, at=AT, values={row.pk: Decimal(90)})
    with pytest.raises(Conflict):
        rules.close(goal, "", by=world.employee, at=LATER, done=True, last={"values": {row.pk: 97}, "seen": seen})
    goal.refresh_from_db()
    assert goal.state == "active"
    with pytest.raises(Refused):
        rules.close(goal, "", by=world.manager, at=LATER, done=True, last={"values": {row.pk: Decimal(97)}})


def test_the_form_of_closing_takes_the_last_values_and_refuses_what_is_no_number(world, client_of):
    goal = under_way(world)
    row = KeyResult.objects.get(objective=goal)
    client, path = client_of(world.employee), world.path(f"goals/{goal.pk}/close/")
    page = client.get(path).content.decode()
    assert "Its last values" in page and f'name="last-value_{row.pk}"' in page and "How is it going?" not in page
    wrong = client.post(path, {"outcome": "done", f"last-value_{row.pk}": "about 97", "learning": "Ask the lab."})
    assert wrong.status_code == 422 and "Ask the lab." in wrong.content.decode()
    assert Objective.objects.get(pk=goal.pk).state == "active"
    client.post(path, {"outcome": "done", f"last-value_{row.pk}": "97", "learning": "Ask the lab."})
    assert Objective.objects.get(pk=goal.pk).final_score == 1


def test_what_closed_with_its_cycle_is_told_to_its_owners_and_offered_for_the_next(world, client_of):
    cycle = GoalCycleFactory(name="Winter")
    goal, done = under_way(world, cycle=cycle, title="Left open"), under_way(world, cycle=cycle, title="Reached")
    rules.close(done, "", by=world.employee, at=LATER, done=True)
    rules.begin_closing(cycle, by=world.hr_admin, at=LATER)
    rules.close_cycle(cycle, by=world.hr_admin, at=LATER)
    (notice,) = with_subjects(Notice.objects.filter(kind="goal.left_open").select_related("recipient"))
    kind = slots.provider("notice.kind", "goal.left_open")
    assert (notice.recipient, kind.still_wanted(notice)) == (world.employee, True)
    assert "Left open" in kind.render(notice).lead
    client, mine = client_of(world.employee), world.path("goals/")
    assert "Carry it over?" not in client.get(mine).content.decode()  # there is nowhere to carry it
    days = {"start_date": AT.date(), "end_date": dt.date(2026, 6, 30), "drafting_end_date": AT.date()}
    spring = GoalCycleFactory(name="Spring", **days)
    page = client.get(mine).content.decode()
    assert page.count("Carry over to Spring") == 1 and "Reached" in page
    client.post(world.path(f"goals/{goal.pk}/carry-over/"), {"cycle": spring.pk})
    assert "Carry it over?" not in client.get(mine).content.decode()
    (notice,) = with_subjects(Notice.objects.filter(kind="goal.left_open").select_related("recipient"))
    assert not kind.still_wanted(notice)
    theirs = client_of(world.manager).get(world.path(f"people/{world.employee.pk}/goals/")).content.decode()
    assert "Carry over to Spring" not in theirs


def test_a_cycle_closes_though_some_goals_did_not_and_says_which(world):
    cycle = GoalCycleFactory()
    done, open_ = (under_way(world, cycle=cycle, title=title) for title in ("Done", "Open"))
    rules.close(done, "", by=world.employee, at=LATER, done=True)
    with pytest.raises(Refused):
        rules.begin_closing(cycle, by=world.manager, at=LATER)
    rules.begin_closing(cycle, by=world.hr_admin, at=LATER)
    with pytest.raises(rules.CycleNotOpen):
        written(world, cycle=cycle)
    assert rules.close_cycle(cycle, by=world.hr_admin, at=LATER) == 1
    assert list(queries.unfinished_in(cycle)) == [open_]
    assert Objective.objects.get(pk=done.pk).state == "done"
    with pytest.raises(StaleMove):
        rules.close_cycle(cycle, by=world.hr_admin, at=LATER)


def test_what_was_dropped_is_counted_by_itself_late_or_in_time_and_the_rest_by_bands(world, client_of):
    cycle = GoalCycleFactory()
    for title, value in (("Reached", 97), ("Partly", 90), ("Not", 84), ("Blank", None)):
        goal = under_way(world, cycle=cycle, title=title)
        row = KeyResult.objects.get(objective=goal)
        if value is not None:
            rules.report(goal, by=world.employee, at=AT, values={row.pk: Decimal(value)})
    under_way(world, cycle=cycle, visibility="private")
    for title, at in (("Early", AT), ("Late", dt.datetime(2026, 3, 20, tzinfo=dt.UTC))):
        rules.drop(under_way(world, cycle=cycle, title=title), "Other plans.", by=world.employee, at=at)
    rules.drop(written(world, cycle=cycle), "", by=world.employee, at=AT)  # never under way, so nothing was given up
    found = queries.came_out(cycle)
    assert (found.reached, found.partly, found.not_reached, found.blank) == (1, 1, 1, 1)
    assert (found.dropped, found.dropped_late) == (2, 1)
    page = client_of(world.hr_admin).get(world.path(f"goals/cycles/{cycle.pk}/")).content.decode()
    assert "1 reached (from 0.7), 1 partly (from 0.4), 1 not." in page and "1 has no value." in page
    assert "2 goals were dropped" in page and "1 dropped late, in the last fifth of its time." in page


def test_a_goal_that_is_over_says_its_band_and_one_under_way_does_not(world, client_of):
    goal = under_way(world)
    row = KeyResult.objects.get(objective=goal)
    rules.report(goal, by=world.employee, at=AT, values={row.pk: Decimal(90)})
    client, mine = client_of(world.employee), world.path("goals/")
    assert "partly reached" not in client.get(mine).content.decode()
    rules.close(access.get_objective(world.employee, goal.pk), "", by=world.employee, at=LATER, done=True)
    assert "partly reached" in client.get(mine).content.decode()


def test_what_a_cycle_comes_to_is_counted_its_own_way(world):
    cycle = GoalCycleFactory()
    for wanted, values in (((WAY, WAY, WAY), (97, 97, 97)), ((WAY,), (84,))):
        goal = under_way(world, cycle=cycle, key_results=wanted)
        rows = KeyResult.objects.filter(objective=goal).order_by("position")
        said = {row.pk: Decimal(value) for row, value in zip(rows, values, strict=True)}
        rules.report(goal, by=world.employee, at=AT, values=said)
    assert queries.cycle_mean(cycle).score == 0.75
    cycle.roll_up = "objectives"
    assert queries.cycle_mean(cycle).score == 0.5


def test_a_cycle_is_changed_by_who_leads_hr_and_its_goals_stay_inside(world):
    cycle = GoalCycleFactory()
    under_way(world, cycle=cycle)
    with pytest.raises(Refused):
        rules.change_cycle(cycle, by=world.employee, at=AT, name="Mine")
    with pytest.raises(rules.GoalsOutside):
        rules.change_cycle(cycle, by=world.hr_admin, at=AT, end_date=END - dt.timedelta(days=20))
    with pytest.raises(rules.NameTaken):
        rules.change_cycle(cycle, by=world.hr_admin, at=AT, name=GoalCycleFactory().name)
    assert rules.change_cycle(cycle, by=world.hr_admin, at=AT, name="Winter", seen=1).version == 2
    with pytest.raises(Conflict):
        rules.change_cycle(cycle, by=world.hr_admin, at=AT, name="Frost", seen=1)


def test_the_database_refuses_nonsense_by_itself(world):
    from django.db import IntegrityError, transaction

    for nonsense in (
        lambda: KeyResultFactory(start_value=3, target_value=3),
        lambda: ObjectiveFactory(state="active"),
        lambda: ObjectiveFactory(score=0.5),
        lambda: AlignmentFactory(child=(goal := ObjectiveFactory()), parent=goal),
        lambda: GoalCycleFactory(cadence_days=3),
        lambda: GoalCycleFactory(edit_fraction="0.6"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            nonsense()
