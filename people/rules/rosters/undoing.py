"""A roster is taken back, within a day: everybody as they were, but for who was touched since.

Somebody new is ended, not erased, for the audit speaks of them. Whoever was changed by a person after the import is
left as that person left them, and named with the reason. One transaction, set by set, like the import itself.
"""

from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from perfhub.kernel.bulk import analyze
from perfhub.kernel.moves import move

from ...access import require
from ...models import Employee, ReportingLine, RosterBefore, RosterImport
from ...queries.undoing import JUDGED
from ...states import IMPORT_MOVES, BeforeKind, ImportState
from .. import staging
from ..audit import record
from ..finding import find_by_words
from ..leaving import close_doors
from ..lines import lock_lines, rebuild_reach
from ..work import advance_job, finish_job
from . import comparing
from .circles import circles
from .deciding import ROSTER


def start_undoing(roster: RosterImport, *, by: Employee, at: datetime) -> RosterImport:
    """HR has looked at what would become of it and says yes. Raises `TooLateToUndo`."""
    total = roster.new + roster.changed + roster.leaving
    staging.start_undoing(ROSTER, roster, by=by, at=at, total=total)
    return roster


@transaction.atomic
def begin_undoing(roster: RosterImport, *, at: datetime) -> None:
    """A worker takes it, or takes it again after a kill; called off meanwhile, the import stays."""
    staging.begin(roster, "keep")


@transaction.atomic
def undo(roster: RosterImport, *, at: datetime) -> RosterImport:
    """Write back what was there. Called again after it was done it does nothing."""
    roster = RosterImport.objects.select_for_update(of=("self",)).select_related("started_by", "job").get(pk=roster.pk)
    if roster.state != ImportState.UNDOING:
        return roster
    require("import_roster", roster.started_by)
    lock_lines()
    if not advance_job(roster.job, done=roster.job.total):
        return move(roster, IMPORT_MOVES["keep"])
    values: dict = {"roster": roster.pk, "at": at, "by": roster.started_by_id, "job": roster.job_id}
    values |= {"day": comparing.effective_day(roster, roster.applied_at), "applied": roster.applied_at}
    with connection.cursor() as cursor:
        _decide(roster, cursor, values)
        for statement in [*NEW, *PEOPLE, *LINES, *ROLES, *AUDIT]:
            cursor.execute(statement, values)
        close_doors(_ended(roster), at=at)
        for team, parent in roster.teams:
            cursor.execute(TEAM, {**values, "team": team, "parent": parent})
        cursor.execute(EMPTY_TEAMS, values)
    analyze(Employee, ReportingLine)
    rebuild_reach()
    find_by_words(RosterBefore.objects.filter(roster=roster, reason="").values("employee"))
    move(roster, IMPORT_MOVES["finish_undo"], undone_at=at)
    record("roster.undone", by=roster.started_by, at=at, subject=roster)
    taken_back = RosterBefore.objects.filter(roster=roster, reason="")
    taken_back.filter(kind=BeforeKind.NEW).delete()
    left = RosterBefore.objects.filter(roster=roster).exclude(reason="").count()
    taken = roster.new + roster.changed + roster.leaving - left
    words = _("%(taken)s taken back, %(left)s left as they are now.") % {"taken": taken, "left": left}
    finish_job(roster.job, at=at, words=words)
    return roster


def _ended(roster: RosterImport) -> list[int]:
    """Those who came with the import and go with it."""
    new = RosterBefore.objects.filter(roster=roster, kind=BeforeKind.NEW, reason="")
    return list(new.order_by("pk").values_list("employee", flat=True))


def _decide(roster: RosterImport, cursor, values: dict) -> None:
    """Who can be taken back. Whoever is left may keep others: an address, a manager, a place in a line."""
    cursor.execute(NEW_PEOPLE, values)
    cursor.execute(REASONS, values)
    analyze(RosterBefore)
    more = 1
    while more:
        more = 0
        for statement in KEPT_BY_OTHERS:
            cursor.execute(statement, values)
            more += cursor.rowcount
        cursor.execute(LINES_AFTER, values)
        above = {str(employee): str(manager or "") for employee, manager in cursor.fetchall()}
        round_ = [int(member) for circle in circles(above) for member in circle]
        in_circle = RosterBefore.objects.filter(roster=roster, reason="", employee__in=round_)
        more += in_circle.update(reason="circle")


NEW_PEOPLE = """
INSERT INTO people_rosterbefore (roster_id, employee_id, kind, version, reason, first_name, last_name, name, sort_name,
    search_name, email, job_title, search_title, grade, location, time_zone, start_date, state)
SELECT %(roster)s, employee_id, 'new', 1, '', '', '', '', '', '', '', '', '', '', '', '', start_date, ''
FROM people_rosterrow WHERE roster_id = %(roster)s AND verdict = 'new' AND employee_id IS NOT NULL
"""

