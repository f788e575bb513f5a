"""Updates: events that are never rewritten, scored as each measure says, read or asked about by the manager."""

import datetime as dt
from decimal import Decimal
from functools import partial

import pytest

from goals import rules
from goals.models import GoalUpdate, GoalValue, KeyResult
from goals.rules import Wanted
from notices.models import Notice
from people.models import Touched
from perfhub.kernel.errors import Conflict, Refused

from . import writing
from .writing import AT
from .writing import RIGHT_FIRST_TIME as WAY

pytestmark = pytest.mark.django_db
LATER = dt.datetime(2026, 2, 20, 10, tzinfo=dt.UTC)  # more than 15 % of the quarter are over
under_way = partial(writing.under_way, key_results=(WAY,))


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
