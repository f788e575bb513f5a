from django.conf import settings
from django.db import migrations

# To whom goals fall; each page of goals asks it several times, and the same words composed by the ORM took longer than
# the answers. Both read with their caller's rights, so row-level security holds inside.
FALLEN = """
CREATE FUNCTION goals_fallen_to(viewer bigint, leads_hr boolean) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY INVOKER ROWS 10 AS $$
    WITH RECURSIVE gone (employee_id, steps, to_hr) AS (
        SELECT l.employee_id, 1, false
        FROM people_reportingline l JOIN people_employee e ON e.id = l.employee_id
        WHERE l.manager_id = viewer AND e.state = 'left' AND NOT EXISTS (
            SELECT FROM people_reportingline later
            WHERE later.employee_id = l.employee_id AND later.start_date > l.start_date
        )
        UNION ALL
        SELECT e.id, 1, true FROM people_employee e
        WHERE leads_hr AND e.state = 'left'
            AND NOT EXISTS (SELECT FROM people_reportingline l WHERE l.employee_id = e.id)
        UNION ALL
        SELECT l.employee_id, gone.steps + 1, gone.to_hr
        FROM gone JOIN people_reportingline l ON l.manager_id = gone.employee_id
            JOIN people_employee e ON e.id = l.employee_id
        WHERE gone.steps < 3 AND e.state = 'left' AND NOT EXISTS (
            SELECT FROM people_reportingline later
            WHERE later.employee_id = l.employee_id AND later.start_date > l.start_date
        )
    )
    SELECT o.objective_id FROM goals_goalowner o
    WHERE o.part = 'owner' AND o.end_date IS NULL AND (
        o.employee_id IN (SELECT employee_id FROM gone WHERE NOT to_hr)
        OR o.employee_id IN (SELECT employee_id FROM gone WHERE to_hr) AND EXISTS (
            SELECT FROM goals_objective g WHERE g.id = o.objective_id AND g.visibility = 'everyone'
        )
    )
$$;
REVOKE ALL ON FUNCTION goals_fallen_to(bigint, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION goals_fallen_to(bigint, boolean) TO {app};
"""

MOVED = """
CREATE FUNCTION goals_left_by_its_team(goal bigint, day date) RETURNS boolean
LANGUAGE sql STABLE SECURITY INVOKER COST 10000 AS $$
    WITH held AS (
        SELECT s.employee_id, s.team_id, e.team_id AS now_in, mine.parent_id AS under
        FROM goals_goalowner s JOIN people_employee e ON e.id = s.employee_id
            LEFT JOIN people_team mine ON mine.id = e.team_id
        WHERE s.objective_id = goal AND s.part = 'owner' AND e.state = 'active'
            AND (s.end_date IS NULL OR s.end_date > day AND s.start_date <= day)
    )
    SELECT EXISTS (SELECT FROM held) AND NOT EXISTS (
        SELECT FROM held, goals_objective g JOIN people_team t ON t.id = g.team_id
        WHERE g.id = goal AND (
            held.team_id IS NULL
            OR held.now_in IN (held.team_id, t.id, t.parent_id)
            OR held.under = t.id
            OR EXISTS (
                SELECT FROM people_reach r JOIN people_employee led ON led.id = r.employee_id
                WHERE r.manager_id = held.employee_id AND r.depth = 1 AND led.team_id = t.id
            )
        )
    )
$$;
REVOKE ALL ON FUNCTION goals_left_by_its_team(bigint, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION goals_left_by_its_team(bigint, date) TO {app};
"""


def make(apps, schema_editor):
    for words in (FALLEN, MOVED):
        schema_editor.execute(words.format(app=settings.APP_ROLE))


def drop(apps, schema_editor):
    schema_editor.execute("DROP FUNCTION goals_fallen_to(bigint, boolean), goals_left_by_its_team(bigint, date)")


class Migration(migrations.Migration):
    dependencies = [("goals", "0009_reasons_of_undoing")]

    operations = [migrations.RunPython(make, drop)]
