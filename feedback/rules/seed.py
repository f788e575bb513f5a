"""The weeks of a demo organization: who answered, how the week was, what was read and said.

What happens is chosen in one place, CHOICES: a pure function of the seed, the employee's number and the week. One
path walks through the rules with it, row by row; the other writes the same rows set by set, for organizations of
many thousands.
"""

import datetime as dt

from django.db import connection, transaction

from notices.models import Notice
from people.access import SYSTEM
from people.models import Employee, Organization
from perfhub.kernel.bulk import analyze
from perfhub.kernel.calendars import last_weeks, local_date, week_start
from perfhub.kernel.dice import rows_of, thrown

from ..models import CheckIn, Priority
from ..queries import answers as reads
from ..states import CheckInState, Outcome, ReactionKind
from .answers import answer, skip
from .opening import open_week
from .reading import comment, mark_read, react
from .seed_asking import ANSWER, LEARNED, answer_to, plant_afterwards, plant_asking
from .seed_outbox import plant_outbox
from .weeks import miss

OPENS = dt.timedelta(hours=5)  # on Monday, UTC
FROM_OPENING_TO_DUE = dt.timedelta(days=4, hours=17)
STATISTICS_EVERY = 5  # weeks: PostgreSQL plans badly for tables it believes empty
DECLINES_FOR = 6  # the last weeks, in which some moods go down
STILL_TOLD = dt.timedelta(weeks=12)  # how far back the bell reaches
NEWS = dt.timedelta(weeks=3)  # what was told longer ago has been seen
SEEN_AFTER = dt.timedelta(hours=6)

PROGRESS = (
    "The Leeds handover went calmly; the site lead said so too.",
    "Two audits closed without a finding.",
    "First visits went well: nine of ten needed no second one.",
    "The repair queue is down to six days.",
    "Wrote the checklist for the pressure bench and tried it with Grace.",
    "Onboarded the new colleague; she took her first call alone.",
    "Half the price list is checked. The rest follows next week.",
    "The supplier confirmed the seals.",
    "Moved the night shift rota to the new tool without a gap.",
    "A slow week: two days went into the stock count.",
    "Answered all open customer questions about the recall.",
    "The draft of the uncertainty budget is with the lab.",
    "Finished the training on torque tools.",
    "Fixed the label printer for good, I hope.",
    "The Brno visit brought three improvements we can use here.",
    "Cleared old tickets; fourteen are left of forty.",
    "Agreed with purchasing on one order form for all sites.",
    "Prepared the December figures with Accounts.",
    "Tested the firmware on the old benches: it holds.",
    "Shadowed two customer calls and took notes for the desk.",
)
BLOCKERS = (
    "Third week without the pressure bench. I cannot plan a visit.",
    "The audit falls on the two days of the bench move. May I shift the bench to Thursday?",
    "I wait for access to the new stock tool.",
    "Two requests contradict each other. Which one comes first?",
    "The van is in repair; visits north of York take twice as long.",
    "Could somebody else take the late shift on Wednesday?",
    "The drawings for the new fixture are missing a page.",
    "Too many meetings on Tuesday to get anything finished.",
)
PLANS = (
    "First visit to Doncaster",
    "Hand over the Leeds tickets",
    "Write the bench checklist",
    "Book the uncertainty course",
    "Audit papers for Brno",
    "Order spare seals",
    "Check the price list",
    "Call back the three open customers",
    "Second shift rota",
    "Test the firmware on bench two",
    "Clear the returns shelf",
    "Notes template for visits",
)
COMMENTS = (
    "Good call. Thank you for telling me early.",
    "Let us look at this together on Tuesday.",
    "Move it to Thursday; I tell the others.",
    "I have asked Grace for the drawings, so that you need not chase them.",
    "Well done, and thank you for staying calm with it.",
    "Take the time you need for this one.",
)

DICE = thrown(
    (
        *("fate", "hour", "feeling", "silent", "said", "stuck", "many"),
        *("plan1", "plan2", "plan3", "new1", "new2", "new3", "read_hour", "writes", "reacts"),
    )
)
OUTCOME = "CASE WHEN {0} %% 100 < 62 THEN 'done' WHEN {0} %% 100 < 90 THEN 'carry' ELSE 'drop' END AS {0}"
NEW_PLAN = "(%(plans)s::text[])[1 + {0} %% cardinality(%(plans)s::text[])] AS {0}"

