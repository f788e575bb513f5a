"""A machine whose clock is wrong sends nothing early and nothing twice: the database's clock is the one clock."""

import shutil
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from notices import rules, tasks
from notices.models import Notice
from tests.killing import Broker, Worker

from .processes import wait_until
from .test_killed_workers import arrived, tick

YEAR_AND_MORE = 400 * 24 * 3600


def tell_now_and_later(world, count):
    """So many letters that are due, and as many that are due in a month."""
    with world.inside():
        at = timezone.now()
        for number in range(count):
            rules.tell(world.employee, "tests.at_once", subject=world.peer, occurrence=f"now {number}", at=at)
            month = at + timedelta(days=30)
            rules.tell(world.employee, "tests.at_once", subject=world.skip, occurrence=number, at=at, due_at=month)


def counts(world):
    with world.inside():
        return sorted(Notice.objects.values_list("subject_id", "state").distinct())


@pytest.mark.django_db
@pytest.mark.parametrize("wrong_by", [-3600, 3600, YEAR_AND_MORE])
def test_the_clock_of_the_machine_is_not_asked(fernhill, mail_server, monkeypatch, wrong_by):
    tell_now_and_later(fernhill, 2)
    honest = time.time
    monkeypatch.setattr(time, "time", lambda: honest() + wrong_by)
    for _turn in range(2):
        tasks.deliver.apply(headers={"organization": fernhill.organization.pk}).get()
    assert counts(fernhill) == sorted([(fernhill.peer.pk, "sent"), (fernhill.skip.pk, "waiting")])
    assert len(mail_server.letters) == 2
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (now,) = cursor.fetchone()
    for letter in mail_server.letters:
        assert abs(letter.message["Date"].datetime - now) < timedelta(minutes=5)


@pytest.mark.prove
@pytest.mark.services
@pytest.mark.xdist_group("services")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("wrong_by", ["-1h", "+1h", "+400d"])
def test_m4_a_worker_whose_clock_is_wrong(fernhill, mail_server, tmp_path, record_property, wrong_by):
    if shutil.which("faketime") is None:
        pytest.skip("the program faketime is not installed (Debian: apt install faketime)")
    tell_now_and_later(fernhill, 30)
    own_broker = Broker(tmp_path)
    way = {"queues": "ticks,mail", "mail_url": mail_server.url}
    wrong = Worker(own_broker.url, tmp_path / "wrong.log", prefix=("faketime", "-m", "-f", wrong_by), **way)
    right = Worker(own_broker.url, tmp_path / "right.log", **way)
    try:
        own_broker.start(), wrong.start(), right.start()
        until = time.monotonic() + 40
        while time.monotonic() < until and arrived(mail_server) < 30:
            tick(own_broker)
            time.sleep(2)
        assert wait_until(lambda: arrived(mail_server) == 30, seconds=20)
        for _minute in range(3):
            tick(own_broker)
            time.sleep(2)
    finally:
        wrong.kill(), right.kill(), own_broker.kill()
    record_property("letters", len(mail_server.letters))
    assert counts(fernhill) == sorted([(fernhill.peer.pk, "sent"), (fernhill.skip.pk, "waiting")])
    assert len(mail_server.letters) == 30
