"""How a goal ends: with its last score and what was learned, read by the manager, perhaps carried over."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from notices.rules import tell
from people.models import Employee
from people.rules import touch
from perfhub.kernel.errors import RuleBroken
from perfhub.kernel.moves import move

from ..access import require
from ..models import GoalAudience, GoalCycle, GoalEvent, KeyResult, Objective
from ..states import OBJECTIVE_MOVES, CycleState, Happening, Measure
from .following import tell_followers
from .happening import CycleNotOpen, locked, managers_of, owners_of, record_of, tell_history
from .updating import report
from .writing import Wanted, write


class CarriedOver(RuleBroken):
    sentence = _("This goal was carried over to that cycle already.")


@transaction.atomic
def close(
    objective: Objective,
    learning: str,
    *,
    by: Employee,
    at: dt.datetime,
    done: bool,
    last: Mapping[str, Any] | None = None,
) -> Objective:
    """The owner says that the goal is done, or that it ends undone, and what was learned; the manager is told.

    `last` are the last values, as `report` takes them: an update of their own. The score it has then is its last one.
    Raises what `report` raises.
    """
    act = "finish" if done else "end_unfinished"
    require(act, by, objective)
    if last and (last.get("values") or last.get("done")):
        report(objective, by=by, at=at, **last)
    now = locked(objective)
    objective.score, objective.version = now.score, now.version
    move(
        objective,
        OBJECTIVE_MOVES[act],
        ended_at=at,
        due_date=None,
        final_score=objective.score,
        learning=learning.strip(),
    )
    tell_history(objective, Happening.FINISHED, by=by, at=at, reason=learning.strip(), score_after=objective.score)
    record_of("goal.closed", objective, by=by, at=at)
    touch([owner.pk for owner in owners_of(objective, at=at)], week=at.date())
    for manager in managers_of(objective, at=at):
        tell(manager, "goal.closed", subject=objective, occurrence="", at=at)
    tell_followers(objective, "goal.followed_ended", by=by, at=at)
    return objective


@transaction.atomic
def reopen(objective: Objective, *, by: Employee, at: dt.datetime, due_date: dt.date, learning: str) -> Objective:
    """A goal that a table had closed is under way again, due as it was before; for who takes that table back."""
    require("reopen", by, objective)
    ended = objective.ended_at or at
    move(
        objective,
        OBJECTIVE_MOVES["reopen"],
        ended_at=None,
        due_date=due_date,
        final_score=None,
        learning=learning,
    )
    tell_history(objective, Happening.REOPENED, by=by, at=at)
    record_of("goal.reopened", objective, by=by, at=at)
    touch([owner.pk for owner in owners_of(objective, at=at)], week=at.date(), since=ended.date())
    return objective


@transaction.atomic
def acknowledge(objective: Objective, *, by: Employee, at: dt.datetime) -> None:
    """The manager has read how a goal ended. Twice is once."""
    require("acknowledge", by, objective)
    Objective.objects.select_for_update().get(pk=objective.pk)
    if GoalEvent.objects.filter(objective=objective, happening=Happening.ACKNOWLEDGED, by=by).exists():
        return
    tell_history(objective, Happening.ACKNOWLEDGED, by=by, at=at)
    record_of("goal.close_read", objective, by=by, at=at)


@transaction.atomic
def carry_over(objective: Objective, cycle: GoalCycle, *, by: Employee, at: dt.datetime) -> Objective:
    """An unfinished goal goes on as a draft in another cycle: measured from where it stands, its history linked.

    Raises CycleNotOpen, CarriedOver.
    """
    require("carry_over", by, objective)
    if cycle.state != CycleState.ACTIVE:
        raise CycleNotOpen
    Objective.objects.select_for_update().get(pk=objective.pk)
    if objective.copies.filter(cycle=cycle).exists():
        raise CarriedOver
    audience = GoalAudience.objects.filter(objective=objective).select_related("team", "employee")
    copy = write(
        cycle,
        by=by,
        at=at,
        owners=[by],
        title=objective.title,
        why=objective.why,
        level=objective.level,
        team=objective.team,
        nature=objective.nature,
        weight=objective.weight,
        visibility=objective.visibility,
        audience=[row.team or row.employee for row in audience],
        key_results=[_again(row) for row in KeyResult.objects.counting().filter(objective=objective).in_order()],
        copied_from=objective,
    )
    tell_history(objective, Happening.CARRIED_OVER, by=by, at=at, after=cycle.name)
    record_of("goal.carried_over", objective, by=by, at=at)
    return copy


def _again(row: KeyResult) -> Wanted:
    """A key result from where it stands; one that is there already goes its old way once more."""
    left = [step.said for step in row.milestones.order_by("position") if step.done_at is None]
    every = [step.said for step in row.milestones.order_by("position")]
    starts_here = row.is_way and row.current_value is not None and row.current_value != row.target_value
    return Wanted(
        title=row.title,
        measure=row.measure,
        unit=row.unit,
        weight=row.weight,
        start=row.current_value if starts_here else row.start_value,
        target=row.target_value,
        steps=tuple(left or every) if row.measure == Measure.MILESTONES else (),
    )
