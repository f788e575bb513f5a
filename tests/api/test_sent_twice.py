"""A request repeated with its Idempotency-Key has one effect (F1)."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.db import connections

from people.models import AuditEntry, Employee, RequestKey
from perfhub.kernel.tenancy import organization_context

from .walk import API_ROWS, KEY, each_part, walk
from .walk import walked as walked

HIRE = {"last_name": "Reed", "start_date": "2026-01-05"}


@each_part
def test_every_write_repeated_is_answered_alike_and_changes_nothing(walked):
    assert not walked["repeated"], "\n".join(walked["repeated"])


@pytest.mark.django_db
def test_a_write_that_is_done_each_time_it_is_sent_is_found(cast, program, monkeypatch):
    row = next(row for row in API_ROWS if str(row) == "people_api:hours POST")
    monkeypatch.setattr("people.middleware._request_key", lambda request: None)
    found = walk(cast, program, [(0, row)])
    assert {claim for claim, sentences in found.items() if sentences} == {"repeated"}


@pytest.mark.django_db
def test_a_key_is_for_one_request(fernhill, program):
    asked = program(fernhill.hr_admin)
    assert asked.post("employees/", HIRE | {"number": "A"}, Idempotency_Key=KEY).status_code == 201
    other = asked.post("employees/", HIRE | {"number": "B"}, Idempotency_Key=KEY)
    assert (other.status_code, other["Content-Type"]) == (422, "application/problem+json")
    assert asked.post("employees/", HIRE | {"number": "B"}, Idempotency_Key="short").status_code == 400
    with fernhill.inside():
        assert not Employee.objects.filter(number="B").exists()


@pytest.mark.django_db
def test_a_refused_request_leaves_its_key_free(fernhill, program):
    asked = program(fernhill.hr_admin)
    assert asked.post("employees/", HIRE | {"number": "N-Emma"}, Idempotency_Key=KEY).status_code == 409
    assert asked.post("employees/", HIRE | {"number": "A"}, Idempotency_Key=KEY).status_code == 201


def at_once(asked, path: str, body: dict, *, key: str, times: int) -> Counter:
    """The same request from several threads together; one that is told to wait repeats it."""
    start = Barrier(times)

    def send(_number):
        try:
            start.wait(60)
            for _ in range(200):
                answer = asked.post(path, body, Idempotency_Key=key)
                if answer.status_code != 409 or "in-flight" not in answer.json()["type"]:
                    return answer.status_code
            return "never"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(times) as pool:
        return Counter(pool.map(send, range(times)))


@pytest.mark.django_db(transaction=True)
def test_many_at_once_with_one_key_have_one_effect(fernhill, program):
    asked = program(fernhill.hr_admin)
    for number in range(3):
        assert at_once(
            asked, "employees/", HIRE | {"number": f"K{number}"}, key=f"key-{number}-of-a-test", times=8
        ) == {201: 8}
    with fernhill.inside():
        assert AuditEntry.objects.filter(act="employee.hired", by=fernhill.hr_admin).count() == 3
        assert RequestKey.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_who_asks_while_it_is_being_done_is_told_to_ask_again(fernhill, program):
    from people.rules import take_key

    asked = program(fernhill.hr_admin)
    with ThreadPoolExecutor(1) as pool, organization_context(fernhill.organization):
        assert take_key(fernhill.hr_admin, KEY)  # as the first of the two requests has

        def second():
            try:
                return asked.post("employees/", HIRE | {"number": "A"}, Idempotency_Key=KEY)
            finally:
                connections.close_all()

        answer = pool.submit(second).result(timeout=30)
    assert (answer.status_code, answer["Retry-After"]) == (409, "1")
    assert answer.json()["type"].endswith("#in-flight")
    assert asked.post("employees/", HIRE | {"number": "A"}, Idempotency_Key=KEY).status_code == 201


@pytest.mark.prove
@pytest.mark.django_db(transaction=True)
def test_fifty_at_once_with_each_of_two_hundred_keys_have_two_hundred_effects(fernhill, program, record_property):
    """On two rules: one that makes a row, and one that would gladly do its work fifty times."""
    asked = program(fernhill.hr_admin)
    path = f"employees/{fernhill.employee.pk}/report-to/"
    for number in range(200):
        body = HIRE | {"number": f"K{number}"}
        assert at_once(asked, "employees/", body, key=f"hire-{number:08d}", times=50) == {201: 50}
        day = date(2025, 2, 3) + timedelta(days=number)
        manager = [fernhill.manager.pk, fernhill.skip.pk][number % 2]
        moved = {"manager": manager, "from_date": day.isoformat()}
        assert at_once(asked, path, moved, key=f"move-{number:08d}", times=50) == {200: 50}
    with fernhill.inside():
        hired = AuditEntry.objects.filter(act="employee.hired", by=fernhill.hr_admin).count()
        moves = AuditEntry.objects.filter(act="employee.reports_to", by=fernhill.hr_admin).count()
    record_property("requests", 2 * 200 * 50)
    record_property("effects", hired + moves)
    assert (hired, moves) == (200, 200)
