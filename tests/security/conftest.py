"""Every answer of every address, as everybody: asked once for all questions put to it."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import transaction
from django.http import HttpResponse

from tests.api.conftest import program as program
from tests.guards.access import GET, PERSONAS, Row
from tests.guards.access_table import ROWS


@dataclass
class Answered:
    """One persona's answer to one row of the access table."""

    row: Row
    persona: str
    response: HttpResponse

    def __str__(self):
        return f"{self.row} as {self.persona}: {self.response.status_code}"


@pytest.fixture
def ask_all(cast):
    """Ask rows as personas; nothing of it stays."""

    def ask(rows=ROWS, personas=PERSONAS) -> Iterator[Answered]:
        for persona in personas:
            cast.client(persona)
        for row in rows:
            for persona in personas:
                with transaction.atomic():
                    yield Answered(row, persona, cast.send(row, persona, cast.make(row, persona)))
                    transaction.set_rollback(True)

    return ask


READS = [row for row in ROWS if row.method == GET]
WRITES = [row for row in ROWS if row.method != GET]
