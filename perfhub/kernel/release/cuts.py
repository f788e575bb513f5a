"""Two weeks: which few people are told apart by what is shown of both.

What is shown of one week lets its reader tell apart the parts of that week: each shown group without the shown groups
within it. Take the parts of two weeks as the vertices of a graph, "outside" as one vertex for both, and each person as
an edge between the parts they were in. A combination of shown numbers gives each vertex a weight, and depends on the
people whose two ends weigh differently (with the sign of the later week turned). So the fewest people any combination
depends on is the smallest cut of the graph. That is exact for two weeks, and cheap: stable groups are edges of many
people, which no small cut can pass.

A part of the later week is the vertex of its group's number, "outside" the number after the last group, and a part of
the earlier week lies as far behind that.
"""

from __future__ import annotations

from collections.abc import Mapping

from .numbers import Number, Pairs

Parts = Mapping[Number | None, Number | None]  # for each group the shown one whose rest tells about its people
_Vertex = int
_Graph = dict[_Vertex, dict[_Vertex, int]]
_Merged = dict[_Vertex, frozenset[_Vertex]]  # which vertices of the graph each remaining one stands for


def told_apart(pairs: Pairs, then: Parts, now: Parts, *, outside: Number, k: int) -> list[set[Number]]:
    """For each small cut found, the groups of the later week by which these few people are told from others.

    At each end of a cut edge that is the part of now itself, or the part of now in which those are who
    were together then. Withholding one merges its people into the group around it, or with "outside":
    where a cut parts something from "outside", only groups on the near side of it help.
    """
    graph = _graph(pairs, then, now, outside)
    everything = frozenset(graph)
    found: list[set[Number]] = []
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


def _parts_now(graph: _Graph, vertex: _Vertex, side: frozenset[_Vertex], outside: _Vertex) -> set[Number]:
    if vertex > outside:
        return {part for part in graph[vertex].keys() & side if part < outside}
    return {vertex} if vertex < outside else set()


def _graph(pairs: Pairs, then: Parts, now: Parts, outside: _Vertex) -> _Graph:
    graph: _Graph = {}
    for (before, after), people in pairs.items():
        old, new = then[before], now[after]
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
