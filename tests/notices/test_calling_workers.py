"""Real workers and a real broker: the worker is killed with -9 in the middle; a dead address delays nobody."""

import time
from datetime import timedelta

import pytest
from kombu import Connection

from notices import tasks
from notices.models import Delivery
from perfhub.celery import broker
from perfhub.kernel import clock
from perfhub.kernel.tenancy import organization_context
from tests.killing import Broker, stack
from tests.receivers import canary, receiver, silent

from .calling import begin, fresh, states, tell
from .processes import wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services, pytest.mark.xdist_group("services")]
QUEUES = "ticks,calls,slow_calls"


def tick(own_broker: Broker) -> None:
    """What the clock does each minute."""
    with Connection(broker(own_broker.url)) as line:
        tasks.call_due.apply_async(connection=line, retry=False)


def now(world):
    with organization_context(world.organization):
        return clock.now()


def leases_end(world) -> None:
    """Five minutes pass for what a dead worker had claimed."""
    with world.inside():
        for row in Delivery.objects.filter(state="sending"):
            Delivery.objects.filter(pk=row.pk).update(claimed_at=row.claimed_at - timedelta(minutes=6))


def test_a_worker_that_is_killed_in_the_middle_loses_nothing(fernhill, settings, tmp_path):
    with receiver() as chat:
        settings.EGRESS_ALLOWED = [chat.listed]
        chat.before = lambda: time.sleep(0.05)
        at = now(fernhill) - timedelta(minutes=5)
        begin(fernhill, chat.url, at=at)
        tell(fernhill, 60, at=at)
        with stack(tmp_path, queues=QUEUES, PERFHUB_EGRESS_ALLOWED=chat.listed) as (own_broker, worker):
            tick(own_broker)
            assert wait_until(lambda: len(chat.heard) >= 15, seconds=40), "the worker calls"
            worker.kill()
            leases_end(fernhill)
            own_broker.client.flushall()  # nothing in the broker is missed
            worker.start()
            for _minute in range(12):  # what the dead one had comes first and one by one
                tick(own_broker)
                if wait_until(lambda: set(states(fernhill)) == {"sent"}, seconds=4):
                    break
        assert set(states(fernhill)) == {"sent"}
        ids = [one.headers["webhook-id"] for one in chat.heard]
        assert len(set(ids)) == 60 and len(ids) <= 61


def test_a_dead_address_of_one_organization_delays_no_other(fernhill, brackwater, settings, tmp_path):
    """One worker for both lanes, the hardest case: the dead one costs it one call, and then its own lane."""
    with receiver() as chat, canary(treat=silent) as dead:
        settings.EGRESS_ALLOWED = [chat.listed, f"127.0.0.1:{dead.port}"]
        at = now(fernhill) - timedelta(minutes=5)
        theirs, _secret = begin(brackwater, f"http://127.0.0.1:{dead.port}/", at=at)
        begin(fernhill, chat.url, at=at)
        tell(brackwater, 40, at=at)
        tell(fernhill, 20, at=at)
        listed = ",".join(settings.EGRESS_ALLOWED)
        with stack(tmp_path, queues=QUEUES, PERFHUB_EGRESS_ALLOWED=listed) as (own_broker, _worker):
            tick(own_broker)
            assert wait_until(lambda: set(states(fernhill)) == {"sent"}, seconds=40)
            assert wait_until(lambda: fresh(brackwater, theirs).failures == 1, seconds=15)  # it gave up after five
            tell(fernhill, 20, at=at, first=100)
            began = time.monotonic()
            tick(own_broker)
            assert wait_until(lambda: set(states(fernhill)) == {"sent"}, seconds=20)
            assert time.monotonic() - began < 4  # nobody has asked the dead one again
            assert dead.came == 1 and states(brackwater) == ["waiting"] * 40