#: What happens to each check-in of a week; a row each, whatever has been written of it already.
CHOICES = """
    WITH dice AS MATERIALIZED (
        SELECT c.id, c.employee_id, c.due_at, e.number, e.state = 'active' AS here, up.manager_id,
               ('x' || left(md5(%(seed)s || e.number || '/person'), 7))::bit(28)::int AS person, [dice]
        FROM feedback_checkin c
        JOIN people_employee e ON e.id = c.employee_id
        LEFT JOIN people_reach up ON up.employee_id = c.employee_id AND up.depth = 1
        WHERE c.period_start = %(monday)s AND c.skip_reason IN ('', 'asked')
    ), fates AS MATERIALIZED (
        SELECT *, CASE WHEN NOT here THEN 'miss'
                       WHEN fate %% 10000 < 7000 + person %% 2800 THEN 'on_time'
                       WHEN fate %% 10000 < 7800 + person %% 2800 THEN 'late'
                       WHEN fate %% 10000 < 8000 + person %% 2800 THEN 'skip'
                       ELSE 'miss' END AS way,
               make_interval(mins => hour %% 480) AS hours,
               make_interval(mins => read_hour %% 480) AS read_hours
        FROM dice
    ), moments AS MATERIALIZED (
        SELECT *, CASE way WHEN 'on_time' THEN due_at - hours - make_interval(days => (hour / 480) %% 2)
                           WHEN 'late' THEN due_at - hours + make_interval(days => 3 + (hour / 480) %% 2)
                           WHEN 'skip' THEN due_at - hours
                           ELSE due_at + make_interval(days => 7) END AS happens_at
        FROM fates
    ), choice AS MATERIALIZED (
        SELECT id, employee_id, manager_id, number, happens_at,
               CASE WHEN happens_at > %(at)s THEN 'wait' WHEN way IN ('on_time', 'late') THEN 'answer'
                    ELSE way END AS way,
               CASE WHEN silent %% 100 >= 8 THEN least(5, greatest(1, 3 + (person / 7) %% 2
                    + CASE WHEN feeling %% 100 < 15 THEN -1 WHEN feeling %% 100 < 70 THEN 0
                           WHEN feeling %% 100 < 95 THEN 1 ELSE -2 END
                    - CASE WHEN person %% 10 = 0 AND %(declines)s THEN 1 ELSE 0 END)) END AS mood,
               CASE WHEN said %% 100 < 7 THEN ''
                    ELSE (%(progress)s::text[])[1 + (said / 100) %% cardinality(%(progress)s::text[])] END AS progress,
               CASE WHEN stuck %% 100 < 9
                    THEN (%(blockers)s::text[])[1 + (stuck / 100) %% cardinality(%(blockers)s::text[])]
                    ELSE '' END AS blockers,
               1 + many %% 3 AS many, [outcomes],
               [new plans],
               CASE WHEN %(is_read)s AND manager_id IS NOT NULL THEN
                    CASE way WHEN 'on_time' THEN due_at + make_interval(days => 3) - read_hours
                             WHEN 'late' THEN happens_at + make_interval(days => 1) END END AS read_at,
               CASE WHEN writes %% 100 < 12
                    THEN (%(comments)s::text[])[1 + (writes / 100) %% cardinality(%(comments)s::text[])]
                    ELSE '' END AS comment,
               CASE WHEN reacts %% 100 < 25
                    THEN (%(reactions)s::text[])[1 + (reacts / 100) %% cardinality(%(reactions)s::text[])]
                    ELSE '' END AS reaction
        FROM moments
    )
"""
CHOICES = CHOICES.replace("[dice]", DICE)
CHOICES = CHOICES.replace("[outcomes]", ", ".join(OUTCOME.format(f"plan{n}") for n in (1, 2, 3)))
CHOICES = CHOICES.replace("[new plans]", ", ".join(NEW_PLAN.format(f"new{n}") for n in (1, 2, 3)))
CHOSEN = "".join((CHOICES, "SELECT * FROM choice WHERE way <> 'wait' ORDER BY number"))

