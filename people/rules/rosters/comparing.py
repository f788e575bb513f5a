"""Staged rows beside each other and beside who is here: what would become of each."""

from datetime import date

from django.db import connection
from django.db.models import Count, F, Q
from django.utils import timezone

from perfhub.kernel.bulk import analyze
from perfhub.kernel.tenancy import current_organization

from ...models import Employee, Organization, Reach, ReportingLine, RosterImport, RosterRow, Team
from ...queries.rosters import kept_anyway, not_in_file
from ...states import Duplicates, Missing, Verdict
from .circles import circles, line_above, way_round

OPTIONAL = ("job_title", "team", "grade", "location")


def compare(roster: RosterImport) -> RosterImport:
    """Give each staged row its verdict and the import its counts. Rows are those staged; may be asked again."""
    analyze(RosterRow)
    _judge(roster)
    above = _lines(roster)
    _mark(roster, circles(above), problem="circle", column="number")
    _judge_own(roster, above)
    _judge_teams(roster)
    counts = roster.rows.aggregate(
        **{verdict.value: Count("pk", filter=Q(verdict=verdict)) for verdict in Verdict if verdict != Verdict.ERROR},
        errors=Count("pk", filter=Q(verdict=Verdict.ERROR)),
        heads=Count("pk", filter=Q(manager_number="") & ~Q(verdict__in=[Verdict.ERROR, Verdict.SKIPPED])),
    )
    for name, count in {**counts, "leaving": not_in_file(roster).count()}.items():
        setattr(roster, name, count)
    roster.save(update_fields=[*counts, "leaving"])
    return roster


def _judge(roster: RosterImport) -> None:
    """One statement for all rows: duplicates, managers, addresses, and what differs from what is known.

    A column that the file does not have leaves what is known as it is.
    """
    organization = Organization.objects.get(pk=current_organization())
    with connection.cursor() as cursor:
        cursor.execute(
            JUDGE,
            {
                "roster": roster.pk,
                "keep_first": roster.duplicates == Duplicates.KEEP_FIRST,
                "ends": roster.missing == Missing.END,
                "kept_anyway": kept_anyway(roster),
                "zone": organization.time_zone,
                **{f"has_{column}": column in roster.columns for column in OPTIONAL},
            },
        )


JUDGE = """
WITH file AS (
    SELECT id, line, number, email, row_number() OVER (PARTITION BY number ORDER BY line) AS nth
    FROM people_rosterrow WHERE roster_id = %(roster)s
), first AS (
    SELECT id, line, number, email FROM file WHERE nth = 1 AND number <> ''
), twice AS (
    SELECT number, left(string_agg(line::text, ', ' ORDER BY line), 380) AS lines
    FROM file WHERE number <> '' GROUP BY number HAVING count(*) > 1
), shared AS (
    SELECT email, left(string_agg(line::text, ', ' ORDER BY line), 380) AS lines
    FROM first WHERE email <> '' GROUP BY email HAVING count(*) > 1
), known AS (
    SELECT e.*, coalesce(t.name, '') AS team_name, l.manager_id, coalesce(m.number, '') AS manager_number
    FROM people_employee e
    LEFT JOIN people_team t ON t.id = e.team_id
    LEFT JOIN people_reportingline l ON l.employee_id = e.id AND l.end_date IS NULL
    LEFT JOIN people_employee m ON m.id = l.manager_id
), wanted AS (
    SELECT r.id, r.flaws, r.number, r.first_name, r.last_name, r.email, r.start_date, r.manager_number,
        f.nth, twice.lines AS twice_lines, shared.lines AS shared_lines,
        k.id AS employee_id, k.manager_id, k.state,
        CASE WHEN %(has_job_title)s THEN r.job_title ELSE coalesce(k.job_title, '') END AS job_title,
        CASE WHEN %(has_job_title)s THEN r.search_title ELSE coalesce(k.search_title, '') END AS search_title,
        CASE WHEN %(has_team)s THEN r.team ELSE coalesce(k.team_name, '') END AS team,
        CASE WHEN %(has_grade)s THEN r.grade ELSE coalesce(k.grade, '') END AS grade,
        CASE WHEN %(has_location)s THEN r.location ELSE coalesce(k.location, '') END AS location,
        CASE WHEN r.time_zone_told THEN r.time_zone ELSE coalesce(k.time_zone, %(zone)s) END AS time_zone,
        CASE
            WHEN f.nth > 1 AND r.number <> '' THEN 'duplicate'
            WHEN twice.lines IS NOT NULL AND NOT %(keep_first)s THEN 'duplicate'
            WHEN r.manager_number <> '' AND r.manager_number <> r.number AND above.id IS NULL
                AND (manager_now.id IS NULL OR manager_now.state <> 'active') THEN 'unknown_manager'
            WHEN r.manager_number <> '' AND above.id IS NULL AND %(ends)s AND NOT manager_now.id = ANY (%(kept_anyway)s)
                THEN 'manager_leaves'
            WHEN shared.lines IS NOT NULL THEN 'email_twice'
            WHEN taken.id IS NOT NULL THEN 'email_taken'
            ELSE ''
        END AS problem,
        taken.number AS taken_by,
        k.first_name AS was_first, k.last_name AS was_last, k.email AS was_email, k.start_date AS was_start,
        k.job_title AS was_title, k.team_name AS was_team, k.grade AS was_grade, k.location AS was_location,
        k.time_zone AS was_zone, k.manager_number AS was_manager
    FROM people_rosterrow r
    JOIN file f ON f.id = r.id
    LEFT JOIN twice ON twice.number = r.number
    LEFT JOIN shared ON shared.email = r.email AND f.nth = 1
    LEFT JOIN known k ON k.number = r.number
    LEFT JOIN first above ON above.number = r.manager_number
    LEFT JOIN people_employee manager_now ON manager_now.number = r.manager_number
    LEFT JOIN people_employee taken ON r.email <> '' AND taken.email = r.email AND taken.state = 'active'
        AND taken.number <> r.number AND (NOT %(ends)s OR taken.id = ANY (%(kept_anyway)s))
        AND NOT EXISTS (SELECT 1 FROM first WHERE first.number = taken.number)
    WHERE r.roster_id = %(roster)s
), judged AS (
    SELECT w.*,
        w.state = 'left' AS returns,
        w.state = 'active' AND w.was_manager <> w.manager_number AS moves,
        w.employee_id IS NOT NULL AND (
            (w.first_name, w.last_name, w.email, w.start_date, w.job_title, w.team, w.grade, w.location, w.time_zone)
            IS DISTINCT FROM (w.was_first, w.was_last, w.was_email, w.was_start, w.was_title, w.was_team, w.was_grade,
                              w.was_location, w.was_zone)) AS differs
    FROM wanted w
)
UPDATE people_rosterrow r SET
    verdict = CASE
        WHEN j.problem = 'duplicate' AND %(keep_first)s THEN 'skipped'
        WHEN j.flaws <> '[]'::jsonb OR j.problem <> '' THEN 'error'
        WHEN j.employee_id IS NULL THEN 'new'
        WHEN j.returns OR j.moves OR j.differs THEN 'changed'
        ELSE 'unchanged' END,
    problem = j.problem,
    detail = CASE j.problem
        WHEN 'duplicate' THEN j.twice_lines
        WHEN 'unknown_manager' THEN j.manager_number
        WHEN 'manager_leaves' THEN j.manager_number
        WHEN 'email_twice' THEN j.shared_lines
        WHEN 'email_taken' THEN j.taken_by
        ELSE '' END,
    employee_id = j.employee_id, manager_id = j.manager_id,
    returns = coalesce(j.returns, false), moves = coalesce(j.moves, false), differs = j.differs,
    job_title = j.job_title, search_title = j.search_title, team = j.team, grade = j.grade,
    location = j.location, time_zone = j.time_zone
FROM judged j WHERE j.id = r.id
"""


