"""Goals as programs read them: with their owners, key results and updates, a page of them at a time."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace

from django.db.models import QuerySet

from people.models import Employee
from perfhub.kernel import progress
from perfhub.kernel.calendars import local_date

from .. import access
from ..access.metrics import visible_metrics
from ..models import (
    Alignment,
    Feed,
    Following,
    GoalEvent,
    GoalReply,
    GoalUpdate,
    GoalValue,
    KeyResult,
    Milestone,
    Objective,
)
from .rows import key_results_of, owners_by_objective, served_by


@dataclass(frozen=True)
class ShownGoal:
    """An objective with who owns it; its acts where one alone was asked for."""

    objective: Objective
    owners: Sequence[Employee]
    acts: Set[str] = frozenset()
    serves_pk: int | None = None
    continues_pk: int | None = None
    follows: bool = False
    followers: int = 0

    @property
    def owner_ids(self) -> list[int]:
        return [owner.pk for owner in self.owners]

    @property
    def version(self) -> int:
        return self.objective.version

    @property
    def band(self) -> progress.Band | None:
        """How it came out, once it is over."""
        return progress.band(self.objective.final_score)


@dataclass(frozen=True)
class ShownKeyResult:
    """A key result with its milestones and the metric it takes its values from."""

    row: KeyResult
    steps: Sequence[Milestone]
    metric: int | None


@dataclass(frozen=True)
class ShownUpdate:
    """A report with its values and what was said to it."""

    row: GoalUpdate
    values: Sequence[GoalValue]
    replies: Sequence[GoalReply]
    superseded: bool


def shown_goals(rows: Sequence[Objective], *, viewer: Employee, at: dt.datetime) -> list[ShownGoal]:
    """These objectives with their owners and what they serve, as far as its reader sees that; three statements."""
    owners = owners_by_objective(rows, today=local_date(at, viewer.time_zone))
    serves = served_by(rows, viewer)
    return [ShownGoal(row, owners[row.pk], serves_pk=serves[row.pk].pk if row.pk in serves else None) for row in rows]


def shown_goal(objective: Objective, *, viewer: Employee, at: dt.datetime) -> ShownGoal:
    """One with the acts open to its reader, who follows it, and what it goes on with, as far as that is seen."""
    (found,) = shown_goals([objective], viewer=viewer, at=at)
    followers = set(Following.objects.filter(objective=objective).values_list("employee", flat=True))
    before = access.visible_to(viewer).filter(pk=objective.copied_from_id).values_list("pk", flat=True).first()
    return replace(
        found,
        acts=access.acts(viewer, objective),
        continues_pk=before,
        follows=viewer.pk in followers,
        followers=len(followers),
    )


def shown_key_results(objective: Objective, *, viewer: Employee) -> list[ShownKeyResult]:
    """The key results that count, in their order, with the metric that feeds them where the viewer sees it."""
    fed = Feed.objects.filter(key_result__objective=objective, ended_at=None, metric__in=visible_metrics(viewer))
    metrics = dict(fed.values_list("key_result", "metric"))
    return [ShownKeyResult(row, steps, metrics.get(row.pk)) for row, steps in key_results_of([objective])[objective.pk]]


def shown_updates(rows: Sequence[GoalUpdate]) -> list[ShownUpdate]:
    """These reports with their values and replies; three statements."""
    keys = [row.pk for row in rows]
    values: dict[int, list[GoalValue]] = defaultdict(list)
    for value in GoalValue.objects.filter(update__in=keys).order_by("pk"):
        values[value.update_id].append(value)
    replies: dict[int, list[GoalReply]] = defaultdict(list)
    for reply in GoalReply.objects.filter(update__in=keys).order_by("at", "pk"):
        replies[reply.update_id].append(reply)
    superseded = set(GoalUpdate.objects.filter(supersedes__in=keys).values_list("supersedes", flat=True))
    return [ShownUpdate(row, values[row.pk], replies[row.pk], row.pk in superseded) for row in rows]


def updates_of(objective: Objective) -> QuerySet[GoalUpdate]:
    """Everything that was reported, superseded reports among it."""
    return GoalUpdate.objects.filter(objective=objective)


def events_of(objective: Objective) -> QuerySet[GoalEvent]:
    """Everything that was decided of it."""
    return GoalEvent.objects.filter(objective=objective)


def alignments_of(objective: Objective, *, viewer: Employee) -> QuerySet[Alignment]:
    """What it serves and what serves it now, where the viewer sees both ends."""
    seen = access.visible_to(viewer).values("pk")
    rows = Alignment.objects.in_force().filter(child__in=seen, parent__in=seen)
    return rows.filter(child=objective) | rows.filter(parent=objective)


def counting_of(objective: Objective) -> Mapping[int, KeyResult]:
    """The key results that count, by key."""
    return KeyResult.objects.counting().filter(objective=objective).in_bulk()
