"""Rows that another system sends: the same cleaning, the same comparison, the same writing as an uploaded roster."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from perfhub.kernel.moves import move

from ...access import require
from ...models import Employee, RosterImport, RosterRow
from ...queries.rosters import sentence
from ...states import IMPORT_MOVES, Verdict
from ..audit import record
from ..lines import lock_lines
from ..staging import keep_file
from ..work import finish_job, open_job, start_job
from . import comparing
from .applying import write
from .deciding import done_words
from .rows import COLUMNS, read_row


@dataclass(frozen=True)
class Outcome:
    """What became of one row: new, changed, unchanged, or error with the reasons; `row` counts from 1."""

    row: int
    number: str
    outcome: str
    reasons: list[str]
    employee: int | None


@transaction.atomic
def put_rows(rows: Sequence[Mapping[str, str]], *, by: Employee, at: datetime) -> tuple[RosterImport, list[Outcome]]:
    """Write each row that can be taken, by employee number; say of each other why not. Sent again it changes nothing.

    What a row leaves out stays as it is, if no row has it; the import is kept and can be taken back like any other.
    """
    require("import_roster", by)
    lock_lines()
    roster = _kept(rows, by=by, at=at)
    wrong: dict[int, Outcome] = {}
    comparing.compare(roster)
    while roster.errors:  # without the rows that cannot be taken others may not be taken either
        errors = list(roster.rows.filter(verdict=Verdict.ERROR).order_by("line"))
        wrong |= {row.line: Outcome(row.line, row.number, "error", _reasons(row), None) for row in errors}
        RosterRow.objects.filter(pk__in=[row.pk for row in errors]).delete()
        comparing.compare(roster)
    move(roster, IMPORT_MOVES["show"], previewed_at=at)
    move(roster, IMPORT_MOVES["apply"])
    write(roster, at=at)
    finish_job(roster.job, at=at, words=done_words(roster))
    told = {row.line: Outcome(row.line, row.number, row.verdict, [], row.employee_id) for row in roster.rows.all()}
    return roster, [outcome for _line, outcome in sorted((wrong | told).items())]


def _kept(rows: Sequence[Mapping[str, str]], *, by: Employee, at: datetime) -> RosterImport:
    """The rows as a roster that was uploaded and read."""
    content = json.dumps(rows, ensure_ascii=False, sort_keys=True).encode()
    file = keep_file(by=by, at=at, name="API", content=content, media_type="application/json")
    job = start_job(open_job("roster.put", by=by, at=at, total=len(rows)))
    given = {name for row in rows for name in row}
    roster = RosterImport.objects.create(
        file=file, job=job, started_by=by, uploaded_at=at, columns=[name for name in COLUMNS if name in given]
    )
    blank = dict.fromkeys(COLUMNS, "")
    RosterRow.objects.bulk_create(
        RosterRow(roster=roster, **vars(read_row(line, {**blank, **row}))) for line, row in enumerate(rows, start=1)
    )
    record("roster.put", by=by, at=at, subject=roster)
    return roster


def _reasons(row: RosterRow) -> list[str]:
    by_itself = [sentence(problem, column=column, cell=cell) for problem, column, cell in row.flaws]
    return by_itself + ([sentence(row.problem, detail=row.detail)] if row.problem else [])
