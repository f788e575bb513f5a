"""Half a year of feedback and praise in a demo organization.

What happens is chosen in one place, CHOICES: a pure function of the seed, the giver's number and the week. One path
walks through the rules with it; the other writes the same rows set by set, for organizations of many thousands.
"""

import datetime as dt
from typing import Any

from django.db import connection, transaction

from goals.models import Objective
from notices.models import Notice
from people.access import SYSTEM
from people.models import Employee, Organization
from perfhub.kernel.bulk import analyze
from perfhub.kernel.calendars import last_weeks, local_date
from perfhub.kernel.dice import rows_of, thrown
from skills.models import Skill

from ..models import Feedback, Received, Value
from ..states import PraiseReactionKind
from . import giving, nudging, receiving, values, wall
from .seed_celebrations import celebrate
from .seed_words import DISPUTES, IMPROVEMENT, PRAISE, QUESTIONS, SKILLS, SUGGESTIONS, VALUES, VIEWS

STILL_TOLD = dt.timedelta(weeks=12)  # how far back the bell reaches
NEWS = dt.timedelta(weeks=3)  # what was told longer ago has been seen
SEEN_AFTER = dt.timedelta(hours=6)
UNTIL_FOLLOW_UP = dt.timedelta(days=14)

DICE = thrown(
    (
        *("fate", "whom", "what", "which", "audience_die", "hour", "answers", "answer_hour", "goes_on", "about"),
        "presses",
    )
)

