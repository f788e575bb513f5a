"""Check-ins over the API."""

from datetime import timedelta

import pytest

from feedback.models import CheckIn
from people.models import AuditEntry
from tests.factories.feedback import (
    MONDAY,
    AskedFactory,
    CheckInFactory,
    PriorityFactory,
    QuestionFactory,
    WordingFactory,
)

pytestmark = pytest.mark.django_db


def post(client, world, path, body=None, **headers):
    address = f"/api/v1/o/{world.organization.slug}/check-ins/{path}/"
    return client.post(address, body or {}, content_type="application/json", headers=headers)


def test_a_week_is_answered_read_and_listed(fernhill, client_of):
    with fernhill.inside():
        last = CheckInFactory(employee=fernhill.employee, period_start=MONDAY - timedelta(weeks=1), answered=True)
        plan = PriorityFactory(check_in=last, text="Tickets")
        check_in = CheckInFactory(employee=fernhill.employee)
    employee, manager = client_of(fernhill.employee), client_of(fernhill.manager)
    body = {"mood": 4, "progress": "Calm.", "outcomes": [{"id": plan.pk, "outcome": "done"}], "priorities": ["Brno"]}
    answer = post(employee, fernhill, f"{check_in.pk}/answer", body)
    assert answer.status_code == 200
    shown = answer.json()
    assert (shown["state"], shown["mood"], shown["edition"]) == ("answered", 4, 1)
    assert [(p["text"], p["outcome"]) for p in shown["planned"]] == [("Tickets", "done")]
    assert [p["text"] for p in shown["next"]] == ["Brno"]
    rows = manager.get(f"/api/v1/o/{fernhill.organization.slug}/inbox/").json()
    assert {row["check_in"]["progress"] for row in rows} == {"Calm.", ""}
    with fernhill.inside():
        assert AuditEntry.objects.filter(act="check_in.seen", by=fernhill.manager).count() == 2
    assert post(manager, fernhill, f"{check_in.pk}/read").json()["state"] == "read"
    mine = employee.get(f"/api/v1/o/{fernhill.organization.slug}/check-ins/").json()
    assert [row["state"] for row in mine["results"]] == ["read", "answered"]


def test_what_is_not_said_in_the_contract_is_refused(fernhill, client_of):
    with fernhill.inside():
        check_in = CheckInFactory(employee=fernhill.employee)
    client = client_of(fernhill.employee)
    for body in ({"state": "read"}, {"mood": 9}, {"employee": 1}, {"priorities": ["a"] * 4}):
        assert post(client, fernhill, f"{check_in.pk}/answer", body).status_code == 400
    with fernhill.inside():
        assert CheckIn.objects.get().state == "due"


def test_an_edition_not_seen_is_a_conflict_with_both_texts(fernhill, client_of):
    with fernhill.inside():
        check_in = CheckInFactory(employee=fernhill.employee, answered=True, progress="There")
    response = post(
        client_of(fernhill.employee), fernhill, f"{check_in.pk}/correct", {"progress": "Here"}, **{"If-Match": "0"}
    )
    assert response.status_code == 412
    assert (response.json()["yours"]["progress"], response.json()["theirs"]["progress"]) == ("Here", "There")


def test_a_correction_says_which_edition_was_seen(fernhill, client_of):
    with fernhill.inside():
        check_in = CheckInFactory(employee=fernhill.employee, answered=True)
    client = client_of(fernhill.employee)
    assert post(client, fernhill, f"{check_in.pk}/correct", {"progress": "Here"}).status_code == 428
    answer = post(
        client, fernhill, f"{check_in.pk}/correct", {"progress": "Here"}, **{"If-Match": str(check_in.edition)}
    )
    assert answer.status_code == 200
    assert post(client, fernhill, f"{check_in.pk}/correct", {}, **{"If-Match": "9" * 5000}).status_code == 400


def test_questions_are_answered_and_the_two_talk_over_the_api(fernhill, client_of):
    with fernhill.inside():
        check_in = CheckInFactory(employee=fernhill.employee)
        words, number = (
            AskedFactory(check_in=check_in, position=n, wording=WordingFactory(question=QuestionFactory(kind=kind)))
            for n, kind in ((1, "text"), (2, "yes_no"))
        )
    employee, manager = client_of(fernhill.employee), client_of(fernhill.manager)
    answers = [{"id": words.pk, "text": "Torque tools"}, {"id": number.pk, "number": 0}, {"id": 10**9, "text": "x"}]
    shown = post(employee, fernhill, f"{check_in.pk}/answer", {"answers": answers, "progress": "Calm."}).json()
    assert [(q["text"], q["number"]) for q in shown["questions"]] == [("Torque tools", None), ("", 0)]
    assert post(manager, fernhill, f"{check_in.pk}/reopen", {"reason": "Really?"}).json()["state"] == "reopened"
    assert "correct" in post(employee, fernhill, f"{check_in.pk}/let_stand").json()["acts"]
    said = post(employee, fernhill, f"{check_in.pk}/comment", {"text": "Which one?", "asks": True}).json()
    assert [message["text"] for message in said["messages"]] == ["Which one?"]
    assert post(manager, fernhill, f"{check_in.pk}/react", {"kind": "well_done"}).status_code == 200
    assert post(manager, fernhill, f"{check_in.pk}/raise").status_code == 200
    assert post(manager, fernhill, f"{check_in.pk}/pass_up", {"text": "Calm."}).status_code == 200
    assert post(manager, fernhill, f"{check_in.pk}/pass_up", {"text": "Invented"}).status_code == 409
    with fernhill.inside():
        row = CheckIn.objects.get(pk=check_in.pk)
        assert row.asked_back_at is not None and row.raised_by_id == fernhill.manager.pk
        other = CheckInFactory(employee=fernhill.employee, period_start=MONDAY + timedelta(weeks=1))
    assert post(employee, fernhill, f"{other.pk}/skip").json()["state"] == "skipped"
    assert post(employee, fernhill, f"{other.pk}/ask_again").json()["state"] == "due"
