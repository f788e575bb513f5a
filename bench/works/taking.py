"""The facts of one week, all grains, beside hand-written INSERT … SELECTs of the same rows; goals alone, too."""

import datetime as dt
from typing import Any

from django.db import connection

from analytics.models import (
    DEFINITION,
    GOAL_MEASURES,
    GOALS_DEFINITION,
    EmployeeGoalWeek,
    EmployeeWeek,
    ManagerGoalWeek,
    ManagerWeek,
    TeamGoalWeek,
    TeamWeek,
)
from analytics.rules import take_facts
from analytics.rules.taking import take_goals
from bench import world
from bench.figures import WorkFigure
from people.access import SYSTEM
from people.models import Organization
from perfhub.kernel.calendars import week_start
from perfhub.kernel.tenancy import organization_context

from .timing import Rows, in_turn, peak_mb

GRAINS = (EmployeeWeek, ManagerWeek, TeamWeek)
GOAL_GRAINS = (EmployeeGoalWeek, ManagerGoalWeek, TeamGoalWeek)
LED, TEAMS = (ManagerWeek, ManagerGoalWeek), (TeamWeek, TeamGoalWeek)
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

NAMES = ", ".join(GOAL_MEASURES)
OR_ZERO = ", ".join(f"coalesce({name}, 0) AS {name}" for name in GOAL_MEASURES)
SUMS = ", ".join(f"sum({name})" for name in GOAL_MEASURES)
# As above; and that no goal has moved on since the week ended.
GOALS_FLOOR = f"""
    WITH goal AS (
        SELECT s.employee_id, o.visibility = 'everyone' AS for_all, o.confidence, round(o.score * 1000)::int AS score,
               coalesce(o.updated_at::date + c.cadence_days,
                        least(greatest(o.started_at::date, o.start_date) + c.cadence_days, o.end_date)) AS due_on,
               o.updated_at >= %(week)s AS fresh, c.cadence_days,
               o.score / ((CASE o.nature WHEN 'committed' THEN 1.0 ELSE c.aspirational_norm::float END)
                   * least(1.0, (%(last)s::date - o.start_date + 1)::float / (o.end_date - o.start_date + 1))) AS pace,
               (%(last)s::date - o.start_date + 1)::float / (o.end_date - o.start_date + 1) >= 0.15 AS late_enough
        FROM goals_goalowner s JOIN goals_objective o ON o.id = s.objective_id
        JOIN goals_goalcycle c ON c.id = o.cycle_id
        WHERE s.part = 'owner' AND s.start_date <= %(last)s AND (s.end_date IS NULL OR s.end_date > %(last)s)
            AND c.closed_at IS NULL AND o.started_at < %(ends)s AND (o.ended_at IS NULL OR o.ended_at >= %(ends)s)
    ), held AS (
        SELECT employee_id, for_all, count(*) AS goals,
               count(*) FILTER (WHERE due_on <= %(last)s OR fresh) AS due, count(*) FILTER (WHERE fresh) AS updated,
               count(*) FILTER (WHERE due_on + cadence_days < %(last)s) AS stale,
               count(score) FILTER (WHERE late_enough) AS paced,
               count(*) FILTER (WHERE late_enough AND pace >= 0.9) AS on_pace, count(score) AS scored,
               coalesce(sum(score), 0) AS score_sum, coalesce(sum(score * score), 0) AS score_sum_sq,
               count(confidence) AS confidence_n, coalesce(sum(confidence), 0) AS confidence_sum,
               coalesce(sum(confidence * confidence), 0) AS confidence_sum_sq
        FROM goal GROUP BY employee_id, for_all
    ), fact AS (
        SELECT e.id AS employee_id, true AS for_all, {OR_ZERO}
        FROM people_employee e LEFT JOIN held ON held.employee_id = e.id AND for_all
        WHERE e.start_date <= %(last)s AND (e.end_date IS NULL OR e.end_date >= %(last)s)
        UNION ALL
        SELECT employee_id, false, {NAMES} FROM held WHERE NOT for_all
    ), person AS (
        INSERT INTO analytics_employeegoalweek
               (employee_id, week_start, for_all, manager_id, team_id, {NAMES}, definition)
        SELECT fact.employee_id, %(week)s, for_all, up.manager_id, e.team_id, {NAMES}, %(definition)s
        FROM fact JOIN people_employee e ON e.id = fact.employee_id
        LEFT JOIN people_reach up ON up.employee_id = fact.employee_id AND up.depth = 1
        RETURNING *
    ), led AS (
        INSERT INTO analytics_managergoalweek
               (manager_id, scope, above_id, week_start, people, holders, {NAMES}, definition, shown)
        SELECT g.*, %(definition)s, false FROM (
            SELECT r.manager_id, s.scope, max(up.manager_id), person.week_start, count(*),
                   count(*) FILTER (WHERE goals > 0), {SUMS}
            FROM person JOIN people_reach r ON r.employee_id = person.employee_id
            LEFT JOIN people_reach up ON up.employee_id = r.manager_id AND up.depth = 1
            CROSS JOIN (VALUES ('all'), ('direct')) AS s (scope)
            WHERE person.for_all AND (s.scope = 'all' OR r.depth = 1)
            GROUP BY r.manager_id, s.scope, person.week_start
        ) g
    )
    INSERT INTO analytics_teamgoalweek (team_id, week_start, people, holders, {NAMES}, definition, shown)
    SELECT team_id, week_start, count(*), count(*) FILTER (WHERE goals > 0), {SUMS}, %(definition)s, false
    FROM person WHERE for_all AND team_id IS NOT NULL GROUP BY team_id, week_start
"""


