"""A process vanishes at each step between telling and "taken": nothing is lost, no ghost goes out."""

import random
import time
from collections import Counter

import pytest
from django.db import connection
from psycopg.pq import TransactionStatus

from notices import tasks
from people.models import Employee
from perfhub.kernel import clock
from tests.receivers import receiver

from .calling import AT, HOUR, MINUTE, begin, rows, states, tell
from .processes import DIED, dying, ends, fork, kill

pytestmark = pytest.mark.django_db(transaction=True)
LATER = AT + 7 * MINUTE  # the lease of a dead worker is over

# where the process vanishes -> how often the call arrives in the end
STEPS = {
    ("call", "call"): 1,
    ("claim_calls", "call"): 1,
    ("claim_calls", "return"): 1,  # before the commit
    ("prepare_calls", "call"): 1,  # after the commit of the claim
    ("prepare_calls", "return"): 1,
    ("_rests_after", "call"): 1,
    ("taken", "call"): 2,  # the receiver has it, nobody has noted it: it can tell by the id
    ("taken", "return"): 2,
    ("_call_all", "return"): 1,  # noted and committed
}


@pytest.fixture
def chat(settings):
    with receiver() as found:
        settings.EGRESS_ALLOWED = [found.listed]
        yield found


def calling(world, webhook, at=AT + MINUTE):
    def work():
        with clock.stopped(at):
            tasks.call.apply(kwargs={"webhook": webhook.pk}, headers={"organization": world.organization.pk}).get()

    return work


def ids(chat) -> Counter:
    return Counter(one.headers["webhook-id"] for one in chat.heard)


@pytest.mark.parametrize(("function", "event"), STEPS)
def test_a_crash_at_any_step_loses_nothing(fernhill, chat, function, event):
    webhook, _secret = begin(fernhill, chat.url)
    tell(fernhill)
    assert ends(fork(dying(calling(fernhill, webhook), function=function, event=event))) == [DIED]
    calling(fernhill, webhook, LATER)()
    calling(fernhill, webhook, LATER + HOUR)()
    assert states(fernhill) == ["sent"]
    assert list(ids(chat).values()) == [STEPS[function, event]]


def test_a_rule_that_dies_before_its_commit_tells_nobody(fernhill, chat):
    webhook, _secret = begin(fernhill, chat.url)

    def work():
        with fernhill.inside():
            Employee.objects.filter(pk=fernhill.peer.pk).update(grade="told")
            tell(fernhill)

    assert ends(fork(dying(work, function="announce", event="return"))) == [DIED]
    calling(fernhill, webhook, LATER)()
    assert (rows(fernhill), chat.heard) == ([], [])


@pytest.mark.parametrize("workers", [2, 3])
def test_several_workers_at_once_call_once(fernhill, chat, workers):
    webhook, _secret = begin(fernhill, chat.url)
    tell(fernhill, 40)
    pids = [fork(calling(fernhill, webhook, AT + HOUR)) for _worker in range(workers)]
    assert ends(*pids) == [0] * workers
    calling(fernhill, webhook, AT + HOUR)()
    assert set(states(fernhill)) == {"sent"} and set(ids(chat).values()) == {1} and len(ids(chat)) == 40


def test_killed_workers_lose_nothing_and_repeat_at_most_one_call_each(fernhill, chat):
    webhook, _secret = begin(fernhill, chat.url)
    tell(fernhill, 60)
    chat.before = lambda: time.sleep(0.02)
    chance, killed, at = random.Random(1), 0, AT + HOUR
    while killed < 4:
        pid = fork(calling(fernhill, webhook, at))
        time.sleep(chance.uniform(0.1, 0.4))
        kill(pid)
        killed, at = killed + 1, at + 6 * MINUTE
    for _round in range(8):  # the leases of the dead end, and what they had is tried one by one
        calling(fernhill, webhook, at)()
        at += HOUR
    assert set(states(fernhill)) == {"sent"}
    assert len(ids(chat)) == 60 and sum(ids(chat).values()) - 60 <= killed


def test_nothing_is_called_while_a_transaction_is_open(fernhill, chat):
    open_while_called = []
    ours = connection.connection.info
    chat.before = lambda: open_while_called.append(ours.transaction_status)
    webhook, _secret = begin(fernhill, chat.url)
    tell(fernhill, 3)
    calling(fernhill, webhook)()
    assert open_while_called == [TransactionStatus.IDLE] * 3
