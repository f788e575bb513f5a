"""Feedback and praise over the API: the same rules as on the pages."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from people.models import AuditEntry
from perfhub.kernel import clock
from tests.factories.feedback import FeedbackFactory, ValueFactory

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 3, 4, 10, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _wednesday():
    with clock.stopped(AT):
        yield


def test_given_received_and_answered(fernhill, program):
    giver, receiver, manager = (program(p) for p in (fernhill.peer, fernhill.employee, fernhill.manager))
    said = {
        "to": [fernhill.employee.pk],
        "kind": "improvement",
        "audience": "manager",
        "behaviour": "The report left without the second reading.",
        "obstacle": "capacity",
        "how": "Max moves the audit.",
        "follow_up": "2026-03-18",
    }
    made = giver.post("feedback/", said)
    assert made.status_code == 201, made.content
    pk = made.json()["id"]
    found = receiver.ask("feedback/").json()["results"]
    assert [(one["id"], one["behaviour"], one["audience"]) for one in found] == [(pk, said["behaviour"], "manager")]
    assert receiver.post(f"feedback/{pk}/acknowledge/").json()["receivers"][0]["acknowledged_at"]
    assert receiver.post(f"feedback/{pk}/say_view/", {"text": "The bench is taken."}).status_code == 200
    assert (
        receiver.post(f"feedback/{pk}/comment/", {"text": "Which one?"}).json()["messages"][0]["text"] == "Which one?"
    )
    whole = manager.ask(f"feedback/{pk}/").json()
    assert whole["receivers"][0]["own_view"] == "The bench is taken." and whole["acts"] == ["comment"]
    assert giver.post(f"feedback/{pk}/follow_up/", {"outcome": "better"}).json()["outcome"] == "better"
    assert giver.post(f"feedback/{pk}/follow_up/", {"outcome": "same"}).status_code == 409
    with fernhill.inside():
        seen = AuditEntry.objects.filter(act="feedback.seen", employee=fernhill.employee)
        assert set(seen.values_list("by__name", flat=True)) == {"Emma Employee", "Max Manager", "Peter Peer"}


def test_what_is_refused_says_why(fernhill, brackwater, program):
    asked = program(fernhill.peer)
    said = {"to": [fernhill.employee.pk], "kind": "suggestion", "audience": "receiver", "behaviour": "You read aloud."}
    for change, status in [
        ({"to": [fernhill.peer.pk]}, 409),
        ({"to": [fernhill.leaver.pk]}, 400),
        ({"to": [brackwater.employee.pk]}, 400),
        ({"to": []}, 400),
        ({"behaviour": ""}, 409),
        ({"behaviour": "\u200b"}, 409),
        ({"behaviour": "x" * 4001}, 400),
        ({"audience": "everybody"}, 409),
        ({"audience": "manager_alone"}, 409),
        ({"goal": 2**40}, 404),
        ({"mood": "grim"}, 400),
    ]:
        answer = asked.post("feedback/", {**said, **change})
        assert answer.status_code == status, (change, answer.content)
    assert asked.post("feedback/", said).status_code == 201


def test_a_token_reads_and_writes_what_it_was_made_for(fernhill, program):
    with fernhill.inside():
        made = FeedbackFactory(by=fernhill.peer, to=fernhill.employee, given_at=AT)
    reads, other = program(fernhill.employee, ["feedback:read"]), program(fernhill.employee, ["praise:read"])
    assert reads.ask(f"feedback/{made.pk}/").status_code == 200
    assert reads.post(f"feedback/{made.pk}/thank/").status_code == 403
    assert other.ask("feedback/").status_code == 403 and other.ask("praise/").status_code == 200


def test_the_wall_is_read_page_by_page_and_pressed(fernhill, brackwater, program):
    with brackwater.inside():
        FeedbackFactory(by=brackwater.peer, to=brackwater.employee, praise=True, given_at=AT)
    with fernhill.inside():
        value = ValueFactory(name="We ask early")
        rows = [
            FeedbackFactory(by=fernhill.peer, to=fernhill.employee, praise=True, value=value, given_at=AT)
            for _n in range(3)
        ]
        FeedbackFactory(by=fernhill.peer, to=fernhill.employee, given_at=AT)
    asked = program(fernhill.stranger)
    first = asked.ask("praise/?limit=2").json()
    assert [one["id"] for one in first["results"]] == [rows[2].pk, rows[1].pk]
    assert [one["id"] for one in asked.ask(first["next"]).json()["results"]] == [rows[0].pk]
    assert asked.post(f"praise/{rows[0].pk}/react/", {"kind": "applause"}).json()["applause"] == 1
    assert asked.post(f"praise/{rows[0].pk}/react/", {"kind": "applause"}).json()["applause"] == 0
    assert len(asked.ask(f"praise/?value={value.pk}").json()["results"]) == 3
    assert [one["name"] for one in asked.ask("values/").json()["results"]] == ["We ask early"]


@pytest.mark.parametrize("address", ["feedback/", "praise/"])
def test_a_list_asks_no_more_for_many(fernhill, program, address):
    asked, counted = program(fernhill.employee), []
    for more in (1, 3):
        with fernhill.inside():
            for _n in range(more):
                FeedbackFactory(by=fernhill.peer, to=fernhill.employee, praise=True, given_at=AT, value=ValueFactory())
        asked.ask(address)
        with CaptureQueriesContext(connection) as seen:
            assert asked.ask(address).status_code == 200
        counted.append(len(seen))
    assert counted[0] == counted[1]
