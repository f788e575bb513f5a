"""Averages of small groups: the one way out, for page, CSV and API alike.

Who may read the answers of people one by one needs no protection from their average. Everybody else
is shown averages from which no fewer than five people (`K`) can be worked out, neither from one
number nor by subtracting numbers from one another. `release` decides, for a tree of groups over weeks:

1. **Few.** An average over 1 to 4 people whom the viewer may not read is withheld.
2. **Rest.** A group minus those of its subgroups which are shown leaves nobody, or at least five
   people; otherwise the smallest subgroup shown is withheld too.
3. **Change.** Between two weeks, whatever part of the groups can be told apart by what is shown in
   both differs by nobody, or by at least five people; otherwise the later week is withheld, from the
   smallest group upwards, until it does. "Part" includes what is left when the changes of one group are
   subtracted from those of another (six joined the team around it, five of them this team).

Every decision rests on counts of people alone, never on what they answered, so that a gap tells nothing.

**What this stops**, proven against an attacker who adds and subtracts everything shown: within one week,
any combination that depends on one to four people alone; between two weeks the same, even if everybody
answered alike in both. **What it does not stop:** more than two weeks played off against one
another; weeks further apart than the flows given; somebody who knows by other means that a certain
person did not answer in one of two weeks (rule 3 is about who belongs to a group, not who answered);
two viewers who put together what each may read; and a mean at the very end of a scale, which says what
everybody answered. See docs/adr/0005-averages-of-small-groups.md.

Give `release` the whole tree which the viewer may see and all weeks from a fixed start, then show the part
a page is about: what is withheld on one page must not be shown on another, or next week.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Container, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

K = 5
"""The fewest people an average may be about, for whoever may not read them one by one."""

LAGS = 4
"""For how many weeks an answer is taken to tell something about the answer of now."""

Group = Hashable


@dataclass(frozen=True, slots=True)
class Cell:
    """What one group answered in one week, subgroups included: `n` people whose answers add up to `total`.

    `readable` of these n are people whose answers the viewer may read one by one: own reports, oneself.
    """

    group: Group
    week: dt.date
    n: int
    total: float
    readable: int = 0

    @property
    def hidden(self) -> int:
        """The people behind this average whom the viewer may not read."""
        return self.n - self.readable


@dataclass(frozen=True, slots=True)
class Flow:
    """How many people were in the group `before` in the week `since` and in `after` in `week`.

    Only people whom the viewer may not read. Each person belongs to one group, the innermost; None is
    outside all groups. People who stayed are a flow from a group to itself, and are needed.
    """

    since: dt.date
    week: dt.date
    before: Group | None
    after: Group | None
    people: int


@dataclass(frozen=True, slots=True)
class Released:
    """An average that may be shown, with the number of people it is about."""

    n: int
    mean: float


@dataclass(frozen=True, slots=True)
class Withheld:
    """An average that is not shown, not even its n. `reason` is "none", "few", "rest" or "change"."""

    reason: str


Decision = Released | Withheld
Key = tuple[Group, dt.date]

# Inside of here groups are numbers, given in the order of their names: they stand for their names in every comparison
# and cost nothing to compare. A company of a hundred thousand has fourteen thousand groups, each week anew.
_Number = int
_Pairs = dict[tuple[_Number | None, _Number | None], int]  # people by the group they were in then and are in now


def release(
    cells: Iterable[Cell],
    *,
    parents: Mapping[Group, Group | None],
    flows: Iterable[Flow],
    k: int = K,
    settled: Mapping[dt.date, Collection[Group]] | None = None,
) -> dict[Key, Decision]:
    """What may be shown of each group in each week, by (group, week).

    `parents` names the group around each group, None for the outermost; a parent without a cell is skipped
    over. `flows` come from `flows_between` or the same counted in SQL, for each pair of weeks that shall be
    safe against one another. `settled` are weeks decided before, with the groups shown of each: a decision
    rests on weeks before it only, so that the newest weeks can be decided by themselves with the `LAGS` weeks
    before them settled. They are not decided again, nor returned. Raises ValueError when two successive weeks
    with hidden answers have no flows, when a week has a group twice, or when groups contain one another.
    """
    settled = settled or {}
    cells, flows = list(cells), list(flows)
    names = _names(cells, parents, flows)
    number = {name: place for place, name in enumerate(names)}
    tree = _Tree(names, {number[group]: None if up is None else number[up] for group, up in parents.items()})
    weeks: dict[dt.date, _Week] = {}
    decisions: dict[Key, Decision] = {}
    for cell in cells:
        week = weeks.setdefault(cell.week, _Week(tree))
        if number[cell.group] in week.cells:
            raise ValueError(f"The group {cell.group!r} is given twice for the week of {cell.week}.")
        if not 0 <= cell.readable <= cell.n:
            raise ValueError(f"Of {cell.n} people {cell.readable} cannot be readable.")
        week.cells[number[cell.group]] = cell
    moved = _by_pair(flows, number)
    _insist_on_flows(weeks, moved, settled)
    for date in sorted(weeks):
        week = weeks[date]
        if date in settled:
            shown = {number[group] for group in settled[date] if group in number}
            week.withheld = dict.fromkeys(week.cells.keys() - shown, "settled")
            continue
        week.withhold_few(k)
        week.withhold_rests(k)
        earlier = [(weeks[since], pairs) for (since, now), pairs in moved.items() if now == date and since in weeks]
        week.withhold_changes(earlier, k)
        for group, cell in week.cells.items():
            reason = week.withheld.get(group)
            decisions[names[group], date] = Withheld(reason) if reason else Released(cell.n, cell.total / cell.n)
    return decisions


def _names(cells: list[Cell], parents: Mapping[Group, Group | None], flows: list[Flow]) -> list[Group]:
    """All groups, by name; those that are called alike in the order in which they are given."""
    found: dict[Group | None, None] = dict.fromkeys(cell.group for cell in cells)
    found.update(dict.fromkeys(parents))
    found.update(dict.fromkeys(parents.values()))
    for flow in flows:
        found[flow.before] = found[flow.after] = None
    return sorted((group for group in found if group is not None), key=str)


def flows_between(
    places: Iterable[tuple[Hashable, dt.date, Group]], *, lags: int = LAGS, readable: Iterable[Hashable] = ()
) -> list[Flow]:
    """The flows between each week and the `lags` weeks before it, from rows (person, week, innermost group).

    People in `readable` are left out. In SQL it is a full join of the weekly facts with themselves on the
    employee, at a distance of 1 to `lags` weeks, counted by both weeks and both groups.
    """
    known = frozenset(readable)
    by_week: dict[dt.date, dict[Hashable, Group]] = defaultdict(dict)
    for person, week, group in places:
        by_week[week]  # a week in which all are readable is a week too
        if person not in known:
            by_week[week][person] = group
    found: list[Flow] = []
    weeks = sorted(by_week)
    for position, week in enumerate(weeks):
        now = by_week[week]
        for since in weeks[max(0, position - lags) : position]:
            then = by_week[since]
            counted = Counter((then.get(person), now.get(person)) for person in then.keys() | now.keys())
            found += [Flow(since, week, before, after, people) for (before, after), people in counted.items()]
    return found


# --- one week ----------------------------------------------------------------------------------


class _Tree:
    """The groups around each group, innermost first, and the groups directly within."""

    def __init__(self, names: list[Group], parents: Mapping[_Number, _Number | None]) -> None:
        self.names = names
        self.within: dict[_Number, list[_Number]] = defaultdict(list)
        self._parents = parents
        self._above: dict[_Number, tuple[_Number, ...]] = {}
        for group, parent in parents.items():
            if parent is not None:
                self.within[parent].append(group)

    def above(self, group: _Number) -> tuple[_Number, ...]:
        if group not in self._above:
            found: list[_Number] = []
            while (outer := self._parents.get(found[-1] if found else group)) is not None:
                if outer == group or outer in found:
                    raise ValueError(f"The group {self.names[group]!r} lies within itself.")
                found.append(outer)
            self._above[group] = tuple(found)
        return self._above[group]


@dataclass
class _Week:
    """The groups of one week, and why some of them are withheld; nothing withheld is ever given free again."""

    tree: _Tree
    cells: dict[_Number, Cell] = field(default_factory=dict)
    withheld: dict[_Number, str] = field(default_factory=dict)
    _rests: dict[_Number, int] = field(default_factory=dict)  # people of each telling group in none within it
    _parts: dict[_Number | None, _Number | None] = field(default_factory=dict)
    _known_at: int = -1  # how many were withheld when these two were made

    def tells(self, group: _Number) -> bool:
        """Whether a group is shown and so tells something about people whom the viewer may not read."""
        return group in self.cells and group not in self.withheld and self.cells[group].hidden > 0

    def parts(self, groups: Iterable[_Number | None]) -> Mapping[_Number | None, _Number | None]:
        """For each group the telling group whose rest tells about its people; None where nothing does."""
        if self._known_at != len(self.withheld):
            self._known_at = len(self.withheld)
            self._rests, self._parts = self._rests_now(), {None: None}
        for group in groups:
            if group not in self._parts:
                part = self._innermost(group, *self.tree.above(group))
                self._parts[group] = part if part is not None and self._rests[part] else None
        return self._parts

    def _rests_now(self) -> dict[_Number, int]:
        telling = {group: cell.hidden for group, cell in self.cells.items() if self.tells(group)}
        rests = self._rests = dict(telling)
        for group, people in telling.items():
            if (outer := self._innermost(*self.tree.above(group))) is not None:
                rests[outer] -= people
        return rests

    def _innermost(self, *groups: _Number) -> _Number | None:
        """The first of these groups that tells."""
        for group in groups:
            if group in self._rests:
                return group
        return None

    def rest_of(self, group: _Number) -> int:
        """The hidden people of a telling group who are in none of the telling groups within it."""
        return self.cells[group].hidden - sum(self.cells[part].hidden for part in self.parts_of(group))

    def parts_of(self, group: _Number) -> list[_Number]:
        """The outermost telling groups within a group."""
        found: list[_Number] = []
        waiting = [*self.tree.within[group]]
        while waiting:
            inner = waiting.pop()
            if self.tells(inner):
                found.append(inner)
            else:
                waiting += self.tree.within[inner]
        return found

    def size(self, group: _Number) -> tuple[int, _Number]:
        """What groups are ordered by when one must be withheld: the smallest first, whatever the order given."""
        return self.cells[group].hidden, group

    def withhold_few(self, k: int) -> None:
        for group, cell in self.cells.items():
            if cell.n == 0:
                self.withheld[group] = "none"
            elif 0 < cell.hidden < k:
                self.withheld[group] = "few"

    def withhold_rests(self, k: int) -> None:
        """Inner groups first: what is withheld later adds its rest to that of the group around it."""
        for group in sorted(self.cells, key=lambda group: (-len(self.tree.above(group)), group)):
            while self.tells(group):
                if (rest := self.rest_of(group)) == 0 or rest >= k:
                    break
                self.withheld[min(self.parts_of(group), key=self.size, default=group)] = "rest"

    def withhold_changes(self, earlier: list[tuple[_Week, _Pairs]], k: int) -> None:
        """Withholds groups of this week until no cut between it and an earlier one passes through 1 to k-1 people."""
        before: dict[_Number, str] | None = None
        while before != self.withheld:
            before = dict(self.withheld)
            for week, pairs in earlier:
                while found := [groups for groups in _told_apart(week, self, pairs, k) if groups]:
                    self._withhold_one_of_each(found)

    def _withhold_one_of_each(self, found: list[set[_Number]]) -> None:
        """The smallest of each set of groups; sets which overlap with one dealt with may have settled and wait."""
        touched: set[_Number] = set()
        for groups in sorted(found, key=lambda groups: min(map(self.size, groups))):
            if touched.isdisjoint(groups):
                self.withheld[min(groups, key=self.size)] = "change"
                touched |= groups


def _by_pair(flows: Iterable[Flow], number: Mapping[Group, _Number]) -> dict[tuple[dt.date, dt.date], _Pairs]:
    found: dict[tuple[dt.date, dt.date], _Pairs] = defaultdict(dict)
    for flow in flows:
        if flow.since >= flow.week:
            raise ValueError(f"A flow leads from an earlier to a later week, not from {flow.since} to {flow.week}.")
        before = None if flow.before is None else number[flow.before]
        after = None if flow.after is None else number[flow.after]
        pairs = found[flow.since, flow.week]
        pairs[before, after] = pairs.get((before, after), 0) + flow.people
    last = len(number)  # where "outside" is sorted to

    def by_name(pair: tuple[tuple[_Number | None, _Number | None], int]) -> tuple[_Number, _Number]:
        (before, after), _people = pair
        return last if before is None else before, last if after is None else after

    return {dates: dict(sorted(pairs.items(), key=by_name)) for dates, pairs in sorted(found.items())}


def _insist_on_flows(
    weeks: Mapping[dt.date, _Week], moved: Mapping[tuple[dt.date, dt.date], object], settled: Container[dt.date]
) -> None:
    dates = [date for date in sorted(weeks) if any(cell.hidden for cell in weeks[date].cells.values())]
    for since, date in pairwise(dates):
        if date not in settled and (since, date) not in moved:
            raise ValueError(f"Nothing says who came and went between the weeks of {since} and {date}.")


# --- two weeks ---------------------------------------------------------------------------------
#
# What is shown of one week lets its reader tell apart the parts of that week: each shown group without
# the shown groups within it. Take the parts of two weeks as the vertices of a graph, "outside" as one
# vertex for both, and each person as an edge between the parts they were in. A combination of shown
# numbers gives each vertex a weight, and depends on the people whose two ends weigh differently (with the sign of
# the later week turned). So the fewest people any combination depends on is the smallest cut of the
# graph. That is exact for two weeks, and cheap: stable groups are edges of many people, which no small
# cut can pass.

# A part of the later week is the vertex of its group's number, "outside" the number after the last group, and a part of
# the earlier week lies as far behind that.

_Vertex = int
_Graph = dict[_Vertex, dict[_Vertex, int]]
_Merged = dict[_Vertex, frozenset[_Vertex]]  # which vertices of the graph each remaining one stands for


def _told_apart(then: _Week, now: _Week, pairs: _Pairs, k: int) -> list[set[_Number]]:
    """For each small cut found, the groups of the later week by which these few people are told from others.

    At each end of a cut edge that is the part of now itself, or the part of now in which those are who
    were together then. Withholding one merges its people into the group around it, or with "outside":
    where a cut parts something from "outside", only groups on the near side of it help.
    """
    outside = len(now.tree.names)
    graph = _graph(then, now, pairs, outside)
    everything = frozenset(graph)
    found: list[set[_Number]] = []
    for one_side in _small_cuts(graph, k):
        near, far = (one_side, everything - one_side) if outside not in one_side else (everything - one_side, one_side)
        cut = [(inner, outer) for inner in near for outer in graph[inner] if outer not in near]
        groups = {group for inner, _ in cut for group in _parts_now(graph, inner, near, outside)}
        if not groups or not _hangs_together(graph, cut[0][0], outside):
            groups |= {group for _, outer in cut for group in _parts_now(graph, outer, far, outside)}
        found.append(groups)
    return found


def _hangs_together(graph: _Graph, one: _Vertex, other: _Vertex) -> bool:
    """Whether any way leads from one vertex to the other."""
    reached, waiting = {one}, [one]
    while waiting:
        new = graph[waiting.pop()].keys() - reached
        reached |= new
        waiting += new
    return other in reached


def _parts_now(graph: _Graph, vertex: _Vertex, side: frozenset[_Vertex], outside: _Vertex) -> set[_Number]:
    if vertex > outside:
        return {part for part in graph[vertex].keys() & side if part < outside}
    return {vertex} if vertex < outside else set()


def _graph(then: _Week, now: _Week, pairs: _Pairs, outside: _Vertex) -> _Graph:
    graph: _Graph = {}
    old_parts, new_parts = then.parts(group for group, _ in pairs), now.parts(group for _, group in pairs)
    for (before, after), people in pairs.items():
        old, new = old_parts[before], new_parts[after]
        one = outside if old is None else outside + 1 + old
        other = outside if new is None else new
        if one != other:
            ours, theirs = graph.setdefault(one, {}), graph.setdefault(other, {})
            ours[other] = ours.get(other, 0) + people
            theirs[one] = theirs.get(one, 0) + people
    return graph


def _small_cuts(graph: _Graph, k: int) -> list[frozenset[_Vertex]]:
    """One side each of some cuts through fewer than k people; none only if there is no such cut."""
    merged = {vertex: frozenset([vertex]) for vertex in graph}
    weights = {vertex: dict(edges) for vertex, edges in graph.items()}
    _merge_heavy(merged, weights, k)
    if sides := [merged[vertex] for vertex, edges in weights.items() if edges and sum(edges.values()) < k]:
        return sides
    smallest = _smallest_cut(merged, weights, k)
    return [smallest] if smallest else []


def _merge_heavy(merged: _Merged, weights: _Graph, k: int) -> None:
    """Merges vertices joined by k people or more, until there are none: no small cut can part them."""
    waiting = list(weights)
    while waiting:
        vertex = waiting.pop()
        if vertex not in weights:
            continue
        heavy = next((other for other, people in weights[vertex].items() if people >= k), None)
        if heavy is not None:
            _merge(merged, weights, vertex, heavy)
            waiting.append(vertex)


def _merge(merged: _Merged, weights: _Graph, into: _Vertex, gone: _Vertex) -> None:
    merged[into] |= merged.pop(gone)
    ours = weights[into]
    for other, people in weights.pop(gone).items():
        theirs = weights[other]
        del theirs[gone]
        if other != into:
            ours[other] = ours.get(other, 0) + people
            theirs[into] = theirs.get(into, 0) + people


def _smallest_cut(merged: _Merged, weights: _Graph, k: int) -> frozenset[_Vertex] | None:
    """One side of a cut through fewer than k people, by Stoer and Wagner (1997), component by component."""
    while weights:
        start = next(iter(weights))
        order, reach = [start], dict(weights[start])
        while reach:
            tightest = max(reach, key=lambda vertex: (reach[vertex], vertex))
            strength = reach.pop(tightest)
            order.append(tightest)
            for other, people in weights[tightest].items():
                if other not in order:
                    reach[other] = reach.get(other, 0) + people
        if len(order) == 1:
            del weights[start], merged[start]
            continue
        last = order[-1]
        if strength < k:
            return merged[last]
        _merge(merged, weights, order[-2], last)
    return None
