"""Groups as numbers, given in the order of their names.

Inside of here they stand for their names in every comparison and cost nothing to compare. A company of a hundred
thousand has fourteen thousand groups, each week anew.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping

from .cells import Cell, Flow, Group

Number = int
Pairs = dict[tuple[Number | None, Number | None], int]  # people by the group they were in then and are in now


def names_of(cells: list[Cell], parents: Mapping[Group, Group | None], flows: list[Flow]) -> list[Group]:
    """All groups, by name; those that are called alike in the order in which they are given."""
    found: dict[Group | None, None] = dict.fromkeys(cell.group for cell in cells)
    found.update(dict.fromkeys(parents))
    found.update(dict.fromkeys(parents.values()))
    for flow in flows:
        found[flow.before] = found[flow.after] = None
    return sorted((group for group in found if group is not None), key=str)


def by_pair(flows: Iterable[Flow], number: Mapping[Group, Number]) -> dict[tuple[dt.date, dt.date], Pairs]:
    """Who came and went between each two weeks, in an order that does not depend on the one given."""
    found: dict[tuple[dt.date, dt.date], Pairs] = defaultdict(dict)
    for flow in flows:
        if flow.since >= flow.week:
            raise ValueError(f"A flow leads from an earlier to a later week, not from {flow.since} to {flow.week}.")
        before = None if flow.before is None else number[flow.before]
        after = None if flow.after is None else number[flow.after]
        pairs = found[flow.since, flow.week]
        pairs[before, after] = pairs.get((before, after), 0) + flow.people
    last = len(number)  # where "outside" is sorted to

    def by_name(pair: tuple[tuple[Number | None, Number | None], int]) -> tuple[Number, Number]:
        (before, after), _people = pair
        return last if before is None else before, last if after is None else after

    return {dates: dict(sorted(pairs.items(), key=by_name)) for dates, pairs in sorted(found.items())}
