"""From the weeks of employees to the weeks of teams and managers, set by set.

One statement a grain writes what has changed and removes groups which have nobody any more. A group whose counts
have changed is not shown to those above until a night has decided anew (`showing.decide`).
"""

from collections.abc import Collection
from datetime import date

from django.db import connection

from ..models import DEFINITION

# Who is above whom at the end of each week: the last line that held in it. A week in which two people changed places
# could make a circle; UNION ends it, since a pair is found once.
_ABOVE = """
    line AS MATERIALIZED (
        SELECT DISTINCT ON (w.week_start, l.employee_id) w.week_start, l.employee_id, l.manager_id
        FROM week w JOIN people_reportingline l
          ON l.start_date <= w.week_start + 6 AND (l.end_date IS NULL OR l.end_date >= w.week_start)
        ORDER BY w.week_start, l.employee_id, l.start_date DESC
    ),
"""

_MEASURES = """
    count(*) AS people, sum(e.asked) AS asked, sum(e.answered) AS answered, sum(e.on_time) AS on_time,
    count(e.mood) FILTER (WHERE e.on_time > 0) AS mood_n,
    coalesce(sum(e.mood) FILTER (WHERE e.on_time > 0), 0) AS mood_sum,
    coalesce(sum(e.mood * e.mood) FILTER (WHERE e.on_time > 0), 0) AS mood_sum_sq
"""

# The decision rests on these counts alone, so it stands as long as they do.
_WRITE = """
    DO UPDATE SET
        people = excluded.people, asked = excluded.asked, answered = excluded.answered, on_time = excluded.on_time,
        mood_n = excluded.mood_n, mood_sum = excluded.mood_sum, mood_sum_sq = excluded.mood_sum_sq,
        definition = excluded.definition,
        share_shown = old.share_shown AND (old.people, old.asked) = (excluded.people, excluded.asked),
        mood_shown = old.mood_shown AND (old.people, old.mood_n) = (excluded.people, excluded.mood_n)
"""
_IF_CHANGED = """
    (old.people, old.asked, old.answered, old.on_time, old.mood_n, old.mood_sum, old.mood_sum_sq, old.definition)
    IS DISTINCT FROM (excluded.people, excluded.asked, excluded.answered, excluded.on_time,
                      excluded.mood_n, excluded.mood_sum, excluded.mood_sum_sq, excluded.definition)
"""
_COLUMNS = """
    week_start, people, asked, answered, on_time, mood_n, mood_sum, mood_sum_sq, definition, share_shown, mood_shown
"""

_PARTS = {
    "above": _ABOVE.rstrip(),
    "measures": _MEASURES.strip(),
    "write": _WRITE.strip(),
    "if_changed": _IF_CHANGED.strip(),
    "columns": _COLUMNS.strip(),
}

MANAGER_LINE = """
    WITH week AS (SELECT unnest(%(weeks)s::date[]) AS week_start),
{above}
    fresh AS (
        SELECT e.id, l.manager_id
        FROM analytics_employeeweek e JOIN week USING (week_start) LEFT JOIN line l USING (week_start, employee_id)
    )
    UPDATE analytics_employeeweek e SET manager_id = fresh.manager_id
    FROM fresh WHERE fresh.id = e.id AND e.manager_id IS DISTINCT FROM fresh.manager_id
""".format(**_PARTS)  # noqa: S608  constants of this module

MANAGER_WEEKS = """
    WITH RECURSIVE week AS (SELECT unnest(%(weeks)s::date[]) AS week_start),
{above}
    up AS (
        SELECT week_start, employee_id, manager_id FROM analytics_employeeweek JOIN week USING (week_start)
        WHERE manager_id IS NOT NULL
        UNION
        SELECT up.week_start, up.employee_id, line.manager_id
        FROM up JOIN line ON line.week_start = up.week_start AND line.employee_id = up.manager_id
        WHERE line.manager_id <> up.employee_id
    ),
    grouped AS MATERIALIZED (
        SELECT up.manager_id, 'all' AS scope, up.week_start,
               {measures}
        FROM up JOIN analytics_employeeweek e USING (week_start, employee_id)
        WHERE e.week_start = ANY (%(weeks)s) GROUP BY up.manager_id, up.week_start
        UNION ALL
        SELECT e.manager_id, 'direct', e.week_start,
               {measures}
        FROM analytics_employeeweek e JOIN week USING (week_start)
        WHERE e.manager_id IS NOT NULL GROUP BY e.manager_id, e.week_start
    ),
    gone AS (
        DELETE FROM analytics_managerweek old USING week
        WHERE old.week_start = week.week_start AND NOT EXISTS (
            SELECT FROM grouped g WHERE (g.manager_id, g.scope, g.week_start)
                = (old.manager_id, old.scope, old.week_start))
    )
    INSERT INTO analytics_managerweek AS old (manager_id, scope, above_id, {columns})
    SELECT g.manager_id, g.scope, line.manager_id, g.week_start, g.people, g.asked, g.answered, g.on_time,
           g.mood_n, g.mood_sum, g.mood_sum_sq, %(definition)s, false, false
    FROM grouped g LEFT JOIN line ON line.week_start = g.week_start AND line.employee_id = g.manager_id
    ON CONFLICT (organization_id, manager_id, scope, week_start)
    {write}, above_id = excluded.above_id
    WHERE old.above_id IS DISTINCT FROM excluded.above_id OR {if_changed}
""".format(**_PARTS)  # noqa: S608  constants of this module

TEAM_WEEKS = """
    WITH grouped AS MATERIALIZED (
        SELECT e.team_id, e.week_start,
               {measures}
        FROM analytics_employeeweek e
        WHERE e.week_start = ANY (%(weeks)s) AND e.team_id IS NOT NULL GROUP BY e.team_id, e.week_start
    ),
    gone AS (
        DELETE FROM analytics_teamweek old
        WHERE old.week_start = ANY (%(weeks)s) AND NOT EXISTS (
            SELECT FROM grouped g WHERE (g.team_id, g.week_start) = (old.team_id, old.week_start))
    )
    INSERT INTO analytics_teamweek AS old (team_id, {columns})
    SELECT g.team_id, g.week_start, g.people, g.asked, g.answered, g.on_time,
           g.mood_n, g.mood_sum, g.mood_sum_sq, %(definition)s, false, false
    FROM grouped g
    ON CONFLICT (organization_id, team_id, week_start)
    {write}
    WHERE {if_changed}
""".format(**_PARTS)  # noqa: S608  constants of this module


def take_lines(weeks: Collection[date]) -> int:
    """Write down who each employee reported to in these weeks, by the dated lines; returns how many have changed."""
    with connection.cursor() as cursor:
        cursor.execute(MANAGER_LINE, {"weeks": sorted(weeks)})
        return cursor.rowcount


def take_groups(weeks: Collection[date]) -> int:
    """Make the weeks of managers and teams from the weeks of their people; returns how many were written."""
    written = 0
    with connection.cursor() as cursor:
        for statement in (MANAGER_WEEKS, TEAM_WEEKS):
            cursor.execute(statement, {"weeks": sorted(weeks), "definition": DEFINITION})
            written += cursor.rowcount
    return written
