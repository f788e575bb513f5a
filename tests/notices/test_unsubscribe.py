"""The way out at the foot of each letter: GET asks, POST acts, nobody has to sign in, legal letters have none."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from notices import queries, rules
from notices.models import Preference

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


def said(world):
    with world.inside():
        return list(Preference.objects.values_list("employee", "kind", "channel"))


def link_in_letter(world, mail_server, deliver):
    with world.inside():
        rules.tell(world.employee, "tests.letter", subject=world.peer, at=MONDAY)
    deliver(world, MONDAY)
    address = mail_server.letters[-1].message["List-Unsubscribe"].strip().strip("<>")
    return address[address.index("/o/") :]


def test_one_click_without_signing_in_stops_the_kind_and_twice_is_once(fernhill, mail_server, deliver):
    link = link_in_letter(fernhill, mail_server, deliver)
    client = Client(enforce_csrf_checks=True)
    for _click in range(2):
        answer = client.post(link, {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
        assert "No more of these letters" in answer.content.decode()
    assert said(fernhill) == [(fernhill.employee.pk, "tests.letter", "bell")]
    with fernhill.inside():
        again = rules.tell(fernhill.employee, "tests.letter", subject=fernhill.peer, occurrence="2", at=MONDAY)
    deliver(fernhill, MONDAY)
    with fernhill.inside():
        again.refresh_from_db()
    assert (again.state, len(mail_server.letters)) == ("kept", 1)


def test_looking_at_the_link_changes_nothing(fernhill, mail_server, deliver):
    link = link_in_letter(fernhill, mail_server, deliver)
    for method in ("get", "head", "get"):
        assert getattr(Client(), method)(link).status_code == 200
    assert said(fernhill) == []


def test_a_link_that_was_changed_or_belongs_elsewhere_opens_nothing(fernhill, brackwater):
    with fernhill.inside():
        token = queries.unsubscribe_token(fernhill.employee, "tests.letter")
        legal = queries.unsubscribe_token(fernhill.employee, "tests.legal")
        unknown = queries.unsubscribe_token(fernhill.employee, "tests.nothing")
    links = [
        fernhill.path(f"notices/unsubscribe/{token[:-2]}xx/"),
        brackwater.path(f"notices/unsubscribe/{token}/"),
        fernhill.path(f"notices/unsubscribe/{legal}/"),
        fernhill.path(f"notices/unsubscribe/{unknown}/"),
    ]
    for link in links:
        assert Client().post(link).status_code == 404
    assert said(fernhill) == said(brackwater) == []


def test_the_link_signs_nobody_in(fernhill, mail_server, deliver):
    client = Client()
    client.post(link_in_letter(fernhill, mail_server, deliver))
    assert client.get(fernhill.path("notices/")).status_code == 302