def measure() -> list[WorkFigure]:
    """One week that is over, everybody's."""
    organization = Organization.objects.get(slug=world.MAIN)
    at = world.moment()
    week = week_start(at.date()) - dt.timedelta(weeks=1)
    ends = dt.datetime.combine(week + dt.timedelta(weeks=1), dt.time(), dt.UTC)
    of_goals: dict[str, Any] = {
        "week": week,
        "last": week + dt.timedelta(days=6),
        "ends": ends,
        "definition": GOALS_DEFINITION,
    }

    def taken() -> None:
        with organization_context(organization):
            take_facts([week], by=SYSTEM, at=at)

    def taken_of_goals() -> None:
        with organization_context(organization):
            take_goals(week, today=at.date())

    def floor() -> None:
        with organization_context(organization), connection.cursor() as cursor:
            cursor.execute(FLOOR, {"week": week, "definition": DEFINITION})
            cursor.execute(GOALS_FLOOR, of_goals)

    def floor_of_goals() -> None:
        with organization_context(organization), connection.cursor() as cursor:
            cursor.execute(GOALS_FLOOR, of_goals)

    def clear() -> None:
        with organization_context(organization):
            for grain in (*GRAINS, *GOAL_GRAINS):
                grain.objects.filter(week_start=week).delete()

    def count() -> Rows:
        with organization_context(organization):
            return {grain.__name__: grain.objects.filter(week_start=week).count() for grain in (*GRAINS, *GOAL_GRAINS)}

    found = []
    for name, work, beside, person in (
        ("take_facts", taken, floor, "EmployeeWeek"),
        ("take_goal_facts", taken_of_goals, floor_of_goals, "EmployeeGoalWeek"),
    ):
        seconds, floor_seconds, rows = in_turn(work, beside, clear=clear, count=count)
        led, teams = (sum(rows[one.__name__] for one in kinds) for kinds in (LED, TEAMS))
        found.append(
            WorkFigure(
                name,
                rows[person],
                round(seconds, 2),
                round(floor_seconds, 2),
                round(seconds / floor_seconds, 2),
                peak_mb(),
                "an INSERT … SELECT of the same rows of all three grains, for check-ins and for goals"
                if name == "take_facts"
                else "one INSERT … SELECT of the same rows of all three grains",
                f"{led:,} weeks of managers and {teams:,} of teams among them",
            )
        )
    return found
