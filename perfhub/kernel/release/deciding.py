"""Every group in every week, the weeks in their order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Container, Iterable, Mapping
from itertools import pairwise

from .cells import Cell, Decision, Flow, Group, K, Key, Released, Withheld
from .numbers import Number, by_pair, names_of
from .weeks import Tree, Week


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
    names = names_of(cells, parents, flows)
    number = {name: place for place, name in enumerate(names)}
    tree = Tree(names, {number[group]: None if up is None else number[up] for group, up in parents.items()})
    weeks = _by_week(cells, number, tree)
    decisions: dict[Key, Decision] = {}
    moved = by_pair(flows, number)
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


def _by_week(cells: Iterable[Cell], number: Mapping[Group, Number], tree: Tree) -> dict[dt.date, Week]:
    weeks: dict[dt.date, Week] = {}
    for cell in cells:
        week = weeks.setdefault(cell.week, Week(tree))
        if number[cell.group] in week.cells:
            raise ValueError(f"The group {cell.group!r} is given twice for the week of {cell.week}.")
        if not 0 <= cell.readable <= cell.n:
            raise ValueError(f"Of {cell.n} people {cell.readable} cannot be readable.")
        week.cells[number[cell.group]] = cell
    return weeks


def _insist_on_flows(
    weeks: Mapping[dt.date, Week], moved: Mapping[tuple[dt.date, dt.date], object], settled: Container[dt.date]
) -> None:
    dates = [date for date in sorted(weeks) if any(cell.hidden for cell in weeks[date].cells.values())]
    for since, date in pairwise(dates):
        if date not in settled and (since, date) not in moved:
            raise ValueError(f"Nothing says who came and went between the weeks of {since} and {date}.")
