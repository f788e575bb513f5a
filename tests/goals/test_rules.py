"""Goals written, agreed, followed, corrected, dropped, handed over and closed; and whom each of it is refused."""

import datetime as dt
from decimal import Decimal

import pytest

from goals import access, queries, rules
from goals.models import Alignment, GoalEvent, GoalOwner, GoalUpdate, GoalValue, KeyResult, Objective
from goals.rules import Wanted
from notices.models import Notice
from people.models import AuditEntry, Draft, Touched
from perfhub.kernel import clock
from perfhub.kernel.errors import Conflict, Refused, StaleMove
from perfhub.kernel.progress import NoWeight, TargetIsStart
from tests.factories.goals import END, START, AlignmentFactory, GoalCycleFactory, KeyResultFactory, ObjectiveFactory

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 1, 12, 10, tzinfo=dt.UTC)
LATER = dt.datetime(2026, 2, 20, 10, tzinfo=dt.UTC)  # more than 15 % of the quarter are over
WAY = Wanted(title="Right first time", start=Decimal(84), target=Decimal(97), unit="%")


@pytest.fixture
def world(fernhill):
    with fernhill.inside(), clock.stopped(AT):
        yield fernhill


def written(world, *, by=None, cycle=None, key_results=(WAY,), **fields):
    by = by or world.employee
    return rules.write(
        cycle or GoalCycleFactory(),
        by=by,
        at=AT,
        **{"owners": [by], "title": "Certificates right first time", "key_results": key_results, **fields},
    )


def under_way(world, **fields):
    return rules.start(written(world, **fields), by=fields.get("by") or world.employee, at=AT)


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


# --- followed ---------------------------------------------------------------------------------------------


def test_an_update_is_an_event_with_the_target_of_that_day(world):
    goal = under_way(world)
    row = KeyResult.objects.get(objective=goal)
    update = rules.report(
        goal,
        by=world.employee,
        at=AT,
        values={row.pk: Decimal("93.1")},
        status="on_track",
        confidence=7,
        comment="Best.",
    )
    goal.refresh_from_db()
    assert goal.score == pytest.approx((93.1 - 84) / 13)
    assert (goal.status, goal.confidence, goal.scored, goal.total) == ("on_track", 7, 1, 1)
    assert goal.due_date == AT.date() + dt.timedelta(days=14)
    assert update.score == goal.score and update.pace is None  # before 15 % of the time
    value = GoalValue.objects.get()
    assert (value.start_value, value.target_value, value.value) == (84, 97, Decimal("93.1"))
    assert Touched.objects.filter(employee=world.employee, week_start=dt.date(2026, 1, 12)).exists()


def test_nobody_but_an_owner_updates_and_only_what_is_under_way(world):
    goal = under_way(world)
    with pytest.raises(Refused):
        rules.report(goal, by=world.manager, at=AT, status="on_track")
    with pytest.raises(rules.NothingSaid):
        rules.report(goal, by=world.employee, at=AT)
    ended = rules.close(goal, "", by=world.employee, at=AT, done=True)
    with pytest.raises(rules.NotUnderWay, match="not under way"):
        rules.report(ended, by=world.employee, at=AT, status="on_track")


def test_two_at_once_see_both_and_nothing_is_lost(world):
    goal = under_way(world)
    row = KeyResult.objects.get(objective=goal)
    rules.report(goal, by=world.employee, at=AT, values={row.pk: Decimal(90)}, comment="Mine.", seen=goal.version)
    with pytest.raises(Conflict) as both:
        rules.report(goal, by=world.employee, at=AT, values={row.pk: Decimal(91)}, comment="Yours.", seen=goal.version)
    assert both.value.yours == {"Right first time": "91", "comment": "Yours."}
    assert both.value.theirs == {"Right first time": "90", "comment": "Mine."}
    assert GoalUpdate.objects.count() == 1


def test_the_raw_ratio_is_kept_beyond_its_ends(world):
    goal = under_way(world, key_results=[Wanted(title="Days", start=Decimal(10), target=Decimal(5))])
    row = KeyResult.objects.get(objective=goal)
    rules.report(goal, by=world.employee, at=AT, values={row.pk: Decimal(12)})
    row.refresh_from_db()
    assert (row.raw, row.score) == (pytest.approx(-0.4), 0)
    rules.report(goal, by=world.employee, at=AT, values={row.pk: Decimal(4)})
    row.refresh_from_db()
    assert (row.raw, row.score) == (pytest.approx(1.2), 1)


def test_yes_or_no_milestones_and_a_band_are_scored(world):
    goal = under_way(
        world,
        key_results=[
            Wanted(title="Audit passed", measure="yes_no"),
            Wanted(title="Template", measure="milestones", steps=("Draft", "Trial", "Use", "Review")),
            Wanted(title="Days in repair", measure="maintain", start=Decimal(2), target=Decimal(5)),
        ],
    )
    audit, template, repair = KeyResult.objects.filter(objective=goal).order_by("position")
    rules.report(goal, by=world.employee, at=AT, values={repair.pk: Decimal(3)}, done={template.pk: [1]})
    rules.report(goal, by=world.employee, at=LATER, values={repair.pk: Decimal(9)}, done={template.pk: [1, 2, 3]})
    scores = {row.title: row.score for row in KeyResult.objects.filter(objective=goal)}
    assert scores == {"Audit passed": None, "Template": 0.75, "Days in repair": 0.5}
    goal.refresh_from_db()
    assert (goal.score, goal.scored, goal.total) == (0.625, 2, 3)  # a blank is no zero
    rules.report(goal, by=world.employee, at=LATER, values={audit.pk: Decimal(1)})
    goal.refresh_from_db()
    assert goal.score == 0.75


