"""Looking changes nothing (T15): GET, HEAD and OPTIONS leave every row as it was, but for sessions and the audit."""

import pytest
from django.db import transaction

from people.models import Draft, Employee
from tests.guards.access import PERSONAS
from tests.hashes import hashes

from .conftest import READS, WRITES

pytestmark = pytest.mark.django_db
MAY_CHANGE = frozenset({"people_session", "people_auditentry"})
EVERY_ADDRESS = list({row.name: row for row in WRITES + READS}.values())
PARTS = 4
SAFE = ("GET", "HEAD", "OPTIONS")
# One of each kind of viewer, and by all methods whoever gets furthest; everybody by all of them under `prove`.
VIEWERS = {
    who: SAFE if who == "hr_admin" else ("GET",) for who in ("anon", "employee", "manager", "hr_admin", "leaver")
}


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize(
    "asked", [VIEWERS, pytest.param(dict.fromkeys(PERSONAS, SAFE), marks=pytest.mark.prove)], ids=len
)
def test_looking_changes_nothing(cast, part, asked):
    for persona in asked:
        cast.client(persona)
    rows = [row for row in EVERY_ADDRESS[part::PARTS] if row.name != "account_logout"]
    for row in rows:
        with transaction.atomic():
            made = cast.make(row)
            before = hashes(but=MAY_CHANGE)
            for persona, methods in asked.items():
                for method in methods:
                    cast.send(row, persona, made, method=method)
            after = hashes(but=MAY_CHANGE)
            assert {table for table in after if after[table] != before[table]} == set(), row.name
            transaction.set_rollback(True)


def test_a_write_by_looking_is_found(cast, monkeypatch):
    from people import queries

    def writes(*args, **kwargs):
        Draft.objects.create(employee=Employee.objects.first(), key="planted", saved_at="2026-01-01T00:00Z")
        return honest(*args, **kwargs)

    honest = queries.waiting_for
    cast.client("employee")
    before = hashes(but=MAY_CHANGE)
    monkeypatch.setattr("people.queries.waiting_for", writes)
    cast.client("employee").get(cast.world.path())
    after = hashes(but=MAY_CHANGE)
    assert {table for table in after if after[table] != before[table]} == {"people_draft"}