REASONS = """
UPDATE people_rosterbefore b SET reason = j.reason
FROM ({judged}) j WHERE b.roster_id = %(roster)s AND b.employee_id = j.employee_id AND j.reason <> ''
""".replace("{judged}", JUDGED)

# One who stays as now, and so does whoever depends on it.
KEPT_BY_OTHERS = [
    """
    UPDATE people_rosterbefore b SET reason = 'email_taken' FROM people_employee o
    WHERE b.roster_id = %(roster)s AND b.reason = '' AND b.kind <> 'new' AND b.email <> '' AND b.state = 'active'
        AND o.email = b.email AND o.state = 'active' AND o.id <> b.employee_id
        AND NOT EXISTS (SELECT FROM people_rosterbefore x
            WHERE x.roster_id = %(roster)s AND x.employee_id = o.id AND x.reason = '')
    """,
    """
    UPDATE people_rosterbefore b SET reason = 'manager_left'
    FROM people_rosterlinebefore l JOIN people_employee m ON m.id = l.manager_id
    WHERE b.roster_id = %(roster)s AND b.reason = '' AND l.roster_id = %(roster)s AND l.employee_id = b.employee_id
        AND l.end_date IS NULL AND m.state = 'left'
        AND NOT EXISTS (SELECT FROM people_rosterbefore x
            WHERE x.roster_id = %(roster)s AND x.employee_id = m.id AND x.reason = '')
    """,
    """
    UPDATE people_rosterbefore b SET reason = 'has_reports' FROM people_reach r
    WHERE b.roster_id = %(roster)s AND b.reason = '' AND b.kind = 'new' AND r.manager_id = b.employee_id AND r.depth = 1
        AND NOT EXISTS (SELECT FROM people_rosterbefore x
            WHERE x.roster_id = %(roster)s AND x.employee_id = r.employee_id AND x.reason = '')
    """,
]

# Those whose lines the import changed; to be said again where it is needed.
_RELINED = """b.roster_id = %(roster)s AND b.reason = '' AND b.kind <> 'new' AND (b.kind = 'left'
    OR EXISTS (SELECT FROM people_rosterrow r
        WHERE r.roster_id = %(roster)s AND r.employee_id = b.employee_id AND (r.moves OR r.returns))
    OR NOT EXISTS (SELECT FROM people_rosterrow r WHERE r.roster_id = %(roster)s AND r.employee_id = b.employee_id))"""

LINES_AFTER = """
SELECT e.id, CASE
    WHEN EXISTS (SELECT FROM people_rosterbefore b WHERE b.employee_id = e.id AND {relined}) THEN was.manager_id
    ELSE now.manager_id END
FROM people_employee e
LEFT JOIN people_reportingline now ON now.employee_id = e.id AND now.end_date IS NULL
LEFT JOIN people_rosterlinebefore was ON was.employee_id = e.id AND was.roster_id = %(roster)s AND was.end_date IS NULL
WHERE e.state = 'active'
""".replace("{relined}", _RELINED)

NEW = [
    """
    UPDATE people_employee e SET state = 'left', end_date = greatest(%(day)s, e.start_date), version = e.version + 1
    FROM people_rosterbefore b
    WHERE b.roster_id = %(roster)s AND b.kind = 'new' AND b.reason = '' AND e.id = b.employee_id
    """,
    """
    DELETE FROM people_reportingline l USING people_rosterbefore b, people_employee e
    WHERE b.roster_id = %(roster)s AND b.kind = 'new' AND b.reason = '' AND e.id = b.employee_id
        AND l.employee_id = e.id AND l.end_date IS NULL AND l.start_date >= e.end_date
    """,
    """
    UPDATE people_reportingline l SET end_date = e.end_date - 1 FROM people_rosterbefore b, people_employee e
    WHERE b.roster_id = %(roster)s AND b.kind = 'new' AND b.reason = '' AND e.id = b.employee_id
        AND l.employee_id = e.id AND l.end_date IS NULL
    """,
]

