"""From the outbox to a real mail server, with everything that can go wrong on the way."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings as configured

from notices import rules
from notices.models import Notice
from perfhub.kernel import slots
from perfhub.kernel.outbox import MOST_ATTEMPTS

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
LATER = MONDAY + timedelta(minutes=2)


def tell(world, kind="tests.letter", *, to=None, occurrence="1", at=MONDAY):
    with world.inside():
        return rules.tell(to or world.employee, kind, subject=world.peer, occurrence=occurrence, at=at)


def states(world):
    with world.inside():
        return dict(Notice.objects.exclude(kind="notices.digest").values_list("pk", "state"))


def fresh(world, notice):
    with world.inside():
        notice.refresh_from_db()
        return notice


def test_a_letter_arrives_with_text_html_and_a_way_out(fernhill, mail_server, deliver):
    notice = tell(fernhill)
    deliver(fernhill, MONDAY)
    (letter,) = mail_server.letters
    message = letter.message
    assert letter.recipients == ("emma@fernhill.test",)
    assert message["To"] == "Emma Employee <emma@fernhill.test>"
    assert message["Subject"] == "About Peter Peer"
    assert message["Message-ID"] == f"<{notice.message_id}@{configured.MAIL_DOMAIN}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    way_out = f"<{configured.PUBLIC_URL}/o/fernhill/notices/unsubscribe/"
    assert message["List-Unsubscribe"].strip().startswith(way_out)
    text, html = (message.get_body((kind,)).get_content() for kind in ("plain", "html"))
    for words in ("There is something to read.", "Second line", f"{configured.PUBLIC_URL}/o/fernhill/", "Read it"):
        assert words in text
        assert words in html
    assert '<h1 dir="auto" style=' in html
    assert "Hello Emma," in text
    row = fresh(fernhill, notice)
    assert (row.state, row.sent_at, row.attempts, row.failure) == ("sent", MONDAY, 1, "")


def test_what_is_sent_is_not_sent_again_and_what_is_not_due_waits(fernhill, mail_server, deliver):
    tell(fernhill)
    tell(fernhill, occurrence="2", at=MONDAY + timedelta(hours=3))
    deliver(fernhill, MONDAY)
    deliver(fernhill, LATER)
    assert len(mail_server.letters) == 1
    deliver(fernhill, MONDAY + timedelta(hours=3))
    assert len(mail_server.letters) == 2


def test_an_organization_sends_its_own_mail_only(fernhill, brackwater, mail_server, deliver):
    tell(fernhill), tell(brackwater)
    deliver(brackwater, MONDAY)
    assert [letter.recipients for letter in mail_server.letters] == [("emma@brackwater.test",)]
    assert list(states(fernhill).values()) == ["waiting"]


def test_a_server_that_is_busy_is_asked_again_and_the_letter_stays_the_same(fernhill, mail_server, deliver):
    notice = tell(fernhill)
    mail_server.next_answers = ["451 come back later"]
    deliver(fernhill, MONDAY)
    row = fresh(fernhill, notice)
    assert (row.state, row.attempts, row.failure) == ("waiting", 1, "SMTPDataError 451")
    assert timedelta(seconds=30) <= row.next_try_at - MONDAY <= timedelta(seconds=90)
    deliver(fernhill, MONDAY + timedelta(seconds=29))
    assert mail_server.letters == []
    deliver(fernhill, LATER)
    assert fresh(fernhill, notice).state == "sent"
    assert mail_server.message_ids == [f"<{notice.message_id}@{configured.MAIL_DOMAIN}>"]


@pytest.mark.parametrize("where", ["the letter", "the address"])
def test_a_letter_that_will_never_be_taken_is_parked_and_the_others_go_on(fernhill, mail_server, deliver, where):
    refused, other = tell(fernhill), tell(fernhill, to=fernhill.manager)
    if where == "the letter":
        mail_server.next_answers = ["554 never"]
    else:
        mail_server.refused_addresses = {"emma@fernhill.test": "550 nobody of that name"}
    deliver(fernhill, MONDAY)
    row = fresh(fernhill, refused)
    assert (row.state, row.attempts) == ("parked", 1)
    assert row.failure == ("SMTPDataError 554" if where == "the letter" else "SMTPRecipientsRefused 550")
    assert fresh(fernhill, other).state == "sent"


@pytest.mark.parametrize("fault", ["slow", "hang up", "half close"])
def test_a_server_that_dies_in_the_middle_costs_one_try(fernhill, mail_server, deliver, settings, fault):
    settings.EMAIL_TIMEOUT = 1
    first, second = tell(fernhill), tell(fernhill, to=fernhill.manager)
    mail_server.next_answers = [fault]
    deliver(fernhill, MONDAY)
    assert [fresh(fernhill, first).state, fresh(fernhill, second).state] == ["waiting", "sent"]
    deliver(fernhill, LATER)
    assert fresh(fernhill, first).state == "sent"
    assert len(mail_server.letters) == 2


def test_while_nobody_answers_all_wait_and_no_try_is_counted(fernhill, mail_server, deliver):
    notices = [tell(fernhill, occurrence=str(n)) for n in range(3)]
    mail_server.stop()
    for minutes in range(0, 30, 3):
        deliver(fernhill, MONDAY + timedelta(minutes=minutes))
    rows = [fresh(fernhill, notice) for notice in notices]
    assert [(row.state, row.attempts) for row in rows] == [("waiting", 0)] * 3
    mail_server.start()
    deliver(fernhill, MONDAY + timedelta(minutes=30))
    assert len(mail_server.letters) == 3
    assert set(states(fernhill).values()) == {"sent"}


def test_one_connection_serves_a_batch(fernhill, mail_server, deliver):
    for number in range(5):
        tell(fernhill, occurrence=str(number))
    deliver(fernhill, MONDAY)
    assert (len(mail_server.letters), mail_server.connections) == (5, 1)


def test_words_that_cannot_be_made_are_parked_after_five_tries_and_the_others_go_on(fernhill, mail_server, deliver):
    poison = tell(fernhill, "tests.poison")
    others = [tell(fernhill, occurrence=str(number)) for number in range(40)]
    at = MONDAY
    for tries in range(1, MOST_ATTEMPTS + 1):
        deliver(fernhill, at)
        row = fresh(fernhill, poison)
        assert (row.attempts, row.failure) == (tries, "ValueError")
        at = row.next_try_at or at
    assert row.state == "parked"
    assert len(mail_server.letters) == len(others)
    assert {fresh(fernhill, other).state for other in others} == {"sent"}


def test_a_kind_that_is_gone_is_parked_like_any_other_fault(fernhill, mail_server, deliver):
    notice = tell(fernhill)
    with fernhill.inside():
        Notice.objects.filter(pk=notice.pk).update(kind="tests.of_last_year", attempts=4)
    deliver(fernhill, MONDAY)
    assert (fresh(fernhill, notice).state, notice.failure) == ("parked", "LookupError")


def test_the_claim_of_a_dead_worker_comes_back_after_its_lease(fernhill, mail_server, deliver):
    notice = tell(fernhill)
    with fernhill.inside():
        assert rules.claim(at=MONDAY, limit=10) == [notice.pk]
        assert rules.claim(at=MONDAY, limit=10) == []
    deliver(fernhill, MONDAY + timedelta(minutes=4))
    assert mail_server.letters == []
    deliver(fernhill, MONDAY + timedelta(minutes=5))
    assert fresh(fernhill, notice).state == "sent"


def test_a_worker_that_wakes_up_late_finds_its_claim_taken(fernhill):
    notice = tell(fernhill)
    with fernhill.inside():
        rules.claim(at=MONDAY, limit=10)
        again = MONDAY + timedelta(minutes=6)
        assert rules.claim(at=again, limit=10) == [notice.pk]
        assert rules.prepare([notice.pk], claimed_at=MONDAY, at=again) == []
        (ready,) = rules.prepare([notice.pk], claimed_at=again, at=again)
        assert (ready.notice.pk, ready.notice.attempts) == (notice.pk, 2)


def test_what_a_late_worker_says_of_a_letter_that_another_has_taken_does_not_count(fernhill):
    notice, again = tell(fernhill), MONDAY + timedelta(minutes=6)
    with fernhill.inside():
        for at in (MONDAY, again):
            assert rules.claim(at=at, limit=10) == [notice.pk]
        rules.fail(notice.pk, claimed_at=MONDAY, at=again, failure="421 from the first", lasting=True)
        rules.give_back([notice.pk], claimed_at=MONDAY, at=again)
        row = fresh(fernhill, notice)
        assert (row.state, row.claimed_at, row.attempts, row.failure) == ("sending", again, 2, "")
        rules.fail(notice.pk, claimed_at=again, at=again, failure="421 from the second")
        row = fresh(fernhill, notice)
        assert (row.state, row.attempts, row.failure) == ("waiting", 2, "421 from the second")


def test_what_kills_its_worker_each_time_is_parked_in_the_end(fernhill, mail_server, deliver):
    notice, at = tell(fernhill), MONDAY
    with fernhill.inside():
        for _death in range(MOST_ATTEMPTS):
            assert rules.claim(at=at, limit=10) == [notice.pk]
            assert len(rules.prepare([notice.pk], claimed_at=at, at=at)) == 1
            at += timedelta(minutes=5)
    deliver(fernhill, at)
    assert (fresh(fernhill, notice).state, notice.failure) == ("parked", "never came back")
    assert mail_server.letters == []


def test_no_letter_leaves_from_inside_a_transaction_of_an_organization(fernhill, mail_server):
    notice = tell(fernhill)
    from notices.tasks.post import Post

    with fernhill.inside(), Post() as post:
        keys = rules.claim(at=MONDAY, limit=1)
        (ready,) = rules.prepare(keys, claimed_at=MONDAY, at=MONDAY)
        assert ready.notice == notice
        with pytest.raises(RuntimeError, match="transaction"):
            post.send(ready.letter)
    assert mail_server.letters == []


def test_every_kind_has_a_name_that_fits_its_column():
    assert all(len(name) <= 60 for name in slots.providers("notice.kind"))


@pytest.mark.parametrize("letters", [1, 3])
def test_a_batch_is_prepared_in_a_fixed_number_of_statements(fernhill, django_assert_num_queries, letters):
    notices = [tell(fernhill, occurrence=str(number)) for number in range(letters)]
    with fernhill.inside():
        keys = rules.claim(at=MONDAY, limit=25)
        assert keys == [notice.pk for notice in notices]
        with django_assert_num_queries(PREPARED):
            ready = rules.prepare(keys, claimed_at=MONDAY, at=MONDAY)
    with django_assert_num_queries(0):  # each letter is noted in one round trip past Django
        noted = [rules.sent(one.notice, organization=fernhill.organization.pk, at=MONDAY) for one in ready]
    assert noted == [True] * letters
    assert set(states(fernhill).values()) == {"sent"}


def test_a_letter_that_is_not_to_be_sent_any_more_is_not_noted(fernhill, brackwater):
    notice, organization = tell(fernhill), fernhill.organization.pk
    assert not rules.sent(notice, organization=organization, at=MONDAY)  # never claimed
    with fernhill.inside():
        rules.claim(at=MONDAY, limit=25)
    assert not rules.sent(notice, organization=brackwater.organization.pk, at=MONDAY)  # nobody's there
    assert rules.sent(notice, organization=organization, at=MONDAY)
    assert not rules.sent(notice, organization=organization, at=LATER)
    assert fresh(fernhill, notice).sent_at == MONDAY


PREPARED = 12
