"""The full figures: a hundred thousand letters and twenty killed workers; poison; a mail server that is away."""

import resource
import smtplib
import sys
import time
from datetime import timedelta

import pytest

from notices.models import Notice
from people.models import Employee

from .processes import ends, fork
from .test_crashes import MONDAY, assert_all_arrived, delivering, killed_workers, rows

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.prove]
DELIVERING = sys.modules["notices.tasks.deliver"]
MANY = 100_000  # about half an hour on two cores


@pytest.fixture(autouse=True)
def _long_turns(monkeypatch):
    """Nobody else waits here, and no broker brings the next turn."""
    monkeypatch.setattr(DELIVERING, "TURN", 600.0)


def told(world, count, *, kind="tests.at_once", first=0):
    """So many letters that are due, to as many recipients' bells."""
    with world.inside():
        Notice.objects.bulk_create(
            [
                Notice(
                    recipient=world.employee,
                    kind=kind,
                    subject_type=Employee._meta.label_lower,
                    subject_id=world.peer.pk,
                    occurrence=str(number),
                    due_at=MONDAY,
                    created_at=MONDAY,
                )
                for number in range(first, first + count)
            ],
            batch_size=5_000,
        )


def test_m1_a_hundred_thousand_letters_and_twenty_killed_workers(fernhill, mail_server, capsys):
    told(fernhill, MANY)
    start, at, killed = time.monotonic(), MONDAY, 0
    while len(set(mail_server.message_ids)) < MANY:
        kills = 20 - killed
        killed += killed_workers(fernhill, mail_server, letters=MANY, workers=4, kills=kills, seed=killed, at=at)
        at += timedelta(hours=2)
    with capsys.disabled():
        twice = len(mail_server.message_ids) - MANY
        print(f"\n{MANY} letters, {killed} kills, {twice} twice, {time.monotonic() - start:.0f} s")  # noqa: T201
    assert_all_arrived(fernhill, mail_server, letters=MANY, killed=killed)


def test_f8_one_poison_among_a_thousand_stops_nobody(fernhill, mail_server):
    told(fernhill, 1, kind="tests.poison"), told(fernhill, 999)
    at, start = MONDAY, time.monotonic()
    delivering(fernhill, at)()
    assert time.monotonic() - start < 30
    for _round in range(8):
        at += timedelta(hours=5)
        delivering(fernhill, at)()
    states = [row.state for row in rows(fernhill)]
    assert (states.count("sent"), states.count("parked")) == (999, 1)


def test_m9_a_mail_server_that_is_away_for_a_while_costs_nothing(fernhill, mail_server):
    told(fernhill, 1_000)
    at = MONDAY
    mail_server.stop()
    for _minute in range(10):
        delivering(fernhill, at)()
        at += timedelta(minutes=1)
    mail_server.start()
    at += timedelta(minutes=2)
    start = time.monotonic()
    while len(mail_server.letters) < 1_000:
        assert ends(*[fork(delivering(fernhill, at)) for _worker in range(2)]) == [0, 0]
        assert time.monotonic() - start < 600
    assert_all_arrived(fernhill, mail_server, letters=1_000, killed=0)


def bare(letters, host, port):
    """What nothing can be faster than: the letters are written, and one loop hands them over."""
    with smtplib.SMTP(host, port) as line:
        for sender, to, raw in letters:
            line.sendmail(sender, [to], raw)


@pytest.mark.parametrize("letters", [2_000])
def test_letters_a_second_against_a_bare_loop(fernhill, mail_server, record_property, letters):
    told(fernhill, 1)
    delivering(fernhill, MONDAY)()
    (example,) = mail_server.letters
    mail_server.letters.clear()
    start = time.monotonic()
    raw = [(example.sender, example.recipients[0], example.raw)] * letters
    assert ends(fork(lambda: bare(raw, "127.0.0.1", mail_server.port))) == [0]
    floor = time.monotonic() - start
    mail_server.letters.clear()
    told(fernhill, letters, first=1)
    start = time.monotonic()
    assert ends(*[fork(delivering(fernhill, MONDAY)) for _worker in range(2)]) == [0, 0]
    taken = time.monotonic() - start
    assert len(set(mail_server.message_ids)) == len(mail_server.letters) == letters
    print(f"\n{letters} letters: {letters / taken:.0f}/s, bare loop {letters / floor:.0f}/s")  # noqa: T201
    record_property("letters/s", round(letters / taken))
    record_property("bare loop", round(letters / floor))
    record_property("ratio", round(floor / taken, 2))
    record_property("peak MB", round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024))
    assert floor / taken >= 0.5
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024 < 300
