"""A goal is written, agreed and changed; and who sees it."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from functools import partial

import pytest

from goals import access, rules
from goals.models import GoalEvent, GoalValue, KeyResult, Objective, read_step, written_step
from goals.rules import Wanted
from notices.models import Notice
from people.models import AuditEntry, Draft
from perfhub.kernel.errors import Conflict, Refused, StaleMove
from perfhub.kernel.progress import NoWeight, TargetIsStart
from tests.factories.goals import END, START, GoalCycleFactory

from . import writing
from .writing import AT
from .writing import RIGHT_FIRST_TIME as WAY

pytestmark = pytest.mark.django_db
LATER = dt.datetime(2026, 2, 20, 10, tzinfo=dt.UTC)  # more than 15 % of the quarter are over
written = partial(writing.written, key_results=(WAY,))
under_way = partial(writing.under_way, key_results=(WAY,))


def test_a_goal_is_written_with_its_key_results_and_has_the_dates_of_its_cycle(world):
    Draft.objects.create(employee=world.employee, key="goal:new", content={}, saved_at=AT)
    goal = written(world, draft_key="goal:new")
    assert (goal.state, goal.start_date, goal.end_date, goal.total, goal.score) == ("draft", START, END, 1, None)
    assert [owner.employee for owner in goal.owners.all()] == [world.employee]
    assert AuditEntry.objects.filter(act="goal.written", by=world.employee, object_id=goal.pk).exists()
    assert GoalEvent.objects.get(objective=goal).after == "Right first time: from 84 to 97\xa0%; weight 1"
    assert not Draft.objects.exists()


def test_a_manager_writes_for_a_report_and_nobody_for_somebody_else(world):
    assert written(world, by=world.manager, owners=[world.employee])
    with pytest.raises(Refused):
        written(world, by=world.peer, owners=[world.employee])
    with pytest.raises(Refused):
        written(world, by=world.skip, owners=[world.employee])


@pytest.mark.parametrize(
    ("wanted", "broken"),
    [
        (Wanted(title="Days", start=Decimal(5), target=Decimal(5)), TargetIsStart),
        (Wanted(title="Days", start=Decimal(5)), rules.WayMissing),
        (Wanted(title="Steps", measure="milestones"), rules.StepsMissing),
        (Wanted(title="Days", start=Decimal(5), target=Decimal(2), weight=Decimal(0)), NoWeight),
    ],
)
def test_a_key_result_that_cannot_be_counted_is_refused_with_a_sentence(world, wanted, broken):
    with pytest.raises(broken) as refused:
        written(world, key_results=[wanted])
    assert str(refused.value.sentence).endswith(".")
    assert not Objective.objects.exists()


def test_dates_outside_of_the_cycle_and_closed_cycles_are_refused(world):
    with pytest.raises(rules.DatesOutside, match="outside of"):
        written(world, end_date=END + dt.timedelta(days=1))
    with pytest.raises(rules.CycleNotOpen):
        written(world, cycle=GoalCycleFactory(state="closing"))


# --- agreed ----------------------------------------------------------------------------------------------


def test_where_managers_agree_a_goal_is_proposed_sent_back_with_words_and_agreed(world):
    goal = written(world, cycle=GoalCycleFactory(needs_approval=True), visibility="private")
    with pytest.raises(Refused):
        rules.start(goal, by=world.employee, at=AT)
    rules.propose(goal, by=world.employee, at=AT)
    assert Notice.objects.filter(recipient=world.manager, kind="goal.proposed").count() == 1
    seen = access.get_objective(world.manager, goal.pk)
    for nobody in (world.employee, world.skip):
        with pytest.raises(Refused):
            rules.approve(goal, by=nobody, at=AT)
    with pytest.raises(rules.ReasonMissing):
        rules.send_back(seen, "  ", by=world.manager, at=AT)
    rules.send_back(seen, "Which certificates?", by=world.manager, at=AT)
    assert GoalEvent.objects.get(happening="sent_back").reason == "Which certificates?"
    goal = access.get_objective(world.employee, goal.pk)
    rules.propose(goal, by=world.employee, at=AT)
    rules.approve(access.get_objective(world.manager, goal.pk), by=world.manager, at=AT)
    goal.refresh_from_db()
    assert (goal.state, goal.due_date) == ("active", dt.date(2026, 1, 26))
    assert Notice.objects.filter(recipient=world.employee, kind="goal.approved").exists()


def test_of_two_who_decide_one_wins(world):
    goal = written(world, cycle=GoalCycleFactory(needs_approval=True))
    rules.propose(goal, by=world.employee, at=AT)
    one, other = (access.get_objective(world.manager, goal.pk) for _ in range(2))
    rules.approve(one, by=world.manager, at=AT)
    with pytest.raises(StaleMove):
        rules.send_back(other, "Too small.", by=world.manager, at=AT)


# --- who sees it -----------------------------------------------------------------------------------------


def test_who_sees_a_goal(world):
    draft = written(world, visibility="everyone")
    private = under_way(world, visibility="private")
    chosen = under_way(world, visibility="chosen", audience=[world.stranger.team])
    shown = under_way(world)
    sees = {
        person: set(access.visible_to(getattr(world, person)).values_list("pk", flat=True))
        for person in ("employee", "manager", "skip", "peer", "stranger", "hr_admin", "leaver")
    }
    assert sees["employee"] == {draft.pk, private.pk, chosen.pk, shown.pk}
    assert sees["manager"] == sees["skip"] == {private.pk, chosen.pk, shown.pk}
    assert sees["peer"] == {shown.pk}
    assert sees["stranger"] == sees["hr_admin"] == {chosen.pk, shown.pk}  # of the team that was named
    assert sees["leaver"] == set()


def test_a_former_manager_sees_a_private_goal_no_more_and_the_successor_does(world):
    goal = under_way(world, visibility="private")
    from people import rules as people
    from people.access import SYSTEM

    people.report_to(world.employee, world.stranger, by=SYSTEM, at=AT, from_date=AT.date())
    assert not access.visible_to(world.manager).filter(pk=goal.pk).exists()
    assert access.visible_to(world.stranger).filter(pk=goal.pk).exists()


# --- changed ---------------------------------------------------------------------------------------------


def test_a_late_change_says_why_and_keeps_both_scores(world):
    goal = under_way(world)
    row = KeyResult.objects.get(objective=goal)
    rules.report(goal, by=world.employee, at=AT, values={row.pk: Decimal("90.5")})
    harder = [Wanted(pk=row.pk, title="Right first time", start=Decimal(84), target=Decimal(110), unit="%")]
    with pytest.raises(rules.ReasonMissing):
        rules.change(goal, by=world.employee, at=LATER, key_results=harder)
    changed = rules.change(goal, by=world.employee, at=LATER, key_results=harder, reason="Brno asks for more.")
    event = GoalEvent.objects.get(happening="changed")
    assert (event.score_before, event.score_after, event.late) == (pytest.approx(0.5), pytest.approx(0.25), True)
    assert event.reason == "Brno asks for more." and "97" in event.before and "110" in event.after
    assert changed.score == pytest.approx(0.25)


@pytest.mark.parametrize("fraction", ["0", "0.05", "0.15", "0.5"])
def test_from_when_on_a_change_takes_a_reason_is_the_cycles_own(world, fraction):
    cycle = GoalCycleFactory(edit_fraction=fraction)
    goal = under_way(world, cycle=cycle)
    days = (cycle.end_date - cycle.start_date).days + 1
    last_free = cycle.start_date + dt.timedelta(days=int(days * Decimal(fraction)) - 1)
    for day, said in ((last_free, False), (last_free + dt.timedelta(days=1), True)):
        at = dt.datetime.combine(day, dt.time(12), dt.UTC)
        assert rules.takes_a_reason(Objective.objects.select_related("cycle").get(pk=goal.pk), at=at) is said


def test_an_early_change_takes_no_reason(world):
    goal = under_way(world)
    rules.change(goal, by=world.employee, at=AT, title="All certificates right first time")
    assert not GoalEvent.objects.get(happening="changed").late


def test_a_key_result_that_is_taken_out_counts_no_more_and_keeps_its_values(world):
    goal = under_way(world, key_results=[WAY, Wanted(title="Days", start=Decimal(5), target=Decimal(2))])
    first, second = KeyResult.objects.filter(objective=goal).order_by("position")
    rules.report(goal, by=world.employee, at=AT, values={first.pk: Decimal(97), second.pk: Decimal(5)})
    kept = Wanted(pk=first.pk, title="Right first time", start=Decimal(84), target=Decimal(97), unit="%")
    changed = rules.change(goal, by=world.employee, at=AT, key_results=[kept])
    assert (changed.score, changed.total) == (1.0, 1)
    assert GoalValue.objects.filter(key_result=second).exists()


@pytest.mark.parametrize(
    ("line", "title", "weight"),
    [
        ("Agreed", "Agreed", 1),
        (" In use (x2) ", "In use", 2),
        ("In use (×1,5)", "In use", Decimal("1.5")),
        ("In use (*0)", "In use", 0),
        ("Phase (x)", "Phase (x)", 1),
        ("Reach (x1000)", "Reach (x1000)", 1),
        ("(x2)", "(x2)", 1),
    ],
)
def test_a_milestone_says_its_weight_behind_its_name(line, title, weight):
    assert read_step(line) == (title, weight)
    assert read_step(written_step(line)) == (title, weight)


def test_milestones_count_by_their_weights_and_another_weight_counts_anew(world):
    wanted = Wanted(title="Rollout", measure="milestones", steps=("Agreed", "In use (x3)"))
    goal = under_way(world, key_results=(wanted,))
    row = KeyResult.objects.get(objective=goal)
    rules.report(goal, by=world.employee, at=AT, done={row.pk: {2}})
    row.refresh_from_db()
    assert row.score == 0.75
    same = replace(wanted, pk=row.pk, steps=("Agreed", "In use"))
    rules.change(access.get_objective(world.employee, goal.pk), by=world.employee, at=AT, key_results=[same])
    row.refresh_from_db()
    assert (row.score, row.milestones.get(title="In use").done_at) == (0.5, AT)
    nothing = replace(wanted, steps=("Agreed (x0)", "In use (x0)"))
    with pytest.raises(NoWeight):
        written(world, key_results=(nothing,))


def test_the_form_opens_with_the_weights_and_keeps_them(world, client_of):
    wanted = Wanted(title="Rollout", measure="milestones", steps=("Agreed", "In use (x3)"))
    goal = under_way(world, key_results=(wanted,))
    client = client_of(world.employee)
    form = client.get(world.path(f"goals/{goal.pk}/change/")).context["form"]
    assert form["kr1_steps"].value() == "Agreed\nIn use (×3)"
    assert "In use (×3)" in client.get(world.path(f"goals/{goal.pk}/update/")).content.decode()


def test_two_who_change_the_words_see_both(world):
    goal = under_way(world)
    rules.change(goal, by=world.employee, at=AT, seen=goal.version, title="One")
    with pytest.raises(Conflict) as both:
        rules.change(goal, by=world.employee, at=AT, seen=goal.version, title="Other")
    assert (both.value.yours["title"], both.value.theirs["title"]) == ("Other", "One")
