"""What can wait is told in one letter each working morning, at most one."""

import sys
from datetime import UTC, datetime, timedelta

import pytest

from notices import queries, rules
from notices.models import Notice
from people.models import Employee

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
TUESDAY = datetime(2026, 3, 3, 8, tzinfo=UTC)


def tell(world, *, to=None, subject=None, at=MONDAY):
    with world.inside():
        return rules.tell(
            to or world.manager, "tests.daily", subject=subject or world.employee, occurrence=str(at), at=at
        )


def states(world):
    with world.inside():
        return set(Notice.objects.filter(kind="tests.daily").values_list("state", flat=True))


def test_all_of_a_day_comes_in_one_letter_the_next_morning(fernhill, mail_server, deliver):
    for minutes in range(3):
        tell(fernhill, subject=fernhill.peer, at=MONDAY + timedelta(minutes=minutes))
    tell(fernhill, to=fernhill.skip)
    deliver(fernhill, MONDAY + timedelta(hours=5))
    assert mail_server.letters == []
    deliver(fernhill, TUESDAY)
    assert sorted(mail_server.subjects) == ["1 thing to know this morning", "3 things to know this morning"]
    (message,) = mail_server.to("max@fernhill.test")
    text = message.get_body(("plain",)).get_content()
    assert text.count("About Peter Peer") == 3
    assert states(fernhill) == {"sent"}
    with fernhill.inside():
        digests = Notice.objects.filter(kind="notices.digest")
        assert sorted(digests.values_list("occurrence", "state")) == [("2026-03-03", "sent")] * 2


def test_a_digest_that_is_not_to_be_sent_any_more_leaves_what_was_gathered_in_it(fernhill):
    tell(fernhill)
    with fernhill.inside():
        rules.open_digests(at=TUESDAY)
        digest = Notice.objects.get(kind="notices.digest")
        Notice.objects.filter(kind="tests.daily").update(digest=digest)
    organization = fernhill.organization.pk
    assert not rules.sent(digest, organization=organization, at=TUESDAY)  # never claimed
    assert states(fernhill) == {"held"}
    with fernhill.inside():
        assert rules.claim(at=TUESDAY, limit=25) == [digest.pk]
    assert rules.sent(digest, organization=organization, at=TUESDAY)
    assert states(fernhill) == {"sent"}


def test_there_is_one_digest_a_morning_and_what_comes_later_waits_for_the_next(fernhill, mail_server, deliver):
    tell(fernhill)
    deliver(fernhill, TUESDAY)
    tell(fernhill, at=TUESDAY)  # due at eight, as the digest that has just gone
    for minutes in range(0, 600, 60):
        deliver(fernhill, TUESDAY + timedelta(minutes=minutes))
    assert len(mail_server.letters) == 1
    deliver(fernhill, TUESDAY + timedelta(days=1))
    assert len(mail_server.letters) == 2
    assert states(fernhill) == {"sent"}


def test_a_digest_of_the_day_before_is_the_one_of_the_day_it_goes_out(fernhill, mail_server, deliver):
    tell(fernhill)
    mail_server.stop()
    deliver(fernhill, TUESDAY)
    mail_server.start()
    wednesday = TUESDAY + timedelta(days=1)
    deliver(fernhill, wednesday)
    assert mail_server.subjects == ["1 thing to know this morning"]
    tell(fernhill, at=wednesday), tell(fernhill, to=fernhill.skip, at=wednesday)
    with fernhill.inside():
        assert rules.open_digests(at=wednesday + timedelta(hours=12, minutes=1)) == 1
        digests = Notice.objects.filter(kind="notices.digest").order_by("pk")
        assert list(digests.values_list("recipient", "occurrence", "state")) == [
            (fernhill.manager.pk, "2026-03-03", "sent"),
            (fernhill.skip.pk, "2026-03-04", "waiting"),
        ]
        assert rules.open_digests(at=wednesday + timedelta(days=1)) == 1  # the manager's next one


def test_each_recipient_has_an_own_morning(fernhill, mail_server, deliver):
    with fernhill.inside():
        Employee.objects.filter(pk=fernhill.skip.pk).update(time_zone="America/New_York")
    tell(fernhill), tell(fernhill, to=fernhill.skip)
    deliver(fernhill, TUESDAY)
    assert len(mail_server.to("max@fernhill.test")) == 1
    assert mail_server.to("sara@fernhill.test") == []
    deliver(fernhill, TUESDAY + timedelta(hours=5))
    assert len(mail_server.to("sara@fernhill.test")) == 1


def test_a_digest_with_nothing_left_to_tell_is_not_sent(fernhill, mail_server, deliver):
    tell(fernhill)
    with fernhill.inside():
        Employee.objects.filter(pk=fernhill.employee.pk).update(state="left", end_date="2026-03-02")
    deliver(fernhill, TUESDAY)
    assert mail_server.letters == []
    assert states(fernhill) == {"dropped"}


def test_what_was_gathered_for_a_leaver_is_dropped_and_waits_for_nobody(fernhill, mail_server, deliver):
    tell(fernhill)
    with fernhill.inside():
        Employee.objects.filter(pk=fernhill.manager.pk).update(state="left", end_date="2026-03-02")
    deliver(fernhill, TUESDAY)
    assert (states(fernhill), mail_server.letters) == ({"dropped"}, [])
    with fernhill.inside():
        assert queries.work_due(at=TUESDAY) is None


def test_a_digest_that_fails_takes_the_same_entries_along_again(fernhill, mail_server, deliver):
    tell(fernhill), tell(fernhill, subject=fernhill.peer)
    mail_server.next_answers = ["451 later"]
    deliver(fernhill, TUESDAY)
    assert states(fernhill) == {"held"}
    deliver(fernhill, TUESDAY + timedelta(minutes=3))
    assert mail_server.subjects == ["2 things to know this morning"]
    assert states(fernhill) == {"sent"}


def test_an_unwanted_kind_stays_out_of_the_digest_and_an_unwanted_digest_takes_all_with_it(
    fernhill, mail_server, deliver
):
    tell(fernhill), tell(fernhill, to=fernhill.skip)
    with fernhill.inside():
        rules.wish(fernhill.manager, "tests.daily", channel="bell", at=MONDAY)
        rules.wish(fernhill.skip, "notices.digest", channel="bell", at=MONDAY)
    deliver(fernhill, TUESDAY)
    assert mail_server.letters == []
    assert states(fernhill) == {"kept"}


def test_many_mornings_are_opened_turn_by_turn_and_nobody_is_left_out(fernhill, mail_server, deliver, monkeypatch):
    monkeypatch.setattr(sys.modules["notices.rules.delivering"], "MOST_DIGESTS", 2)
    people = [fernhill.manager, fernhill.skip, fernhill.peer, fernhill.hr_admin, fernhill.owner]
    for person in people:
        tell(fernhill, to=person)
    for minutes in range(4):
        deliver(fernhill, TUESDAY + timedelta(minutes=minutes))
    assert sorted(letter.recipients[0] for letter in mail_server.letters) == sorted(person.email for person in people)
    assert states(fernhill) == {"sent"}