#: What everybody says in one week; a row each, whatever has been written of it already.
CHOICES = """
    WITH mates AS MATERIALIZED (
        SELECT e.id, e.number, e.team_id, row_number() OVER w - 1 AS place, count(*) OVER (PARTITION BY e.team_id) AS n
        FROM people_employee e WHERE e.state = 'active' AND e.team_id IS NOT NULL
        WINDOW w AS (PARTITION BY e.team_id ORDER BY e.number)
    ), led AS MATERIALIZED (
        SELECT r.manager_id, r.employee_id, row_number() OVER w - 1 AS place,
               count(*) OVER (PARTITION BY r.manager_id) AS n
        FROM people_reach r JOIN people_employee e ON e.id = r.employee_id AND e.state = 'active'
        WHERE r.depth = 1
        WINDOW w AS (PARTITION BY r.manager_id ORDER BY e.number)
    ), dice AS MATERIALIZED (
        SELECT e.id AS giver_id, e.number, e.team_id, [dice] FROM people_employee e
        WHERE e.state = 'active' AND e.start_date <= %(monday)s
    ), leaders AS MATERIALIZED (
        SELECT DISTINCT manager_id FROM led
    ), said AS MATERIALIZED (
        SELECT d.*, led.employee_id AS receiver_id, true AS leads
        FROM dice d JOIN leaders l ON l.manager_id = d.giver_id
        JOIN led ON led.manager_id = d.giver_id AND led.place = d.whom %% led.n
        WHERE d.fate %% 1000 < 260
        UNION ALL
        SELECT d.*, mate.id, false
        FROM dice d JOIN mates me ON me.id = d.giver_id AND me.n > 1
        JOIN mates mate ON mate.team_id = me.team_id
             AND mate.place = (me.place + 1 + d.whom %% (me.n - 1)) %% me.n
        WHERE d.fate %% 1000 < 110 AND NOT EXISTS (SELECT FROM leaders l WHERE l.manager_id = d.giver_id)
    ), kinds AS MATERIALIZED (
        SELECT s.*, r.number AS receiver_number, r.team_id AS receiver_team_id,
               CASE WHEN leads AND what %% 100 >= 72 THEN 'improvement' WHEN what %% 100 >= [praise] THEN 'suggestion'
                    ELSE 'praise' END AS kind,
               %(monday)s::timestamptz + make_interval(days => hour %% 5, mins => 480 + (hour / 5) %% 480) AS given_at
        FROM said s JOIN people_employee r ON r.id = s.receiver_id AND r.start_date <= %(monday)s
    ), choice AS MATERIALIZED (
        SELECT giver_id, number, receiver_id, receiver_number, receiver_team_id, kind, given_at,
               CASE WHEN kind = 'praise' AND audience_die %% 100 < 76 THEN 'everybody'
                    WHEN audience_die %% 100 < 90 AND (kind = 'praise' OR audience_die %% 2 = 0) THEN 'manager'
                    ELSE 'receiver' END AS audience,
               which, about,
               kind = 'improvement' AND about %% 100 < 65 AS targeted,
               given_at + make_interval(mins => 60 + answer_hour %% 2400) AS answered_at,
               CASE WHEN kind = 'praise' THEN CASE WHEN answers %% 100 < 55 THEN 'thank'
                                                   WHEN answers %% 100 < 88 THEN 'acknowledge' ELSE '' END
                    ELSE CASE WHEN answers %% 100 < 12 THEN 'thank' WHEN answers %% 100 < 30 THEN 'ask'
                              WHEN answers %% 100 < 34 THEN 'dispute' WHEN answers %% 100 < 55 THEN 'view'
                              WHEN answers %% 100 < 92 THEN 'acknowledge' ELSE '' END END AS answer,
               CASE WHEN goes_on %% 100 < 58 THEN 'better' WHEN goes_on %% 100 < 78 THEN 'same'
                    WHEN goes_on %% 100 < 88 THEN 'again' ELSE '' END AS outcome,
               CASE WHEN kind = 'praise' AND about %% 100 < 20 THEN goal.id END AS goal_id,
               CASE WHEN kind = 'praise' AND about %% 100 < 20 THEN goal.title END AS goal_title,
               CASE WHEN up.manager_id <> giver_id AND kind = 'praise' AND presses %% 100 < 45 THEN up.manager_id END
                   AS presser_id,
               (%(presses)s::text[])[1 + (presses / 100) %% cardinality(%(presses)s::text[])] AS press
        FROM kinds k
        LEFT JOIN people_reach up ON up.employee_id = k.receiver_id AND up.depth = 1
        LEFT JOIN LATERAL (
            SELECT o.id, o.title FROM goals_objective o
            JOIN goals_goalowner w ON w.objective_id = o.id AND w.employee_id = k.receiver_id AND w.part = 'owner'
                 AND w.end_date IS NULL
            WHERE o.visibility = 'everyone' AND o.state IN ('active', 'done')
            ORDER BY o.title, o.id LIMIT 1
        ) goal ON true
    )
"""
CHOICES = CHOICES.replace("[dice]", DICE).replace("[praise]", "78")
CHOSEN = "".join((CHOICES, "SELECT * FROM choice WHERE given_at <= %(at)s ORDER BY given_at, number"))
ONCE = "".join(("CREATE TEMPORARY TABLE said ON COMMIT DROP AS ", CHOSEN))
PICKED = "(%({0})s::text[])[1 + which %% cardinality(%({0})s::text[])]"

