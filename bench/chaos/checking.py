"""Afterwards: what was acknowledged is there, once; what was done was recorded and told; facts are as if taken anew."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg

from bench.starting import printed_inside

from .stack import ORGANIZATION, Stack
from .visitors import Ledger

OURS = f"organization_id = (SELECT id FROM people_organization WHERE slug = '{ORGANIZATION}')"


@dataclass(frozen=True)
class Finding:
    """One thing that has to hold: how much was looked at, how much of it was wrong."""

    claim: str
    looked_at: int
    wrong: int
    words: str = ""


def inside(stack: Stack, act: str):
    """One of `bench.chaos.acts`, as the application."""
    return json.loads(printed_inside("bench.chaos.acts", act, environment=stack.app))


def rest(stack: Stack) -> dict[str, int]:
    """What workers still have to do: letters due or under way, weeks whose facts are old."""
    with psycopg.connect(stack.server.url("postgres")) as server:
        row = server.execute(
            f"""
            SELECT count(*) FILTER (WHERE state = 'sending' OR state = 'waiting' AND due_at <= now()),
                   (SELECT count(*) FROM people_touched WHERE {OURS} AND week_start <= current_date)
            FROM notices_notice WHERE {OURS}
            """
        ).fetchone()
    assert row is not None
    return {"letters": row[0], "touched": row[1]}


def findings(stack: Stack, ledger: Ledger, letters: dict, *, kills: int) -> Iterator[Finding]:
    """All claims, in the order of the table."""
    with psycopg.connect(stack.server.url("postgres"), autocommit=True) as server:
        yield from _answers(server, ledger)
        yield from _comments(server, ledger)
        yield from _told(server, letters, kills=kills)
    yield _drafts(inside(stack, "drafts"), ledger)
    changed = inside(stack, "rebuild")
    yield Finding("facts equal facts taken anew", 3, sum(changed.values()), json.dumps(changed))
    yield Finding("no answer was an error page, each 503 said when to come back", len(ledger.seen), len(ledger.unclean))


def acknowledged(stack: Stack, ledger: Ledger) -> list[Finding]:
    """Of the claims those about what visitors were told is done."""
    with psycopg.connect(stack.server.url("postgres"), autocommit=True) as server:
        found = [*_answers(server, ledger), *_comments(server, ledger), _drafts(inside(stack, "drafts"), ledger)]
    return [finding for finding in found if finding.claim.startswith("each acknowledged")]


def _answers(server: psycopg.Connection, ledger: Ledger) -> Iterator[Finding]:
    rows = server.execute(
        f"SELECT id, progress, state FROM feedback_checkin WHERE {OURS} AND progress LIKE 'answer-%'"
    ).fetchall()
    found = {pk: progress for pk, progress, state in rows if state in ("answered", "read", "reopened")}
    lost = [pk for pk, words in ledger.answers.items() if found.get(pk) != words]
    yield Finding("each acknowledged answer is there", len(ledger.answers), len(lost))
    twice = server.execute(
        f"""
        SELECT count(*) FROM (SELECT 1 FROM feedback_checkin WHERE {OURS}
                              GROUP BY employee_id, period_end HAVING count(*) > 1) twice
        """
    ).fetchone()
    assert twice is not None
    yield Finding("nobody has two check-ins of one week", len(rows), twice[0] + len(rows) - len(found))
    audits: dict[int, int] = dict(
        server.execute(
            f"SELECT object_id, count(*) FROM people_auditentry WHERE {OURS} AND act = 'check_in.answered' GROUP BY 1"
        ).fetchall()
    )
    yield Finding("each answer has one audit line", len(found), sum(audits.get(pk) != 1 for pk in found))


def _comments(server: psycopg.Connection, ledger: Ledger) -> Iterator[Finding]:
    rows = server.execute(
        f"""
        SELECT m.text, count(*), min(m.id), min(c.id) FROM people_message m
        JOIN feedback_checkin c USING (organization_id, thread_id)
        WHERE m.{OURS} AND m.text LIKE 'comment-%' GROUP BY m.text
        """
    ).fetchall()
    found = {text: (count, check_in) for text, count, _pk, check_in in rows}
    lost = [words for words, pk in ledger.comments.items() if found.get(words) != (1, pk)]
    yield Finding("each acknowledged word is there", len(ledger.comments), len(lost))
    yield Finding("no word is there twice", len(found), sum(count > 1 for count, _pk in found.values()))
    audits = server.execute(
        f"""
        SELECT count(*) FROM people_auditentry WHERE {OURS} AND act = 'check_in.commented'
          AND at >= (SELECT min(written_at) FROM people_message WHERE {OURS} AND text LIKE 'comment-%')
        """
    ).fetchone()
    assert audits is not None
    yield Finding("each word has one audit line", len(found), abs(audits[0] - len(found)))
    untold = server.execute(
        f"""
        SELECT count(*) FROM people_message m WHERE {OURS} AND text LIKE 'comment-%' AND 1 <> (
            SELECT count(*) FROM notices_notice n WHERE n.organization_id = m.organization_id
              AND n.kind = 'check_in.commented' AND n.occurrence = m.id::text)
        """
    ).fetchone()
    assert untold is not None
    yield Finding("of each word its reader is told by one notice", len(found), untold[0])


def _told(server: psycopg.Connection, letters: dict, *, kills: int) -> Iterator[Finding]:
    rows = server.execute(
        f"SELECT state, message_id::text, due_at <= now() FROM notices_notice WHERE {OURS}"
    ).fetchall()
    waiting = sum(state == "sending" or (state == "waiting" and due) for state, _key, due in rows)
    parked = sum(state == "parked" for state, _key, _due in rows)
    yield Finding("nothing due waits, nothing was given up", len(rows), waiting + parked)
    came = letters["came"]
    sent = [key for state, key, _due in rows if state == "sent"]
    lost = sum(not any(key in name for name in came) for key in sent)
    yield Finding("what is marked as sent has come", len(sent), lost)
    again = sum(count - 1 for count in came.values())
    words = f"{again} came once more, of {kills} kills"
    yield Finding("no letter came twice but one for each kill", len(came), max(0, again - kills), words)


def _drafts(kept: list[list], ledger: Ledger) -> Finding:
    """Of each draft there is what was acknowledged last, or something sent later."""
    found = {(employee, key): text for employee, key, text in kept}
    lost = 0
    for place, many in ledger.kept_drafts.items():
        lost += found.get(place) not in ledger.drafts[place][many - 1 :]
    return Finding("each acknowledged draft is kept", len(ledger.kept_drafts), lost)
