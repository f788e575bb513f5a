"""Reminders: told by the clock, then sent by two real workers to a real mail server, beside a bare loop of smtplib.

The workers are `celery worker` with the broker between, as in production; only their clock stands still, on the Monday
after the newest week was due. The floor is asked before and after them, with letters of the same size.
"""

import os
import signal
import smtplib
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time

from django.db import connection

from bench import world
from bench.figures import WorkFigure
from bench.sink import Sink, sink
from feedback.rules import remind
from notices import queries, rules
from notices.models import Hold, Notice
from notices.states import NoticeState
from notices.tasks.deliver import deliver
from notices.tasks.post import as_message
from people.access import SYSTEM
from people.models import Organization
from people.rules import seed
from perfhub.celery import app
from perfhub.kernel.tenancy import organization_context
from perfhub.management.local.children import dies_with

from .timing import peak_mb, peak_mb_of, seconds_of

WORKERS = 2
FLOOR_LETTERS = 20_000  # at most, each time
QUIET = clock_time(23), clock_time(4)  # so that one moment is daytime for every zone of the world's people
LONGEST = 3600.0


def measure() -> list[WorkFigure]:
    """Tell everybody who has not answered, then send it all."""
    organization = Organization.objects.get(slug=world.MAIN)
    at = datetime.combine(world.moment().date() + timedelta(days=5), clock_time(11), tzinfo=UTC)
    with organization_context(organization):
        rules.change_mail(
            by=seed.standing(organization)["hr_admin"],
            at=at,
            sender_name="",
            reply_to="",
            quiet_from=QUIET[0],
            quiet_until=QUIET[1],
        )
    told = _tell(organization, at=at)
    return [told, _send(organization, at=at)]


def _tell(organization: Organization, *, at: datetime) -> WorkFigure:
    def work() -> None:
        taken = 1
        while taken:
            with organization_context(organization):
                taken = remind(by=SYSTEM, at=at)

    seconds = seconds_of(work)
    with organization_context(organization):
        many = Notice.objects.due(at).count()

    def floor() -> None:
        with organization_context(organization), connection.cursor() as cursor:
            cursor.execute(
                """
                INSERT INTO notices_notice (recipient_id, subject_type, subject_id, due_at, message_id, state, kind,
                                            occurrence, created_at, attempts, failure)
                SELECT recipient_id, subject_type, subject_id, due_at, gen_random_uuid(), 'kept', kind, 'floor',
                       created_at, 0, ''
                FROM notices_notice WHERE state = 'waiting'
                """
            )

    floor_seconds = seconds_of(floor)
    with organization_context(organization):
        Notice.objects.filter(occurrence="floor").delete()
    return WorkFigure(
        "tell_reminders",
        many,
        round(seconds, 2),
        round(floor_seconds, 2),
        round(seconds / floor_seconds, 2),
        peak_mb(),
        "one INSERT … SELECT of the same notices",
        "each person's next step, working days and quiet hours included; 500 people a transaction",
    )


def _send(organization: Organization, *, at: datetime) -> WorkFigure:
    with organization_context(organization):
        many = Notice.objects.due(at).count()
    letter = _example(organization, at=at)
    alike = min(many, FLOOR_LETTERS)
    with sink() as server:
        before = _bare(letter, alike, server.port)
        seconds, peak = _by_workers(organization, at=at, many=many, server=server, there=server.ask()["letters"])
        after = _bare(letter, alike, server.port)
        came = server.ask()["letters"] - 2 * alike
    with organization_context(organization):
        sent = Notice.objects.filter(state=NoticeState.SENT, sent_at=at).count()
        held = Hold.objects.exists()
    if sent != came or sent < 0.9 * many or held:
        raise AssertionError(f"{came:,} of {many:,} letters came, {sent:,} are marked as sent, held: {held}")
    many = sent
    floor = (before + after) / 2 * many / alike
    return WorkFigure(
        "send_reminders",
        many,
        round(seconds, 2),
        round(floor, 2),
        round(seconds / floor, 2),
        peak,
        f"a bare smtplib loop handing {alike:,} letters of the same size to the same server, twice, scaled up",
        f"{many / seconds:,.0f} letters a second by {WORKERS} workers, {many / floor:,.0f} by the loop:"
        f" {floor / seconds:.2f} of it; none twice",
    )


def _example(organization: Organization, *, at: datetime) -> bytes:
    """One of the letters, as it goes over the wire."""
    with organization_context(organization):
        due = Notice.objects.due(at).select_related("recipient__user").order_by("due_at", "pk")[:1]
        (notice,) = queries.with_subjects(due)
        return as_message(queries.Writer(at=at).letter(notice, queries.kinds()[notice.kind])).message().as_bytes()


def _by_workers(
    organization: Organization, *, at: datetime, many: int, server: Sink, there: int
) -> tuple[float, float]:
    """Seconds until the last letter has come, and the most memory one of the processes held."""
    workers = [_worker(number, server.port, at) for number in range(WORKERS)]
    try:
        _wait_for_all()
        began = time.monotonic()
        for _ in workers:
            deliver.apply_async(kwargs={"born": at.isoformat()}, headers={"organization": str(organization.pk)})
        while _waits(organization, at=at):  # what is no longer wanted is dropped on the way
            if time.monotonic() - began > LONGEST or any(worker.poll() is not None for worker in workers):
                raise AssertionError(f"{server.ask()['letters'] - there:,} of {many:,} letters came")
            time.sleep(0.2)
        return time.monotonic() - began, max(peak_mb_of(worker.pid) for worker in workers)
    finally:
        for worker in workers:
            worker.terminate()
        for worker in workers:
            worker.wait(60)


def _waits(organization: Organization, *, at: datetime) -> bool:
    with organization_context(organization):
        return Notice.objects.due(at).exists() or Notice.objects.filter(state=NoticeState.SENDING).exists()


def _worker(number: int, port: int, at: datetime) -> subprocess.Popen:
    command = [sys.executable, "-m", "celery", "-A", "bench.worker", "worker", "-Q", "mail", "-n", f"bench{number}@%h"]
    return subprocess.Popen(
        [*command, "-c", "1", "--loglevel", "ERROR", "--without-gossip", "--without-mingle"],
        cwd=world.ROOT,
        env={**os.environ, "EMAIL_URL": f"smtp://127.0.0.1:{port}", "BENCH_AT": at.isoformat()},
        stdout=subprocess.DEVNULL,
        preexec_fn=dies_with(os.getpid(), signal.SIGTERM),
    )


def _wait_for_all() -> None:
    """Until every worker answers: what starting takes is not sending."""
    for _ in range(120):
        if len(app.control.ping(timeout=1.0) or []) == WORKERS:
            return
    raise AssertionError("the workers do not answer")


def _bare(letter: bytes, many: int, port: int) -> float:
    """What nothing can be faster than: one loop hands over letters that are written already."""

    def loop() -> None:
        with smtplib.SMTP("127.0.0.1", port) as line:
            for _ in range(many):
                line.sendmail("perfhub@example.org", ["somebody@example.org"], letter)

    return seconds_of(loop)
