"""A real worker, a real broker and a real mail server; worker and broker are killed with -9 under load."""

from datetime import timedelta

import pytest
from django.utils import timezone
from kombu import Connection

from notices import rules, tasks
from notices.models import Notice
from perfhub.celery import broker
from tests.killing import Broker, stack

from .processes import wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services, pytest.mark.xdist_group("services")]


def tick(own_broker: Broker) -> None:
    """What the clock does each minute."""
    with Connection(broker(own_broker.url)) as line:
        tasks.tick.apply_async(connection=line, retry=False)


def tell_all(world, count):
    with world.inside():
        for number in range(count):
            rules.tell(world.employee, "tests.at_once", subject=world.peer, occurrence=number, at=timezone.now())


def states(world) -> set[str]:
    with world.inside():
        return set(Notice.objects.values_list("state", flat=True))


def leases_end(world) -> None:
    """Five minutes pass for what a dead worker had claimed."""
    with world.inside():
        claimed = Notice.objects.filter(state="sending").values_list("pk", "claimed_at")
        for pk, claimed_at in list(claimed):
            Notice.objects.filter(pk=pk).update(claimed_at=claimed_at - timedelta(minutes=6))


def arrived(mail_server) -> int:
    return len(set(mail_server.message_ids))


def test_worker_and_broker_die_under_load_and_every_letter_arrives(fernhill, brackwater, mail_server, tmp_path):
    letters = 120
    tell_all(fernhill, letters)
    tell_all(brackwater, 10)
    mail_server.delay = 0.02
    with stack(tmp_path, queues="ticks,mail", mail_url=mail_server.url) as (own_broker, worker):
        tick(own_broker)
        assert wait_until(lambda: arrived(mail_server) >= 15, seconds=30), "the worker sends"

        worker.kill()  # in the middle of a batch
        leases_end(fernhill), leases_end(brackwater)
        own_broker.client.flushall()  # nothing in the broker is missed
        worker.start()
        tick(own_broker)
        assert wait_until(lambda: arrived(mail_server) >= 45, seconds=30), "a new worker goes on"

        own_broker.kill()  # the broker, with a worker at work
        with fernhill.inside():  # rules do not need it
            rules.tell(fernhill.manager, "tests.at_once", subject=fernhill.peer, at=timezone.now())
        own_broker.start()
        tick(own_broker)
        complete = letters + 11
        assert wait_until(lambda: arrived(mail_server) == complete, seconds=40), "the worker comes back by itself"
        tick(own_broker)
        assert wait_until(lambda: states(fernhill) | states(brackwater) == {"sent"}, seconds=20)
    assert len(mail_server.letters) - complete <= 1  # one kill of a worker: at most one letter twice