def test_a_correction_supersedes_and_leaves_what_was_said(world):
    goal = under_way(world)
    row = KeyResult.objects.get(objective=goal)
    first = rules.report(goal, by=world.employee, at=AT, values={row.pk: Decimal(88)})
    second = rules.report(goal, by=world.employee, at=LATER, values={row.pk: Decimal(39)}, comment="A typo.")
    with pytest.raises(rules.NotTheNewest):
        rules.correct(first, by=world.employee, at=LATER, status="at_risk")
    with pytest.raises(Refused):
        rules.correct(second, by=world.manager, at=LATER, status="at_risk")
    third = rules.correct(second, by=world.employee, at=LATER, values={row.pk: Decimal(93)})
    assert third.supersedes == second
    assert list(GoalUpdate.objects.standing().newest_first()) == [third, first]
    row.refresh_from_db()
    assert row.current_value == 93
    rules.correct(third, by=world.employee, at=LATER, status="at_risk")  # no value this time: as before
    row.refresh_from_db()
    assert row.current_value == 88
    assert GoalUpdate.objects.count() == 4


def test_the_manager_reads_or_asks_and_the_owner_is_told_of_words(world):
    goal = under_way(world)
    update = rules.report(goal, by=world.employee, at=AT, status="at_risk")
    rules.reply(update, "", by=world.manager, at=AT)
    rules.reply(update, "", by=world.manager, at=AT)
    assert update.replies.count() == 1 and not Notice.objects.filter(kind="goal.asked").exists()
    with pytest.raises(rules.NothingAsked):
        rules.reply(update, " ", by=world.manager, at=AT, asks=True)
    rules.reply(update, "What would help?", by=world.manager, at=AT, asks=True)
    assert Notice.objects.filter(kind="goal.asked", recipient=world.employee).exists()
    for nobody in (world.peer, world.employee, world.skip):
        with pytest.raises(Refused):
            rules.reply(update, "", by=nobody, at=AT)


# --- changed --------------------------------------------------------------------------------------------------


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


def test_two_who_change_the_words_see_both(world):
    goal = under_way(world)
    rules.change(goal, by=world.employee, at=AT, seen=goal.version, title="One")
    with pytest.raises(Conflict) as both:
        rules.change(goal, by=world.employee, at=AT, seen=goal.version, title="Other")
    assert (both.value.yours["title"], both.value.theirs["title"]) == ("Other", "One")


# --- aligned ---------------------------------------------------------------------------------------------------


def test_a_goal_serves_another_and_what_it_served_before_stays(world):
    above, other = (under_way(world, by=world.manager, title=title) for title in ("Trust", "Speed"))
    goal = under_way(world)
    rules.align(goal, above, by=world.employee, at=AT)
    rules.align(goal, other, by=world.employee, at=AT)
    rules.align(goal, other, by=world.employee, at=AT)  # again is nothing new
    assert list(Alignment.objects.order_by("pk").values_list("parent__title", "ended_at")) == [
        ("Trust", AT),
        ("Speed", None),
    ]
    rules.align(goal, None, by=world.employee, at=AT)
    assert not Alignment.objects.in_force().exists()


def test_a_circle_the_thirteenth_level_and_dates_beyond_are_refused(world):
    goals = [under_way(world, title=f"Level {n}") for n in range(1, 13)]
    for below, above in zip(goals[1:], goals, strict=False):
        rules.align(below, above, by=world.employee, at=AT)
    with pytest.raises(rules.InACircle, match="circle"):
        rules.align(goals[0], goals[5], by=world.employee, at=AT)
    with pytest.raises(rules.TooDeep, match="thirteenth"):
        rules.align(under_way(world), goals[11], by=world.employee, at=AT)
    short = under_way(world, end_date=END - dt.timedelta(days=9))
    with pytest.raises(rules.DatesOutside, match="reaches beyond"):
        rules.align(under_way(world), short, by=world.employee, at=AT)
    hidden = under_way(world, by=world.stranger, visibility="private")
    with pytest.raises(rules.NothingThere):
        rules.align(goals[0], hidden, by=world.employee, at=AT)


def test_links_carry_no_arithmetic_unless_it_is_said(world):
    above = under_way(world, by=world.manager, key_results=[WAY])
    plain, counted = under_way(world), under_way(world)
    rules.align(plain, above, by=world.employee, at=AT)
    rules.align(counted, above, by=world.employee, at=AT, rolls_up=True)
    for goal, value in ((plain, 84), (counted, 97)):
        rules.report(goal, by=world.employee, at=AT, values={goal.key_results.get().pk: Decimal(value)})
    rules.report(above, by=world.manager, at=AT, values={above.key_results.get().pk: Decimal("90.5")})
    above.refresh_from_db()
    assert (above.score, above.rolled) == (pytest.approx(0.5), pytest.approx(0.75))


def test_a_value_rolls_up_through_six_levels(world):
    goals = [under_way(world, title=f"Level {n}") for n in range(6)]
    for below, above in zip(goals[1:], goals, strict=False):
        rules.align(below, above, by=world.employee, at=AT, rolls_up=True)
    rules.report(goals[-1], by=world.employee, at=AT, values={goals[-1].key_results.get().pk: Decimal(97)})
    assert Objective.objects.get(pk=goals[0].pk).rolled == 1.0
    assert Objective.objects.get(pk=goals[0].pk).score is None


# --- dropped, handed over, closed ------------------------------------------------------------------------------


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
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            nonsense()
