"""An invitation goes out at once, and its link lies in no outbox."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client

from notices import queries
from notices.models import Notice
from people import rules as people_rules
from people.models import Employee

pytestmark = pytest.mark.django_db
SATURDAY = datetime(2026, 3, 7, 23, tzinfo=UTC)


def invited(world, at):
    with world.inside():
        employee = people_rules.hire(
            by=world.hr_admin,
            at=at,
            number="N-1000",
            first_name="Nora",
            last_name="New",
            email="nora@fernhill.test",
            start_date=at.date(),
        )
        people_rules.invite(employee, by=world.hr_admin, at=at)
        return employee


def test_the_link_arrives_at_once_opens_the_door_and_is_nowhere_in_the_outbox(fernhill, mail_server, deliver):
    employee = invited(fernhill, SATURDAY)
    with fernhill.inside():
        assert queries.work_due(at=SATURDAY)
    deliver(fernhill, SATURDAY)
    deliver(fernhill, SATURDAY)
    (letter,) = mail_server.letters
    assert letter.recipients == ("nora@fernhill.test",)
    text = letter.message.get_body(("plain",)).get_content()
    (link,) = {word for word in text.split() if "/join/" in word}
    token = link.rstrip("/").rsplit("/", 1)[1]
    with fernhill.inside(), connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(n::text, '') FROM notices_notice n")
        assert token not in cursor.fetchone()[0]
        assert Notice.objects.get().state == "sent"
        assert not queries.work_due(at=SATURDAY)
        assert queries.bell_count(Employee.objects.get(pk=employee.pk), at=SATURDAY).count == 0
    assert letter.message["List-Unsubscribe"] is None


def test_an_invitation_that_was_withdrawn_is_not_sent(fernhill, mail_server, deliver):
    employee = invited(fernhill, SATURDAY)
    with fernhill.inside():
        people_rules.leave(employee, by=fernhill.hr_admin, at=SATURDAY, last_day=SATURDAY.date())
    deliver(fernhill, SATURDAY)
    assert mail_server.letters == []


def test_nobody_elses_link_is_sent_from_here(fernhill, brackwater, mail_server, deliver):
    invited(fernhill, SATURDAY)
    deliver(brackwater, SATURDAY)
    assert mail_server.letters == []
    assert Client().get(brackwater.path("notices/")).status_code == 302
