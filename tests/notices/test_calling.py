"""From the outbox of webhooks to real receivers, with everything that can go wrong on the way."""

import json
import logging
import sys
import time

import pytest
from django.db import connection

from notices import queries, rules, tasks
from notices.models import Delivery, Webhook
from notices.rules import calling
from people import rules as people_rules
from people.access import SYSTEM
from perfhub.kernel import clock
from perfhub.kernel.outbox import MOST_ATTEMPTS
from perfhub.kernel.queues import Queue
from tests.factories import people as make
from tests.factories.notices import DeliveryFactory, WebhookFactory
from tests.kernel.test_signing import Memory, verifier
from tests.receivers import canary, receiver, silent

from .calling import AT, DAY, HOUR, MINUTE, begin, call, due, fresh, rows, states, tell

pytestmark = pytest.mark.django_db


@pytest.fixture
def chat(settings):
    with receiver() as found:
        settings.EGRESS_ALLOWED = [found.listed]
        yield found


def test_news_arrives_signed_with_ids_and_what_is_so_now(fernhill, chat):
    webhook, secret = begin(fernhill, chat.url)
    tell(fernhill)
    call(fernhill, webhook)
    (heard,) = chat.heard
    (row,) = rows(fernhill)
    check = verifier.Verifier(secret, is_new=Memory(), now=(AT + MINUTE).timestamp)
    event = check.event(heard.headers, heard.body)
    assert event == {
        "type": "tests.news",
        "timestamp": AT.isoformat(),
        "organization": "fernhill",
        "data": {"about": fernhill.peer.pk, "name": "Peter Peer"},
    }
    assert heard.headers["webhook-id"] == str(row.uid) and heard.headers["content-type"] == "application/json"
    assert (row.state, row.answer, row.attempts, row.sent_at) == ("sent", 204, 1, AT + MINUTE)
    assert fresh(fernhill, webhook).taken_at == AT + MINUTE
    with pytest.raises(verifier.SeenBefore):
        check.event(heard.headers, heard.body)


def test_only_those_are_told_who_wanted_it_and_of_what_came_later(fernhill, brackwater, chat):
    begin(brackwater, chat.url)
    wanting, _secret = begin(fernhill, chat.url)
    begin(fernhill, chat.url, name="Other", kinds=["tests.no_news"])
    later, _secret = begin(fernhill, chat.url, name="Later", at=AT + HOUR)
    with fernhill.inside():
        rules.announce("tests.news", subject=fernhill.peer, at=AT + 2 * HOUR, begun_before=AT)
    assert [row.webhook_id for row in rows(fernhill)] == [wanting.pk]
    assert rows(brackwater) == []
    with fernhill.inside(), pytest.raises(LookupError):
        rules.announce("tests.nobody_registered_it", subject=fernhill.peer, at=AT)
    tell(fernhill, at=AT + 2 * HOUR)
    assert {row.webhook_id for row in rows(fernhill)} == {wanting.pk, later.pk}


def test_what_is_said_twice_of_one_occurrence_goes_out_once(fernhill, chat):
    webhook, _secret = begin(fernhill, chat.url)
    tell(fernhill), tell(fernhill)
    call(fernhill, webhook), call(fernhill, webhook, AT + HOUR)
    assert len(chat.heard) == 1


def test_what_is_true_no_more_is_not_sent(fernhill, chat):
    webhook, _secret = begin(fernhill, chat.url)
    tell(fernhill)
    with fernhill.inside():
        make.leave(fernhill.peer)
    call(fernhill, webhook)
    assert (chat.heard, states(fernhill)) == ([], ["dropped"])


def test_what_waits_for_its_time_is_not_sent_before(fernhill, chat):
    webhook, _secret = begin(fernhill, chat.url)
    with fernhill.inside():
        rules.announce("tests.news", subject=fernhill.peer, at=AT, due_at=AT + HOUR)
    call(fernhill, webhook)
    assert (chat.heard, due(fernhill)) == ([], [])
    assert due(fernhill, AT + HOUR) == [webhook.pk]
    call(fernhill, webhook, AT + HOUR)
    assert len(chat.heard) == 1


