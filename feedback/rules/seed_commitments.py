"""Half a year of promises of a demo organization: between managers and reports, and between colleagues.

What happens is chosen in one place, CHOICES: a pure function of the seed and the employee's number. One path walks
through the rules with it, row by row; the other writes the same rows set by set.
"""

import datetime as dt

from django.db import connection, transaction
from django.db.models import F

from notices.models import Notice
from people.models import Employee, Organization
from perfhub.kernel.bulk import analyze
from perfhub.kernel.dice import rows_of, thrown, weekday

from ..models import CheckIn, Commitment, CommitmentEvent
from .commitments import accept, ask_to_promise, decline, drop, finish, move_to, promise

EACH = 4  # promises in which each employee has a part, beside those of others
OWED = (
    "Send the papers of the pressure bench",
    "Call the lab about the certificates",
    "Look over the checklist before it goes out",
    "Order two sets of seals",
    "Write down how the handover goes",
    "Show the new colleague the stock tool",
    "Answer Doncaster about the visit",
    "Bring the numbers of the recall",
    "Take the late shift on Wednesday",
    "Find a date for the audit",
)
BY_MANAGERS = (
    "Get the pressure bench back for two days a week",
    "Ask purchasing for the second torque tool",
    "Clear the budget for the uncertainty course",
    "Settle with the other team who answers first",
    "Move the shift so that the bench fits",
    "Find somebody for the night rota",
)
LATER = "The part came late; I need a few days more."
NO_MORE = "The customer wants it otherwise now."
NO = "I am away that week. Could Grace do it?"

#: What each promise is and what becomes of it; a row each. `n` is its place among those of an employee.
CHOICES = """
    WITH dice AS MATERIALIZED (
        SELECT e.id AS employee, e.number, g.n, up.manager_id AS manager,
               lead(e.id) OVER (PARTITION BY up.manager_id, g.n ORDER BY e.number) AS peer, [dice]
        FROM people_employee e
        JOIN people_reach up ON up.employee_id = e.id AND up.depth = 1
        CROSS JOIN generate_series(1, %(each)s) AS g (n)
        WHERE e.state = 'active'
    ), sides AS MATERIALIZED (
        SELECT *, CASE WHEN n %% 4 = 2 THEN 'down' WHEN n %% 4 = 0 AND peer IS NOT NULL THEN 'people' ELSE 'up' END
               AS "between", %(today)s::date - (days %% %(days)s)::int AS day
        FROM dice
    ), days AS MATERIALIZED (
        SELECT *, CASE "between" WHEN 'down' THEN manager ELSE employee END AS owner_id,
               CASE "between" WHEN 'down' THEN employee WHEN 'people' THEN peer ELSE manager END AS other_id,
               day - greatest(0, extract(isodow FROM day)::int - 5) AS made_day
        FROM sides
    ), dues AS MATERIALIZED (
        SELECT *, made_day + (3 + long %% 15)::int AS due_day FROM days
    ), moments AS MATERIALIZED (
        SELECT *, [weekday due_day] AS first_due,
               (made_day + make_interval(hours => 8, mins => (hour %% 480)::int, secs => n))
                   AT TIME ZONE 'UTC' AS made_at
        FROM dues
    ), fates AS MATERIALIZED (
        SELECT *, ask %% 100 < 14 AS is_asked, ask %% 100 < 2 AS is_declined, made_at + interval '3 hours' AS said_at,
               CASE WHEN fate %% 100 < 64 THEN 'done' WHEN fate %% 100 < 74 THEN 'late'
                    WHEN fate %% 100 < 84 THEN 'moved' WHEN fate %% 100 < 91 THEN 'dropped'
                    WHEN fate %% 100 < 95 THEN 'let go' ELSE 'very late' END AS way,
               [weekday first_due + 5] AS second_due
        FROM moments
        WHERE made_at <= %(at)s
    ), ends AS MATERIALIZED (
        SELECT *, CASE way WHEN 'moved' THEN (first_due - 1 + time '10:00') AT TIME ZONE 'UTC' END AS moved_at,
               (CASE way WHEN 'done' THEN first_due - (late %% 3)::int + time '15:00'
                         WHEN 'late' THEN first_due + 1 + (late %% 4)::int + time '15:00'
                         WHEN 'very late' THEN first_due + 9 + time '15:00'
                         WHEN 'moved' THEN second_due + time '15:00'
                         ELSE first_due - 1 + time '11:00' END) AT TIME ZONE 'UTC' AS ends_at
        FROM fates
    ), told AS MATERIALIZED (
        SELECT *, is_asked AND said_at > %(at)s AS waits, is_declined AND said_at <= %(at)s AS declines,
               CASE "between"
                   WHEN 'down' THEN (%(by_managers)s::text[])[1 + said %% cardinality(%(by_managers)s::text[])]
                   ELSE (%(owed)s::text[])[1 + said %% cardinality(%(owed)s::text[])] END AS text
        FROM ends
    ), promised AS MATERIALIZED (
        SELECT *, NOT waits AND NOT declines AND moved_at <= %(at)s IS TRUE AS moves,
               NOT waits AND NOT declines AND ends_at <= %(at)s AS ends,
               CASE WHEN "between" = 'down' AND about %% 2 = 0 THEN (
                   SELECT c.id FROM feedback_checkin c
                   WHERE c.employee_id = told.employee AND c.answered_at < told.made_at
                     AND c.state IN ('answered', 'read', 'reopened')
                   ORDER BY c.period_start DESC LIMIT 1) END AS check_in_id
        FROM told
    )
"""
DICE = thrown(("days", "hour", "long", "ask", "fate", "late", "said", "about"), of=("e.number", "g.n"))
CHOICES = CHOICES.replace("[dice]", DICE)
for day in ("due_day", "first_due + 5"):
    CHOICES = CHOICES.replace(f"[weekday {day}]", weekday(day))
