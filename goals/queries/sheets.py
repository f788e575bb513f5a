"""A scored sheet of objectives and key results, as teams keep them in a table."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from perfhub.kernel import progress
from perfhub.kernel.numbers import NotANumber, read_number
from perfhub.kernel.sheets import Unreadable, read_table

from ..states import Part

AIM, RESULT = "objective", "key_result"
WORDS = (AIM, RESULT, Part.OWNER.value, "priority")


@dataclass(frozen=True)
class Line:
    """One key result with its score in each column; a blank is none."""

    objective: str
    title: str
    scores: Mapping[str, Decimal | None]


@dataclass(frozen=True)
class Sheet:
    """What a sheet says. `columns` are those with scores; `problems` are sentences for cells that are no score."""

    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    problems: tuple[str, ...]

    @property
    def objectives(self) -> dict[str, list[Line]]:
        """The key results by objective, in the order of the sheet."""
        found: dict[str, list[Line]] = {}
        for line in self.lines:
            found.setdefault(line.objective, []).append(line)
        return found

    def mean(self, column: str) -> progress.Mean:
        """The flat mean of a column over what is scored in it."""
        return progress.mean((_score(line.scores[column]), 1) for line in self.lines)


def _score(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def read_sheet(raw: bytes, *, name: str) -> Sheet:
    """The sheet of a CSV file with the columns `objective` and `key_result`; every column of numbers is one of scores.

    Raises Unreadable.
    """
    table = read_table(raw, name=name)
    header = [cell.strip().lower() for cell in table.header]
    if AIM not in header or RESULT not in header:
        raise Unreadable(_("The sheet needs the columns “objective” and “key_result”."))
    columns = tuple(cell for cell in header if cell and cell not in WORDS)
    if not columns:
        raise Unreadable(_("The sheet has no column of scores."))
    problems: list[str] = []
    lines = []
    for row in table.rows:
        cells = dict(zip(header, row.cells, strict=True))
        if not cells[AIM] or not cells[RESULT]:
            problems.append(_("Line %(number)s names no objective or no key result.") % {"number": row.number})
            continue
        scores = dict(_scores(cells, columns, row.number, problems))
        lines.append(Line(cells[AIM], cells[RESULT], scores))
    return Sheet(columns, tuple(lines), tuple(problems))


def _scores(cells: Mapping[str, str], columns: Iterable[str], number: int, problems: list[str]):
    for column in columns:
        text = cells[column]
        try:
            value = read_number(text, point=".", grouping=",") if text else None
        except NotANumber as error:
            words = {"number": number, "column": column, "sentence": error.sentence}
            problems.append(_("Line %(number)s, %(column)s: %(sentence)s") % words)
            value = None
        yield column, value
