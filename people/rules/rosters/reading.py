"""The uploaded file becomes staged rows, in committed pieces."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from perfhub.kernel.moves import move
from perfhub.kernel.sheets import Match, Row, Table, Unreadable, match_header, read_table

from ...models import RosterImport, RosterRow
from ...queries.rosters import COLUMN_NAMES
from ...states import IMPORT_MOVES
from ..staging import begin_reading, more_done
from ..work import advance_job, finish_job
from .comparing import compare
from .rows import COLUMNS, REQUIRED, read_row

ROWS_A_PIECE = 2000


class RosterNotRead(Exception):
    """The file is no roster; the words say why."""


def open_table(raw: bytes, *, name: str) -> tuple[Table, Match]:
    """The table in the file and which of its columns is which; raises `RosterNotRead`."""
    try:
        table = read_table(raw, name=name)
        match = match_header(table.header, COLUMNS)
    except Unreadable as refused:
        raise RosterNotRead(str(refused)) from None
    if lacking := [str(COLUMN_NAMES[column]) for column in REQUIRED if column in match.missing]:
        raise RosterNotRead(_("The file lacks a column: %(columns)s.") % {"columns": ", ".join(lacking)})
    if not table.count:
        raise RosterNotRead(_("The file has a header and no rows."))
    return table, match


@transaction.atomic
def begin_staging(roster: RosterImport, table: Table, match: Match) -> int:
    """A worker takes the file, or takes it again after a kill. Returns the last line that is staged already."""
    begin_reading(roster, table, match, [column for column in COLUMNS if column in match.positions])
    return RosterRow.objects.filter(roster=roster).aggregate(last=Max("line"))["last"] or 0


def stage(roster: RosterImport, rows: Sequence[Row], match: Match) -> bool:
    """Stage a piece of the file; staging it again changes nothing. False when it was called off meanwhile."""
    staged = [RosterRow(roster=roster, **vars(read_row(row.number, match.read(row.cells)))) for row in rows]
    if not advance_job(roster.job, done=more_done(len(rows))):
        return False
    RosterRow.objects.bulk_create(staged, ignore_conflicts=True)
    return True


@transaction.atomic
def show(roster: RosterImport, *, at: datetime) -> RosterImport:
    """All rows are staged: compare them with who is here and let HR look."""
    compare(roster)
    move(roster, IMPORT_MOVES["show"], previewed_at=at)
    finish_job(roster.job, at=at)
    return roster
