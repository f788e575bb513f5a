"""What taking a roster back would do, and whom it would leave as they are now."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.utils.translation import gettext_lazy

from ..models import RosterImport
from ..models.staged import StagedImport
from ..states import ImportState

UNDO_HOURS = 24
LISTED = 100

REASONS = {
    "changed": gettext_lazy("changed by somebody since"),
    "joined": gettext_lazy("signs in already"),
    "email_taken": gettext_lazy("somebody else has the earlier e-mail address now"),
    "manager_left": gettext_lazy("the earlier manager has left"),
    "has_reports": gettext_lazy("somebody reports to them who is not taken back"),
    "circle": gettext_lazy("the earlier reporting line would be a circle now"),
}

# The acts are those of people on a person, by which a roster's own change is no longer the last word.
JUDGED = """
WITH taken AS (
    SELECT employee_id, kind, version, email FROM people_rosterbefore WHERE roster_id = %(roster)s AND kind <> 'new'
    UNION ALL
    SELECT employee_id, 'new', 1, '' FROM people_rosterrow
    WHERE roster_id = %(roster)s AND verdict = 'new' AND employee_id IS NOT NULL
)
SELECT t.employee_id, t.kind, CASE
    WHEN t.kind = 'new' AND e.user_id IS NOT NULL THEN 'joined'
    WHEN e.version <> t.version THEN 'changed'
    WHEN EXISTS (SELECT FROM people_auditentry a WHERE a.employee_id = t.employee_id AND a.at > %(applied)s
        AND (a.act IN ('employee.changed', 'employee.reports_to', 'employee.left', 'employee.rejoined',
            'employee.joined', 'absence.added', 'absence.removed') OR starts_with(a.act, 'role.'))) THEN 'changed'
    WHEN t.kind <> 'new' AND EXISTS (SELECT FROM people_employee o WHERE o.email = t.email AND t.email <> ''
        AND o.state = 'active' AND o.id <> t.employee_id
        AND NOT EXISTS (SELECT FROM taken x WHERE x.employee_id = o.id)) THEN 'email_taken'
    WHEN EXISTS (SELECT FROM people_rosterlinebefore l JOIN people_employee m ON m.id = l.manager_id
        WHERE l.roster_id = %(roster)s AND l.employee_id = t.employee_id AND l.end_date IS NULL AND m.state = 'left'
        AND NOT EXISTS (SELECT FROM taken x WHERE x.employee_id = m.id)) THEN 'manager_left'
    WHEN t.kind = 'new' AND EXISTS (SELECT FROM people_reach r WHERE r.manager_id = t.employee_id AND r.depth = 1
        AND NOT EXISTS (SELECT FROM taken x WHERE x.employee_id = r.employee_id)) THEN 'has_reports'
    ELSE '' END AS reason
FROM taken t JOIN people_employee e ON e.id = t.employee_id
"""

COUNTS = "SELECT kind, reason <> '', count(*) FROM ({judged}) j GROUP BY 1, 2".replace("{judged}", JUDGED)

LEFT = """
SELECT e.id, e.name, e.number, j.reason FROM ({judged}) j JOIN people_employee e ON e.id = j.employee_id
WHERE j.reason <> '' ORDER BY e.sort_name, e.id LIMIT %(listed)s
""".replace("{judged}", JUDGED)


@dataclass(frozen=True)
class LeftAsNow:
    """Somebody who is not taken back, and why."""

    pk: int
    name: str
    number: str
    reason: str


@dataclass(frozen=True)
class Undoing:
    """How many would be ended, given back what was, or employed again; and who stays as now."""

    ended: int
    restored: int
    returned: int
    left: int
    left_people: list[LeftAsNow]


def can_be_undone(found: StagedImport, *, at: datetime) -> bool:
    """Applied, and within a day."""
    applied = found.applied_at
    return found.state == ImportState.APPLIED and applied is not None and at <= applied + timedelta(hours=UNDO_HOURS)


def undo_preview(roster: RosterImport) -> Undoing:
    """Read only: what `rules.rosters.undo` would do now. Two statements, however many people.

    Whoever depends on somebody who stays (an address, a manager) stays, too; that is found while it is done.
    """
    values: dict = {"roster": roster.pk, "applied": roster.applied_at, "listed": LISTED}
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, values)
        counts = {(kind, left): number for kind, left, number in cursor.fetchall()}
        cursor.execute(LEFT, values)
        people = [LeftAsNow(pk, name, number, str(REASONS[reason])) for pk, name, number, reason in cursor.fetchall()]
    return Undoing(
        ended=counts.get(("new", False), 0),
        restored=counts.get(("changed", False), 0),
        returned=counts.get(("left", False), 0),
        left=sum(number for (_kind, left), number in counts.items() if left),
        left_people=people,
    )


def left_as_now(roster: RosterImport) -> list[LeftAsNow]:
    """After it was taken back: who was not."""
    rows = roster.before.exclude(reason="").select_related("employee").order_by("employee__sort_name", "pk")[:LISTED]
    return [LeftAsNow(r.employee_id, r.employee.name, r.employee.number, str(REASONS[r.reason])) for r in rows]
