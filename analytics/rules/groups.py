"""From the weeks of employees to the weeks of teams and managers, set by set.

One statement a grain writes what has changed and removes groups which have nobody any more. A group whose counts
have changed is not shown to those above until a night has decided anew (`showing.decide`).
"""

from collections.abc import Collection, Iterator
from datetime import date
from functools import cache

from django.db import connection

from ..models import EmployeeWeek
from .grains import CHECK_INS, Kind

# Who is above whom at the end of each week: the last line that held in it. A week in which two people changed places
# could make a circle; UNION ends it, since a pair is found once.
ABOVE = """
    line AS MATERIALIZED (
        SELECT DISTINCT ON (w.week_start, l.employee_id) w.week_start, l.employee_id, l.manager_id
        FROM week w JOIN people_reportingline l
          ON l.start_date <= w.week_start + 6 AND (l.end_date IS NULL OR l.end_date >= w.week_start)
        ORDER BY w.week_start, l.employee_id, l.start_date DESC
    ),"""

MANAGER_LINE = f"""
    WITH week AS (SELECT unnest(%(weeks)s::date[]) AS week_start),
{ABOVE}
    fresh AS (
        SELECT e.id, l.manager_id
        FROM {EmployeeWeek._meta.db_table} e JOIN week USING (week_start)
        LEFT JOIN line l USING (week_start, employee_id)
    )
    UPDATE {EmployeeWeek._meta.db_table} e SET manager_id = fresh.manager_id
    FROM fresh WHERE fresh.id = e.id AND e.manager_id IS DISTINCT FROM fresh.manager_id
"""  # noqa: S608  constants of this module

_MANAGERS = """
    WITH RECURSIVE week AS (SELECT unnest(%(weeks)s::date[]) AS week_start),
{above}
    up AS (
        SELECT week_start, employee_id, manager_id FROM {person} e JOIN week USING (week_start)
        WHERE manager_id IS NOT NULL AND {counting}
        UNION
        SELECT up.week_start, up.employee_id, line.manager_id
        FROM up JOIN line ON line.week_start = up.week_start AND line.employee_id = up.manager_id
        WHERE line.manager_id <> up.employee_id
    ),
    grouped AS MATERIALIZED (
        SELECT up.manager_id, 'all' AS scope, up.week_start,
               {sums}
        FROM up JOIN {person} e USING (week_start, employee_id)
        WHERE e.week_start = ANY (%(weeks)s) AND {counting} GROUP BY up.manager_id, up.week_start
        UNION ALL
        SELECT e.manager_id, 'direct', e.week_start,
               {sums}
        FROM {person} e JOIN week USING (week_start)
        WHERE e.manager_id IS NOT NULL AND {counting} GROUP BY e.manager_id, e.week_start
    ),
    gone AS (
        DELETE FROM {manager} old USING week
        WHERE old.week_start = week.week_start AND NOT EXISTS (
            SELECT FROM grouped g WHERE (g.manager_id, g.scope, g.week_start)
                = (old.manager_id, old.scope, old.week_start))
    )
    INSERT INTO {manager} AS old (manager_id, scope, above_id, week_start, {names}, definition, {flags})
    SELECT g.manager_id, g.scope, line.manager_id, g.week_start, {fresh}, %(definition)s, {hidden}
    FROM grouped g LEFT JOIN line ON line.week_start = g.week_start AND line.employee_id = g.manager_id
    ON CONFLICT (organization_id, manager_id, scope, week_start)
    DO UPDATE SET {write}, above_id = excluded.above_id
    WHERE old.above_id IS DISTINCT FROM excluded.above_id OR {if_changed}
"""
_TEAMS = """
    WITH grouped AS MATERIALIZED (
        SELECT e.team_id, e.week_start,
               {sums}
        FROM {person} e
        WHERE e.week_start = ANY (%(weeks)s) AND e.team_id IS NOT NULL AND {counting} GROUP BY e.team_id, e.week_start
    ),
    gone AS (
        DELETE FROM {team} old
        WHERE old.week_start = ANY (%(weeks)s) AND NOT EXISTS (
            SELECT FROM grouped g WHERE (g.team_id, g.week_start) = (old.team_id, old.week_start))
    )
    INSERT INTO {team} AS old (team_id, week_start, {names}, definition, {flags})
    SELECT g.team_id, g.week_start, {fresh}, %(definition)s, {hidden}
    FROM grouped g
    ON CONFLICT (organization_id, team_id, week_start)
    DO UPDATE SET {write}
    WHERE {if_changed}
"""


@cache
def _statements(kind: Kind) -> tuple[str, str]:
    """What makes the weeks of managers, and of teams."""
    known = {
        "above": ABOVE,
        "person": kind.person._meta.db_table,
        "manager": kind.manager._meta.db_table,
        "team": kind.team._meta.db_table,
        "counting": kind.counting,
        "sums": ", ".join(f"{words} AS {name}" for name, words in kind.sums.items()),
        "names": ", ".join(kind.sums),
        "fresh": ", ".join(f"g.{name}" for name in kind.sums),
        "flags": ", ".join(kind.shown),
        "hidden": ", ".join("false" for _flag in kind.shown),
        "write": ", ".join(_writes(kind)),
        "if_changed": "({}) IS DISTINCT FROM ({})".format(
            *(", ".join(f"{row}.{name}" for name in (*kind.sums, "definition")) for row in ("old", "excluded"))
        ),
    }
    return _MANAGERS.format(**known), _TEAMS.format(**known)


def _writes(kind: Kind) -> Iterator[str]:
    for name in (*kind.sums, "definition"):
        yield f"{name} = excluded.{name}"
    for flag, (
        n,
        _total,
    ) in kind.shown.items():  # a decision rests on these counts alone, and stands as long as they do
        yield f"{flag} = old.{flag} AND (old.people, old.{n}) = (excluded.people, excluded.{n})"


def take_lines(weeks: Collection[date]) -> int:
    """Write down who each employee reported to in these weeks, by the dated lines; returns how many have changed."""
    with connection.cursor() as cursor:
        cursor.execute(MANAGER_LINE, {"weeks": sorted(weeks)})
        return cursor.rowcount


def take_groups(weeks: Collection[date], kind: Kind = CHECK_INS) -> int:
    """Make the weeks of managers and teams from the weeks of their people; returns how many were written."""
    written = 0
    with connection.cursor() as cursor:
        for statement in _statements(kind):
            cursor.execute(statement, {"weeks": sorted(weeks), "definition": kind.definition})
            written += cursor.rowcount
    return written
