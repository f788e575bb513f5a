"""What is sent changes what its operation is for: no foreign row (T4), no other column (T5)."""

from collections.abc import Iterator
from functools import partial

import pytest
from django.db import transaction
from rest_framework import serializers

from perfhub.kernel.api import Id, Key
from perfhub.kernel.api.doors import Operation
from perfhub.kernel.api.shapes import MOST_NAMED
from tests.guards.access import GET, Row, routes
from tests.guards.access_table import ROWS
from tests.security.test_writes import every_field, left_by
from tests.written import written, written_since

pytestmark = pytest.mark.django_db
WRITES = [row for row in ROWS if row.is_api and row.method != GET]
MAY_CHANGE = frozenset({"people_auditentry", "people_apitoken"})  # that it was refused; when a token was used


def operation_of(row: Row) -> Operation:
    return routes()[row.name].view.cls.operations[row.method]


def persona_of(row: Row) -> str:
    return next(persona for persona in row.reached_by() if persona not in ("anon", "hr_subject"))


def sent(row: Row, cast, asked, args, body):
    return asked.ask(cast.address(row, args), method=row.method.lower(), body=body, **row.headers)


def with_key(shape: serializers.Serializer, key: int) -> Iterator[tuple[str, object]]:
    """Every place of an input that takes the key of a row, with this key in it."""
    for name, field in shape.fields.items():
        if isinstance(field, Key | Id):
            yield name, key
        elif isinstance(field, serializers.ListSerializer):
            inner = dict(with_key(field.child, key))
            if inner:
                yield name, [{"outcome": "done", **inner}]


def test_the_key_of_another_organizations_row_is_nobodys(cast, program):
    places = 0
    for row in WRITES:
        operation, persona = operation_of(row), persona_of(row)
        if operation.takes is None:
            continue
        with transaction.atomic():
            asked, args = program(cast.people[persona]), cast.make(row, persona)
            asked.ask("me/")
            whole = cast.body(row, persona, args) or {}
            before = written()
            for number in range(4):
                for name, value in with_key(operation.takes(), (2**62, 2**63 - 1, 2**70, -1)[number]):
                    if number == 0 and name in ("team", "manager", "employee"):  # one that there is, over there
                        value = cast.other.employee.team_id if name == "team" else cast.other.employee.pk
                    answer = sent(row, cast, asked, args, whole | {name: value})
                    places += 1
                    assert answer.status_code in (400, 404, 409), f"{row} took {name}={value}: {answer.content}"
                    assert not written_since(before, but=MAY_CHANGE), f"{row} with {name}={value} changed something"
            transaction.set_rollback(True)
    assert places >= 20


def test_a_field_that_is_not_taken_is_refused_and_nothing_is_written(cast, program):
    extra = every_field(cast.people["peer"])
    for row in WRITES:
        operation, persona = operation_of(row), persona_of(row)
        if operation.takes is None:
            continue
        with transaction.atomic():
            asked, args = program(cast.people[persona]), cast.make(row, persona)
            asked.ask("me/")
            whole = cast.body(row, persona, args) or {}
            before = written()
            others = {name: value for name, value in extra.items() if name not in operation.takes().fields}
            answer = sent(row, cast, asked, args, whole | others)
            assert answer.status_code == 400, row
            assert answer.json()["errors"].keys() == set(sorted(others)[:MOST_NAMED]), row
            assert not written_since(before, but=MAY_CHANGE), row
            transaction.set_rollback(True)


def test_an_act_that_takes_nothing_takes_nothing(cast, program):
    """Whatever lies in the body, the same is written as without one."""
    for row in WRITES:
        if operation_of(row).takes is not None:
            continue
        persona = persona_of(row)
        with transaction.atomic():
            asked, args = program(cast.people[persona]), cast.make(row, persona)
            bodies = ({}, every_field(cast.people["peer"]))
            (one, left), (two, left_then) = left_by(*(partial(sent, row, cast, asked, args, body) for body in bodies))
            assert one.status_code == two.status_code == row.expected(persona), row
            assert left == left_then, row
            transaction.set_rollback(True)


CHANGES = {
    "first_name": "Romy",
    "last_name": "Reed",
    "email": "Romy@example.test",
    "job_title": "Fitter",
    "grade": "G2",
    "location": "Leeds",
    "time_zone": "Asia/Kolkata",
    "start_date": "2024-02-05",
}
FOLLOW = {"name", "sort_name", "search_name", "search_title", "version"}  # made from what is changed


def test_a_change_writes_the_columns_that_were_sent_and_no_others(fernhill, program):
    asked, path = program(fernhill.hr_admin), f"employees/{fernhill.employee.pk}/"
    for name, value in CHANGES.items():
        before = columns(fernhill)
        answer = asked.patch(path, {name: value}, If_Match=asked.ask(path)["ETag"])
        assert answer.status_code == 200, answer.content
        after = columns(fernhill)
        changed = {column for column in after if after[column] != before[column]}
        assert name in changed and changed <= {name} | FOLLOW, name


def columns(world) -> dict[str, object]:
    with world.inside():
        return type(world.employee).objects.filter(pk=world.employee.pk).values().get()
