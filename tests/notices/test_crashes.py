"""A process vanishes at each step between telling and "sent": nothing is lost, nothing that was taken back is sent."""

import random
import sys
import time
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.conf import settings
from django.db import OperationalError, connection

from notices import rules, tasks
from notices.models import Notice
from people.models import Employee
from perfhub.kernel import clock

from .processes import DIED, dying, ends, fork, kill

pytestmark = pytest.mark.django_db(transaction=True)
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
LATER = MONDAY + timedelta(minutes=6)  # the lease of a dead worker is over

# where the process vanishes -> how often the letter arrives in the end
STEPS = {
    ("deliver", "call"): 1,
    ("claim", "call"): 1,
    ("claim", "return"): 1,  # before the commit
    ("prepare", "call"): 1,  # after the commit of the claim
    ("prepare", "return"): 1,
    ("Post.send", "call"): 1,
    ("Post.send", "return"): 2,  # the mail server has it, nobody has noted it: SMTP knows no other way
    ("sent", "call"): 2,
    ("sent", "return"): 1,  # noted and committed, though not yet on the disk
    ("Post.__exit__", "call"): 1,
}


def delivering(world, at=MONDAY):
    def work():
        with clock.stopped(at):
            tasks.deliver.apply(headers={"organization": world.organization.pk}).get()

    return work


def tell_all(world, count):
    with world.inside():
        for number in range(count):
            rules.tell(world.employee, "tests.at_once", subject=world.peer, occurrence=number, at=MONDAY)


def rows(world):
    with world.inside():
        return list(Notice.objects.order_by("pk"))


@pytest.mark.parametrize(("function", "event"), STEPS)
def test_a_crash_at_any_step_loses_nothing(fernhill, mail_server, function, event):
    tell_all(fernhill, 1)
    assert ends(fork(dying(delivering(fernhill), function=function, event=event))) == [DIED]
    delivering(fernhill, LATER)()
    delivering(fernhill, LATER + timedelta(hours=1))()
    (row,) = rows(fernhill)
    assert row.state == "sent"
    assert len(mail_server.letters) == STEPS[function, event]
    assert len(set(mail_server.message_ids)) == 1


def test_a_rule_that_dies_before_its_commit_tells_nobody(fernhill, mail_server):
    def work():
        with fernhill.inside():
            Employee.objects.filter(pk=fernhill.peer.pk).update(grade="told")
            rules.tell(fernhill.employee, "tests.at_once", subject=fernhill.peer, at=MONDAY)

    assert ends(fork(dying(work, function="tell", event="return"))) == [DIED]
    delivering(fernhill, LATER)()
    with fernhill.inside():
        fernhill.peer.refresh_from_db()
    assert (fernhill.peer.grade, rows(fernhill), mail_server.letters) == ("", [], [])


@pytest.mark.parametrize("workers", [2, 3])
def test_several_workers_at_once_send_each_letter_once(fernhill, mail_server, workers):
    tell_all(fernhill, 60)
    pids = [fork(delivering(fernhill)) for _worker in range(workers)]
    assert ends(*pids) == [0] * workers
    assert len(mail_server.message_ids) == len(set(mail_server.message_ids)) == 60
    assert {row.state for row in rows(fernhill)} == {"sent"}


class Disaster:
    """After so many notes the database loses them, and the line to the one who made them."""

    def __init__(self, notes):
        self.left = notes

    def watch(self, frame, found, _value):
        if found == "return" and frame.f_code is rules.sent.__code__:
            self.left -= 1
            if not self.left:
                self.strike()

    def strike(self):
        asked = {**connection.get_connection_params(), "cursor_factory": None, "autocommit": True}
        asked = {
            name: asked[name] for name in ("host", "port", "user", "password", "dbname", "autocommit") if name in asked
        }
        with psycopg.connect(**asked) as other:
            lost = "UPDATE notices_notice SET state = 'sending', sent_at = NULL WHERE state = 'sent'"
            other.execute(f"SET ROLE {settings.APP_ROLE}")
            other.execute("SELECT set_config('perfhub.organization', %s, false)", [str(self.organization)])
            self.lost = other.execute(lost).rowcount
            other.execute("RESET ROLE")
            other.execute("SELECT pg_terminate_backend(%s)", [connection.connection.info.backend_pid])


def test_a_database_that_dies_with_the_last_notes_sends_nothing_twice(fernhill, mail_server):
    """They do not wait for the disk; a worker that lives on makes them again, and gives back what it has not sent."""
    tell_all(fernhill, 40)
    disaster = Disaster(notes=7)
    disaster.organization = fernhill.organization.pk
    sys.setprofile(disaster.watch)
    try:
        with pytest.raises(OperationalError):
            delivering(fernhill)()
    finally:
        sys.setprofile(None)
    assert disaster.lost == 7
    states = [row.state for row in rows(fernhill)]
    assert (states.count("sent"), states.count("waiting")) == (8, 32)  # the eighth was handed over, and not noted
    assert len(mail_server.letters) == 8
    delivering(fernhill)()
    assert {row.state for row in rows(fernhill)} == {"sent"}
    assert len(mail_server.letters) == len(set(mail_server.message_ids)) == 40


def test_a_clock_that_was_away_for_six_hours_catches_up_once(fernhill, mail_server):
    tell_all(fernhill, 10)
    for minutes in range(3):
        delivering(fernhill, MONDAY + timedelta(hours=6, minutes=minutes))()
    assert len(mail_server.letters) == 10


def test_nothing_is_sent_while_a_transaction_is_open(fernhill, mail_server, settings):
    settings.EMAIL_BACKEND = "tests.notices.smtp.WatchingBackend"
    tell_all(fernhill, 3)
    with fernhill.inside():
        rules.tell(fernhill.employee, "tests.poison", subject=fernhill.peer, at=MONDAY)
    delivering(fernhill)()
    assert len(mail_server.letters) == 3
    assert not connection.in_atomic_block


def killed_workers(world, mail_server, *, letters, workers, kills, seed, at=MONDAY):
    """Workers that are killed at random moments and replaced; says how many were."""
    chance, killed = random.Random(seed), 0
    pids = [fork(delivering(world, at)) for _worker in range(workers)]
    while killed < kills and len(set(mail_server.message_ids)) < letters:
        time.sleep(chance.uniform(0.05, 0.4))
        kill(pids.pop(chance.randrange(workers)))
        killed, at = killed + 1, at + timedelta(seconds=30)
        pids.append(fork(delivering(world, at)))
    ends(*pids)
    for _round in range(6):  # the leases of the dead end, and what failed with them is tried again
        at += timedelta(hours=5)
        delivering(world, at)()
    return killed


def assert_all_arrived(world, mail_server, *, letters, killed):
    assert {row.state for row in rows(world)} == {"sent"}
    assert len(set(mail_server.message_ids)) == letters
    assert len(mail_server.message_ids) - letters <= killed


def test_killed_workers_lose_nothing_and_repeat_at_most_one_letter_each(fernhill, mail_server):
    tell_all(fernhill, 150)
    killed = killed_workers(fernhill, mail_server, letters=150, workers=2, kills=4, seed=1)
    assert_all_arrived(fernhill, mail_server, letters=150, killed=killed)
