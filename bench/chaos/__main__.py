"""`python -m bench.chaos`: MINUTES=15 of load and kills, then the two faults of the database; 1 if anything failed."""

import os
import random
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from bench.sink import Sink, sink
from perfhub.management.local import places
from perfhub.management.local.steps import say

from . import report
from .checking import Finding, acknowledged, findings, inside, rest
from .stack import VICTIMS, Stack
from .visitors import Ledger, Visitor

EVERY = 20.0  # seconds between two kills
VISITORS = 20
PAUSE = 2.0  # seconds between two acts of one visitor
HEALED = 30.0  # seconds after the last kill in which pages and readiness must be back
SETTLED = 480.0  # seconds: a claim of a dead worker is good for five minutes
BACK = 15.0  # seconds in which a killed PostgreSQL answers again
PEOPLE, WEEKS = 150, 4


def main() -> int:
    """Start, trouble, look, write down."""
    minutes = float(os.environ.get("MINUTES", "15"))
    place = places.data_folder("chaos")
    with sink() as letters:
        stack = Stack(place, places.port(), letters.url)
        try:
            say("· starting everything …")
            stack.start(people=PEOPLE, weeks=WEEKS)
            persons = inside(stack, "prepare")
            told = report.Report(minutes=minutes, kills=[], findings=[])
            _trouble(stack, persons, letters, told)
            _database_dies(stack, persons[VISITORS:], told)
            _database_is_slow(stack, persons[2 * VISITORS :], told)
        finally:
            stack.stop()
    report.write(told, folder=Path(os.environ.get("BENCH_OUT", places.ROOT)))
    return 1 if told.failed else 0


@contextmanager
def visiting(stack: Stack, persons: list[dict], ledger: Ledger, *, pause: float) -> Iterator[list[Visitor]]:
    """Twenty people at work until the block ends; each finishes what is under way."""
    visitors = [
        Visitor(person, port=stack.port, ledger=ledger, pause=pause, seed=number)
        for number, person in enumerate(persons[:VISITORS])
    ]
    for visitor in visitors:
        visitor.start()
    try:
        yield visitors
    finally:
        for visitor in visitors:
            visitor.done.set()
        for visitor in visitors:
            visitor.join(150)
    if failed := [visitor.failure for visitor in visitors if visitor.failure]:
        raise failed[0]


def _trouble(stack: Stack, persons: list[dict], letters: Sink, told: report.Report) -> None:
    """A random kill -9 every twenty seconds, under load."""
    ledger, chance = Ledger(), random.Random(os.environ.get("SEED", "chaos"))
    say(f"· {told.minutes:g} minutes of {VISITORS} people at work, a kill -9 every {EVERY:g} s …")
    until = time.monotonic() + 60 * told.minutes
    with visiting(stack, persons, ledger, pause=PAUSE):
        while time.monotonic() + EVERY < until:
            time.sleep(EVERY)
            name = chance.choice(VICTIMS)
            stack.kill(name)
            killed = time.monotonic()
            stack.revive(name)
            told.kills.append(name)
            say(f"  kill -9 {name}")
        healed = _until(lambda: stack.says("/readyz") == 200 and stack.says("/accounts/login/") == 200, HEALED * 2)
        told.healed = time.monotonic() - killed if healed and told.kills else None
        time.sleep(3)
    began = time.monotonic()
    _until(lambda: inside(stack, "release") == 0 and not any(rest(stack).values()), SETTLED)
    told.settled, told.left = time.monotonic() - began, rest(stack)
    told.statuses = dict(ledger.statuses)
    told.refused = dict(ledger.refused)
    told.findings += findings(stack, ledger, letters.ask("which"), kills=len(told.kills))
    late = told.healed is None or told.healed > HEALED
    told.findings.append(Finding(f"pages and readiness are back within {HEALED:g} s of the last kill", 1, int(late)))


def _database_dies(stack: Stack, persons: list[dict], told: report.Report) -> None:
    """F9: kill -9 of the postmaster under twenty users."""
    say("· kill -9 of PostgreSQL under 20 users …")
    ledger = Ledger()
    with visiting(stack, persons, ledger, pause=0.5):
        time.sleep(8)
        stack.kill("postgres")
        killed = time.monotonic()
        alive, ready = stack.says("/healthz"), stack.says("/readyz")
        time.sleep(2)
        stack.revive("postgres")
        _until(lambda: stack.says("/readyz") == 200, 60)
        back = time.monotonic() - killed
        time.sleep(6)
    lost = acknowledged(stack, ledger)
    unavailable = ledger.statuses[503]
    told.findings += [
        Finding("F9: no acknowledged write is lost", sum(f.looked_at for f in lost), sum(f.wrong for f in lost)),
        Finding(f"F9: back within {BACK:g} s", 1, int(back > BACK), f"{back:.1f} s, 2 of them without any database"),
        Finding(
            "F9: meanwhile a page says 503 and when to come back, never 500",
            unavailable,
            len(ledger.unclean) + (not unavailable),
            ", ".join(sorted(set(ledger.unclean))[:5]),
        ),
        Finding("F9: alive is not ready", 2, (alive != 200) + (ready != 503), f"/healthz {alive}, /readyz {ready}"),
    ]


def _database_is_slow(stack: Stack, persons: list[dict], told: report.Report) -> None:
    """F11: for a while nobody gets at the check-ins."""
    say("· a table is locked for 15 s under 20 users …")
    ledger = Ledger()
    alive: list[float] = []
    with visiting(stack, persons, ledger, pause=0.5):
        time.sleep(2)
        with psycopg.connect(stack.server.url("postgres")) as server:
            server.execute("LOCK TABLE feedback_checkin IN ACCESS EXCLUSIVE MODE")
            locked = time.monotonic()
            while time.monotonic() - locked < 15:
                asked = time.monotonic()
                if stack.says("/healthz") == 200:
                    alive.append(time.monotonic() - asked)
                time.sleep(0.5)
            server.rollback()
        unlocked = time.monotonic()
        time.sleep(6)
    during = [(status, seconds) for moment, status, seconds in ledger.seen if locked + 3 < moment < unlocked]
    after = [seconds for moment, status, seconds in ledger.seen if moment > unlocked + 3 and status == 200]
    slowest = max((seconds for _status, seconds in during), default=99.0)
    told.findings += [
        Finding(
            "F11: who waits for a lock hears so within 15 s, behind others who wait, too",
            len(during),
            sum(seconds > 15 for _status, seconds in during) + (not during),
            f"slowest {slowest:.1f} s, {sum(status == 503 for status, _ in during)} × 503",
        ),
        Finding("F11: no answer was an error page", len(ledger.seen), len(ledger.unclean)),
        Finding("F11: the process stays alive to its watcher", 1, int(not alive), f"{len(alive)} answers in 15 s"),
        Finding(
            "F11: three seconds later nothing has piled up",
            len(after),
            int(not after or sorted(after)[len(after) // 2] > 2),
            f"p50 {sorted(after)[len(after) // 2] if after else 99:.2f} s",
        ),
    ]


def _until(holds, seconds: float) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if holds():
            return True
        time.sleep(0.5)
    return holds()


if __name__ == "__main__":
    sys.exit(main())
