"""The staged rows are written: all of them in one transaction, set by set, or none.

What is left behind equals, column by column, what `hire`, `change`, `report_to`, `rejoin` and `leave` would have left
behind row by row (tests/people/test_roster_equals_rules.py).
"""

from datetime import datetime

from django.db import connection, transaction
from django.db.models import Q

from perfhub.kernel.bulk import analyze
from perfhub.kernel.moves import move

from ...access import SYSTEM, require
from ...models import Employee, Reach, ReportingLine, RosterImport, RosterRow
from ...queries.rosters import kept_anyway, not_in_file
from ...states import IMPORT_MOVES, Missing, Verdict
from .. import staging
from ..audit import record
from ..finding import find_by_words
from ..leaving import close_doors
from ..lines import hang_many, lock_lines, rebuild_reach, report_to
from ..work import advance_job, finish_job
from . import comparing
from .before import remember
from .deciding import done_words, give_back

FEW = 1000


@transaction.atomic
def begin_applying(roster: RosterImport, *, at: datetime) -> None:
    """A worker takes it, or takes it again after a kill; called off meanwhile, it goes back to HR."""
    staging.begin(roster, "give_back")


@transaction.atomic
def apply(roster: RosterImport, *, at: datetime) -> RosterImport:
    """Compare once more, then write everything. What has gone wrong since the preview gives the import back to HR.

    Called again after it was applied it does nothing; a kill in the middle leaves nothing behind.
    """
    roster = RosterImport.objects.select_for_update(of=("self",)).select_related("started_by", "job").get(pk=roster.pk)
    if not IMPORT_MOVES["finish"].starts_at(roster.state):
        return roster
    require("import_roster", roster.started_by)
    lock_lines()
    comparing.compare(roster)
    if roster.errors:
        return give_back(roster, at=at, changed=True)
    if not advance_job(roster.job, done=roster.job.total):
        return give_back(roster, at=at)
    write(roster, at=at)
    finish_job(roster.job, at=at, words=done_words(roster))
    return roster


def write(roster: RosterImport, *, at: datetime) -> None:
    """The set-based step itself; every statement sees all rows of the import."""
    values: dict = {
        "roster": roster.pk,
        "at": at,
        "by": roster.started_by_id,
        "job": roster.job_id,
        "day": comparing.effective_day(roster, at),
    }
    remember(roster, values)
    _teams(values)
    if roster.missing == Missing.END:
        _leave(roster, values, at=at)
    with connection.cursor() as cursor:
        for statement in PEOPLE:
            cursor.execute(statement, values)
        if roster.new + roster.changed > FEW:
            analyze(Employee, RosterRow)
        for statement in LINES + TOLD + AUDIT:
            cursor.execute(statement, values)
    _reach(roster)
    find_by_words(roster.rows.exclude(verdict__in=[Verdict.SKIPPED, Verdict.UNCHANGED]).values("employee"))
    move(roster, IMPORT_MOVES["finish"], applied_at=at)
    record("roster.applied", by=roster.started_by, at=at, subject=roster)


def _reach(roster: RosterImport) -> None:
    """The closure: a few are hung one by one; of many it is made anew."""
    moved = roster.rows.filter(Q(verdict=Verdict.NEW) | Q(verdict=Verdict.CHANGED) & (Q(moves=True) | Q(returns=True)))
    if roster.missing == Missing.END or moved.count() > FEW:
        rebuild_reach()
        return
    lines = ReportingLine.objects.filter(employee__in=moved.values("employee"), end_date__isnull=True)
    managers = dict(lines.values_list("employee_id", "manager_id"))
    hang_many({pk: managers.get(pk) for pk in moved.order_by("pk").values_list("employee_id", flat=True)})


def _teams(values: dict) -> None:
    with connection.cursor() as cursor:
        for statement in TEAMS:
            cursor.execute(statement, values)