CHOSEN = "".join((CHOICES, "SELECT * FROM promised ORDER BY number, n"))
ONCE = "".join(("CREATE TEMPORARY TABLE promised ON COMMIT DROP AS ", CHOSEN))

SETS = (
    """
    INSERT INTO feedback_commitment (owner_id, other_id, text, due_date, first_due_date, state, source, check_in_id,
        "between", made_by_id, made_at, closed_at, version)
    SELECT owner_id, other_id, text, CASE WHEN moves THEN second_due ELSE first_due END, first_due,
           CASE WHEN waits THEN 'asked' WHEN declines THEN 'declined' WHEN NOT ends THEN 'open'
                WHEN way IN ('dropped', 'let go') THEN 'dropped' ELSE 'done' END,
           CASE WHEN check_in_id IS NULL THEN 'hand' ELSE 'check_in' END, check_in_id, "between",
           CASE WHEN is_asked THEN other_id ELSE owner_id END, made_at,
           CASE WHEN declines THEN said_at WHEN ends THEN ends_at END,
           1 + (is_asked AND NOT waits)::int + moves::int + ends::int
    FROM promised ORDER BY number, n
    """,
    """
    INSERT INTO feedback_commitmentevent (commitment_id, act, by_id, at, reason, due_before_date, due_date,
        state_before)
    SELECT c.id, done.act, done.by_id, done.moment, done.reason, done.before, done.due, done.state
    FROM promised p
    JOIN feedback_commitment c ON c.owner_id = p.owner_id AND c.other_id = p.other_id AND c.made_at = p.made_at
    CROSS JOIN LATERAL (VALUES
        (1, 'made', p.owner_id, p.made_at, '', NULL::date, first_due, '', NOT is_asked),
        (1, 'asked', p.other_id, p.made_at, '', NULL, first_due, '', is_asked),
        (2, 'accepted', p.owner_id, said_at, '', first_due, first_due, 'asked',
            is_asked AND NOT waits AND NOT declines),
        (2, 'declined', p.owner_id, said_at, %(no)s, first_due, first_due, 'asked', declines),
        (3, 'moved', p.owner_id, moved_at, %(later)s, first_due, second_due, 'open', moves),
        (4, 'done', p.owner_id, ends_at, '', c.due_date, c.due_date, 'open', ends AND way NOT IN ('dropped', 'let go')),
        (4, 'dropped', p.owner_id, ends_at, %(no_more)s, first_due, first_due, 'open', ends AND way = 'dropped'),
        (4, 'dropped', p.other_id, ends_at, '', first_due, first_due, 'open', ends AND way = 'let go')
    ) AS done (place, act, by_id, moment, reason, before, due, state, happened)
    WHERE done.happened ORDER BY p.number, p.n, done.place
    """,
    """
    INSERT INTO people_auditentry (act, at, by_id, employee_id, object_type, object_id)
    SELECT 'commitment.' || e.act, e.at, e.by_id, c.owner_id, 'feedback.commitment', c.id
    FROM feedback_commitmentevent e JOIN feedback_commitment c ON c.id = e.commitment_id
    ORDER BY e.id
    """,
)