def test_nothing_is_said_of_anybody_for_whom_it_is_switched_off(fernhill, chat):
    webhook, _secret = begin(fernhill, chat.url)
    with fernhill.inside():
        people_rules.switch("check_ins", by=SYSTEM, at=AT, is_on=False, from_date=AT.date(), team=fernhill.peer.team)
    tell(fernhill), tell(fernhill, about=fernhill.stranger)
    call(fernhill, webhook)
    assert [json.loads(one.body)["data"]["name"] for one in chat.heard] == ["Stella Stranger"]
    assert sorted(states(fernhill)) == ["dropped", "sent"]


def test_switched_off_means_off_on_the_day_where_somebody_is(fernhill, chat):
    """It is off from 3 March, which has begun in Auckland and not in London."""
    webhook, _secret = begin(fernhill, chat.url)
    evening = AT.replace(hour=20)
    with fernhill.inside():
        people_rules.switch("check_ins", by=SYSTEM, at=AT, is_on=False, from_date=(AT + DAY).date())
        there = make.EmployeeFactory(time_zone="Pacific/Auckland", team=None)
        here = make.EmployeeFactory(time_zone="Europe/London", team=None)
    tell(fernhill, about=there, at=evening), tell(fernhill, about=here, at=evening)
    call(fernhill, webhook, evening + MINUTE)
    assert [json.loads(one.body)["data"]["about"] for one in chat.heard] == [here.pk]


def test_what_takes_back_goes_only_to_whom_may_have_it(fernhill, chat):
    webhook, _secret = begin(fernhill, chat.url)
    tell(fernhill, kind="tests.no_news")
    call(fernhill, webhook)
    assert (chat.heard, states(fernhill)) == ([], ["dropped"])
    chat.otherwise = 500  # who answers that may have read it all the same
    tell(fernhill, at=AT + HOUR)
    call(fernhill, webhook, AT + HOUR)
    chat.otherwise = 200
    tell(fernhill, kind="tests.no_news", at=AT + 2 * HOUR, first=7)
    with fernhill.inside():
        make.leave(fernhill.peer)
    call(fernhill, webhook, AT + 3 * HOUR)
    call(fernhill, webhook, AT + 4 * HOUR)
    assert [json.loads(one.body)["type"] for one in chat.heard] == ["tests.news", "tests.no_news"]


# --- addresses that take nothing -----------------------------------------------------------------


def test_a_refused_call_is_tried_later_and_later_and_parked_after_the_fifth_time(fernhill, chat):
    webhook, _secret = begin(fernhill, chat.url)
    tell(fernhill)
    chat.otherwise, at, gaps = 503, AT, []
    for tries in range(1, MOST_ATTEMPTS + 1):
        call(fernhill, webhook, at)
        (row,) = rows(fernhill)
        assert (row.attempts, row.answer, row.failure, len(chat.heard)) == (tries, 503, "answer", tries)
        if tries < MOST_ATTEMPTS:
            assert row.state == "waiting"
            call(fernhill, webhook, at)  # it waits
            assert len(chat.heard) == tries
            gaps.append(row.next_try_at - at)
            at = max(row.next_try_at, fresh(fernhill, webhook).rests_until_at)
    assert row.state == "parked" and gaps == sorted(gaps)
    assert len({one.headers["webhook-id"] for one in chat.heard}) == 1
    assert len({one.headers["webhook-timestamp"] for one in chat.heard}) == MOST_ATTEMPTS
    with fernhill.inside():
        (line,) = queries.webhook_lines(fernhill.owner, at=at)
        assert (line.parked, line.tone) == (1, "off")


