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

from ..models import GroupWeek, ManagerWeek, TeamWeek
from ..states import Scope

WEEK = timedelta(weeks=1)
COUNTED = ("people", "asked", "answered", "mood_n", "mood_sum")
SHOWN = ("share_shown", "mood_shown")
MEASURES = {"share": ("asked", "answered"), "mood": ("mood_n", "mood_sum")}

_FLOWS = """
    SELECT since, week, before, after, count(*) FROM (
        SELECT p.since, p.week, e.employee_id,
               max({column}) FILTER (WHERE e.week_start = p.since) AS before,
               max({column}) FILTER (WHERE e.week_start = p.week) AS after
        FROM unnest(%(since)s::date[], %(week)s::date[]) AS p (since, week)
        JOIN analytics_employeeweek e ON e.week_start IN (p.since, p.week)
        WHERE {column} IS NOT NULL
        GROUP BY 1, 2, 3
    ) moved GROUP BY 1, 2, 3, 4
"""
_SHOW = """
    UPDATE {table} g SET share_shown = d.share, mood_shown = d.mood
    FROM unnest(%s::bigint[], %s::boolean[], %s::boolean[]) AS d (id, share, mood)
    WHERE g.id = d.id AND (g.share_shown, g.mood_shown) <> (d.share, d.mood)
"""
SHOW = {model: _SHOW.format(table=model._meta.db_table) for model in (ManagerWeek, TeamWeek)}
MANAGER_FLOWS = _FLOWS.format(column="e.manager_id")
TEAM_FLOWS = _FLOWS.format(column="e.team_id")


@dataclass
class Family:
    """Groups which lie within one another or apart, their cells by measure, and the row each cell stands for.

    Weeks before `since` were decided earlier: what is shown of them stands, and bears on the weeks after.
    """

    since: date
    parents: dict = field(default_factory=dict)
    cells: dict[str, list[Cell]] = field(default_factory=lambda: {name: [] for name in MEASURES})
    shown: dict[str, dict[date, set]] = field(default_factory=lambda: {name: defaultdict(set) for name in MEASURES})
    rows: dict = field(default_factory=dict)

    def add(self, group, parent, row, counts: dict[str, int]) -> None:
        self.parents[group] = parent
        settled = row.week_start < self.since
        if not settled:
            self.rows[group, row.week_start] = row.pk
        for name, (n, total) in MEASURES.items():
            self.cells[name].append(Cell(group, row.week_start, counts[n], counts[total]))
            if settled:
                self.shown[name][row.week_start] |= {group} if getattr(row, f"{name}_shown") else set()


def decide(today: date, *, since: date | None = None) -> None:
    """Decide for each week that is over which groups may be shown; a running week never is.

    With `since`, the weeks before it keep what was decided of them: a decision rests on the weeks before only.
    """
    over = today - timedelta(days=today.weekday())
    since = since or date.min
    first = date.min if since == date.min else since - LAGS * WEEK
    _decide_managers(_rows(ManagerWeek, first, over, "scope", "manager_id", "above_id"), since)
    _decide_teams(_rows(TeamWeek, first, over, "team_id"), since)


def _rows(model: type[GroupWeek], first: date, over: date, *columns: str) -> list:
    """The weeks from `first` to before `over`. There may be hundreds of thousands: plain tuples, with names."""
    rows = model.objects.filter(week_start__gte=first, week_start__lt=over).order_by("week_start", "pk")
    return list(rows.values_list("pk", "week_start", *COUNTED, *SHOWN, *columns, named=True))


def _decide_managers(rows: list, since: date) -> None:
    above = {(row.week_start, row.manager_id): row.above_id for row in rows if row.scope == Scope.ALL}
    own = {(row.week_start, row.manager_id): row for row in rows if row.scope == Scope.DIRECT}
    paths: dict[tuple[date, int], tuple[int, ...]] = {}  # each made once, however many people went that way

    def path_of(week: date, manager: int) -> tuple[int, ...]:
        if (week, manager) not in paths:
            paths[week, manager] = _path(above, week, manager)
        return paths[week, manager]

    family = Family(since)
    for row in rows:
        path = path_of(row.week_start, row.manager_id)
        counts = _counts(row)
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
        for earlier, week, before, after, people in _flows(MANAGER_FLOWS, rows, since)
    ]
    _write(ManagerWeek, family, flows)


def _decide_teams(rows: list, since: date) -> None:
    family = Family(since)
    for row in rows:
        family.add(row.team_id, None, row, _counts(row))
    _write(TeamWeek, family, [Flow(*flow) for flow in _flows(TEAM_FLOWS, rows, since)])


def _path(above, week: date, manager: int) -> tuple[int, ...]:
    """A manager and those above in a week, innermost first. Who has moved below somebody else is another group."""
    path = [manager]
    while (upper := above.get((week, path[-1]))) is not None and upper not in path:
        path.append(upper)
    return tuple(path)


def _counts(row) -> dict[str, int]:
    return {name: getattr(row, name) for name in COUNTED}


def _flows(statement: str, rows: Iterable, since: date) -> list[tuple]:
    weeks = sorted({row.week_start for row in rows})
    pairs = [
        (earlier, week) for i, week in enumerate(weeks) for earlier in weeks[max(0, i - LAGS) : i] if week >= since
    ]
    with connection.cursor() as cursor:
        cursor.execute(statement, {"since": [earlier for earlier, _ in pairs], "week": [week for _, week in pairs]})
        return cursor.fetchall()


def _write(model, family: Family, flows: list[Flow]) -> None:
    shown = {
        name: {
            family.rows[key]
            for key, decision in release(cells, parents=family.parents, flows=flows, settled=family.shown[name]).items()
            if isinstance(decision, Released)
        }
        for name, cells in family.cells.items()
    }
    rows = sorted(family.rows.values())
    with connection.cursor() as cursor:
        cursor.execute(
            SHOW[model],
            [rows, [pk in shown["share"] for pk in rows], [pk in shown["mood"] for pk in rows]],
        )
