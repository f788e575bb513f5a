"""Deciding which averages may be shown to those who may not read the answers; by `kernel.release` alone.

For managers the groups are: everybody's own reports, and everybody's people beyond the own reports. These lie within
one another and never overlap, so that one decision holds for every manager at once: whoever reads the answers of the
own reports knows nobody in the groups beyond. For HR the groups are teams. Nobody is shown both kinds.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import connection

from perfhub.kernel.release import LAGS, Cell, Flow, Released, release

from ..states import Scope
from .grains import KINDS, Kind

WEEK = timedelta(weeks=1)

_FLOWS = """
    SELECT since, week, before, after, count(*) FROM (
        SELECT p.since, p.week, e.employee_id,
               max({column}) FILTER (WHERE e.week_start = p.since) AS before,
               max({column}) FILTER (WHERE e.week_start = p.week) AS after
        FROM unnest(%(since)s::date[], %(week)s::date[]) AS p (since, week)
        JOIN {person} e ON e.week_start IN (p.since, p.week)
        WHERE {column} IS NOT NULL AND {counting}
        GROUP BY 1, 2, 3
    ) moved GROUP BY 1, 2, 3, 4
"""
_SHOW = """
    UPDATE {table} g SET {write}
    FROM unnest(%s::bigint[], {arrays}) AS d (id, {flags})
    WHERE g.id = d.id AND ({old}) <> ({new})
"""


@dataclass
class Family:
    """Groups which lie within one another or apart, their cells by what is decided, and the row each cell stands for.

    Weeks before `since` were decided earlier: what is shown of them stands, and bears on the weeks after.
    """

    kind: Kind
    since: date
    parents: dict = field(default_factory=dict)
    cells: dict[str, list[Cell]] = field(default_factory=lambda: defaultdict(list))
    shown: dict[str, dict[date, set]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(set)))
    rows: dict = field(default_factory=dict)

    def add(self, group, parent, row, counts: dict[str, int]) -> None:
        self.parents[group] = parent
        settled = row.week_start < self.since
        if not settled:
            self.rows[group, row.week_start] = row.pk
        for flag, (n, total) in self.kind.shown.items():
            self.cells[flag].append(Cell(group, row.week_start, counts[n], counts[total]))
            if settled:
                self.shown[flag][row.week_start] |= {group} if getattr(row, flag) else set()


def decide(today: date, *, since: date | None = None) -> None:
    """Decide for each week that is over which groups may be shown; a running week never is.

    With `since`, the weeks before it keep what was decided of them: a decision rests on the weeks before only.
    """
    over = today - timedelta(days=today.weekday())
    since = since or date.min
    first = date.min if since == date.min else since - LAGS * WEEK
    for kind in KINDS:
        _decide_managers(kind, _rows(kind, kind.manager, first, over, "scope", "manager_id", "above_id"), since)
        _decide_teams(kind, _rows(kind, kind.team, first, over, "team_id"), since)


def _rows(kind: Kind, model, first: date, over: date, *columns: str) -> list:
    """The weeks from `first` to before `over`. There may be hundreds of thousands: plain tuples, with names."""
    rows = model.objects.filter(week_start__gte=first, week_start__lt=over).order_by("week_start", "pk")
    return list(rows.values_list("pk", "week_start", *_counted(kind), *kind.shown, *columns, named=True))


def _counted(kind: Kind) -> list[str]:
    """The numbers that a decision looks at."""
    return sorted({"people", *(name for pair in kind.shown.values() for name in pair)})


def _decide_managers(kind: Kind, rows: list, since: date) -> None:
    above = {(row.week_start, row.manager_id): row.above_id for row in rows if row.scope == Scope.ALL}
    own = {(row.week_start, row.manager_id): row for row in rows if row.scope == Scope.DIRECT}
    paths: dict[tuple[date, int], tuple[int, ...]] = {}  # each made once, however many people went that way

    def path_of(week: date, manager: int) -> tuple[int, ...]:
        if (week, manager) not in paths:
            paths[week, manager] = _path(above, week, manager)
        return paths[week, manager]

    family = Family(kind, since)
    for row in rows:
        path = path_of(row.week_start, row.manager_id)
        counts = _counts(kind, row)
        if row.scope == Scope.ALL:
            if inner := own.get((row.week_start, row.manager_id)):
                counts = {name: count - getattr(inner, name) for name, count in counts.items()}
            if not counts["people"]:
                continue
        family.add((row.scope, path), (Scope.ALL, path[1:]) if path[1:] else None, row, counts)

    def group_of(week, manager):
        return None if manager is None else (Scope.DIRECT, path_of(week, manager))

    flows = [
        Flow(earlier, week, group_of(earlier, before), group_of(week, after), people)
        for earlier, week, before, after, people in _flows(kind, "e.manager_id", rows, since)
    ]
    _write(kind.manager, family, flows)


def _decide_teams(kind: Kind, rows: list, since: date) -> None:
    family = Family(kind, since)
    for row in rows:
        family.add(row.team_id, None, row, _counts(kind, row))
    _write(kind.team, family, [Flow(*flow) for flow in _flows(kind, "e.team_id", rows, since)])


def _path(above, week: date, manager: int) -> tuple[int, ...]:
    """A manager and those above in a week, innermost first. Who has moved below somebody else is another group."""
    path = [manager]
    while (upper := above.get((week, path[-1]))) is not None and upper not in path:
        path.append(upper)
    return tuple(path)


def _counts(kind: Kind, row) -> dict[str, int]:
    return {name: getattr(row, name) for name in _counted(kind)}


def _flows(kind: Kind, column: str, rows: Iterable, since: date) -> list[tuple]:
    weeks = sorted({row.week_start for row in rows})
    pairs = [
        (earlier, week) for i, week in enumerate(weeks) for earlier in weeks[max(0, i - LAGS) : i] if week >= since
    ]
    statement = _FLOWS.format(column=column, person=kind.person._meta.db_table, counting=kind.counting)
    with connection.cursor() as cursor:
        cursor.execute(statement, {"since": [earlier for earlier, _ in pairs], "week": [week for _, week in pairs]})
        return cursor.fetchall()


def _write(model, family: Family, flows: list[Flow]) -> None:
    shown = {
        flag: {
            family.rows[key]
            for key, decision in release(
                family.cells[flag], parents=family.parents, flows=flows, settled=family.shown[flag]
            ).items()
            if isinstance(decision, Released)
        }
        for flag in family.kind.shown
    }
    rows, flags = sorted(family.rows.values()), list(shown)
    statement = _SHOW.format(
        table=model._meta.db_table,
        write=", ".join(f"{flag} = d.{flag}" for flag in flags),
        arrays=", ".join("%s::boolean[]" for _flag in flags),
        flags=", ".join(flags),
        old=", ".join(f"g.{flag}" for flag in flags),
        new=", ".join(f"d.{flag}" for flag in flags),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [rows, *([pk in shown[flag] for pk in rows] for flag in flags)])
