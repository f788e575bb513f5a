"""Which goals under way have fallen to whom, for all managers at once."""

import datetime as dt

from django.db import connection

from people.access import hr_leads
from people.models import Reach
from people.states import EmployeeState

from ..access.falling import LEFT_IN_A_ROW, moved_away
from ..models import GoalOwner
from ..states import Part

Fallen = tuple[int, int]  # the newest share of its owners, and the manager it falls to

LEFT = """
    WITH RECURSIVE orphan AS (
        SELECT w.objective_id, max(w.id) AS share FROM goals_goalowner w
        JOIN goals_objective o ON o.id = w.objective_id AND o.state = 'active'
        JOIN people_employee e ON e.id = w.employee_id
        WHERE w.part = 'owner' AND w.end_date IS NULL
        GROUP BY w.objective_id HAVING bool_and(e.state = 'left')
    ), up AS (
        SELECT orphan.share, w.employee_id AS who, 0 AS depth FROM orphan
        JOIN goals_goalowner w ON w.objective_id = orphan.objective_id AND w.part = 'owner' AND w.end_date IS NULL
        UNION
        SELECT up.share, above.manager_id, up.depth + 1 FROM up
        JOIN people_employee e ON e.id = up.who AND e.state = 'left'
        JOIN LATERAL (SELECT l.manager_id FROM people_reportingline l WHERE l.employee_id = up.who
                      ORDER BY l.start_date DESC LIMIT 1) above ON true
        WHERE up.depth < %(levels)s
    ) SELECT up.share, up.who FROM up JOIN people_employee e ON e.id = up.who AND e.state = 'active'
    UNION
    SELECT up.share, hr.id FROM up JOIN people_employee e ON e.id = up.who AND e.state = 'left'
    JOIN goals_goalowner w ON w.id = up.share
    JOIN goals_objective o ON o.id = w.objective_id AND o.visibility = 'everyone'
    CROSS JOIN unnest(%(hr)s::bigint[]) AS hr (id)
    WHERE up.depth < %(levels)s AND NOT EXISTS (SELECT FROM people_reportingline l WHERE l.employee_id = up.who)
    ORDER BY 1, 2
"""


def fallen(*, today: dt.date) -> list[Fallen]:
    """Every goal that needs an owner, with each manager it falls to; five statements."""
    with connection.cursor() as cursor:
        cursor.execute(LEFT, {"levels": LEFT_IN_A_ROW, "hr": hr_leads()})
        found: list[Fallen] = list(cursor.fetchall())
    moved = dict(moved_away(today).order_by("pk").values_list("pk", "team"))
    if not moved:
        return found
    shares = GoalOwner.objects.filter(objective__in=moved, part=Part.OWNER, end_date=None).order_by("pk")
    newest = dict(shares.values_list("objective", "pk"))
    led = Reach.objects.filter(depth=1, employee__team__in=set(moved.values()), employee__state=EmployeeState.ACTIVE)
    pairs = led.order_by().values_list("employee__team", "manager").distinct()
    leads: dict[int, list[int]] = {}
    for team, manager in sorted(pairs):
        leads.setdefault(team, []).append(manager)
    return found + [
        (newest[pk], manager) for pk, team in moved.items() if pk in newest for manager in leads.get(team, ())
    ]
