"""Cycles: prepared, opened, closed. Who leads HR keeps them."""

import datetime as dt

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from notices.rules import tell_many
from people.access import Actor
from people.rules import record, touch
from people.states import EmployeeState
from perfhub.kernel.errors import RuleBroken
from perfhub.kernel.forms import compare_version
from perfhub.kernel.moves import move

from ..access import require
from ..models import CADENCE_DAYS, GoalCycle, GoalEvent, GoalOwner, Objective
from ..states import CYCLE_MOVES, OBJECTIVE_MOVES, Happening
from .following import tell_followers_of

FIELDS = (
    *("name", "kind", "drafting_start_date", "drafting_end_date", "start_date", "end_date"),
    *("cadence_days", "needs_approval", "roll_up", "aspirational_norm", "edit_fraction"),
)


class NameTaken(RuleBroken):
    """Two cycles of one name could not be told apart."""

    sentence = _("There is a cycle of this name already.")


class DatesOutOfOrder(RuleBroken):
    """A cycle is written for, then lived, then closed."""

    sentence = _("The dates are out of order: first the days of writing, by the last day at the latest.")


class GoalsOutside(RuleBroken):
    """Goals lie within their cycle."""

    sentence = _("Some goals of this cycle reach beyond these dates. Please change those first.")


@transaction.atomic
def create_cycle(*, by: Actor, at: dt.datetime, **fields) -> GoalCycle:
    """Somebody who leads HR prepares a cycle; nobody else sees it yet. Raises NameTaken, DatesOutOfOrder."""
    require("configure", by)
    cycle = GoalCycle(**fields)
    _check(cycle)
    cycle.save(force_insert=True)
    record("goal_cycle.created", by=by, at=at, subject=cycle)
    return cycle


@transaction.atomic
def change_cycle(cycle: GoalCycle, *, by: Actor, at: dt.datetime, seen: int | None = None, **fields) -> GoalCycle:
    """Its name, dates and how it works; what was counted before keeps its numbers until the next update.

    Raises NameTaken, DatesOutOfOrder, GoalsOutside, Conflict.
    """
    require("configure", by, cycle)
    cycle = GoalCycle.objects.select_for_update().get(pk=cycle.pk)
    yours = {name: str(fields.get(name, getattr(cycle, name))) for name in FIELDS}
    compare_version(cycle, seen, yours=yours, theirs={name: str(getattr(cycle, name)) for name in FIELDS})
    for name, value in fields.items():
        setattr(cycle, name, value)
    _check(cycle)
    outside = Objective.objects.filter(cycle=cycle).exclude(
        start_date__gte=cycle.start_date, end_date__lte=cycle.end_date
    )
    if outside.exists():
        raise GoalsOutside
    cycle.version += 1
    cycle.save()
    record("goal_cycle.changed", by=by, at=at, subject=cycle)
    return cycle


def _check(cycle: GoalCycle) -> None:
    if GoalCycle.objects.filter(name=cycle.name).exclude(pk=cycle.pk).exists():
        raise NameTaken
    in_order = cycle.drafting_start_date <= cycle.drafting_end_date <= cycle.end_date
    if not in_order or cycle.start_date >= cycle.end_date:
        raise DatesOutOfOrder
    shortest, longest = CADENCE_DAYS
    if not shortest <= cycle.cadence_days <= longest:
        raise RuleBroken(_("Updates are asked for every 7 to 31 days."))


@transaction.atomic
def open_cycle(cycle: GoalCycle, *, by: Actor, at: dt.datetime) -> GoalCycle:
    """From now on people write their goals in it; the clock tells everybody."""
    require("open", by, cycle)
    move(cycle, CYCLE_MOVES["open"], opened_at=at)
    record("goal_cycle.opened", by=by, at=at, subject=cycle)
    return cycle


@transaction.atomic
def begin_closing(cycle: GoalCycle, *, by: Actor, at: dt.datetime) -> GoalCycle:
    """Owners are asked for their last values and what they learned; no goal is added any more."""
    require("begin_closing", by, cycle)
    move(cycle, CYCLE_MOVES["begin_closing"], closing_at=at)
    record("goal_cycle.closing", by=by, at=at, subject=cycle)
    return cycle


@transaction.atomic
def go_on(cycle: GoalCycle, *, by: Actor, at: dt.datetime) -> GoalCycle:
    """Closing was begun too early: the cycle is open again."""
    require("go_on", by, cycle)
    move(cycle, CYCLE_MOVES["go_on"], closing_at=None)
    record("goal_cycle.went_on", by=by, at=at, subject=cycle)
    return cycle


@transaction.atomic
def close_cycle(cycle: GoalCycle, *, by: Actor, at: dt.datetime) -> int:
    """The cycle is over. Goals that nobody closed are closed with it, as not done; returns how many those are.

    Their history says that they were closed with the cycle; their owners are told and may still carry them over.
    """
    require("close", by, cycle)
    move(cycle, CYCLE_MOVES["close"], closed_at=at)
    ending = OBJECTIVE_MOVES["end_unfinished"]
    rows = Objective.objects.filter(cycle=cycle, state__in=ending.sources)
    left = list(rows.select_for_update().order_by("pk").values_list("pk", "version", "score"))
    rows.filter(pk__in=[pk for pk, _version, _score in left]).update(
        state=ending.target, ended_at=at, due_date=None, final_score=F("score"), version=F("version") + 1
    )
    GoalEvent.objects.bulk_create(
        GoalEvent(
            objective_id=pk,
            happening=Happening.FINISHED,
            by_id=by.pk,
            at=at,
            edition=version + 1,
            score_after=score,
            late=True,
        )
        for pk, version, score in left
    )
    held = GoalOwner.objects.holding(at.date()).filter(objective__in=[pk for pk, _version, _score in left])
    touch(held.values_list("employee", flat=True), week=at.date())
    pairs = list(held.filter(employee__state=EmployeeState.ACTIVE).order_by("pk").values_list("employee", "objective"))
    tell_many([who for who, _pk in pairs], "goal.left_open", subjects=[(Objective, pk) for _who, pk in pairs], at=at)
    tell_followers_of([pk for pk, _version, _score in left], "goal.followed_ended", at=at)
    record("goal_cycle.closed", by=by, at=at, subject=cycle)
    return len(left)