def test_an_address_that_takes_nothing_rests_longer_each_time_and_is_asked_with_one(fernhill, chat):
    webhook, _secret = begin(fernhill, chat.url)
    tell(fernhill, 30)
    chat.otherwise, at, rests = 500, AT + MINUTE, []
    for asked in range(1, 5):
        call(fernhill, webhook, at)
        assert len(chat.heard) == asked  # of thirty that wait
        found = fresh(fernhill, webhook)
        assert (found.failures, due(fernhill, at + MINUTE / 2)) == (asked, [])
        rests.append(found.rests_until_at - at)
        at = found.rests_until_at
    assert rests == sorted(rests) and rests[-1] > 40 * MINUTE
    assert sum(row.attempts for row in rows(fernhill)) == 4  # those that were not asked with are not counted
    chat.otherwise = 200
    call(fernhill, webhook, at)
    assert states(fernhill).count("sent") >= 28  # but for what waits for its next try
    found = fresh(fernhill, webhook)
    assert (found.failures, found.failing_since_at, found.rests_until_at) == (0, None, None)
    call(fernhill, webhook, at + 12 * HOUR)
    assert set(states(fernhill)) == {"sent"}


def test_a_call_that_is_at_fault_itself_holds_up_no_other(fernhill, chat):
    webhook, _secret = begin(fernhill, chat.url)
    tell(fernhill, 3)
    chat.answers = [422]
    call(fernhill, webhook)
    assert states(fernhill) == ["waiting", "sent", "sent"]
    assert fresh(fernhill, webhook).failures == 0


@pytest.mark.parametrize("answer", [301, 307, 401, 404, 410, 429, 500])
def test_an_answer_that_says_no_is_an_address_that_does_not_take(fernhill, chat, answer):
    webhook, _secret = begin(fernhill, chat.url)
    tell(fernhill)
    chat.otherwise = answer
    call(fernhill, webhook)
    (row,) = rows(fernhill)
    assert (row.state, row.answer, fresh(fernhill, webhook).failures, len(chat.heard)) == ("waiting", answer, 1, 1)


def test_what_waited_for_three_days_is_no_news(fernhill, chat):
    webhook, _secret = begin(fernhill, chat.url)
    tell(fernhill, 2)
    tell(fernhill, at=AT + 3 * DAY, first=5)
    call(fernhill, webhook, AT + 3 * DAY + HOUR)
    assert states(fernhill) == ["parked", "parked", "sent"]
    assert rows(fernhill)[0].failure == "too_late"


def test_an_address_that_is_called_no_more_is_parked_at_once(fernhill, chat, settings):
    webhook, _secret = begin(fernhill, chat.url)
    tell(fernhill)
    settings.EGRESS_ALLOWED = []  # the operator has taken it off the list
    call(fernhill, webhook)
    (row,) = rows(fernhill)
    assert (row.state, row.failure, chat.heard) == ("parked", "address", [])


def test_a_secret_that_ends_signs_no_more_and_both_sign_meanwhile(fernhill, chat):
    webhook, old = begin(fernhill, chat.url)
    with fernhill.inside():
        new = rules.change_secret(webhook, by=fernhill.owner, at=AT, overlap=DAY)
    assert new != old
    for number, (at, good) in enumerate([(AT + MINUTE, (old, new)), (AT + DAY + MINUTE, (new,))]):
        tell(fernhill, at=at, first=number)
        call(fernhill, webhook, at + MINUTE)
        heard = chat.heard[-1]
        for secret in (old, new):
            check = verifier.Verifier(secret, is_new=Memory(), now=(at + MINUTE).timestamp)
            if secret in good:
                assert check.event(heard.headers, heard.body)
            else:
                with pytest.raises(verifier.NotGenuine):
                    check.event(heard.headers, heard.body)


