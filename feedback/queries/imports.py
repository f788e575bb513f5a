"""What a table of past feedback would bring in, list by list."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.queries.rosters import Cell, Line
from perfhub.kernel.tenancy import page_url

from ..models import FeedbackImport, FeedbackImportRow
from ..states import ImportVerdict

LISTED = 100
LONGEST_CELL = 300  # characters shown
COLUMN_NAMES = {
    "receiver": gettext_lazy("About"),
    "giver": gettext_lazy("From"),
    "given_on": gettext_lazy("Given on"),
    "text": gettext_lazy("Words"),
    "kind": gettext_lazy("Kind"),
    "told_on": gettext_lazy("Told on"),
}
LISTS = (ImportVerdict.ERROR, ImportVerdict.NEW, ImportVerdict.UNCHANGED)


def tabs_of(found: FeedbackImport, chosen: str) -> list[dict[str, Any]]:
    """The lists of a preview; what cannot be taken comes first."""
    words = {
        ImportVerdict.ERROR: (_("Cannot be taken"), found.errors),
        ImportVerdict.NEW: (_("New"), found.new),
        ImportVerdict.UNCHANGED: (_("Here already"), found.unchanged),
    }
    url = page_url("feedback:import", found.pk)
    return [
        {"label": words[key][0], "count": words[key][1], "url": f"{url}?list={key}", "current": key == chosen}
        for key in LISTS
    ]


def list_of(found: FeedbackImport, asked: str) -> str:
    """The list that was asked for, else the first with anything in it."""
    if asked in LISTS:
        return asked
    counts = (found.errors, found.new, found.unchanged)
    return next((key.value for key, count in zip(LISTS, counts, strict=True) if count), ImportVerdict.NEW.value)


def rows_of(found: FeedbackImport, chosen: str) -> QuerySet[FeedbackImportRow]:
    return FeedbackImportRow.objects.filter(source=found, verdict=chosen).order_by("line", "pk")


def table_of(found: FeedbackImport, rows: Iterable[FeedbackImportRow]) -> dict[str, Any]:
    """The page's rows as the kit's table of differences takes them."""
    return {
        "caption": _("Rows of the table"),
        "columns": [str(COLUMN_NAMES[column]) for column in found.columns],
        "rows": [_line(row, found.columns) for row in rows],
    }


def _line(row: FeedbackImportRow, columns: Iterable[str]) -> Line:
    wrong: dict[str, list[str]] = {}
    for column, sentence in row.flaws:
        wrong.setdefault(column, []).append(sentence)
    cells = [
        Cell(Truncator(row.cells.get(column, "")).chars(LONGEST_CELL), None, " ".join(wrong.get(column, ())))
        for column in columns
    ]
    reasons = tuple(f"{COLUMN_NAMES[column]}: {' '.join(words)}" for column, words in wrong.items())
    return Line(row.line, row.verdict, tuple(cells), (*reasons, *((row.said,) if row.said else ())))


def left_out(found: FeedbackImport) -> list[FeedbackImportRow]:
    """Rows that were not brought in, or not taken back, after all, each with its reason."""
    rows = FeedbackImportRow.objects.filter(source=found).exclude(said="")
    return list(rows.order_by("line", "pk")[:LISTED])
