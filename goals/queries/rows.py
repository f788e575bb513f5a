"""Objectives as lists show them: how each stands, its key results, who owns it, what it serves."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass

from django.db.models import QuerySet

from people.models import Employee
from perfhub.kernel import progress

from .. import access
from ..models import Alignment, GoalOwner, KeyResult, Milestone, Objective
from ..states import Part, Status
from .describing import way_of
from .pacing import TONES, Standing, norm_of, standing


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
    key_results: tuple[KeyResultLine, ...]
    owners: tuple[Employee, ...]
    serves: Objective | None
    acts: Set[str]
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


def key_results_of(objectives: Iterable[Objective]) -> dict[int, list[tuple[KeyResult, list[Milestone]]]]:
    """Key results with their milestones, by the key of the objective; two statements."""
    found: dict[int, list[tuple[KeyResult, list[Milestone]]]] = defaultdict(list)
    steps: dict[int, list[Milestone]] = defaultdict(list)
    keys = [objective.pk for objective in objectives]
    rows = list(KeyResult.objects.counting().filter(objective__in=keys).select_related("led_by").in_order())
    for step in Milestone.objects.filter(key_result__in=[row.pk for row in rows]).order_by("position", "pk"):
        steps[step.key_result_id].append(step)
    for row in rows:
        found[row.objective_id].append((row, steps[row.pk]))
    return found


def owners_by_objective(objectives: Iterable[Objective], *, today: dt.date) -> dict[int, list[Employee]]:
    """Who owns each on a day, by name; one statement."""
    found: dict[int, list[Employee]] = defaultdict(list)
    held = GoalOwner.objects.holding(today).filter(objective__in=[row.pk for row in objectives], part=Part.OWNER)
    for owner in held.select_related("employee").order_by("employee__sort_name", "pk"):
        found[owner.objective_id].append(owner.employee)
    return found


def served_by(objectives: Iterable[Objective], viewer: Employee) -> dict[int, Objective]:
    """What each serves, where the viewer may see that; two statements."""
    links = Alignment.objects.in_force().filter(child__in=[row.pk for row in objectives], child_key_result=None)
    parents = dict(links.values_list("child", "parent"))
    seen = access.visible_to(viewer).filter(pk__in=set(parents.values())).in_bulk() if parents else {}
    return {child: seen[parent] for child, parent in parents.items() if parent in seen}


def rows_of(objectives: QuerySet[Objective], *, viewer: Employee, today: dt.date) -> list[GoalRow]:
    """Everything a list shows of these objectives, in their order; a constant number of statements."""
    rows = list(access.with_relation(objectives, viewer).select_related("cycle", "team"))
    measured = key_results_of(rows)
    owners = owners_by_objective(rows, today=today)
    serves = served_by(rows, viewer)
    found = []
    for row in rows:
        stands = standing(row, today=today)
        norm = norm_of(row)
        found.append(
            GoalRow(
                objective=row,
                standing=stands,
                key_results=tuple(line_of(one, steps, stands, norm) for one, steps in measured[row.pk]),
                owners=tuple(owners[row.pk]),
                serves=serves.get(row.pk),
                acts=access.acts(viewer, row),
            )
        )
    return found
