"""The facts of one week, all grains, beside one hand-written INSERT … SELECT of the same rows."""

from datetime import timedelta

from django.db import connection

from analytics.models import DEFINITION, EmployeeWeek, ManagerWeek, TeamWeek
from analytics.rules import take_facts
from bench import world
from bench.figures import WorkFigure
from people.access import SYSTEM
from people.models import Organization
from perfhub.kernel.calendars import week_start
from perfhub.kernel.tenancy import organization_context

from .timing import Rows, in_turn, peak_mb

GRAINS = (EmployeeWeek, ManagerWeek, TeamWeek)
COUNTS = """
    count(*), sum(asked), sum(answered), sum(on_time), count(mood) FILTER (WHERE on_time > 0),
    coalesce(sum(mood) FILTER (WHERE on_time > 0), 0), coalesce(sum(mood * mood) FILTER (WHERE on_time > 0), 0)
"""
# Takes for granted what the house has to find out: nothing is there yet, and lines are as they are today.
FLOOR = f"""
    WITH person AS (
        INSERT INTO analytics_employeeweek
               (employee_id, week_start, manager_id, team_id, asked, answered, on_time, mood, definition)
        SELECT c.employee_id, c.period_end - 6, up.manager_id, e.team_id, (c.state <> 'skipped')::int,
               (c.state IN ('answered', 'read', 'reopened'))::int,
               (c.state IN ('answered', 'read', 'reopened') AND c.answered_at <= c.due_at)::int, c.mood, %(definition)s
        FROM feedback_checkin c JOIN people_employee e ON e.id = c.employee_id
        LEFT JOIN people_reach up ON up.employee_id = c.employee_id AND up.depth = 1
        WHERE c.period_end = %(week)s::date + 6
        RETURNING *
    ), led AS (
        INSERT INTO analytics_managerweek
               (manager_id, scope, above_id, week_start, people, asked, answered, on_time, mood_n, mood_sum,
                mood_sum_sq, definition, share_shown, mood_shown)
        SELECT g.*, %(definition)s, false, false FROM (
            SELECT r.manager_id, s.scope, max(up.manager_id), person.week_start, {COUNTS}
            FROM person JOIN people_reach r ON r.employee_id = person.employee_id
            LEFT JOIN people_reach up ON up.employee_id = r.manager_id AND up.depth = 1
            CROSS JOIN (VALUES ('all'), ('direct')) AS s (scope)
            WHERE s.scope = 'all' OR r.depth = 1
            GROUP BY r.manager_id, s.scope, person.week_start
        ) g
    )
    INSERT INTO analytics_teamweek
           (team_id, week_start, people, asked, answered, on_time, mood_n, mood_sum, mood_sum_sq, definition,
            share_shown, mood_shown)
    SELECT team_id, week_start, {COUNTS}, %(definition)s, false, false
    FROM person WHERE team_id IS NOT NULL GROUP BY team_id, week_start
"""


def measure() -> list[WorkFigure]:
    """One week that is over, everybody's."""
    organization = Organization.objects.get(slug=world.MAIN)
    at = world.moment()
    week = week_start(at.date()) - timedelta(weeks=1)

    def work() -> None:
        with organization_context(organization):
            take_facts([week], by=SYSTEM, at=at)

    def floor() -> None:
        with organization_context(organization), connection.cursor() as cursor:
            cursor.execute(FLOOR, {"week": week, "definition": DEFINITION})

    def clear() -> None:
        with organization_context(organization):
            for grain in GRAINS:
                grain.objects.filter(week_start=week).delete()

    def count() -> Rows:
        with organization_context(organization):
            return {grain.__name__: grain.objects.filter(week_start=week).count() for grain in GRAINS}

    seconds, floor_seconds, rows = in_turn(work, floor, clear=clear, count=count)
    return [
        WorkFigure(
            "take_facts",
            rows["EmployeeWeek"],
            round(seconds, 2),
            round(floor_seconds, 2),
            round(seconds / floor_seconds, 2),
            peak_mb(),
            "one INSERT … SELECT of the same rows of all three grains",
            f"{rows['ManagerWeek']:,} weeks of managers and {rows['TeamWeek']:,} of teams among them",
        )
    ]