SETS = (
    # answered, skipped, missed
    """
    UPDATE feedback_checkin c SET state = 'answered', mood = choice.mood, progress = choice.progress,
           blockers = choice.blockers, answered_at = happens_at, edition = 1, step = '', step_at = NULL
    FROM choice WHERE choice.id = c.id AND way = 'answer' AND c.state = 'due'
    """,
    """
    UPDATE feedback_checkin c SET state = 'skipped', skip_reason = 'asked', step = '', step_at = NULL
    FROM choice WHERE choice.id = c.id AND way = 'skip' AND c.state = 'due'
    """,
    """
    UPDATE feedback_checkin c SET state = 'missed', step = '', step_at = NULL
    FROM choice WHERE choice.id = c.id AND way = 'miss' AND c.state = 'due'
    """,
    ANSWER,
    # last time's priorities settled, carried ones first, new ones after them
    """
    UPDATE feedback_priority p SET settled_in_id = choice.id,
           outcome = CASE p.position WHEN 1 THEN plan1 WHEN 2 THEN plan2 ELSE plan3 END
    FROM choice JOIN feedback_checkin earlier
         ON earlier.employee_id = choice.employee_id AND earlier.period_start < %(monday)s
    WHERE p.check_in_id = earlier.id AND p.outcome = 'open' AND way = 'answer'
    """,
    """
    INSERT INTO feedback_priority (check_in_id, position, text, outcome, carried_from_id, weeks_carried)
    SELECT choice.id, row_number() OVER (PARTITION BY choice.id ORDER BY p.position), p.text, 'open', p.id,
           p.weeks_carried + 1
    FROM choice JOIN feedback_priority p ON p.settled_in_id = choice.id AND p.outcome = 'carry'
    """,
    """
    INSERT INTO feedback_priority (check_in_id, position, text, outcome, weeks_carried)
    SELECT choice.id, carried.n + g.n, (ARRAY[new1, new2, new3])[g.n], 'open', 0
    FROM choice
    CROSS JOIN LATERAL (SELECT count(*) AS n FROM feedback_priority p WHERE p.check_in_id = choice.id) carried
    CROSS JOIN generate_series(1, 3) AS g (n)
    WHERE way = 'answer' AND g.n <= many - carried.n
    """,
    # read, with a press or without
    """
    UPDATE feedback_checkin c SET state = 'read', read_at = choice.read_at, read_by_id = manager_id
    FROM choice WHERE choice.id = c.id AND way = 'answer' AND choice.read_at <= %(at)s
    """,
    """
    INSERT INTO feedback_reaction (check_in_id, by_id, kind, at)
    SELECT id, manager_id, reaction, read_at FROM choice
    WHERE way = 'answer' AND choice.read_at <= %(at)s AND reaction <> ''
    """,
    # words under an answer: keys are given in the order of the rows, which tells whose thread is whose
    """
    WITH said AS (
        SELECT id, manager_id, comment, read_at, row_number() OVER (ORDER BY number) AS n
        FROM choice WHERE way = 'answer' AND read_at <= %(at)s AND comment <> ''
    ), made AS (
        INSERT INTO people_thread (created_at) SELECT read_at FROM said ORDER BY n RETURNING id
    ), thread AS (
        SELECT id, row_number() OVER (ORDER BY id) AS n FROM made
    ), written AS (
        INSERT INTO people_message (thread_id, author_id, text, written_at)
        SELECT thread.id, manager_id, comment, read_at FROM said JOIN thread USING (n) ORDER BY n
    )
    UPDATE feedback_checkin c SET thread_id = thread.id
    FROM said JOIN thread USING (n) WHERE c.id = said.id
    """,
    # what the rules would have recorded
    """
    INSERT INTO people_auditentry (act, at, by_id, employee_id, object_type, object_id)
    SELECT act, moment, who, employee_id, 'feedback.checkin', id
    FROM choice CROSS JOIN LATERAL (VALUES
        ('check_in.answered', happens_at, employee_id, way = 'answer'),
        ('check_in.skipped', happens_at, employee_id, way = 'skip'),
        ('check_in.missed', happens_at, NULL, way = 'miss'),
        ('check_in.commented', read_at, manager_id, way = 'answer' AND choice.read_at <= %(at)s AND comment <> ''),
        ('check_in.reacted', read_at, manager_id, way = 'answer' AND choice.read_at <= %(at)s AND reaction <> ''),
        ('check_in.read', read_at, manager_id, way = 'answer' AND choice.read_at <= %(at)s)
    ) AS done (act, moment, who, happened)
    WHERE happened
    """,
)
BELL = """
    INSERT INTO notices_notice (recipient_id, kind, subject_type, subject_id, occurrence, state, created_at, due_at,
                                seen_at, attempts, failure, message_id)
    SELECT c.employee_id, 'check_in.commented', 'feedback.checkin', c.id, m.id::text, 'kept', m.written_at,
           m.written_at, CASE WHEN m.written_at <= %(new_from)s THEN m.written_at + %(seen_after)s END, 0, '',
           gen_random_uuid()
    FROM people_message m JOIN feedback_checkin c ON c.thread_id = m.thread_id
    WHERE m.written_at > %(told_from)s ORDER BY m.id
"""
#: The choices of one week, made once for all the statements that write them.
ONCE = "".join(("CREATE TEMPORARY TABLE choice ON COMMIT DROP AS ", CHOSEN))


