"""The alignment of a cycle as a tree: from the top, or opened down to one goal; a level at a time."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.formats import number_format

from people.models import Employee
from perfhub.kernel.calendars import local_date
from perfhub.kernel.composed import composed
from perfhub.kernel.together import read_together

from .. import access
from ..access.asker import Asker, asker_of
from ..models import Alignment, GoalCycle, Objective
from ..models.objectives import rank
from ..states import ObjectiveState
from .cycles import seen_cycles
from .pacing import Standing, standing
from .rows import held_by, listed, owners_in
from .serving import KeysAbove, by_serving, ids_above

A_LEVEL = 40  # shown below one goal; the rest is one press away
MOST_COUNTED = 200  # of goals that serve nothing: nobody needs to know how many thousands there are
SHOWN = (ObjectiveState.PROPOSED, ObjectiveState.ACTIVE, ObjectiveState.DONE, ObjectiveState.NOT_DONE)


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
    def said_hidden(self) -> str:
        """How many more there are; of many, that there are more than one counts."""
        return f"{MOST_COUNTED}+" if self.hidden > MOST_COUNTED else number_format(self.hidden, force_grouping=True)

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
    path = [*_above(opened), opened.pk] if opened is not None else []
    asker = asker_of(viewer)
    first, links = _first_tops(cycle=cycle, **asker.values), _seen_under(parents=path, **asker.values)
    read_together(*[first, links] if path else [first])
    tops, behind = _tops(cycle, asker, first, after=0 if path else after)
    under = _under(path, links, after={path[-1]: after} if path else {})
    wanted = {pk for level in under.values() for pk in level.children} | set(path)
    nodes = _nodes(wanted, asker, known=tops, today=today, along=behind)
    hidden = _left(behind)
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
    asker = asker_of(viewer)
    if under is None:
        rows, behind = _tops(cycle, asker, _first_tops(cycle=cycle, **asker.values), after=after)
        wanted = [row.pk for row in rows]
    else:
        links = _seen_under(parents=[under.pk], **asker.values)
        below = _under([under.pk], links, after={under.pk: after})[under.pk]
        rows, wanted, behind = [], below.children, None
    nodes = _nodes(wanted, asker, known=rows, today=today, along=behind)
    hidden = _left(behind) if under is None else below.hidden
    found = [nodes[pk] for pk in wanted if pk in nodes]
    for node in found:
        node.above = under.pk if under is not None else None
    return Tree(cycle, found, hidden, at=under, after=after)


def _tops(
    cycle: GoalCycle | None, asker: Asker, first: QuerySet[Objective], *, after: int
) -> tuple[list[Objective], QuerySet | None]:
    """The goals that serve nothing the viewer sees, `first` where nothing goes before; and those behind them, as far as
    they are counted, not asked yet."""
    if cycle is None:
        return [], None
    tops = _ordered(_serving_nothing(cycle, asker))
    found: list[Objective] = list(tops[after : after + A_LEVEL + 1] if after else first)
    if len(found) <= A_LEVEL:
        return found, None
    shown = after + A_LEVEL
    counted = tops.values_list("pk", flat=True)[shown : shown + MOST_COUNTED + 1]
    return found[:A_LEVEL], counted if after else _behind_the_first(cycle=cycle, **asker.values)


def _left(behind: QuerySet | None) -> int:
    """How many there are behind those shown, as far as they are counted."""
    return 0 if behind is None else len(list(behind))


@composed
def _first_tops(*, cycle: GoalCycle | None, **asker: Any) -> QuerySet[Objective]:
    if cycle is None:
        return Objective.objects.none()
    first = _ordered(_serving_nothing(cycle, Asker(**asker))).values("pk")[: A_LEVEL + 1]
    return listed(_ordered(Objective.objects.filter(pk__among=first)))


@composed
def _behind_the_first(*, cycle: GoalCycle, **asker: Any) -> QuerySet:
    rows = _ordered(_serving_nothing(cycle, Asker(**asker))).values_list("pk", flat=True)
    return rows[A_LEVEL : A_LEVEL + MOST_COUNTED + 1]


def _serving_nothing(cycle: GoalCycle, asker: Asker) -> QuerySet[Objective]:
    rows = Objective.objects.filter(access.seen_by(asker), cycle=cycle, state__in=SHOWN)
    return by_serving(rows, False, seen_by=asker)


def _ordered(rows: QuerySet[Objective]) -> QuerySet[Objective]:
    return rows.select_related("cycle", "team").annotate(rank=rank()).order_by("rank", "title", "pk")


@composed
def _opened(*, pk: int, **asker: Any) -> QuerySet[Objective]:
    return Objective.objects.filter(access.seen_by(Asker(**asker)), pk=pk).annotate(above=KeysAbove("pk"))


def begun(viewer: Employee, pk: int | None) -> tuple[list[GoalCycle], Objective | None]:
    """The cycles of which there are trees, and the goal to open one at, if the viewer may read that; one statement."""
    cycles = seen_cycles(viewer)
    if pk is None:
        return list(cycles), None
    opened = _opened(pk=pk, **asker_of(viewer).values)
    read_together(cycles, opened)
    return list(cycles), next(iter(opened), None)


def _above(opened: Objective) -> list[int]:
    """What it serves, from the top downwards; asked where it was fetched without."""
    return ids_above(opened.pk) if (above := getattr(opened, "above", None)) is None else above


@dataclass(frozen=True)
class Below:
    """The keys of what is shown right under a goal, in order, and how many are left."""

    children: list[int] = field(default_factory=list)
    hidden: int = 0


def _under(parents: Sequence[int], links: QuerySet, *, after: Mapping[int, int]) -> dict[int, Below]:
    """What the viewer sees right under each of these goals, a level of each."""
    if not parents:
        return {}
    levels: dict[int, set[tuple[int, str, int]]] = {parent: set() for parent in parents}
    for parent, child, first, title in links:
        levels[parent].add((first, title, child))
    found = {}
    for parent, places in levels.items():
        start = after.get(parent, 0)
        children = [child for _first, _title, child in sorted(places)]
        found[parent] = Below(children[start : start + A_LEVEL], max(0, len(children) - start - A_LEVEL))
    return found


def _links_under(parents: list[int], asker: Asker) -> QuerySet[Alignment]:
    """What serves these goals, as far as it is seen; of each link one goal is looked at, not every goal there is."""
    links = Alignment.objects.in_force().filter(parent__in=parents, child__state__in=SHOWN)
    seen = Objective.objects.filter(access.seen_by(asker), pk__among=links.order_by().values("child"))
    return links.filter(child__in=seen.values("pk"))


@composed
def _seen_under(*, parents: list[int], **asker: Any) -> QuerySet:
    links = _links_under(parents, Asker(**asker)).annotate(rank=rank("child__"))
    return links.values_list("parent", "child", "rank", "child__title")


@composed
def _numbers_under(*, parents: list[int], **asker: Any) -> QuerySet:
    links = _links_under(parents, Asker(**asker)).order_by()
    return links.values("parent").annotate(number=Count("child", distinct=True)).values_list("parent", "number")


@composed
def _seen_goals(*, keys: list[int], **asker: Any) -> QuerySet[Objective]:
    rows = Objective.objects.filter(access.seen_by(Asker(**asker)), pk__in=keys, state__in=SHOWN)
    return listed(rows)


def _nodes(
    wanted: Iterable[int],
    asker: Asker,
    *,
    known: Iterable[Objective],
    today: dt.date,
    along: QuerySet | None = None,
) -> dict[int, Node]:
    """Those of these goals that the viewer sees; `known` are read already, and `along` with what is read here."""
    objectives = {row.pk: row for row in known}
    missing = _seen_goals(keys=list(set(wanted) - objectives.keys()), **asker.values)
    keys = [*{*objectives, *wanted}]
    held, numbers = held_by(keys, today=today), _numbers_under(parents=keys, **asker.values)
    read_together(missing, held, numbers, *[along] if along is not None else [])
    objectives |= {row.pk: row for row in missing}
    owners, below = owners_in(held), dict(numbers)
    return {
        pk: Node(
            objective=row,
            standing=standing(row, today=today),
            owners=owners[pk],
            above=None,
            below=below.get(pk, 0),
        )
        for pk, row in objectives.items()
    }


# --- for programs, which page as they like --------------------------------------------------------


def tops_of(cycle: GoalCycle, *, viewer: Employee) -> QuerySet[Objective]:
    """The goals of a cycle that serve nothing the viewer sees; `rank` is their place by level."""
    return _ordered(_serving_nothing(cycle, asker_of(viewer)))


def below_of(objective: Objective, *, viewer: Employee) -> QuerySet[Objective]:
    """The goals right under one that the viewer sees, with their `rank`."""
    links = _links_under([objective.pk], asker_of(viewer))
    return _ordered(Objective.objects.filter(pk__in=links.values("child")))


def nodes_of(rows: Sequence[Objective], *, viewer: Employee, at: dt.datetime) -> list[Node]:
    """These goals as the tree shows them, in their order; two statements."""
    found = _nodes([], asker_of(viewer), known=rows, today=local_date(at, viewer.time_zone))
    return [found[row.pk] for row in rows]
