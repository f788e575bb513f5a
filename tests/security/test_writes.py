"""What is sent twice counts once (F1); what is sent besides the form's own fields counts for nothing (T5)."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections
from django.test import Client

from people.models import AuditEntry, RequestKey, RoleGrant
from tests.guards.walk import each_part
from tests.guards.walk import walked as walked

from .sending import NONCE

pytestmark = pytest.mark.django_db


@each_part
def test_the_same_form_sent_again_gets_the_same_answer_and_changes_nothing(walked):
    assert not walked.found["sent again"], "\n".join(walked.found["sent again"])


@each_part
def test_fields_that_no_form_asks_for_are_not_written(walked):
    assert not walked.found["other fields"], "\n".join(walked.found["other fields"])


@pytest.mark.django_db(transaction=True)
def test_fifty_at_once_with_one_nonce_have_one_effect(fernhill):
    """On a rule that would gladly do it fifty times; the others wait for the first and get its answer."""
    at_once = 10
    clients = [Client() for _ in range(at_once)]
    for client in clients:
        client.force_login(fernhill.owner.user)
    start = Barrier(at_once)
    address = fernhill.path("people/new/")
    body = {
        "nonce": NONCE,
        "number": "",
        "last_name": "Twice",
        "time_zone": "Europe/London",
        "start_date": "2024-01-08",
        "first_name": "Ada",
    }

    def send(number):
        try:
            start.wait(30)
            codes = []
            for _ in range(5):
                codes.append(clients[number].post(address, {**body, "number": "N-once"}).status_code)
            return codes
        finally:
            connections.close_all()

    with ThreadPoolExecutor(at_once) as pool:
        codes = Counter(code for some in pool.map(send, range(at_once)) for code in some)
    assert codes == {302: 50}
    with fernhill.inside():
        assert AuditEntry.objects.filter(act="employee.hired", by=fernhill.owner).count() == 1
        assert RequestKey.objects.filter(key=NONCE).count() == 1


def test_the_same_nonce_with_other_words_is_refused(cast):
    client = cast.client("employee")
    first = client.post(cast.world.path("draft/"), {"draft_key": "a", "text": "one", "nonce": NONCE})
    other = client.post(cast.world.path("draft/"), {"draft_key": "a", "text": "two", "nonce": NONCE})
    assert (first.status_code, other.status_code) == (204, 422)


def test_a_role_cannot_be_sent_along(cast):
    body = {"first_name": "Robin", "last_name": "Reed", "time_zone": "Europe/London", "start_date": "2024-01-08"}
    path = cast.world.path(f"people/{cast.people['employee'].pk}/edit/")
    cast.client("hr_partner").post(
        path, {**body, "role": "owner", "roles": "owner", "organization": cast.other.organization.pk}
    )
    with cast.world.inside():
        assert not RoleGrant.objects.filter(employee=cast.people["employee"]).exists()
