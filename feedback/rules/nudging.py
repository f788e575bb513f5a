"""A nudge to give: a fact that may be a reason to say something, at most one a week, counted for nothing."""

import datetime as dt
from collections.abc import Sequence

from django.db import connection, transaction

from people.access import Actor
from people.models import Employee
from people.rules import record

from ..access.giving import require, require_own_nudge
from ..models import Nudge

A_WEEK = dt.timedelta(days=7)

#: For each who wants it the best fact there is: a goal of a report, or one that is followed, was reached; a report
#: finished a stretch assignment; a first month of a report is over; nothing was said to a report for a month. Praise
#: and the other kinds take turns where a fact is open.
NUDGE = """
    INSERT INTO feedback_nudge (employee_id, about_id, fact, kind, goal, growth_id, at)
    SELECT DISTINCT ON (c.manager_id) c.manager_id, c.about_id, c.fact,
           CASE WHEN c.fact IN ('goal_closed', 'stretch_done') OR last.kind IS DISTINCT FROM 'praise' THEN 'praise'
                ELSE 'suggestion' END,
           c.goal, c.growth, %(at)s
    FROM (
        SELECT who.manager_id, w.employee_id AS about_id, 'goal_closed' AS fact, o.id AS goal, NULL::bigint AS growth,
               1 AS rank, o.ended_at AS tie
        FROM goals_objective o
        JOIN goals_goalowner w ON w.objective_id = o.id AND w.part = 'owner' AND w.end_date IS NULL
        CROSS JOIN LATERAL (
            SELECT r.manager_id FROM people_reach r WHERE r.employee_id = w.employee_id AND r.depth = 1
            UNION
            SELECT f.employee_id FROM goals_following f WHERE f.objective_id = o.id
        ) who
        WHERE o.state = 'done' AND o.visibility = 'everyone' AND o.ended_at > %(week_ago)s AND o.ended_at <= %(at)s
        UNION ALL
        SELECT r.manager_id, g.employee_id, 'stretch_done', NULL, g.id, 2, g.ended_at
        FROM skills_growthaction g JOIN people_reach r ON r.employee_id = g.employee_id AND r.depth = 1
        JOIN people_employee lead ON lead.id = r.manager_id
        WHERE g.state = 'done' AND g.kind = 'stretch' AND g.ended_at > %(week_ago)s AND g.ended_at <= %(at)s
          AND coalesce(lead.team_id, 0) <> ALL (%(growth_off)s)
        UNION ALL
        SELECT r.manager_id, e.id, 'day_30', NULL, NULL, 3, e.start_date::timestamptz
        FROM people_employee e JOIN people_reach r ON r.employee_id = e.id AND r.depth = 1
        WHERE e.start_date BETWEEN %(today)s::date - 36 AND %(today)s::date - 30
        UNION ALL
        SELECT r.manager_id, e.id, 'silence', NULL, NULL, 4, coalesce(said.last_at, e.start_date::timestamptz)
        FROM people_employee e JOIN people_reach r ON r.employee_id = e.id AND r.depth = 1
        LEFT JOIN LATERAL (
            SELECT max(f.given_at) AS last_at FROM feedback_received g JOIN feedback_feedback f ON f.id = g.feedback_id
            WHERE g.employee_id = e.id AND f.by_id = r.manager_id AND f.state = 'given'
        ) said ON true
        WHERE e.start_date <= %(today)s::date - 30 AND coalesce(said.last_at < %(month_ago)s, true)
    ) c
    JOIN people_employee m ON m.id = c.manager_id AND m.state = 'active' AND m.user_id IS NOT NULL
    JOIN people_employee a ON a.id = c.about_id AND a.state = 'active'
    LEFT JOIN LATERAL (
        SELECT n.kind, n.at FROM feedback_nudge n WHERE n.employee_id = c.manager_id ORDER BY n.at DESC LIMIT 1
    ) last ON true
    WHERE c.manager_id <> c.about_id AND (last.at IS NULL OR last.at <= %(week_ago)s)
      AND coalesce(m.team_id, 0) <> ALL (%(teams_off)s)
      AND NOT EXISTS (SELECT FROM feedback_praisewish p
                      WHERE p.employee_id = c.manager_id AND p.no_nudges_at IS NOT NULL)
      AND NOT EXISTS (SELECT FROM feedback_nudge n
                      WHERE n.employee_id = c.manager_id AND n.about_id = c.about_id AND n.fact = c.fact
                        AND (n.goal = c.goal OR n.growth_id = c.growth OR c.fact = 'day_30'
                             OR c.fact = 'silence' AND n.at > %(month_ago)s))
      AND NOT EXISTS (SELECT FROM feedback_received g JOIN feedback_feedback f ON f.id = g.feedback_id
                      WHERE c.fact <> 'silence' AND g.employee_id = c.about_id AND f.by_id = c.manager_id
                        AND f.state = 'given' AND f.given_at > %(week_ago)s)
    ORDER BY c.manager_id, c.rank, c.tie, c.about_id
    ON CONFLICT DO NOTHING
"""


@transaction.atomic
def nudge(
    *, by: Actor, at: dt.datetime, today: dt.date, teams_off: Sequence[int] = (), growth_off: Sequence[int] = ()
) -> int:
    """Who leads people, or follows a goal, is given one fact, unless there was one in the last seven days.

    Nobody of `teams_off` is; nobody of `growth_off` by what somebody finished in order to grow. Nobody is mailed: it is
    a line of home. Returns how many there are. May run twice.
    """
    require("remind", by)
    with connection.cursor() as cursor:
        cursor.execute(
            NUDGE,
            {
                "at": at,
                "today": today,
                "week_ago": at - A_WEEK,
                "month_ago": at - dt.timedelta(days=30),
                "teams_off": list(teams_off),
                "growth_off": list(growth_off),
            },
        )
        return cursor.rowcount


@transaction.atomic
def not_now(found: Nudge, *, by: Employee, at: dt.datetime) -> None:
    """Put away; the next one comes in a week at the earliest. Twice is once."""
    require_own_nudge(by, found)
    if Nudge.objects.filter(pk=found.pk, over_at=None).update(over_at=at):
        record("nudge.put_away", by=by, at=at, subject=found)
