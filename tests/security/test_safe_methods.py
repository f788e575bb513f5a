"""Looking changes nothing (T15): GET, HEAD and OPTIONS leave every row as it was, but for sessions and the audit."""

import pytest
from django.db import transaction

from tests.guards.access import PERSONAS
from tests.guards.beside import SAFE, WRITTEN_BY_LOOKING
from tests.guards.walk import each_part
from tests.guards.walk import walked as walked
from tests.hashes import hashes

from .conftest import READS, WRITES

pytestmark = pytest.mark.django_db
EVERY_ADDRESS = {row.name: row for row in WRITES + READS}
PARTS = 4


@each_part
def test_looking_changes_nothing(walked):
    assert not walked.found["looking"], "\n".join(walked.found["looking"])


@each_part
def test_looking_where_no_page_is_or_without_its_body_changes_nothing(walked):
    assert not walked.found["looking beside"], "\n".join(walked.found["looking beside"])


@pytest.mark.prove
@pytest.mark.parametrize("part", range(PARTS))
def test_everybody_looks_everywhere_and_not_a_byte_has_changed(cast, part):
    """Rows are compared as they are, not by how many were written."""
    for persona in PERSONAS:
        cast.client(persona)
    for name in sorted(EVERY_ADDRESS)[part::PARTS]:
        if name == "account_logout":
            continue
        with transaction.atomic():
            made = cast.make(EVERY_ADDRESS[name])
            before = hashes(but=WRITTEN_BY_LOOKING)
            for persona in PERSONAS:
                for method in SAFE:
                    cast.send(EVERY_ADDRESS[name], persona, made, method=method)
            after = hashes(but=WRITTEN_BY_LOOKING)
            assert {table for table in after if after[table] != before[table]} == set(), name
            transaction.set_rollback(True)
