"""From goals to the weeks of their owners: one statement a week, under the line and in the team of that week."""

from datetime import date

from django.db import connection

from goals import queries as goals

from ..models import GOAL_MEASURES, GOALS_DEFINITION, EmployeeGoalWeek, EmployeeWeek
from .groups import ABOVE

# The team as it was: what was written down for that week, of goals or of check-ins, else that of today.
_PEOPLE = """
    WITH week AS (SELECT %s::date AS week_start),
{above}
    was AS MATERIALIZED (
        SELECT DISTINCT ON (employee_id) employee_id, team_id FROM (
            SELECT employee_id, team_id, 1 AS place FROM {person} JOIN week USING (week_start)
            UNION ALL
            SELECT employee_id, team_id, 2 FROM {check_ins} JOIN week USING (week_start)
        ) known ORDER BY employee_id, place
    ),
    fact AS MATERIALIZED ({facts}),
    gone AS (
        DELETE FROM {person} old USING week
        WHERE old.week_start = week.week_start AND NOT EXISTS (
            SELECT FROM fact f WHERE f.employee_id = old.employee_id AND f.for_all = old.for_all)
        RETURNING 1
    ),
    written AS (
        INSERT INTO {person} AS old (employee_id, week_start, for_all, manager_id, team_id, {names}, definition)
        SELECT f.employee_id, week.week_start, f.for_all, line.manager_id,
               CASE WHEN was.employee_id IS NULL THEN e.team_id ELSE was.team_id END, {fresh}, {definition}
        FROM fact f CROSS JOIN week JOIN people_employee e ON e.id = f.employee_id
        LEFT JOIN line ON line.employee_id = f.employee_id
        LEFT JOIN was ON was.employee_id = f.employee_id
        ON CONFLICT (organization_id, employee_id, week_start, for_all)
        DO UPDATE SET {write}
        WHERE ({old}) IS DISTINCT FROM ({new})
        RETURNING 1
    )
    SELECT (SELECT count(*) FROM gone), (SELECT count(*) FROM written)
"""
_WRITTEN = ("manager_id", *GOAL_MEASURES, "definition")
_KNOWN = {
    "above": ABOVE,
    "person": EmployeeGoalWeek._meta.db_table,
    "check_ins": EmployeeWeek._meta.db_table,
    "names": ", ".join(GOAL_MEASURES),
    "fresh": ", ".join(f"f.{name}" for name in GOAL_MEASURES),
    "definition": GOALS_DEFINITION,
    "write": ", ".join(f"{name} = excluded.{name}" for name in _WRITTEN),
    "old": ", ".join(f"old.{name}" for name in _WRITTEN),
    "new": ", ".join(f"excluded.{name}" for name in _WRITTEN),
}


def take_people(week: date, *, today: date) -> tuple[int, int]:
    """Make the week of everybody's goals anew; how many rows are gone, and how many were written."""
    select, params = goals.facts(week, today=today).query.sql_with_params()
    statement = _PEOPLE.format(facts=select, **_KNOWN)  # its parameters stay parameters
    with connection.cursor() as cursor:
        cursor.execute(statement, [week, *params])
        return cursor.fetchone()