@transaction.atomic
def plant(organization: Organization, *, people: int, weeks: int, seed: int, at: dt.datetime, bulk: bool) -> None:
    """Plant the check-ins of the weeks before `at` and of its own week; the newest due week is not read yet."""
    today = local_date(at, organization.time_zone)
    newest_due = week_start(local_date(at - FROM_OPENING_TO_DUE, organization.time_zone))
    mondays = last_weeks(today, weeks + 1)
    begins = dt.datetime.combine(mondays[0], dt.time(), tzinfo=dt.UTC)
    plant_asking(organization, mondays[0], at=begins)
    for place, monday in enumerate(mondays):
        opened_at = dt.datetime.combine(monday, dt.time(), tzinfo=dt.UTC) + OPENS
        if opened_at > at:
            continue
        open_week(monday, by=SYSTEM, at=opened_at)
        choices = {
            "key": f"{seed}/{place - len(mondays)}/",
            "seed": f"{seed}/",
            "monday": monday,
            "at": at,
            "declines": place > len(mondays) - DECLINES_FOR,
            "is_read": monday < newest_due,
            "progress": list(PROGRESS),
            "blockers": list(BLOCKERS),
            "plans": list(PLANS),
            "comments": list(COMMENTS),
            "reactions": ReactionKind.values,
            "learned": list(LEARNED),
        }
        if bulk:
            _in_bulk(choices)
            if place % STATISTICS_EVERY == 0:
                analyze(CheckIn, Priority)
        else:
            _by_rules(choices)
    if bulk:
        analyze(CheckIn, Priority)
    plant_afterwards(organization, newest_due, at=at)
    _fill_the_bell(at)
    plant_outbox(at=at)


def _fill_the_bell(at: dt.datetime) -> None:
    """What managers wrote of late stands in the bell: older words as seen, and none of them is mailed now."""
    Notice.objects.filter(kind="check_in.commented", created_at__lte=at).delete()
    values: dict = {
        "told_from": at - STILL_TOLD,
        "new_from": at - NEWS,
        "seen_after": SEEN_AFTER,
    }
    with connection.cursor() as cursor:
        cursor.execute(BELL, values)


def _chosen(choices: dict) -> list[dict]:
    """What happens in a week by the moment of the seed, employee by employee."""
    rows = rows_of(CHOSEN, choices)
    for row in rows:
        row["is_read"] = row["way"] == "answer" and row["read_at"] is not None and row["read_at"] <= choices["at"]
    return rows


def _by_rules(choices: dict) -> None:
    rows = _chosen(choices)
    check_ins = {c.pk: c for c in CheckIn.objects.filter(pk__in=[r["id"] for r in rows]).select_related("employee")}
    managers = Employee.objects.in_bulk({row["manager_id"] for row in rows if row["manager_id"]})
    for row in rows:
        check_in = check_ins[row["id"]]
        if row["way"] == "miss":
            miss(check_in, by=SYSTEM, at=row["happens_at"])
        elif row["way"] == "skip":
            skip(check_in, by=check_in.employee, at=row["happens_at"])
        else:
            _answer(check_in, row)
            if row["is_read"]:
                _read(check_in, row, manager=managers[row["manager_id"]])


def _answer(check_in: CheckIn, row: dict) -> None:
    outcomes = {p.pk: row[f"plan{p.position}"] for p in reads.planned_before(check_in)}
    carried = sum(outcome == Outcome.CARRY for outcome in outcomes.values())
    answer(
        check_in,
        by=check_in.employee,
        at=row["happens_at"],
        mood=row["mood"],
        progress=row["progress"],
        blockers=row["blockers"],
        outcomes=outcomes,
        answers={
            asked.pk: answer_to(asked.wording.question.kind, mood=row["mood"], many=row["many"])
            for asked in reads.asked_in(check_in)
        },
        priorities=[row["new1"], row["new2"], row["new3"]][: max(0, row["many"] - carried)],
    )


def _read(check_in: CheckIn, row: dict, *, manager: Employee) -> None:
    if row["comment"]:
        comment(check_in, row["comment"], by=manager, at=row["read_at"])
    if row["reaction"]:
        react(check_in, row["reaction"], by=manager, at=row["read_at"])
    mark_read(check_in, by=manager, at=row["read_at"])


def _in_bulk(choices: dict) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS choice")
        cursor.execute(ONCE, choices)
        cursor.execute("ANALYZE choice")
        for statement in SETS:
            cursor.execute(statement, choices)


def objects_of(employee: Employee) -> dict[str, int]:
    """One check-in of each state that the employee has, by its key."""
    own = CheckIn.objects.of(employee).order_by("period_start", "pk").values_list("state", "pk")
    newest = dict(own)
    found = {f"check_in_{state}": pk for state, pk in newest.items()}
    return {"check_in": newest[CheckInState.DUE], **found} if CheckInState.DUE in newest else found
