"""What managers of a demo organization said to some who finished a stretch assignment or learned something."""

import datetime as dt
from typing import Any

from django.db import connection, transaction

from people.models import Employee
from perfhub.kernel.dice import rows_of, thrown
from skills.models import GrowthAction

from ..states import FeedbackAudience, FeedbackKind
from .giving import give
from .seed_words import CELEBRATIONS

#: Some of what people finished in order to grow, and what their manager says a day later.
CELEBRATED = """
    SELECT a.id, r.manager_id, a.employee_id, e.team_id, a.skill_id, a.ended_at + interval '20 hours' AS given_at,
           CASE a.kind WHEN 'learning' THEN 'learning' ELSE 'growth' END AS celebrates,
           (%(words)s::text[])[1 + d.die %% cardinality(%(words)s::text[])] AS text
    FROM skills_growthaction a
    JOIN people_employee e ON e.id = a.employee_id AND e.state = 'active'
    JOIN people_reach r ON r.employee_id = a.employee_id AND r.depth = 1
    CROSS JOIN LATERAL (
        SELECT [die]
    ) d
    WHERE a.state = 'done' AND a.kind IN ('stretch', 'learning') AND d.die %% 100 < 45
      AND a.ended_at + interval '20 hours' <= %(at)s
    ORDER BY given_at, e.number
"""
CELEBRATED = CELEBRATED.replace("[die]", thrown(("die",), of=("e.number", "a.written_at::date")))
CELEBRATING = (
    "".join(("CREATE TEMPORARY TABLE celebrated ON COMMIT DROP AS ", CELEBRATED)),
    """
    INSERT INTO feedback_feedback (by_id, kind, state, audience, text, situation, behaviour, impact, next_step,
        about_goal_title, skill_id, growth_id, celebrates, obstacle, how, outcome, given_at, shared_at, hidden_reason)
    SELECT manager_id, 'praise', 'given', 'everybody', text, '', '', '', '', '', skill_id, id, celebrates, '', '', '',
           given_at, given_at, ''
    FROM celebrated
    """,
    """
    INSERT INTO feedback_received (feedback_id, employee_id, team_id, shared_at, dispute, own_view)
    SELECT f.id, c.employee_id, c.team_id, c.given_at, '', ''
    FROM celebrated c JOIN feedback_feedback f ON f.growth_id = c.id
    """,
    """
    INSERT INTO people_auditentry (act, at, by_id, employee_id, object_type, object_id)
    SELECT 'feedback.given', c.given_at, c.manager_id, c.employee_id, 'feedback.received', r.id
    FROM celebrated c JOIN feedback_feedback f ON f.growth_id = c.id JOIN feedback_received r ON r.feedback_id = f.id
    """,
)


@transaction.atomic
def celebrate(key: str, at: dt.datetime, *, bulk: bool) -> None:
    """Managers praise some of those who finished a stretch assignment or learned something."""
    chosen: dict[str, Any] = {"key": key, "at": at, "words": list(CELEBRATIONS)}
    if bulk:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS celebrated")
            for statement in CELEBRATING:
                cursor.execute(statement, chosen)
        return
    rows = rows_of(CELEBRATED, chosen)
    people = Employee.objects.in_bulk({key for row in rows for key in (row["manager_id"], row["employee_id"])})
    steps = GrowthAction.objects.select_related("skill").in_bulk([row["id"] for row in rows])
    for row in rows:
        give(
            [people[row["employee_id"]]],
            by=people[row["manager_id"]],
            at=row["given_at"],
            today=row["given_at"].date(),
            kind=FeedbackKind.PRAISE,
            audience=FeedbackAudience.EVERYBODY,
            text=row["text"],
            skill=steps[row["id"]].skill,
            growth=steps[row["id"]],
        )
