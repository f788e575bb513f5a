"""The alignment of a cycle as a tree: from the top, or opened down to one goal; a level at a time."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Case, IntegerField, QuerySet, Value, When

from people.models import Employee
from perfhub.kernel.calendars import local_date

from .. import access
from ..models import Alignment, GoalCycle, Objective
from ..states import Level, ObjectiveState
from .pacing import Standing, standing
from .rows import owners_by_objective
from .serving import by_serving, ids_above

A_LEVEL = 40  # shown below one goal; the rest is one press away
NAMED = 2000  # keys that are named in a statement at most
SHOWN = (ObjectiveState.PROPOSED, ObjectiveState.ACTIVE, ObjectiveState.DONE, ObjectiveState.NOT_DONE)


def _first() -> Case:
    """The organization's, then those of teams, then people's."""
    return Case(
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

    @property
    def owner_ids(self) -> list[int]:
        return [owner.pk for owner in self.owners]


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
    """The tree of a cycle, opened from the top down to a goal; as many statements however deep that lies.

    On the way down each level shows its first goals, and the one that leads on wherever it stands.
    """
    today = local_date(at, viewer.time_zone)
    path = [*ids_above(opened.pk), opened.pk] if opened is not None else []
    seen = access.visible_to(viewer)
    tops, hidden = _tops(cycle, seen, after=0 if path else after)
    under = _under(path, seen, after={path[-1]: after} if path else {})
    listed = {row.pk for row in tops} | {pk for level in under.values() for pk in level.children} | set(path)
    nodes = _nodes(listed, seen, known=tops, today=today)
    shown = {row.pk: nodes[row.pk] for row in tops}
    for place, pk in enumerate(path):
        if pk not in nodes:
            continue
        if (not place or path[place - 1] not in nodes) and pk not in shown:
            shown[pk] = nodes[pk]
            hidden = max(0, hidden - 1)
        below = under[pk]
        found = [child for child in below.children if child in nodes]
        more = [child for child in path[place + 1 : place + 2] if child in nodes and child not in found]
        node = nodes[pk]
        node.children = [nodes[child] for child in found + more]
        for child in node.children:
            child.above = pk
        node.hidden, node.next = max(0, below.hidden - len(more)), after + A_LEVEL
        node.current = pk == path[-1]
    return Tree(cycle, list(shown.values()), hidden, at=opened, after=0 if path else after)


def level(
    cycle: GoalCycle | None, under: Objective | None, *, viewer: Employee, at: dt.datetime, after: int = 0
) -> Tree:
    """The goals right under one, for whoever unfolds it."""
    today = local_date(at, viewer.time_zone)
    seen = access.visible_to(viewer)
    if under is None:
        rows, hidden = _tops(cycle, seen, after=after)
        wanted = [row.pk for row in rows]
    else:
        below = _under([under.pk], seen, after={under.pk: after})[under.pk]
        rows, wanted, hidden = [], below.children, below.hidden
    nodes = _nodes(wanted, seen, known=rows, today=today)
    found = [nodes[pk] for pk in wanted if pk in nodes]
    for node in found:
        node.above = under.pk if under is not None else None
    return Tree(cycle, found, hidden, at=under, after=after)


def _tops(cycle: GoalCycle | None, seen: QuerySet[Objective], *, after: int) -> tuple[list[Objective], int]:
    """The goals that serve nothing the viewer sees, and how many are left."""
    if cycle is None:
        return [], 0
    rows = _serving_nothing(cycle, seen)
    ordered = rows.select_related("cycle", "team").annotate(rank=_first()).order_by("rank", "title", "pk")
    found: list[Objective] = list(ordered[after : after + A_LEVEL + 1])
    hidden = max(0, rows.count() - after - A_LEVEL) if len(found) > A_LEVEL else 0
    return found[:A_LEVEL], hidden


def _serving_nothing(cycle: GoalCycle, seen: QuerySet[Objective]) -> QuerySet[Objective]:
    return by_serving(seen.filter(cycle=cycle, state__in=SHOWN), False, seen=seen)


@dataclass(frozen=True)
class Below:
    """The keys of what is shown right under a goal, in order, and how many are left."""

    children: list[int] = field(default_factory=list)
    hidden: int = 0


def _under(parents: Sequence[int], seen: QuerySet[Objective], *, after: Mapping[int, int]) -> dict[int, Below]:
    """What the viewer sees right under each of these goals, a level of each; two statements."""
    if not parents:
        return {}
    pairs = _served(parents)
    rows = _served_by(pairs, seen.filter(state__in=SHOWN))
    order = {pk: (first, title, pk) for pk, first, title in rows.values_list("pk", _first(), "title")}
    levels: dict[int, list[int]] = {parent: [] for parent in parents}
    for parent, child in pairs:
        if child in order:
            levels[parent].append(child)
    found = {}
    for parent, children in levels.items():
        start = after.get(parent, 0)
        children.sort(key=order.__getitem__)
        found[parent] = Below(children[start : start + A_LEVEL], max(0, len(children) - start - A_LEVEL))
    return found


def _served(parents: Iterable[int]) -> set[tuple[int, int]]:
    """Which of these is served by which goal."""
    return set(Alignment.objects.in_force().filter(parent__in=list(parents)).values_list("parent", "child"))


def _served_by(pairs: Collection[tuple[int, int]], seen: QuerySet[Objective]) -> QuerySet[Objective]:
    """Those of the goals that serve which are seen.

    Asked for in one statement with the links, the database would look at every goal there is; so it is asked for them
    by key, unless there are so many that naming them takes longer.
    """
    children = {child for _parent, child in pairs}
    if len(children) <= NAMED:
        return seen.filter(pk__in=children)
    links = Alignment.objects.in_force().filter(parent__in={parent for parent, _child in pairs})
    return seen.filter(pk__in=links.values("child"))


def _nodes(
    wanted: Iterable[int], seen: QuerySet[Objective], *, known: Iterable[Objective], today: dt.date
) -> dict[int, Node]:
    """Those of these goals that the viewer sees; `known` are read already."""
    objectives = {row.pk: row for row in known}
    missing = set(wanted) - objectives.keys()
    seen = seen.filter(state__in=SHOWN)
    if missing:
        objectives |= seen.select_related("cycle", "team").in_bulk(missing)
    owners = owners_by_objective(objectives.values(), today=today)
    pairs = _served(objectives)
    shown = set(_served_by(pairs, seen).values_list("pk", flat=True))
    below = Counter(parent for parent, child in pairs if child in shown)
    return {
        pk: Node(
            objective=row,
            standing=standing(row, today=today),
            owners=owners[pk],
            above=None,
            below=below[pk],
        )
        for pk, row in objectives.items()
    }


# --- for programs, which page as they like --------------------------------------------------------


def tops_of(cycle: GoalCycle, *, viewer: Employee) -> QuerySet[Objective]:
    """The goals of a cycle that serve nothing the viewer sees; `rank` is their place by level."""
    rows = _serving_nothing(cycle, access.visible_to(viewer))
    return rows.select_related("cycle", "team").annotate(rank=_first())


def below_of(objective: Objective, *, viewer: Employee) -> QuerySet[Objective]:
    """The goals right under one that the viewer sees, with their `rank`."""
    rows = _served_by(_served([objective.pk]), access.visible_to(viewer).filter(state__in=SHOWN))
    return rows.select_related("cycle", "team").annotate(rank=_first())


def nodes_of(rows: Sequence[Objective], *, viewer: Employee, at: dt.datetime) -> list[Node]:
    """These goals as the tree shows them, in their order; three statements."""
    found = _nodes([], access.visible_to(viewer), known=rows, today=local_date(at, viewer.time_zone))
    return [found[row.pk] for row in rows]
