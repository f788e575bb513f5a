"""One organization's flood, or a mail server that says nothing, is nobody else's delay."""

import base64
import json
import socket
import sys
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from redis import Redis

from notices import queries, rules
from notices.models import Notice
from notices.tasks import deliver, tick
from people import rules as rules_of_people
from people.access import SYSTEM
from perfhub.kernel import clock
from perfhub.kernel.queues import Queue
from tests.factories.notices import NoticeFactory

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
DELIVERING = sys.modules["notices.tasks.deliver"]


@pytest.fixture
def mail_queue(settings):
    """What the mail workers would find in their queue, as (organization, born); emptied before and after."""
    line = Redis.from_url(settings.REDIS_URL)
    line.delete(Queue.MAIL)

    def taken():
        found = []
        while (message := line.rpop(Queue.MAIL)) is not None:
            said = json.loads(message)
            _args, kwargs, _more = json.loads(base64.b64decode(said["body"]))
            found.append((int(said["headers"]["organization"]), kwargs["born"]))
        return found

    yield taken
    line.delete(Queue.MAIL)
    line.close()


def told(world, count):
    with world.inside():
        for number in range(count):
            rules.tell(world.employee, "tests.at_once", subject=world.peer, occurrence=number, at=MONDAY)


def run(world, at, **arguments):
    with clock.stopped(at):
        deliver.apply(kwargs=arguments, headers={"organization": world.organization.pk}).get()


def left(world):
    with world.inside():
        return Notice.objects.filter(kind="tests.at_once", state="waiting").count()


def test_a_turn_is_short_and_what_is_left_goes_to_the_end_of_the_queue(fernhill, mail_server, mail_queue, monkeypatch):
    monkeypatch.setattr(DELIVERING, "TURN", 0.2)
    monkeypatch.setattr(DELIVERING, "BATCH", 3)
    told(fernhill, 12)
    mail_server.delay = 0.15
    run(fernhill, MONDAY)
    assert 0 < left(fernhill) < 12
    assert mail_queue() == [(fernhill.organization.pk, MONDAY.isoformat())]
    run(
        fernhill, MONDAY + DELIVERING.LIFE, born=MONDAY.isoformat()
    )  # the last turn of that message: later ticks have sent others
    assert mail_queue() == []
    before = left(fernhill)
    run(fernhill, MONDAY + DELIVERING.LIFE + timedelta(seconds=1), born=MONDAY.isoformat())
    assert left(fernhill) == before


def test_what_of_a_batch_is_not_sent_in_time_is_given_back_uncounted_and_asked_anew(
    fernhill, mail_server, mail_queue, monkeypatch
):
    told(fernhill, 3)
    with monkeypatch.context() as slow:
        slow.setattr(DELIVERING, "TURN", 0.5)
        slow.setattr(DELIVERING, "FRESH", 0.5)
        mail_server.delay = 0.8
        run(fernhill, MONDAY)
    assert len(mail_server.letters) == 1
    with fernhill.inside():
        rows = Notice.objects.filter(kind="tests.at_once").order_by("due_at", "pk")
        assert list(rows.values_list("state", "attempts", "next_try_at", "failure")) == [
            ("sent", 1, None, ""),
            *[("waiting", 0, None, "")] * 2,
        ]
        rules_of_people.leave(fernhill.peer, by=SYSTEM, at=MONDAY, last_day=MONDAY.date())
    run(fernhill, MONDAY + timedelta(minutes=1))
    assert len(mail_server.letters) == 1
    with fernhill.inside():
        assert list(rows.values_list("state", flat=True)) == ["sent", "dropped", "dropped"]


def test_the_tick_asks_for_the_longest_waiting_first_and_for_few_messages_each(
    fernhill, brackwater, mail_queue, monkeypatch
):
    monkeypatch.setattr(sys.modules["notices.queries.outbox"], "A_LANE", 2)
    told(fernhill, 30)
    with brackwater.inside():
        NoticeFactory(recipient=brackwater.employee, kind="tests.at_once", due_at=MONDAY - timedelta(minutes=1))
    with clock.stopped(MONDAY):
        tick.apply().get()
    asked = [organization for organization, _born in mail_queue()]
    assert asked == [brackwater.organization.pk] + [fernhill.organization.pk] * 4
    with fernhill.inside():
        assert queries.work_due(at=MONDAY - timedelta(days=1)) is None


@contextmanager
def black_hole():
    """Takes connections and says nothing, ever."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        lines = []
        threading.Thread(target=lambda: _accept(listening, lines), daemon=True).start()
        yield listening.getsockname()[1]
        for line in lines:
            line.close()


def _accept(listening, lines):
    while True:
        try:
            lines.append(listening.accept()[0])
        except OSError:
            return


def test_a_mail_server_that_says_nothing_holds_a_worker_for_one_short_wait(fernhill, settings, client_of, mail_queue):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    assert settings.EMAIL_TIMEOUT <= 5
    settings.EMAIL_TIMEOUT = 0.5
    told(fernhill, 40)
    with black_hole() as port:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        for minutes in range(0, 15, 3):
            began = time.monotonic()
            run(fernhill, MONDAY + timedelta(minutes=minutes))
            assert time.monotonic() - began < 5
            assert client_of(fernhill.employee).get(fernhill.path("notices/")).status_code == 200
    assert mail_queue() == []
    with fernhill.inside():
        rows = Notice.objects.filter(kind="tests.at_once")
        assert set(rows.values_list("state", "attempts")) == {("waiting", 0)}
        assert rows.count() == 40


def test_what_stays_unanswered_for_a_day_is_a_dead_letter_that_the_admin_sees(fernhill, mail_server, client_of):
    """451 each time: later and later, at most a day, then parked; nothing is lost."""
    told(fernhill, 1)
    mail_server.next_answers = ["451 busy"] * 5
    at, waits = MONDAY, []
    for _try in range(5):
        run(fernhill, at)
        with fernhill.inside():
            (notice,) = Notice.objects.filter(kind="tests.at_once")
        if notice.state == "waiting":
            waits.append(notice.next_try_at - at)
            at = notice.next_try_at
    assert notice.state == "parked"
    assert waits == sorted(waits) and sum(waits, timedelta()) <= timedelta(hours=24)
    page = client_of(fernhill.hr_admin).get(fernhill.path("notices/mail/")).content.decode()
    assert "The mail server was busy each time (451)" in page
