"""The library of skills of a demo organization, and half a year of what its people do to grow.

What happens is chosen in one place, CHOICES: a pure function of the seed and the employee's number. One path walks
through the rules with it, row by row; the other writes the same rows set by set.
"""

import datetime as dt

from django.db import connection, transaction

from notices.models import Notice
from people.access import SYSTEM
from people.models import Employee, Organization
from perfhub.kernel.bulk import analyze
from perfhub.kernel.dice import rows_of, thrown, weekday

from ..models import GrowthAction, GrowthEvent, Skill
from ..states import GrowthState
from .growing import accept, begin, decline, drop, finish, plan, suggest
from .library import write_skill
from .seed_words import ACTIONS, DECLINED, DROPPED, LEARNED, SKILLS

EACH = 4  # what each employee plans at most

#: What each growth action is and what becomes of it; a row each. `n` is its place among those of an employee.
CHOICES = """
    WITH dice AS MATERIALIZED (
        SELECT e.id AS employee_id, e.number, e.time_zone AS zone, g.n, up.manager_id, [dice]
        FROM people_employee e
        JOIN people_reach up ON up.employee_id = e.id AND up.depth = 1
        CROSS JOIN generate_series(1, %(each)s) AS g (n)
        WHERE e.state = 'active'
    ), days AS MATERIALIZED (
        SELECT *, day - greatest(0, extract(isodow FROM day)::int - 5) AS made_day
        FROM (SELECT *, %(today)s::date - (days %% %(days)s)::int AS day FROM dice WHERE has %% 100 < 45) d
    ), moments AS MATERIALIZED (
        SELECT *, [weekday made_day + (21 + long %% 60)::int] AS due_date,
               (made_day + make_interval(hours => 8, mins => (hour %% 480)::int, secs => n))
                   AT TIME ZONE 'UTC' AS made_at,
               ([weekday made_day + (2 + start %% 14)::int] + time '10:00') AT TIME ZONE 'UTC' AS begun_at
        FROM days
    ), fates AS MATERIALIZED (
        SELECT *, ask %% 100 < 35 AS is_suggested, made_at + interval '3 hours' AS said_at,
               ([weekday due_date - (late %% 6)::int] + time '15:00') AT TIME ZONE 'UTC' AS ends_at,
               CASE WHEN fate %% 100 < 78 THEN 'done' WHEN fate %% 100 < 90 THEN 'dropped' ELSE 'goes on' END AS way
        FROM moments
        WHERE made_at <= %(at)s
    ), answers AS MATERIALIZED (
        SELECT *, ask %% 100 < 4 AND said_at <= %(at)s AS declines,
               is_suggested AND (said_at > %(at)s OR ask %% 100 >= 20 AND made_at > %(week_ago)s) AS waits
        FROM fates
    )
    SELECT *, NOT waits AND NOT declines AND begun_at <= %(at)s AS begins,
           NOT waits AND NOT declines AND ends_at <= %(at)s AND way <> 'goes on' AS ends,
           (%(kinds)s::text[])[1 + which %% cardinality(%(kinds)s::text[])] AS kind,
           (%(texts)s::text[])[1 + which %% cardinality(%(kinds)s::text[])] AS text,
           (%(skills)s::text[])[1 + which %% cardinality(%(kinds)s::text[])] AS skill,
           CASE WHEN about %% 100 < 70 THEN (%(learned)s::text[])[1 + about %% cardinality(%(learned)s::text[])]
                ELSE '' END AS learned
    FROM answers
"""
DICE = thrown(("has", "days", "hour", "long", "start", "ask", "fate", "late", "which", "about"), of=("e.number", "g.n"))
for day in ("made_day + (21 + long %% 60)::int", "made_day + (2 + start %% 14)::int", "due_date - (late %% 6)::int"):
    CHOICES = CHOICES.replace(f"[weekday {day}]", weekday(day))
CHOSEN = "".join(("SELECT * FROM (", CHOICES.replace("[dice]", DICE), ") chosen ORDER BY number, n"))
ONCE = "".join(("CREATE TEMPORARY TABLE planned ON COMMIT DROP AS ", CHOSEN))