SETS = (
    """
    INSERT INTO feedback_feedback (by_id, kind, state, audience, text, situation, behaviour, impact, next_step,
        about_goal, about_goal_title, value_id, skill_id, happened_on_date, obstacle, how, follow_up_date, outcome,
        followed_up_at, followed_up_by_id, given_at, shared_at, hidden_reason)
    SELECT giver_id, kind, 'given', audience, [text], [situation], [behaviour], [impact], [next_step],
           goal_id, coalesce(goal_title, ''), v.id, s.id,
           CASE WHEN kind <> 'praise' THEN given_at::date - said.about %% 9 END,
           CASE WHEN targeted THEN [obstacle] ELSE '' END, CASE WHEN targeted THEN [how] ELSE '' END,
           CASE WHEN targeted THEN given_at::date + 14 END,
           CASE WHEN [looked] THEN outcome ELSE '' END,
           CASE WHEN [looked] THEN [look_at] END,
           CASE WHEN [looked] THEN giver_id END, given_at, given_at, ''
    FROM said
    LEFT JOIN feedback_value v ON kind = 'praise'
         AND v.name = (%(value)s::text[])[1 + which %% cardinality(%(value)s::text[])]
    LEFT JOIN (SELECT id, name FROM skills_skill WHERE retired_at IS NULL) s ON kind = 'praise'
         AND s.name = (%(skill)s::text[])[1 + which %% cardinality(%(skill)s::text[])]
    ORDER BY given_at, number
    """,
    """
    CREATE TEMPORARY TABLE made ON COMMIT DROP AS
    SELECT said.*, f.id AS feedback_id FROM said
    JOIN feedback_feedback f ON f.by_id = said.giver_id AND f.given_at = said.given_at
    """,
    """
    INSERT INTO feedback_received (feedback_id, employee_id, team_id, shared_at, acknowledged_at, thanked_at,
        disputed_at, dispute, own_view, own_view_at)
    SELECT feedback_id, receiver_id, receiver_team_id, given_at,
           CASE WHEN [answered] AND answer IN ('thank', 'acknowledge', 'dispute', 'view') THEN answered_at END,
           CASE WHEN [answered] AND answer = 'thank' THEN answered_at END,
           CASE WHEN [answered] AND answer = 'dispute' THEN answered_at END,
           CASE WHEN [answered] AND answer = 'dispute' THEN [disputes] ELSE '' END,
           CASE WHEN [viewed] THEN [views] ELSE '' END,
           CASE WHEN [viewed] THEN answered_at END
    FROM made ORDER BY given_at, number
    """,
    """
    INSERT INTO feedback_praisereaction (feedback_id, by_id, kind, at)
    SELECT feedback_id, presser_id, press, answered_at FROM made WHERE [pressed] ORDER BY given_at, number
    """,
    """
    WITH asked AS (
        SELECT *, row_number() OVER (ORDER BY given_at, number) AS n FROM made WHERE [answered] AND answer = 'ask'
    ), opened AS (
        INSERT INTO people_thread (created_at) SELECT answered_at FROM asked ORDER BY n RETURNING id
    ), thread AS (
        SELECT id, row_number() OVER (ORDER BY id) AS n FROM opened
    ), written AS (
        INSERT INTO people_message (thread_id, author_id, text, written_at)
        SELECT thread.id, receiver_id, [questions], answered_at FROM asked JOIN thread USING (n) ORDER BY n
    )
    UPDATE feedback_feedback f SET thread_id = thread.id
    FROM asked JOIN thread USING (n) WHERE f.id = asked.feedback_id
    """,
    """
    INSERT INTO people_auditentry (act, at, by_id, employee_id, object_type, object_id)
    SELECT act, moment, who, receiver_id, 'feedback.received', r.id
    FROM made JOIN feedback_received r ON r.feedback_id = made.feedback_id AND r.employee_id = receiver_id
    CROSS JOIN LATERAL (VALUES
        ('feedback.given', given_at, giver_id, true),
        ('feedback.seen', answered_at, receiver_id, [answered] AND answer <> ''),
        ('feedback.acknowledged', answered_at, receiver_id, [answered] AND [acknowledged]),
        ('feedback.thanked', answered_at, receiver_id, [answered] AND answer = 'thank'),
        ('feedback.disputed', answered_at, receiver_id, [answered] AND answer = 'dispute'),
        ('feedback.commented', answered_at, receiver_id, [answered] AND answer = 'ask'),
        ('feedback.reacted', answered_at, presser_id, [pressed]),
        ('feedback.view_said', answered_at, receiver_id, [viewed]),
        ('feedback.followed_up', [look_at], giver_id, [looked])
    ) AS done (act, moment, who, happened)
    WHERE happened
    """,
)
LOOK_AT = "((given_at::date + 14)::timestamp AT TIME ZONE 'UTC' + interval '15 hours')"
ANSWERED = "answered_at <= %(at)s"
PIECES = {
    "[text]": f"CASE WHEN kind = 'praise' THEN {PICKED.format('praise')} ELSE '' END",
    **{
        f"[{name}]": f"CASE kind WHEN 'suggestion' THEN {PICKED.format(f'suggested_{name}')} "
        f"WHEN 'improvement' THEN {PICKED.format(f'improved_{name}')} ELSE '' END"
        for name in ("situation", "behaviour", "impact", "next_step")
    },
    "[obstacle]": PICKED.format("obstacle"),
    "[how]": PICKED.format("how"),
    "[disputes]": PICKED.format("disputes"),
    "[views]": PICKED.format("views"),
    "[questions]": PICKED.format("questions"),
    "[answered]": ANSWERED,
    "[acknowledged]": "(answer = 'acknowledge' OR answer = 'view' AND kind <> 'improvement')",
    "[viewed]": f"({ANSWERED} AND answer = 'view' AND kind = 'improvement')",
    "[pressed]": f"({ANSWERED} AND audience = 'everybody' AND presser_id IS NOT NULL)",
    "[looked]": f"(targeted AND outcome <> '' AND {LOOK_AT} <= %(at)s)",
    "[look_at]": LOOK_AT,
}