def test_nobody_who_answers_nothing_that_goes_out(fernhill, chat):
    """The owner who began it leaves: what waits stays, until another owner takes it over."""
    with fernhill.inside():
        second = make.hired("Otto Owner", None, fernhill.owner.team, fernhill.organization)
        make.RoleGrantFactory(employee=second, role="owner")
    webhook, _secret = begin(fernhill, chat.url)
    tell(fernhill)
    with fernhill.inside():
        people_rules.leave(fernhill.owner, by=SYSTEM, at=AT, last_day=AT.date())
    assert due(fernhill) == []
    call(fernhill, webhook)
    assert (chat.heard, states(fernhill)) == ([], ["waiting"])
    with fernhill.inside():
        rules.take_over(fresh(fernhill, webhook), by=second, at=AT + HOUR)
    call(fernhill, webhook, AT + HOUR)
    assert len(chat.heard) == 1


def test_who_owns_it_no_more_answers_for_nothing(fernhill, chat):
    webhook, _secret = begin(fernhill, chat.url)
    tell(fernhill)
    with fernhill.inside():
        held = fernhill.owner.role_grants.get(role="owner", end_at=None)
        people_rules.end_grant(held, by=SYSTEM, at=AT)
    call(fernhill, webhook)
    assert chat.heard == []


def test_one_worker_at_a_time_calls_one_webhook(fernhill, chat):
    webhook, _secret = begin(fernhill, chat.url)
    tell(fernhill, calling.A_BATCH + 5)
    with fernhill.inside():
        first = rules.claim_calls(webhook.pk, at=AT + MINUTE)
        assert len(first) == calling.A_BATCH
        assert rules.claim_calls(webhook.pk, at=AT + 2 * MINUTE) == []  # another worker, meanwhile
        (one,) = rules.claim_calls(webhook.pk, at=AT + 8 * MINUTE)  # whoever had them is dead: one by one
        assert one == first[0]


def test_what_killed_its_worker_each_time_is_parked(fernhill, chat):
    webhook, _secret = begin(fernhill, chat.url)
    tell(fernhill)
    at = AT + MINUTE
    with fernhill.inside():
        for _death in range(MOST_ATTEMPTS):
            assert rules.claim_calls(webhook.pk, at=at)
            at += 6 * MINUTE
    call(fernhill, webhook, at)
    (row,) = rows(fernhill)
    assert (row.state, row.failure, chat.heard) == ("parked", "never came back", [])


def test_what_another_worker_has_taken_since_is_left_to_it(fernhill, chat):
    webhook, _secret = begin(fernhill, chat.url)
    tell(fernhill)
    with fernhill.inside():
        (pk,) = rules.claim_calls(webhook.pk, at=AT + MINUTE)
        (again,) = rules.claim_calls(webhook.pk, at=AT + 8 * MINUTE)
        assert pk == again
        rules.taken(pk, claimed_at=AT + MINUTE, at=AT + 9 * MINUTE, answer=200)
        assert rules.not_taken(pk, claimed_at=AT + MINUTE, at=AT + 9 * MINUTE, why="slow", answer=None, lasting=False)
        rules.give_calls_back([pk], claimed_at=AT + MINUTE, at=AT + 9 * MINUTE)
        assert rules.prepare_calls([pk], claimed_at=AT + MINUTE, at=AT + 9 * MINUTE) == []
    (row,) = rows(fernhill)
    assert (row.state, row.attempts, row.claimed_at) == ("sending", 2, AT + 8 * MINUTE)
    assert fresh(fernhill, webhook).failures == 0


def test_what_is_ended_while_it_is_claimed_is_not_sent(fernhill, chat):
    webhook, _secret = begin(fernhill, chat.url)
    tell(fernhill)
    with fernhill.inside():
        keys = rules.claim_calls(webhook.pk, at=AT + MINUTE)
        rules.end_webhook(webhook, by=fernhill.owner, at=AT + MINUTE)
        assert rules.prepare_calls(keys, claimed_at=AT + MINUTE, at=AT + MINUTE) == []
    assert states(fernhill) == ["dropped"]