TEAMS = [
    """
    UPDATE people_team t SET retired_at = NULL, version = t.version + 1 FROM people_rosterrow r
    WHERE r.roster_id = %(roster)s AND r.verdict <> 'skipped' AND t.retired_at IS NOT NULL
        AND t.name IN (r.team, r.parent_team)
    """,
    """
    WITH made AS (
        INSERT INTO people_team (name, search_name)
        SELECT DISTINCT named.name, '' FROM people_rosterrow r,
            LATERAL (VALUES (r.team), (CASE WHEN r.team <> '' THEN r.parent_team ELSE '' END)) AS named (name)
        WHERE r.roster_id = %(roster)s AND r.verdict <> 'skipped' AND named.name <> ''
            AND NOT EXISTS (SELECT 1 FROM people_team t WHERE t.name = named.name)
        RETURNING id
    )
    INSERT INTO people_auditentry (at, act, by_id, object_type, object_id, job)
    SELECT %(at)s, 'team.opened', %(by)s, 'people.team', id, %(job)s FROM made
    """,
    """
    WITH moved AS (
        UPDATE people_team t SET parent_id = p.id
        FROM (SELECT DISTINCT team, parent_team FROM people_rosterrow
              WHERE roster_id = %(roster)s AND verdict <> 'skipped' AND team <> '' AND parent_team <> '') r
        JOIN people_team p ON p.name = r.parent_team
        WHERE t.name = r.team AND t.parent_id IS DISTINCT FROM p.id
        RETURNING t.id
    )
    INSERT INTO people_auditentry (at, act, by_id, object_type, object_id, job)
    SELECT %(at)s, 'team.moved', %(by)s, 'people.team', id, %(job)s FROM moved
    """,
]

PEOPLE = [
    # Two people may exchange their addresses: nobody holds one while they are given out.
    """
    UPDATE people_employee e SET email = '' FROM people_rosterrow r
    WHERE r.roster_id = %(roster)s AND r.verdict = 'changed' AND e.id = r.employee_id AND e.email <> r.email
    """,
    """
    UPDATE people_employee e SET
        first_name = r.first_name, last_name = r.last_name,
        name = CASE WHEN r.differs THEN trim(r.first_name || ' ' || r.last_name) ELSE e.name END,
        sort_name = CASE WHEN r.differs THEN r.sort_name ELSE e.sort_name END,
        search_name = CASE WHEN r.differs THEN r.search_name ELSE e.search_name END,
        email = r.email, job_title = r.job_title, search_title = r.search_title, team_id = t.id, grade = r.grade,
        location = r.location, time_zone = r.time_zone, start_date = r.start_date,
        state = 'active', end_date = CASE WHEN r.returns THEN NULL ELSE e.end_date END,
        version = e.version + r.differs::int + r.returns::int
    FROM people_rosterrow r LEFT JOIN people_team t ON t.name = r.team AND r.team <> ''
    WHERE r.roster_id = %(roster)s AND r.verdict = 'changed' AND (r.differs OR r.returns) AND e.id = r.employee_id
    """,
    """
    INSERT INTO people_employee (number, first_name, last_name, name, sort_name, search_name, email, job_title,
        search_title, grade, team_id, location, time_zone, start_date, state, version)
    SELECT r.number, r.first_name, r.last_name, trim(r.first_name || ' ' || r.last_name), r.sort_name, r.search_name,
        r.email, r.job_title, r.search_title, r.grade, t.id, r.location, r.time_zone, r.start_date, 'active', 1
    FROM people_rosterrow r LEFT JOIN people_team t ON t.name = r.team AND r.team <> ''
    WHERE r.roster_id = %(roster)s AND r.verdict = 'new'
    ORDER BY r.line
    """,
    """
    UPDATE people_rosterrow r SET employee_id = e.id FROM people_employee e
    WHERE r.roster_id = %(roster)s AND r.verdict = 'new' AND e.number = r.number
    """,
]

LINES = [
    """
    DELETE FROM people_reportingline l USING people_rosterrow r
    WHERE r.roster_id = %(roster)s AND r.verdict = 'changed' AND r.moves
        AND l.employee_id = r.employee_id AND l.end_date IS NULL AND l.start_date >= %(day)s
    """,
    """
    UPDATE people_reportingline l SET end_date = %(day)s - 1 FROM people_rosterrow r
    WHERE r.roster_id = %(roster)s AND r.verdict = 'changed' AND r.moves
        AND l.employee_id = r.employee_id AND l.end_date IS NULL
    """,
    """
    INSERT INTO people_reportingline (employee_id, manager_id, start_date)
    SELECT r.employee_id, m.id, CASE r.verdict WHEN 'new' THEN r.start_date ELSE %(day)s END
    FROM people_rosterrow r JOIN people_employee m ON m.number = r.manager_number
    WHERE r.roster_id = %(roster)s AND r.manager_number <> ''
        AND (r.verdict = 'new' OR r.verdict = 'changed' AND (r.moves OR r.returns))
    ON CONFLICT (organization_id, employee_id, start_date)
    DO UPDATE SET manager_id = excluded.manager_id, end_date = NULL
    """,
]

