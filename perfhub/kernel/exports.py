"""Tables that leave the house as a file: CSV as it comes, or a workbook. No cell of either can become a formula."""

import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import gettext_lazy as _
from xlsxwriter import Workbook

from .errors import RuleBroken
from .sheets import Value, safe_cell, write_csv

CSV, XLSX = "csv", "xlsx"
MOST_ROWS = 20_000  # of a workbook, which is made while somebody waits
LONGEST = 32_767  # characters a cell of a workbook holds
WIDEST = 60  # characters a column is shown
TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class TooLongForAWorkbook(RuleBroken):
    sentence = _("A workbook holds 20,000 rows of this list. Please narrow it, or take the CSV, which holds all of it.")


def kind_of(text: str) -> str:
    """Which kind an address asks for; CSV where it says nothing we know."""
    return XLSX if text == XLSX else CSV


def answer(kind: str, *, name: str, header: Sequence[str], rows: Iterable[Sequence[Value]]) -> HttpResponseBase:
    """A table as a file called `name`. Raises TooLongForAWorkbook."""
    response: HttpResponseBase
    if kind == XLSX:
        response = HttpResponse(write_workbook(header, rows), content_type=TYPES[XLSX])
    else:
        response = StreamingHttpResponse(write_csv(header, rows), content_type=TYPES[CSV])
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response


def write_workbook(header: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """One sheet, its header kept in sight, row by row so that a long one never stands in memory as a whole.

    Every cell goes through `safe_cell`, and text is written as text, whatever it looks like. Raises
    TooLongForAWorkbook, and ValueError for a row that is not as long as the header.
    """
    out = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(out, {"constant_memory": True, "nan_inf_to_errors": False, **options}) as book:
        sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
        for place, cell in enumerate(header):
            sheet.set_column(place, place, min(WIDEST, max(12, len(cell) + 2)))
            sheet.write_string(0, place, str(safe_cell(cell))[:LONGEST], bold)
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(rows, start=1):
            if number > MOST_ROWS:
                raise TooLongForAWorkbook
            if len(row) != len(header):
                raise ValueError(f"Row {number} has {len(row)} cells, the header {len(header)}.")
            for place, value in enumerate(row):
                safe = safe_cell(value)
                if isinstance(safe, str):
                    if safe:
                        sheet.write_string(number, place, safe[:LONGEST])
                else:
                    sheet.write_number(number, place, safe)
    return out.getvalue()