def _lines(roster: RosterImport) -> dict[str, str]:
    """Who would be above whom after the import, by number."""
    above: dict[str, str] = {}
    lines = ReportingLine.objects.filter(end_date__isnull=True)
    if roster.missing == Missing.END:
        lines = lines.filter(employee__in=kept_anyway(roster))
    above.update(lines.values_list("employee__number", "manager__number").iterator())
    rows = roster.rows.exclude(verdict=Verdict.SKIPPED).exclude(number="").exclude(number=F("manager_number"))
    above.update(rows.order_by("-line").values_list("number", "manager_number").iterator())
    return above


def _judge_own(roster: RosterImport, above: dict[str, str]) -> None:
    """As on the page: whoever imports brings nobody under themselves, and takes nobody away from above."""
    importer: Employee = roster.started_by
    before = list(Reach.objects.filter(employee=importer).order_by("depth").values_list("manager__number", flat=True))
    after = line_above(importer.number, above)
    if roster.missing == Missing.END:
        after -= set(not_in_file(roster).filter(number__in=before).values_list("number", flat=True))
    rows = roster.rows.exclude(verdict=Verdict.SKIPPED)
    moved = rows.filter(Q(moves=True) | Q(returns=True))
    if lost := [number for number in before if number not in after]:
        blamed = list(moved.filter(number__in=[importer.number, *before]).values_list("pk", flat=True))
        blamed = blamed or list(rows.order_by("line").values_list("pk", flat=True)[:1])
        rows.filter(pk__in=blamed).update(verdict=Verdict.ERROR, problem="own_line", detail=", ".join(lost)[:380])
    if importer.number not in above.values():
        return
    below = set(Reach.objects.filter(manager=importer).values_list("employee__number", flat=True))
    brought = [
        number
        for number, manager in moved.values_list("number", "manager_number").iterator()
        if manager == importer.number or (number not in below and importer.number in line_above(number, above))
    ]
    rows.filter(number__in=brought).update(verdict=Verdict.ERROR, problem="under_oneself", detail="")


def _judge_teams(roster: RosterImport) -> None:
    """A team has one place in the tree, and the tree has no circle."""
    if "parent_team" not in roster.columns:
        return
    pairs = roster.rows.exclude(verdict=Verdict.SKIPPED).exclude(team="").exclude(parent_team="")
    places: dict[str, set[str]] = {}
    for team, parent in pairs.exclude(team=F("parent_team")).values_list("team", "parent_team").distinct():
        places.setdefault(team, set()).add(parent)
    for team, parents in places.items():
        if len(parents) > 1:
            pairs.filter(team=team).update(
                verdict=Verdict.ERROR, problem="team_two_parents", detail=", ".join(sorted(parents))[:380]
            )
    above = dict(Team.objects.filter(parent__isnull=False).values_list("name", "parent__name"))
    above.update({team: min(parents) for team, parents in places.items()})
    _mark(roster, circles(above), problem="team_circle", column="team")


def _mark(roster: RosterImport, found: list[list[str]], *, problem: str, column: str) -> None:
    for circle in found:
        rows = roster.rows.filter(**{f"{column}__in": circle}).exclude(verdict=Verdict.SKIPPED)
        rows.update(verdict=Verdict.ERROR, problem=problem, detail=way_round(circle))


def effective_day(roster: RosterImport, at) -> date:
    """The day from which changed lines count: today where the organization is."""
    organization = Organization.objects.get(pk=current_organization())
    with timezone.override(organization.time_zone):
        return timezone.localdate(at)