def test_what_is_not_fresh_any_more_is_asked_anew(fernhill, chat, monkeypatch):
    monkeypatch.setattr(sys.modules["notices.tasks.call"], "FRESH", -1.0)
    monkeypatch.setattr(sys.modules["notices.tasks.call"], "TURN", 0.2)
    webhook, _secret = begin(fernhill, chat.url)
    tell(fernhill, 2)
    call(fernhill, webhook)
    assert [(row.state, row.attempts) for row in rows(fernhill)] == [("waiting", 0)] * 2


def test_a_tick_sends_a_message_for_each_webhook_that_has_something_due(fernhill, brackwater, chat, monkeypatch):
    ours, _secret = begin(fernhill, chat.url)
    theirs, _secret = begin(brackwater, chat.url)
    begin(fernhill, chat.url, name="Nothing to tell", kinds=["tests.no_news"])
    tell(fernhill, at=AT - HOUR + 2 * HOUR), tell(brackwater, at=AT + HOUR - MINUTE)
    with fernhill.inside():
        Webhook.objects.filter(pk=ours.pk).update(failures=2, failing_since_at=AT)
    sent = []
    monkeypatch.setattr(
        tasks.call, "apply_async", lambda **said: sent.append((said["headers"], said["kwargs"], said["queue"]))
    )
    with clock.stopped(AT + 2 * HOUR):
        tasks.call_due.apply().get()
    assert sent == [
        ({"organization": str(brackwater.organization.pk)}, {"webhook": theirs.pk}, Queue.CALLS),
        ({"organization": str(fernhill.organization.pk)}, {"webhook": ours.pk}, Queue.SLOW_CALLS),
    ]


def test_an_address_that_never_answers_costs_one_call_and_then_nobody_waits(fernhill, brackwater, settings, chat):
    with canary(treat=silent) as dead:
        settings.EGRESS_ALLOWED += [f"127.0.0.1:{dead.port}"]
        theirs, _secret = begin(brackwater, f"http://127.0.0.1:{dead.port}/")
        ours, _secret = begin(fernhill, chat.url)
        tell(brackwater, 50), tell(fernhill, 50)
        began = time.monotonic()
        call(brackwater, theirs)
        assert time.monotonic() - began < 7 and dead.came == 1
        assert (states(brackwater).count("waiting"), due(brackwater)) == (50, [])
        began = time.monotonic()
        call(fernhill, ours)
        assert time.monotonic() - began < 5
        assert states(fernhill) == ["sent"] * 50


def test_no_word_of_an_answer_an_address_or_a_secret_is_kept_or_logged(fernhill, chat, caplog):
    chat.otherwise, chat.said = 500, b"canary-of-the-inside"
    webhook, secret = begin(fernhill, chat.url)
    tell(fernhill)
    with caplog.at_level(logging.DEBUG):
        call(fernhill, webhook)
    assert "delivery" in caplog.text
    for word in ("canary-of-the-inside", "key=of-its-own", secret, "Peter Peer"):
        assert word not in caplog.text
    with fernhill.inside():
        stored = [str(row) for row in [*Delivery.objects.values(), *Webhook.objects.values("host", "name")]]
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT w::text FROM notices_webhook w UNION ALL SELECT s::text FROM notices_webhooksecret s"
            )
            stored += [text for (text,) in cursor.fetchall()]
    assert len(stored) == 4
    for text in stored:
        for word in ("canary-of-the-inside", "key=of-its-own", secret, secret.removeprefix("whsec_")):
            assert word not in text


def test_a_webhook_of_another_organization_is_told_nothing(fernhill, brackwater, chat):
    theirs, _secret = begin(brackwater, chat.url)
    tell(brackwater)
    call(fernhill, theirs)  # a message with the wrong header
    assert chat.heard == [] and states(brackwater) == ["waiting"]


def test_statements_stay_the_same_however_many_wait(fernhill, django_assert_num_queries):
    with fernhill.inside():
        for _number in range(3):
            hook = WebhookFactory(created_by=fernhill.owner)
            DeliveryFactory(webhook=hook, state="parked")
        with django_assert_num_queries(4):
            assert len(queries.webhook_lines(fernhill.owner, at=AT)) == 3
