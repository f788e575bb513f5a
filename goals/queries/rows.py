"""Objectives as lists show them: how each stands, its key results, who owns it, what it serves."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import QuerySet

from people.models import Employee
from perfhub.kernel import progress
from perfhub.kernel.composed import composed
from perfhub.kernel.together import read_together

from .. import access
from ..access.asker import Asker, asker_of
from ..models import Alignment, GoalOwner, KeyResult, Milestone, Objective
from ..states import Measure, Status
from .describing import way_of
from .pacing import TONES, Standing, norm_of, standing

#: What a list reads of a goal, of its cycle and its team. Words that are long stay where they are.
LISTED = (
    *"cycle level team title nature start_date end_date visibility state score scored total status".split(),
    *"due_date written_by written_at ended_at final_score drop_accepted_at".split(),
    *(f"cycle__{name}" for name in "name state start_date end_date cadence_days".split()),
    *("cycle__needs_approval", "cycle__aspirational_norm", "team__name"),
)


@dataclass(frozen=True)
class KeyResultLine:
    """One key result: its way in words, how far it is, and where it should be by now."""

    row: KeyResult
    way: str
    steps: tuple[Milestone, ...]
    percent: float | None
    expected: float | None
    pace: str
    tone: str

    @property
    def raw_percent(self) -> float | None:
        """Beyond 0 and 100, where it is."""
        return None if self.row.raw is None else round(100 * self.row.raw)

    @property
    def is_beyond(self) -> bool:
        return self.row.raw is not None and not 0 <= self.row.raw <= 1


@dataclass(frozen=True)
class GoalRow:
    """An objective in a list."""

    objective: Objective
    standing: Standing
    owners: tuple[Employee, ...]
    serves: Objective | None
    acts: Set[str]
    key_results: tuple[KeyResultLine, ...] = ()  # where they are asked for
    said: tuple[str, ...] = ()  # how it serves the goal on whose page it stands

    @property
    def is_due(self) -> bool:
        return "update" in self.acts and self.standing.overdue > 0


def line_of(row: KeyResult, steps: Sequence[Milestone], of: Standing, norm: float) -> KeyResultLine:
    index = progress.pace(row.score, norm=norm, share=of.share)
    pace = progress.word_of(index)
    return KeyResultLine(
        row=row,
        way=way_of(row, steps=steps),
        steps=tuple(steps),
        percent=None if row.score is None else 100 * row.score,
        expected=of.expected_percent,
        pace=str(pace.label) if pace else "",
        tone=TONES[Status(pace.value)] if pace else "calm",
    )


@composed
def _measured(*, keys: list[int]) -> QuerySet[KeyResult]:
    return KeyResult.objects.counting().filter(objective__in=keys).select_related("led_by").in_order()


@composed
def _steps(*, keys: list[int]) -> QuerySet[Milestone]:
    return Milestone.objects.filter(key_result__in=keys).order_by("position", "pk")


@composed
def _held(*, keys: list[int], today: dt.date, by_name: bool) -> QuerySet[GoalOwner]:
    held = GoalOwner.objects.holding(today).filter(objective__in=keys)
    held = held.select_related("employee").order_by("employee__sort_name", "pk")
    return held.only("objective", "employee__name") if by_name else held


@composed
def _served(*, keys: list[int], **asker: Any) -> QuerySet[Alignment]:
    links = Alignment.objects.in_force().filter(access.seen_by(Asker(**asker), "parent"), child__in=keys)
    links = links.filter(child_key_result=None).select_related("parent")
    return links.only("child", "parent__title", "parent__state", "parent__visibility")


@composed
def _shown(*, keys: list[int], **asker: Any) -> QuerySet[Objective]:
    return listed(access.related(Objective.objects.filter(pk__in=keys), Asker(**asker))).in_order()


def listed(rows: QuerySet[Objective]) -> QuerySet[Objective]:
    """These, with what a list shows of each."""
    return rows.select_related("cycle", "team").only(*LISTED)


@composed
def steps_in(*, objective: Objective) -> QuerySet[Milestone]:
    """All milestones of a goal."""
    return Milestone.objects.filter(key_result__objective=objective).order_by("position", "pk")


def key_results_of(objectives: Iterable[Objective]) -> dict[int, list[tuple[KeyResult, list[Milestone]]]]:
    """Key results with their milestones, by the key of the objective; two statements, one without milestones."""
    return with_steps(measured_in(objectives))


def measured_in(objectives: Iterable[Objective]) -> QuerySet[KeyResult]:
    """The key results that count, of these; not asked yet."""
    return _measured(keys=[objective.pk for objective in objectives])


def with_steps(
    rows: Iterable[KeyResult], milestones: Iterable[Milestone] | None = None
) -> dict[int, list[tuple[KeyResult, list[Milestone]]]]:
    """These with their milestones, by the key of the objective; one statement where these are not read yet, none
    without milestones."""
    found: dict[int, list[tuple[KeyResult, list[Milestone]]]] = defaultdict(list)
    steps: dict[int, list[Milestone]] = defaultdict(list)
    rows = list(rows)
    if milestones is None:
        stepwise = [row.pk for row in rows if row.measure == Measure.MILESTONES]
        milestones = _steps(keys=stepwise) if stepwise else ()
    for step in milestones:
        steps[step.key_result_id].append(step)
    for row in rows:
        found[row.objective_id].append((row, steps[row.pk]))
    return found


def owners_by_objective(objectives: Iterable[Objective], *, today: dt.date) -> dict[int, list[Employee]]:
    """Who owns each on a day, by name; one statement."""
    return owners_in(_held(keys=[row.pk for row in objectives], today=today, by_name=False))


def held_by(keys: Iterable[int], *, today: dt.date) -> QuerySet[GoalOwner]:
    """Who owns the objectives with these keys on a day, by name, which is all that is read of them; not asked yet."""
    return _held(keys=list(keys), today=today, by_name=True)


def owners_in(held: Iterable[GoalOwner]) -> dict[int, list[Employee]]:
    """The same people, by the key of the objective."""
    found: dict[int, list[Employee]] = defaultdict(list)
    for owner in held:
        found[owner.objective_id].append(owner.employee)
    return found


def served_by(objectives: Iterable[Objective], viewer: Employee) -> dict[int, Objective]:
    """What each serves, where the viewer may see that; one statement."""
    links = _served(keys=[row.pk for row in objectives], **asker_of(viewer).values)
    return {link.child_id: link.parent for link in links}


def rows_at(keys: Collection[int], *, viewer: Employee, today: dt.date) -> list[GoalRow]:
    """What a list shows of the objectives with these keys, by weight and name; a constant number of statements."""
    if not keys:
        return []
    rows = _shown(keys=list(keys), **asker_of(viewer, on=today).values)
    read_together(rows)
    return as_rows(list(rows), viewer=viewer, today=today)


def rows_of(objectives: QuerySet[Objective], *, viewer: Employee, today: dt.date) -> list[GoalRow]:
    """Everything there is to say of these objectives, with their key results, in their order; a constant number of
    statements."""
    rows = list(access.with_relation(objectives, viewer).select_related("cycle", "team"))
    measured = key_results_of(rows)
    shown = as_rows(rows, viewer=viewer, today=today, by_name=False)
    return [with_key_results(row, measured) for row in shown]


def with_key_results(row: GoalRow, measured: Mapping[int, Iterable[tuple[KeyResult, list[Milestone]]]]) -> GoalRow:
    """An objective with those of its key results among these."""
    norm = norm_of(row.objective)
    lines = (line_of(one, steps, row.standing, norm) for one, steps in measured.get(row.objective.pk, ()))
    return replace(row, key_results=tuple(lines))


def as_rows(
    rows: Sequence[Objective], *, viewer: Employee, today: dt.date, with_served: bool = True, by_name: bool = True
) -> list[GoalRow]:
    """These objectives, read with their relation to the viewer, with their owners (all of these, or their names) and
    what they serve."""
    keys = [row.pk for row in rows]
    held, links = _held(keys=keys, today=today, by_name=by_name), _served(keys=keys, **asker_of(viewer).values)
    read_together(*[held, links] if with_served else [held])
    owners = owners_in(held)
    serves = {link.child_id: link.parent for link in links} if with_served else {}
    return [
        GoalRow(
            objective=row,
            standing=standing(row, today=today),
            owners=tuple(owners[row.pk]),
            serves=serves.get(row.pk),
            acts=access.acts(viewer, row),
        )
        for row in rows
    ]
