"""A sheet of measurements of one metric: its rows as they are sent, and a sentence for each that cannot be read."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from people.models import Employee, Team
from people.queries.lists import date_in
from perfhub.kernel.numbers import NotANumber, read_number
from perfhub.kernel.sheets import Unreadable, is_formula, match_header, read_table

from ..models import LONGEST_CATEGORY, LONGEST_SOURCE, Metric
from ..states import Grain

MOST_ROWS = 10_000
COLUMNS = {
    "team": ("team name", "department", "unit"),
    "number": ("employee number", "employee id", "personnel number", "employee"),
    "start": ("from", "first day", "period start", "start date", "week of"),
    "end": ("to", "until", "last day", "period end", "end date"),
    "numerator": ("count", "value", "defects", "errors"),
    "opportunities": ("of", "out of", "denominator", "total", "opportunity"),
    "category": ("kind", "type", "defect type"),
    "source": ("system", "from where"),
}
SUBJECT = {Grain.TEAM: ("team",), Grain.EMPLOYEE: ("number",), Grain.ORGANIZATION: ()}


@dataclass(frozen=True)
class Line:
    """One readable row of a sheet, with its number there; what it says, by the words of `rules.Sent`."""

    number: int
    said: Mapping[str, Any]


@dataclass(frozen=True)
class MeasurementSheet:
    """What a sheet says. `problems` are sentences for rows that cannot be read, each with the row's number."""

    lines: tuple[Line, ...]
    problems: tuple[str, ...]


def read_measurements(raw: bytes, metric: Metric, *, name: str, source: str) -> MeasurementSheet:
    """The rows of a CSV file for a metric; `source` where a row names none. Raises Unreadable."""
    table = read_table(raw, name=name)
    match = match_header(table.header, COLUMNS)
    wanted = (*SUBJECT[Grain(metric.measured_for)], "start", "end", "numerator")
    wanted += ("opportunities",) if metric.takes_opportunities else ()
    if lacking := [column for column in wanted if column in match.missing]:
        words = {"file": name, "columns": ", ".join(lacking)}
        raise Unreadable(_("%(file)s lacks a column: %(columns)s.") % words)
    if table.count > MOST_ROWS:
        limit: dict[str, object] = {"file": name, "most": MOST_ROWS}
        raise Unreadable(_("%(file)s has more than %(most)s rows; send it in parts.") % limit)
    cells = [(row.number, match.read(row.cells)) for row in table.rows]
    if not cells:
        raise Unreadable(_("%(file)s has a header and no rows.") % {"file": name})
    subjects = _subjects(metric, [said for _row, said in cells])
    lines, problems = [], []
    for number, said in cells:
        try:
            lines.append(Line(number, _read(said, metric, subjects, source)))
        except _NotRead as problem:
            problems.append(_("Row %(row)s: %(sentence)s") % {"row": number, "sentence": problem})
    return MeasurementSheet(tuple(lines), tuple(problems))


class _NotRead(Exception):
    """A row that cannot be read; its text says why."""


def _subjects(metric: Metric, cells: Iterable[Mapping[str, str]]) -> dict[str, int]:
    """The keys of the teams by name, or of the people by number, that a sheet names; one statement."""
    if metric.measured_for == Grain.TEAM:
        rows = Team.objects.filter(name__in={said["team"] for said in cells}).order_by("-pk")
        return dict(rows.values_list("name", "pk"))
    if metric.measured_for == Grain.EMPLOYEE:
        return dict(Employee.objects.filter(number__in={said["number"] for said in cells}).values_list("number", "pk"))
    return {}


def _read(said: Mapping[str, str], metric: Metric, subjects: Mapping[str, int], source: str) -> dict[str, Any]:
    found: dict[str, Any] = {"start": _day(said["start"]), "end": _day(said["end"])}
    if metric.measured_for != Grain.ORGANIZATION:
        column = SUBJECT[Grain(metric.measured_for)][0]
        if said[column] not in subjects:
            words = {"name": said[column][:40]}
            if metric.measured_for == Grain.TEAM:
                raise _NotRead(_("there is no team called “%(name)s”.") % words)
            raise _NotRead(_("nobody has the number “%(name)s”.") % words)
        found["team" if metric.measured_for == Grain.TEAM else "employee"] = subjects[said[column]]
    found["numerator"] = _number(said["numerator"])
    found["opportunities"] = _number(said["opportunities"]) if metric.takes_opportunities else None
    category, told = said["category"], said["source"] or source
    if is_formula(category) or is_formula(told):
        raise _NotRead(_("a kind or a source cannot begin like a formula."))
    if len(category) > LONGEST_CATEGORY or not 0 < len(told) <= LONGEST_SOURCE:
        most = {"source": LONGEST_SOURCE, "category": LONGEST_CATEGORY}
        raise _NotRead(_("a source has 1 to %(source)s characters, a kind %(category)s at most.") % most)
    return {**found, "category": category, "source": told}


def _number(cell: str) -> Decimal:
    if not cell:
        raise _NotRead(_("a number is missing. Where nothing was measured, leave the row out: missing is not zero."))
    try:
        return read_number(cell, point=".", grouping=",")
    except NotANumber as problem:
        raise _NotRead(f"“{cell[:40]}”: {problem.sentence}") from None


def _day(cell: str) -> dt.date:
    if (found := date_in(cell)) is None:
        raise _NotRead(_("“%(cell)s” is not a date. Write 2026-05-31 or 31/05/2026.") % {"cell": cell[:40]})
    return found