PEOPLE = [
    # Two may have exchanged their addresses: nobody holds one while they are given back.
    """
    UPDATE people_employee e SET email = '' FROM people_rosterbefore b
    WHERE b.roster_id = %(roster)s AND b.kind <> 'new' AND b.reason = '' AND e.id = b.employee_id AND e.email <> b.email
    """,
    """
    UPDATE people_employee e SET
        first_name = b.first_name, last_name = b.last_name, name = b.name, sort_name = b.sort_name,
        search_name = b.search_name, email = b.email, job_title = b.job_title, search_title = b.search_title,
        grade = b.grade, team_id = b.team_id, location = b.location, time_zone = b.time_zone,
        start_date = b.start_date, end_date = b.end_date, state = b.state, user_id = b.user_id, version = e.version + 1
    FROM people_rosterbefore b
    WHERE b.roster_id = %(roster)s AND b.kind <> 'new' AND b.reason = '' AND e.id = b.employee_id
    """,
]

LINES = [
    """
    DELETE FROM people_reportingline l USING people_rosterbefore b
    WHERE {relined} AND l.employee_id = b.employee_id
        AND NOT EXISTS (SELECT FROM people_rosterlinebefore w
            WHERE w.roster_id = %(roster)s AND w.employee_id = l.employee_id AND w.start_date = l.start_date)
    """.replace("{relined}", _RELINED),
    """
    UPDATE people_reportingline l SET manager_id = w.manager_id, end_date = w.end_date
    FROM people_rosterbefore b JOIN people_rosterlinebefore w
        ON w.roster_id = b.roster_id AND w.employee_id = b.employee_id
    WHERE {relined} AND l.employee_id = b.employee_id AND l.start_date = w.start_date
        AND (l.manager_id, l.end_date) IS DISTINCT FROM (w.manager_id, w.end_date)
    """.replace("{relined}", _RELINED),
    """
    INSERT INTO people_reportingline (employee_id, manager_id, start_date, end_date)
    SELECT w.employee_id, w.manager_id, w.start_date, w.end_date
    FROM people_rosterbefore b JOIN people_rosterlinebefore w
        ON w.roster_id = b.roster_id AND w.employee_id = b.employee_id
    WHERE {relined}
    ON CONFLICT (organization_id, employee_id, start_date) DO NOTHING
    """.replace("{relined}", _RELINED),
]

ROLES = [
    """
    UPDATE people_rolegrant g SET end_at = NULL FROM people_rosterbefore b
    WHERE b.roster_id = %(roster)s AND b.kind = 'left' AND b.reason = '' AND g.employee_id = b.employee_id
        AND g.end_at = %(applied)s
    """,
]

AUDIT = [
    """
    INSERT INTO people_auditentry (at, act, by_id, employee_id, object_type, object_id, job)
    SELECT %(at)s, CASE b.kind WHEN 'new' THEN 'employee.left' WHEN 'left' THEN 'employee.rejoined'
        ELSE 'employee.changed' END, %(by)s, b.employee_id, 'people.employee', b.employee_id, %(job)s
    FROM people_rosterbefore b WHERE b.roster_id = %(roster)s AND b.reason = ''
    UNION ALL
    SELECT %(at)s, 'employee.reports_to', %(by)s, b.employee_id, 'people.employee', b.employee_id, %(job)s
    FROM people_rosterbefore b WHERE {relined}
    """.replace("{relined}", _RELINED),
]

# A team that somebody has moved again since stays where it is.
TEAM = """
WITH moved AS (
    UPDATE people_team t SET parent_id = %(parent)s::bigint, version = t.version + 1
    WHERE t.id = %(team)s AND t.parent_id IS DISTINCT FROM %(parent)s::bigint
        AND EXISTS (SELECT FROM people_auditentry a
            WHERE a.at = %(applied)s AND a.act = 'team.moved' AND a.object_id = t.id)
        AND NOT EXISTS (SELECT FROM people_auditentry a
            WHERE a.at > %(applied)s AND a.act IN ('team.moved', 'team.merged', 'team.retired') AND a.object_id = t.id)
    RETURNING t.id
)
INSERT INTO people_auditentry (at, act, by_id, object_type, object_id, job)
SELECT %(at)s, 'team.moved', %(by)s, 'people.team', id, %(job)s FROM moved
"""

EMPTY_TEAMS = """
WITH empty AS (
    UPDATE people_team t SET retired_at = %(at)s, version = t.version + 1
    WHERE t.retired_at IS NULL
        AND EXISTS (SELECT FROM people_auditentry a
            WHERE a.at = %(applied)s AND a.act = 'team.opened' AND a.object_id = t.id)
        AND NOT EXISTS (SELECT FROM people_employee e WHERE e.team_id = t.id AND e.state = 'active')
        AND NOT EXISTS (SELECT FROM people_rolegrant g WHERE g.team_id = t.id AND g.end_at IS NULL)
    RETURNING t.id
)
INSERT INTO people_auditentry (at, act, by_id, object_type, object_id, job)
SELECT %(at)s, 'team.retired', %(by)s, 'people.team', id, %(job)s FROM empty
"""
