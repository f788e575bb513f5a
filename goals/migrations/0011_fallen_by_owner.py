from django.db import migrations

# As before, but from those who left to what they own: looked for the other way round, every share was read.
FALLEN = """
CREATE OR REPLACE FUNCTION goals_fallen_to(viewer bigint, leads_hr boolean) RETURNS SETOF bigint
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
    SELECT theirs.objective_id
    FROM (SELECT employee_id, bool_and(to_hr) AS to_hr FROM gone GROUP BY employee_id) one
    CROSS JOIN LATERAL (
        SELECT o.objective_id FROM goals_goalowner o
        WHERE o.employee_id = one.employee_id AND o.part = 'owner' AND o.end_date IS NULL
        OFFSET 0
    ) theirs
    WHERE NOT one.to_hr OR EXISTS (
        SELECT FROM goals_objective g WHERE g.id = theirs.objective_id AND g.visibility = 'everyone'
    )
$$;
"""


def make(apps, schema_editor):
    schema_editor.execute(FALLEN)


class Migration(migrations.Migration):
    dependencies = [("goals", "0010_whose_goals_fall")]

    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
