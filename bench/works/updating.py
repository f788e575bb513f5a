"""One update of a goal at the bottom of six levels that roll up, beside a bare statement that leaves the same rows."""

from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.db import connection

from bench import world
from bench.figures import WorkFigure
from goals import rules
from goals.models import Alignment, GoalCycle, GoalUpdate, GoalValue, KeyResult, Objective
from goals.rules.deciding import begin
from people.models import Employee, Organization
from people.rules import seed
from perfhub.kernel.tenancy import organization_context

from .timing import Rows, in_turn, peak_mb

LEVELS = 6
UPDATES = 40
# Takes for granted what the house has to find out: which goals lie above, and that nobody else is at them.
FLOOR = """
    WITH counted AS (
        UPDATE goals_keyresult SET current_value = %(value)s, raw = %(score)s, score = %(score)s, measured_at = %(at)s
        WHERE id = %(key_result)s
    ), own AS (
        UPDATE goals_objective SET score = %(score)s, scored = 1, points = %(score)s, points_weight = 1,
            confidence = 7, updated_at = %(at)s, version = version + 1, due_date = %(due)s WHERE id = %(goal)s
    ), above AS (
        UPDATE goals_objective SET points = %(score)s, points_weight = 1 WHERE id = ANY (%(above)s)
    ), told AS (
        INSERT INTO goals_goalupdate (objective_id, by_id, at, confidence, status, comment, score, source)
        VALUES (%(goal)s, %(by)s, %(at)s, 7, '', '', %(score)s, 'hand') RETURNING id
    ), recorded AS (
        INSERT INTO people_auditentry (at, act, by_id, employee_id, object_type, object_id)
        VALUES (%(at)s, 'goal.updated', %(by)s, %(by)s, 'goals.objective', %(goal)s)
    )
    INSERT INTO goals_goalvalue (update_id, key_result_id, value, start_value, target_value, done, raw, score)
    SELECT id, %(key_result)s, %(value)s, 0, 100, '', %(score)s, %(score)s FROM told
"""


def measure() -> list[WorkFigure]:
    """Forty updates of one goal, one after another, each in a transaction of its own."""
    organization = Organization.objects.get(slug=world.MAIN)
    at = world.moment()
    with organization_context(organization):
        by: Employee = seed.standing(organization)["hr_admin"]
        cycle = GoalCycle.objects.open().newest_first()[0]
        chain = [_begun(cycle, by, level, at) for level in range(LEVELS)]
        for above, below in pairwise(chain):
            rules.align(below, above, by=by, at=at, rolls_up=True)
        goal = chain[-1]
        row = KeyResult.objects.get(objective=goal)

    def work() -> None:
        for number in range(UPDATES):
            with organization_context(organization):
                rules.report(goal, by=by, at=at, values={row.pk: Decimal(number + 1)}, confidence=7)

    def floor() -> None:
        for number in range(UPDATES):
            said: dict[str, Any] = {
                "value": number + 1,
                "score": (number + 1) / 100,
                "at": at,
                "due": at.date() + timedelta(days=14),
                "key_result": row.pk,
                "goal": goal.pk,
                "above": [one.pk for one in chain[:-1]],
                "by": by.pk,
            }
            with organization_context(organization), connection.cursor() as cursor:
                cursor.execute(FLOOR, said)

    def clear() -> None:
        with organization_context(organization):
            GoalUpdate.objects.filter(objective=goal).delete()
            KeyResult.objects.filter(pk=row.pk).update(current_value=None, raw=None, score=None, measured_at=None)
            mine = Objective.objects.filter(pk__in=[one.pk for one in chain])
            mine.update(points=0, points_weight=0, score=None, scored=0)

    def count() -> Rows:
        with organization_context(organization):
            done = Objective.objects.filter(pk__in=[one.pk for one in chain], points=UPDATES / 100, points_weight=1)
            return {
                "goals": done.count(),
                "updates": GoalUpdate.objects.filter(objective=goal).count(),
                "values": GoalValue.objects.filter(update__objective=goal).count(),
            }

    seconds, floor_seconds, rows = in_turn(work, floor, clear=clear, count=count)
    if rows != {"goals": LEVELS, "updates": UPDATES, "values": UPDATES}:
        raise AssertionError(f"not everything rolled up: {rows}")
    with organization_context(organization):
        links = Alignment.objects.in_force().filter(rolls_up=True, child__in=[one.pk for one in chain]).count()
    return [
        WorkFigure(
            "goal_update",
            links + 1,
            round(seconds / UPDATES, 4),
            round(floor_seconds / UPDATES, 4),
            round(seconds / floor_seconds, 2),
            peak_mb(),
            "one statement that writes the same rows, knowing which goals lie above",
            f"the middle of {UPDATES} updates that roll up through {LEVELS} levels, each with its transaction",
        )
    ]


def _begun(cycle: GoalCycle, by: Employee, level: int, at) -> Objective:
    """The lowest one has a key result; what lies above is measured by it."""
    lowest = level == LEVELS - 1
    measured = [rules.Wanted(title="Share done", start=Decimal(0), target=Decimal(100))] if lowest else []
    goal = rules.write(cycle, by=by, at=at, owners=[by], title=f"Level {level + 1} of {LEVELS}", key_results=measured)
    begin(goal, "start", at=at)
    return goal
