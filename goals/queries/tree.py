"""The alignment of a cycle as a tree: from the top, or opened down to one goal; a level at a time."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Value, When

from people.models import Employee
from perfhub.kernel.calendars import local_date

from .. import access
from ..models import Alignment, GoalCycle, Objective
from ..states import Level, ObjectiveState
from .pacing import Standing, standing
from .rows import owners_by_objective
from .serving import ids_above

A_LEVEL = 40  # shown below one goal; the rest is one press away
SHOWN = (ObjectiveState.PROPOSED, ObjectiveState.ACTIVE, ObjectiveState.DONE, ObjectiveState.NOT_DONE)
FIRST = Case(
    When(level=Level.ORGANIZATION, then=Value(0)),
    When(level=Level.TEAM, then=Value(1)),
    default=Value(2),
    output_field=IntegerField(),
)


@dataclass
class Node:
    """One goal of the tree. `below` is how many serve it; `children` those shown, None while shut."""

    objective: Objective
    standing: Standing
    owners: list[Employee]
    above: int | None
    below: int = 0
    current: bool = False
    children: list["Node"] | None = None
    hidden: int = 0
    next: int = A_LEVEL

    @property
    def pk(self) -> int:
        return self.objective.pk


@dataclass
class Tree:
    """What the page shows: goals that serve nothing, opened down to `at`."""

    cycle: GoalCycle | None
    tops: list[Node]
    hidden: int
    at: Objective | None = None
    after: int = 0

    @property
    def next(self) -> int:
        return self.after + A_LEVEL

    @property
    def every(self) -> list[Node]:
        """All nodes shown."""
        found, left = [], list(self.tops)
        while left:
            node = left.pop()
            found.append(node)
            left.extend(node.children or ())
        return found


def tree(
    cycle: GoalCycle | None, *, viewer: Employee, at: dt.datetime, opened: Objective | None = None, after: int = 0
) -> Tree:
    """The tree of a cycle, opened from the top down to a goal; a constant number of statements a level opened."""
    today = local_date(at, viewer.time_zone)
    path = [*ids_above(opened.pk), opened.pk] if opened is not None else []
    tops, hidden = _tops(cycle, viewer=viewer, today=today, after=0 if path else after)
    shown = {node.pk: node for node in tops}
    for place, pk in enumerate(path):
        nodes, more = _under(pk, viewer=viewer, today=today, after=after if place == len(path) - 1 else 0)
        if pk in shown:
            shown[pk].children, shown[pk].hidden, shown[pk].next = nodes, more, after + A_LEVEL
            shown[pk].current = pk == path[-1]
        shown |= {node.pk: node for node in nodes}
    return Tree(cycle, tops, hidden, at=opened, after=0 if path else after)


def level(
    cycle: GoalCycle | None, under: Objective | None, *, viewer: Employee, at: dt.datetime, after: int = 0
) -> Tree:
    """The goals right under one, for whoever unfolds it."""
    today = local_date(at, viewer.time_zone)
    if under is None:
        nodes, hidden = _tops(cycle, viewer=viewer, today=today, after=after)
    else:
        nodes, hidden = _under(under.pk, viewer=viewer, today=today, after=after)
    return Tree(cycle, nodes, hidden, at=under, after=after)


def _tops(cycle: GoalCycle | None, *, viewer: Employee, today: dt.date, after: int) -> tuple[list[Node], int]:
    if cycle is None:
        return [], 0
    seen = access.visible_to(viewer)
    links = Alignment.objects.in_force().filter(
        child=OuterRef("pk"), child_key_result=None, parent__in=seen.values("pk")
    )
    rows = seen.filter(cycle=cycle, state__in=SHOWN).exclude(Exists(links))
    return _page(rows, above=None, viewer=viewer, today=today, after=after)


def _under(pk: int, *, viewer: Employee, today: dt.date, after: int) -> tuple[list[Node], int]:
    links = Alignment.objects.in_force().filter(parent=pk).values("child")
    rows = access.visible_to(viewer).filter(pk__in=links, state__in=SHOWN)
    return _page(rows, above=pk, viewer=viewer, today=today, after=after)


def _page(rows, *, above: int | None, viewer: Employee, today: dt.date, after: int) -> tuple[list[Node], int]:
    ordered = rows.select_related("cycle", "team").annotate(first=FIRST).order_by("first", "title", "pk")
    found = list(ordered[after : after + A_LEVEL + 1])
    hidden = max(0, rows.count() - after - A_LEVEL) if len(found) > A_LEVEL else 0
    return _nodes(found[:A_LEVEL], above=above, viewer=viewer, today=today), hidden


def _nodes(rows: Iterable[Objective], *, above: int | None, viewer: Employee, today: dt.date) -> list[Node]:
    objectives = list(rows)
    owners = owners_by_objective(objectives, today=today)
    seen = access.visible_to(viewer).filter(state__in=SHOWN).values("pk")
    links = Alignment.objects.in_force().filter(parent__in=[row.pk for row in objectives], child__in=seen)
    counted = links.order_by().values_list("parent").annotate(number=Count("child", distinct=True))
    below: dict[int, int] = defaultdict(int, dict(counted))
    return [
        Node(
            objective=row,
            standing=standing(row, today=today),
            owners=owners[row.pk],
            above=above,
            below=below[row.pk],
        )
        for row in objectives
    ]