def _filled(statement: str) -> str:
    for place, piece in PIECES.items():
        statement = statement.replace(place, piece)
    return statement


BELL = """
    INSERT INTO notices_notice (recipient_id, kind, subject_type, subject_id, occurrence, state, created_at, due_at,
                                seen_at, attempts, failure, message_id)
    SELECT r.employee_id, 'feedback.given', 'feedback.feedback', f.id, '', 'kept', f.shared_at, f.shared_at,
           CASE WHEN f.shared_at <= %(new_from)s THEN f.shared_at + %(seen_after)s END, 0, '', gen_random_uuid()
    FROM feedback_received r JOIN feedback_feedback f ON f.id = r.feedback_id
    WHERE f.shared_at > %(told_from)s AND f.state = 'given' ORDER BY f.id, r.id
"""


def _words() -> dict[str, list[str]]:
    """The words by the name under which the statements pick them."""
    said: dict[str, list[str]] = {
        "praise": [text for text, _place in PRAISE],
        "value": [VALUES[place - 1][0] if place else "" for _text, place in PRAISE],
        "skill": [SKILLS.get(place, "") for place in range(len(PRAISE))],
        "obstacle": [row[4] for row in IMPROVEMENT],
        "how": [row[5] for row in IMPROVEMENT],
        "presses": PraiseReactionKind.values,
        "disputes": list(DISPUTES),
        "views": list(VIEWS),
        "questions": list(QUESTIONS),
    }
    for place, name in enumerate(("situation", "behaviour", "impact", "next_step")):
        said[f"suggested_{name}"] = [row[place] for row in SUGGESTIONS]
        said[f"improved_{name}"] = [row[place] for row in IMPROVEMENT]
    return said


@transaction.atomic
def plant(organization: Organization, *, people: int, weeks: int, seed: int, at: dt.datetime, bulk: bool) -> None:
    """Plant values, and what was said in the weeks before `at` and in its own week."""
    today = local_date(at, organization.time_zone)
    mondays = last_weeks(today, weeks + 1)
    begins = dt.datetime.combine(mondays[0], dt.time(6), tzinfo=dt.UTC)
    for name, about in VALUES:
        values.write_value(by=SYSTEM, at=begins, name=name, about=about)
    for place, monday in enumerate(mondays):
        choices = {
            "key": f"{seed}/feedback/{place - len(mondays)}/",
            "monday": dt.datetime.combine(monday, dt.time(), tzinfo=dt.UTC),
            "at": at,
            **_words(),
        }
        if bulk:
            _in_bulk(choices)
        else:
            _by_rules(choices)
    celebrate(f"{seed}/celebrated/", at, bulk=bulk)
    if bulk:
        analyze(Feedback, Received)
    _fill_the_bell(at)
    nudging.nudge(by=SYSTEM, at=at, today=today)


def _in_bulk(choices: dict) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS said, made")
        cursor.execute(ONCE, choices)
        for statement in SETS:
            cursor.execute(_filled(statement), choices)