TOLD = [
    # Whoever gets another manager than the last one is told what that one sees, as `report_to` has it.
    """
    INSERT INTO people_totell (recipient_id, kind, about, since_at)
    SELECT r.employee_id, 'people.new_manager', l.id, %(at)s
    FROM people_rosterrow r
    JOIN people_reportingline l ON l.employee_id = r.employee_id AND l.end_date IS NULL
    WHERE r.roster_id = %(roster)s AND r.verdict = 'changed' AND (r.moves OR r.returns)
        AND l.manager_id <> coalesce(r.manager_id, (
            SELECT p.manager_id FROM people_reportingline p WHERE p.employee_id = r.employee_id AND p.id <> l.id
            ORDER BY p.start_date DESC LIMIT 1))
    ON CONFLICT DO NOTHING
    """,
]

AUDIT = [
    """
    INSERT INTO people_auditentry (at, act, by_id, employee_id, object_type, object_id, job)
    SELECT %(at)s, told.act, CASE WHEN told.by_hr THEN %(by)s END, r.employee_id, 'people.employee', r.employee_id,
        %(job)s
    FROM people_rosterrow r, LATERAL (VALUES
        ('employee.hired', true, r.verdict = 'new'),
        ('employee.rejoined', true, r.verdict = 'changed' AND r.returns),
        ('employee.changed', true, r.verdict = 'changed' AND r.differs),
        ('employee.reports_to', true, r.verdict = 'changed' AND r.moves),
        ('employee.reports_to', false,
            r.manager_number <> '' AND (r.verdict = 'new' OR r.verdict = 'changed' AND r.returns))
    ) AS told (act, by_hr, said)
    WHERE r.roster_id = %(roster)s AND told.said
    ORDER BY r.line
    """,
]


def _leave(roster: RosterImport, values: dict, *, at: datetime) -> None:
    """End the employment of whoever is not in the file."""
    leaving = list(not_in_file(roster).order_by("pk").values_list("pk", flat=True))
    _pass_on_reports(roster, leaving, at=at)
    with connection.cursor() as cursor:
        for statement in LEAVING:
            cursor.execute(statement, {**values, "leaving": leaving, "last_day": roster.last_day})
    close_doors(leaving, at=at)


def _pass_on_reports(roster: RosterImport, leaving: list[int], *, at: datetime) -> None:
    """Who stays though not in the file, and whose manager leaves, reports to the next above who stays."""
    kept = kept_anyway(roster)
    for report in Employee.objects.filter(pk__in=kept, reached_by__manager__in=leaving, reached_by__depth=1):
        above = Reach.objects.filter(employee=report).exclude(manager__in=leaving).order_by("depth").first()
        day = max(roster.last_day, report.start_date)
        report_to(report, above.manager if above else None, by=SYSTEM, at=at, from_date=day)


LEAVING = [
    """
    UPDATE people_employee SET state = 'left', end_date = greatest(%(last_day)s, start_date), version = version + 1
    WHERE id = ANY (%(leaving)s)
    """,
    """
    DELETE FROM people_reportingline l USING people_employee e
    WHERE e.id = ANY (%(leaving)s) AND l.employee_id = e.id AND l.end_date IS NULL AND l.start_date >= e.end_date
    """,
    """
    UPDATE people_reportingline l SET end_date = e.end_date - 1 FROM people_employee e
    WHERE e.id = ANY (%(leaving)s) AND l.employee_id = e.id AND l.end_date IS NULL
    """,
    """
    INSERT INTO people_auditentry (at, act, by_id, employee_id, object_type, object_id, job)
    SELECT %(at)s, told.act, CASE WHEN told.by_hr THEN %(by)s END, id, 'people.employee', id, %(job)s
    FROM unnest(%(leaving)s::bigint[]) AS id, (VALUES ('employee.reports_to', false), ('employee.left', true))
        AS told (act, by_hr)
    """,
]
