"""What a roster is about to change, kept as it is now."""

from django.db import connection

from ...models import RosterImport, RosterRow, Team
from ...queries.rosters import kept_anyway, not_in_file
from ...states import Missing, Verdict


def remember(roster: RosterImport, values: dict) -> None:
    """Keep whom the roster changes or ends, their reporting lines, and where the teams it moves stand.

    Somebody new has nothing to be kept. Managers' reports who are passed on keep their lines, too.
    """
    leaving: list[int] = []
    if roster.missing == Missing.END:
        leaving = list(not_in_file(roster).values_list("pk", flat=True))
    told = {**values, "leaving": leaving, "kept_anyway": kept_anyway(roster) if leaving else []}
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE, told)
        cursor.execute(LINES, told)
    named = RosterRow.objects.filter(roster=roster).exclude(verdict=Verdict.SKIPPED).exclude(parent_team="")
    stand = Team.objects.filter(name__in=named.values("team")).order_by("pk")
    roster.teams = list(map(list, stand.values_list("pk", "parent")))
    roster.save(update_fields=["teams"])


KEPT = """first_name, last_name, name, sort_name, search_name, email, job_title, search_title, grade, team_id,
    location, time_zone, start_date, end_date, state, user_id"""

PEOPLE = """
INSERT INTO people_rosterbefore (roster_id, employee_id, kind, version, reason, {kept})
SELECT %(roster)s, e.id, 'changed', e.version + r.differs::int + r.returns::int, '',
    {of_e}
FROM people_rosterrow r JOIN people_employee e ON e.id = r.employee_id
WHERE r.roster_id = %(roster)s AND r.verdict = 'changed'
UNION ALL
SELECT %(roster)s, e.id, 'left', e.version + 1, '',
    {of_e}
FROM people_employee e WHERE e.id = ANY (%(leaving)s)
UNION ALL
SELECT %(roster)s, e.id, 'changed', e.version, '',
    {of_e}
FROM people_employee e WHERE e.id = ANY (%(kept_anyway)s)
    AND NOT EXISTS (SELECT FROM people_rosterrow r WHERE r.roster_id = %(roster)s AND r.number = e.number)
""".format(kept=KEPT, of_e=", ".join(f"e.{name.strip()}" for name in KEPT.split(",")))

LINES = """
INSERT INTO people_rosterlinebefore (roster_id, employee_id, manager_id, start_date, end_date)
SELECT %(roster)s, l.employee_id, l.manager_id, l.start_date, l.end_date FROM people_reportingline l
WHERE l.employee_id IN (
    SELECT employee_id FROM people_rosterrow
    WHERE roster_id = %(roster)s AND verdict = 'changed' AND (moves OR returns)
    UNION SELECT unnest(%(leaving)s::bigint[])
    UNION SELECT unnest(%(kept_anyway)s::bigint[]))
"""
