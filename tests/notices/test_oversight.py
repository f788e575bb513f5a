"""An HR admin sees what could not be delivered, tries again, lets held mail go, switches kinds."""

import pytest

from notices.models import Hold, KindSwitch, Notice
from people.models import AuditEntry
from perfhub.kernel import slots
from tests.factories.notices import HoldFactory, NoticeFactory
from tests.factories.people import AT

pytestmark = pytest.mark.django_db


def audited(world, act):
    with world.inside():
        return list(AuditEntry.objects.filter(act=act).values_list("by", "object_id"))


def test_what_could_not_be_delivered_is_shown_and_tried_again(fernhill, brackwater, client_of):
    with fernhill.inside():
        notice = NoticeFactory(recipient=fernhill.peer, state="parked", attempts=5, failure="SMTPDataError 554")
    with brackwater.inside():
        NoticeFactory(recipient=brackwater.stranger, state="parked", attempts=5)
    client = client_of(fernhill.hr_admin)
    words = client.get(fernhill.path("notices/mail/")).content.decode()
    assert "Peter Peer" in words and "The mail server does not take this letter (554)" in words
    assert "Stella Stranger" not in words
    address = fernhill.path(f"notices/mail/{notice.pk}/try-again/")
    assert client.post(address).status_code == 302
    with fernhill.inside():
        notice.refresh_from_db()
    assert (notice.state, notice.attempts, notice.failure) == ("waiting", 0, "")
    assert audited(fernhill, "notice.tried_again") == [(fernhill.hr_admin.pk, notice.pk)]
    assert client.post(address).status_code == 404
    assert client_of(fernhill.manager).get(fernhill.path("notices/mail/")).status_code == 403


def test_held_mail_is_shown_where_an_admin_begins_the_day(fernhill, client_of):
    with fernhill.inside():
        hold = HoldFactory(end_at=None, found=4321, usual=90)
        NoticeFactory(recipient=fernhill.peer, state="parked")
        lines = slots.collect("home.due", fernhill.hr_admin, at=AT)
        assert [line.key for line in lines if line.key.startswith("notices:")] == ["notices:hold", "notices:parked"]
        assert not [line for line in slots.collect("home.due", fernhill.manager, at=AT) if "notices:" in line.key]
    client = client_of(fernhill.hr_admin)
    assert "4321 letters were due" in client.get(fernhill.path("notices/mail/")).content.decode()
    assert client.post(fernhill.path(f"notices/mail/holds/{hold.pk}/release/")).status_code == 302
    with fernhill.inside():
        assert Hold.objects.get().ended_by == fernhill.hr_admin
    assert client.post(fernhill.path(f"notices/mail/holds/{hold.pk}/release/")).status_code == 409


def test_a_kind_is_switched_off_and_on(fernhill, client_of):
    client, address = client_of(fernhill.hr_admin), fernhill.path("notices/mail/kinds/")
    assert client.post(address, {"kind": "tests.letter"}).status_code == 302
    with fernhill.inside():
        assert KindSwitch.objects.get().is_on is False
    assert client.post(address, {"kind": "tests.letter", "on": "on"}).status_code == 302
    with fernhill.inside():
        switch = KindSwitch.objects.get()
    assert (switch.kind, switch.is_on) == ("tests.letter", True)
    assert len(audited(fernhill, "notices.off")) == len(audited(fernhill, "notices.on")) == 1
    assert client.post(address, {"kind": "tests.legal"}).status_code == 409
    assert client.post(address, {"kind": "tests.nothing"}).status_code == 422


def test_the_ways_of_a_stuck_mail_cost_one_statement(fernhill, django_assert_num_queries):
    provider = slots.providers("home.due")["notices.stuck_mail"]
    with fernhill.inside():
        for _parked in range(3):
            NoticeFactory(recipient=fernhill.peer, state="parked")
        viewer = fernhill.hr_admin
        assert Notice.objects.parked().count() == 3
        list(provider(viewer, at=AT))  # roles are read once with the viewer
        with django_assert_num_queries(1):
            (line,) = provider(viewer, at=AT)
    assert line.title == "3 letters could not be delivered"