@transaction.atomic
def plant(organization: Organization, *, people: int, weeks: int, seed: int, at: dt.datetime, bulk: bool) -> None:
    """Plant what people promised one another in these weeks; nobody is told of anything that happened then."""
    choices = {
        "key": f"{seed}/promise/",
        "each": EACH,
        "today": at.date(),
        "at": at,
        "days": max(1, weeks * 7),
        "owed": list(OWED),
        "by_managers": list(BY_MANAGERS),
        "later": LATER,
        "no_more": NO_MORE,
        "no": NO,
    }
    if bulk:
        _in_bulk(choices)
    else:
        _by_rules(choices)
    Commitment.objects.owed().filter(due_date__lte=at.date()).update(reminded_date=F("due_date"))
    Notice.objects.filter(kind__startswith="commitment.", created_at__lte=at).delete()


def _in_bulk(choices: dict) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS promised")
        cursor.execute(ONCE, choices)
        cursor.execute("ANALYZE promised")
        for statement in SETS:
            cursor.execute(statement, choices)
    analyze(Commitment, CommitmentEvent)


def _by_rules(choices: dict) -> None:
    rows = rows_of(CHOSEN, choices)
    people = Employee.objects.in_bulk({pk for row in rows for pk in (row["owner_id"], row["other_id"])})
    about = CheckIn.objects.select_related("employee").in_bulk({row["check_in_id"] for row in rows} - {None})
    for row in rows:
        owner, other = people[row["owner_id"]], people[row["other_id"]]
        _happen(row, owner, other, about.get(row["check_in_id"]))


def _happen(row: dict, owner: Employee, other: Employee, check_in: CheckIn | None) -> None:
    said = {"text": row["text"], "due_date": row["first_due"], "at": row["made_at"], "about": check_in}
    made = ask_to_promise(owner, by=other, **said) if row["is_asked"] else promise(other, by=owner, **said)
    if row["waits"]:
        return
    if row["declines"]:
        decline(made, NO, by=owner, at=row["said_at"])
        return
    if row["is_asked"]:
        accept(made, by=owner, at=row["said_at"])
    if row["moves"]:
        move_to(made, row["second_due"], LATER, by=owner, at=row["moved_at"])
    if row["ends"]:
        if row["way"] == "dropped":
            drop(made, NO_MORE, by=owner, at=row["ends_at"])
        elif row["way"] == "let go":
            drop(made, by=other, at=row["ends_at"])
        else:
            finish(made, by=owner, at=row["ends_at"])


def objects_of(employee: Employee) -> dict[str, int]:
    """A promise the employee owes, and one that is owed to them, by key; what is open first."""
    rows = Commitment.objects.order_by("-closed_at", "due_date", "pk")  # no time of closing comes first
    found = {
        "commitment_owed": rows.filter(owner=employee).values_list("pk", flat=True).first(),
        "commitment_awaited": rows.filter(other=employee).values_list("pk", flat=True).first(),
    }
    return {key: pk for key, pk in found.items() if pk is not None}
