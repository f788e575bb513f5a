"""A clock that jumps or a rule that runs wild does not flood anybody."""

from datetime import UTC, datetime, timedelta

import pytest

from notices import rules
from notices.models import Hold, Notice
from people.models import AuditEntry
from perfhub.kernel.errors import Refused
from tests.factories.notices import NoticeFactory
from tests.factories.people import EmployeeFactory

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


def flood(world, count, kind="tests.letter"):
    with world.inside():
        rules.tell_many([world.employee.pk] * count, kind, subjects=subjects(world, count), at=MONDAY)


def subjects(world, count):
    """As many different things to tell of as wanted: earlier notices will do."""
    rows = [
        Notice(
            recipient=world.skip,
            kind="tests.letter",
            subject_type="people.employee",
            subject_id=number,
            state="kept",
            occurrence="x",
            due_at=MONDAY,
            created_at=MONDAY,
        )
        for number in range(count)
    ]
    return Notice.objects.bulk_create(rows)


def past(world, letters_an_hour):
    """A busy hour last week."""
    with world.inside():
        for number in range(letters_an_hour):
            sent_at = MONDAY - timedelta(days=7) + timedelta(seconds=number)
            NoticeFactory(recipient=world.skip, state="sent", sent_at=sent_at, due_at=sent_at)


def hold_of(world):
    with world.inside():
        return Hold.objects.order_by("-pk").first()


def test_as_much_as_is_usual_goes_out(fernhill, mail_server):
    flood(fernhill, 60)
    with fernhill.inside():
        assert rules.watch_volume(at=MONDAY) is False
    assert hold_of(fernhill) is None


def test_more_than_three_times_the_usual_is_held_and_what_a_person_asks_for_goes_on(fernhill, mail_server, deliver):
    flood(fernhill, 61)
    with fernhill.inside():
        rules.tell(fernhill.employee, "tests.at_once", subject=fernhill.peer, at=MONDAY)
    deliver(fernhill, MONDAY)
    hold = hold_of(fernhill)
    assert (hold.start_at, hold.end_at, hold.found, hold.usual) == (MONDAY, None, 61, 20)
    alarm = "Mail is held: far more is due than usual"
    assert sorted(mail_server.subjects) == ["About Peter Peer", alarm, alarm]
    assert len(mail_server.to("hannah@fernhill.test")) == len(mail_server.to("olive@fernhill.test")) == 1
    deliver(fernhill, MONDAY + timedelta(minutes=1))
    assert len(mail_server.letters) == 3


def test_a_busy_hour_of_the_last_weeks_makes_a_busy_hour_usual(fernhill):
    past(fernhill, 25)
    flood(fernhill, 75)
    with fernhill.inside():
        assert rules.watch_volume(at=MONDAY) is False
        rules.tell(fernhill.peer, "tests.letter", subject=fernhill.skip, at=MONDAY)
        assert rules.watch_volume(at=MONDAY) is True


def test_a_first_reminder_for_everybody_is_no_flood(fernhill):
    with fernhill.inside():
        people = EmployeeFactory.create_batch(101)
        rules.tell_many([person.pk for person in people], "tests.letter", subjects=people, at=MONDAY)
        assert rules.watch_volume(at=MONDAY) is False
        rules.tell_many([person.pk for person in people], "tests.letter", subjects=people, occurrence="2", at=MONDAY)
        assert rules.watch_volume(at=MONDAY) is True


def test_what_went_out_within_the_hour_counts(fernhill):
    with fernhill.inside():
        for _letter in range(60):
            NoticeFactory(recipient=fernhill.skip, state="sent", sent_at=MONDAY - timedelta(minutes=5))
        rules.tell(fernhill.peer, "tests.letter", subject=fernhill.skip, at=MONDAY)
        assert rules.watch_volume(at=MONDAY) is True


def test_an_hr_admin_lets_it_go_once(fernhill):
    flood(fernhill, 61)
    with fernhill.inside():
        assert rules.watch_volume(at=MONDAY) is True
        hold = Hold.objects.get()
        with pytest.raises(Refused):
            rules.release(hold, by=fernhill.manager, at=MONDAY)
        rules.release(hold, by=fernhill.hr_admin, at=MONDAY)
        assert AuditEntry.objects.filter(act="mail.released", by=fernhill.hr_admin, object_id=hold.pk).exists()
        with pytest.raises(rules.HeldAlready):
            rules.release(hold, by=fernhill.hr_admin, at=MONDAY)
        assert rules.watch_volume(at=MONDAY + timedelta(minutes=1)) is False


def test_one_organizations_flood_holds_nobody_elses_mail(fernhill, brackwater, mail_server, deliver):
    flood(fernhill, 61)
    with brackwater.inside():
        rules.tell(brackwater.employee, "tests.letter", subject=brackwater.peer, at=MONDAY)
    deliver(fernhill, MONDAY), deliver(brackwater, MONDAY)
    assert len(mail_server.to("emma@brackwater.test")) == 1
    assert mail_server.to("emma@fernhill.test") == []