def _by_rules(choices: dict) -> None:
    rows = rows_of(CHOSEN, choices)
    people = Employee.objects.in_bulk({key for row in rows for key in (row["giver_id"], row["receiver_id"])})
    goals = Objective.objects.in_bulk({row["goal_id"] for row in rows if row["goal_id"]})
    shown = {value.name: value for value in Value.objects.offered()}
    skills = {skill.name: skill for skill in Skill.objects.offered()}
    for row in rows:
        giver, receiver = people[row["giver_id"]], people[row["receiver_id"]]
        made = giving.give(
            [receiver],
            by=giver,
            at=row["given_at"],
            today=row["given_at"].date(),
            kind=row["kind"],
            audience=row["audience"],
            goal=goals.get(row["goal_id"]),
            at_once=True,
            **_said(row, choices, shown, skills),
        )
        if row["answer"] and row["answered_at"] <= choices["at"]:
            _answer(made, row, choices, by=receiver)
        if row["presser_id"] and row["audience"] == "everybody" and row["answered_at"] <= choices["at"]:
            presser = Employee.objects.get(pk=row["presser_id"])
            wall.react_to_praise(made, row["press"], by=presser, at=row["answered_at"])
        look_at = dt.datetime.combine(row["given_at"].date() + UNTIL_FOLLOW_UP, dt.time(15), tzinfo=dt.UTC)
        if row["targeted"] and row["outcome"] and look_at <= choices["at"]:
            receiving.follow_up(made, row["outcome"], by=giver, at=look_at)


def _pick(row: dict, choices: dict, name: str) -> str:
    return choices[name][row["which"] % len(choices[name])]


def _said(row: dict, choices: dict, shown: dict[str, Value], skills: dict[str, Skill]) -> dict[str, Any]:
    if row["kind"] == "praise":
        return {
            "text": _pick(row, choices, "praise"),
            "value": shown.get(_pick(row, choices, "value")),
            "skill": skills.get(_pick(row, choices, "skill")),
        }
    kind = {"suggestion": "suggested", "improvement": "improved"}[row["kind"]]
    said = {name: _pick(row, choices, f"{kind}_{name}") for name in ("situation", "behaviour", "impact", "next_step")}
    said["happened_on"] = row["given_at"].date() - dt.timedelta(days=row["about"] % 9)
    if row["targeted"]:
        said |= {"obstacle": _pick(row, choices, "obstacle"), "how": _pick(row, choices, "how")}
        said["follow_up"] = row["given_at"].date() + UNTIL_FOLLOW_UP
    return said


def _answer(made: Feedback, row: dict, choices: dict, *, by: Employee) -> None:
    at = row["answered_at"]
    receiving.note_feedback_seen(made.receivers.all(), by=by, at=at)
    if row["answer"] == "thank":
        receiving.thank(made, by=by, at=at)
    elif row["answer"] == "acknowledge" or (row["answer"] == "view" and row["kind"] != "improvement"):
        receiving.acknowledge(made, by=by, at=at)
    elif row["answer"] == "view":
        receiving.say_view(made, _pick(row, choices, "views"), by=by, at=at)
    elif row["answer"] == "dispute":
        receiving.dispute(made, _pick(row, choices, "disputes"), by=by, at=at)
    else:
        receiving.comment_on_feedback(made, _pick(row, choices, "questions"), by=by, at=at)


def _fill_the_bell(at: dt.datetime) -> None:
    """What was given of late stands in the bell, older things as seen, and none of it is mailed now."""
    Notice.objects.filter(kind__startswith="feedback.", created_at__lte=at).delete()
    told: dict = {"told_from": at - STILL_TOLD, "new_from": at - NEWS, "seen_after": SEEN_AFTER}
    with connection.cursor() as cursor:
        cursor.execute(BELL, told)


def objects_of(employee: Employee) -> dict[str, int]:
    """Feedback that somebody received, of each kind, by its key."""
    rows = Feedback.objects.given().filter(receivers__employee=employee).order_by("given_at", "pk")
    return {f"feedback_{kind}": pk for kind, pk in rows.values_list("kind", "pk")}