SETS = (
    """
    INSERT INTO skills_growthaction (employee_id, kind, text, skill_id, state, due_date, begun_date, learned,
        suggested_by_id, written_at, changed_at, ended_at, version)
    SELECT p.employee_id, p.kind, p.text, s.id,
           CASE WHEN waits THEN 'suggested' WHEN declines THEN 'declined' WHEN ends THEN way
                WHEN begins THEN 'under_way' ELSE 'planned' END,
           due_date, CASE WHEN begins THEN (begun_at AT TIME ZONE zone)::date END,
           CASE WHEN ends AND way = 'done' THEN learned ELSE '' END,
           CASE WHEN is_suggested THEN manager_id END, made_at,
           CASE WHEN waits THEN made_at WHEN declines THEN said_at WHEN ends THEN ends_at WHEN begins THEN begun_at
                WHEN is_suggested THEN said_at ELSE made_at END,
           CASE WHEN declines THEN said_at WHEN ends THEN ends_at END,
           1 + (is_suggested AND NOT waits)::int + begins::int + ends::int
    FROM planned p JOIN skills_skill s ON s.name = p.skill ORDER BY number, n
    """,
    """
    INSERT INTO skills_growthevent (action_id, act, by_id, at, words, state_before, text_before, due_date)
    SELECT a.id, done.act, done.by_id, done.moment, done.words, done.state, '', p.due_date
    FROM planned p
    JOIN skills_growthaction a ON a.employee_id = p.employee_id AND a.written_at = p.made_at
    CROSS JOIN LATERAL (VALUES
        (1, 'planned', p.employee_id, made_at, '', '', NOT is_suggested),
        (1, 'suggested', manager_id, made_at, '', '', is_suggested),
        (2, 'accepted', p.employee_id, said_at, '', 'suggested', is_suggested AND NOT waits AND NOT declines),
        (2, 'declined', p.employee_id, said_at, %(no)s, 'suggested', declines),
        (3, 'begun', p.employee_id, begun_at, '', 'planned', begins),
        (4, 'done', p.employee_id, ends_at, p.learned, 'under_way', ends AND way = 'done'),
        (4, 'dropped', p.employee_id, ends_at, %(dropped)s, 'under_way', ends AND way = 'dropped')
    ) AS done (place, act, by_id, moment, words, state, happened)
    WHERE done.happened ORDER BY p.number, p.n, done.place
    """,
    """
    INSERT INTO people_auditentry (act, at, by_id, employee_id, object_type, object_id)
    SELECT 'growth.' || e.act, e.at, e.by_id, a.employee_id, 'skills.growthaction', a.id
    FROM skills_growthevent e JOIN skills_growthaction a ON a.id = e.action_id
    ORDER BY e.id
    """,
)


@transaction.atomic
def plant(organization: Organization, *, people: int, weeks: int, seed: int, at: dt.datetime, bulk: bool) -> None:
    """Plant the library, and what people did to grow in these weeks; nobody is told of anything that happened then."""
    begins = at - dt.timedelta(weeks=weeks + 1)
    for name, kind, about in SKILLS:
        write_skill(by=SYSTEM, at=begins, name=name, kind=kind, about=about)
    kinds, texts, skills = zip(*ACTIONS, strict=True)
    choices = {
        "key": f"{seed}/growth/",
        "each": EACH,
        "today": at.date(),
        "at": at,
        "week_ago": at - dt.timedelta(days=7),
        "days": max(1, weeks * 7),
        "kinds": list(kinds),
        "texts": list(texts),
        "skills": list(skills),
        "learned": list(LEARNED),
        "no": DECLINED,
        "dropped": DROPPED,
    }
    if bulk:
        _in_bulk(choices)
    else:
        _by_rules(choices)
    Notice.objects.filter(kind__startswith="growth.", created_at__lte=at).delete()


def _in_bulk(choices: dict) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS planned")
        cursor.execute(ONCE, choices)
        cursor.execute("ANALYZE planned")
        for statement in SETS:
            cursor.execute(statement, choices)
    analyze(GrowthAction, GrowthEvent)


def _by_rules(choices: dict) -> None:
    rows = rows_of(CHOSEN, choices)
    people = Employee.objects.in_bulk({pk for row in rows for pk in (row["employee_id"], row["manager_id"])})
    skills = {skill.name: skill for skill in Skill.objects.offered()}
    for row in rows:
        _happen(row, people[row["employee_id"]], people[row["manager_id"]], skills[row["skill"]])


def _happen(row: dict, employee: Employee, manager: Employee, skill: Skill) -> None:
    said = {"skill": skill, "due_date": row["due_date"], "at": row["made_at"]}
    if row["is_suggested"]:
        made = suggest(employee, row["kind"], row["text"], by=manager, **said)
    else:
        made = plan(row["kind"], row["text"], by=employee, **said)
    if row["waits"]:
        return
    if row["declines"]:
        decline(made, DECLINED, by=employee, at=row["said_at"])
        return
    if row["is_suggested"]:
        accept(made, by=employee, at=row["said_at"])
    if row["begins"]:
        begin(made, by=employee, at=row["begun_at"])
    if row["ends"] and row["way"] == GrowthState.DONE:
        finish(made, row["learned"], by=employee, at=row["ends_at"])
    elif row["ends"]:
        drop(made, DROPPED, by=employee, at=row["ends_at"])


def objects_of(employee: Employee) -> dict[str, int]:
    """Something the employee does to grow, by its key; what goes on first."""
    pk = GrowthAction.objects.filter(employee=employee).order_by("-ended_at", "pk").values_list("pk", flat=True).first()
    return {"growth_action": pk} if pk is not None else {}
