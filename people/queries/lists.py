"""Lists of days from elsewhere: public holidays (CSV or calendar file) and absences (CSV), read and compared."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from perfhub.kernel.sheets import Unreadable, is_formula, match_header, read_table

from ..access import absences_entered_by
from ..models import Employee, PublicHoliday

MOST_ROWS = 5_000
MOST_NAME = 120
LONGEST_HOLIDAY = 31  # days of one entry of a calendar file
HOLIDAY_COLUMNS = {
    "date": ("day", "holiday date", "start date"),
    "name": ("holiday", "title", "summary"),
    "location": ("place", "site", "office", "region"),
}
ABSENCE_COLUMNS = {
    "number": ("employee number", "employee id", "personnel number", "id"),
    "start_date": ("from", "start", "first day", "begin"),
    "end_date": ("to", "until", "end", "last day"),
    "from_noon": ("starts at noon", "afternoon only"),
    "until_noon": ("ends at noon", "morning only"),
}
YES = {"yes", "y", "true", "1", "x"}


@dataclass(frozen=True)
class Day:
    """One public holiday of a list."""

    date: dt.date
    name: str
    location: str
    is_there: bool = False


@dataclass(frozen=True)
class Away:
    """One absence of a list, of an employee by key."""

    employee: int
    name: str
    start_date: dt.date
    end_date: dt.date
    from_noon: bool
    until_noon: bool


@dataclass(frozen=True)
class Read:
    """What a list says, and which of its rows cannot be taken, each with a sentence."""

    rows: tuple
    problems: tuple[str, ...]


def date_in(cell: str) -> dt.date | None:
    """2026-05-31 or 31/05/2026; nothing that could be either month or day first is guessed."""
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", cell, re.ASCII):
            return dt.date.fromisoformat(cell)
        if found := re.fullmatch(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", cell, re.ASCII):
            day, month, year = map(int, found.groups())
            return dt.date(year, month, day)
    except ValueError:
        return None
    return None


def read_holidays(raw: bytes, *, name: str, location: str) -> Read:
    """The holidays of a file, compared with those there are; `location` where the file says none. Raises Unreadable."""
    calendar = raw.lstrip(b"\xef\xbb\xbf \r\n")[:15].upper().startswith(b"BEGIN:VCALENDAR")
    days, problems = _from_calendar(raw, location) if calendar else _from_table(raw, name, location)
    if not days and not problems:
        raise Unreadable(_("%(file)s has no holidays in it.") % {"file": name})
    if len(days) > MOST_ROWS:
        raise Unreadable(_("%(file)s has more than %(most)s days.") % {"file": name, "most": MOST_ROWS})
    first = {(day.date, day.location): day for day in reversed(days)}
    kept = sorted(first.values(), key=lambda day: (day.date, day.location))
    there = set(PublicHoliday.objects.filter(date__in={day.date for day in kept}).values_list("date", "location"))
    rows = [Day(day.date, day.name, day.location, (day.date, day.location) in there) for day in kept]
    return Read(tuple(rows), tuple(problems))


def _from_table(raw: bytes, name: str, location: str) -> tuple[list[Day], list[str]]:
    table = read_table(raw, name=name)
    match = match_header(table.header, HOLIDAY_COLUMNS)
    _insist(match, ("date", "name"), name)
    days, problems = [], []
    for row in table.rows:
        cells = match.read(row.cells)
        day, said = date_in(cells["date"]), cells["name"]
        if day is None:
            problems.append(_bad_date(row.number, cells["date"]))
        elif not said or len(said) > MOST_NAME or is_formula(said) or is_formula(cells["location"]):
            problems.append(_("Row %(row)s has no name that can be taken.") % {"row": row.number})
        else:
            days.append(Day(day, said, (cells["location"] or location)[:MOST_NAME]))
    return days, problems


def _from_calendar(raw: bytes, location: str) -> tuple[list[Day], list[str]]:
    """The all-day entries of an iCalendar file (RFC 5545); one that repeats or has no day is a problem."""
    if len(raw) > 1_000_000:
        raise Unreadable(_("A calendar file has at most one megabyte."))
    text = raw.decode("utf-8-sig", errors="replace")
    lines = re.sub(r"\r?\n[ \t]", "", text).splitlines()  # long lines are folded
    days: list[Day] = []
    problems: list[str] = []
    entry: dict[str, str] | None = None
    for line in lines:
        key, _colon, value = line.partition(":")
        key = key.partition(";")[0].upper()
        if key == "BEGIN" and value.strip().upper() == "VEVENT":
            entry = {}
        elif key == "END" and value.strip().upper() == "VEVENT" and entry is not None:
            _take(entry, location, days, problems)
            entry = None
        elif entry is not None and key in ("DTSTART", "DTEND", "SUMMARY", "RRULE"):
            entry[key] = value.strip()
    return days, problems


def _take(entry: dict[str, str], location: str, days: list[Day], problems: list[str]) -> None:
    name = re.sub(r"\\([,;\\])", r"\1", re.sub(r"\\[nN]", " ", entry.get("SUMMARY", ""))).strip()[:MOST_NAME]
    start, end = _day_of(entry.get("DTSTART", "")), _day_of(entry.get("DTEND", ""))
    if start is None or not name or is_formula(name) or "RRULE" in entry:
        problems.append(_("“%(name)s” has no day of its own, or repeats.") % {"name": name or "?"})
        return
    length = (end - start).days if end is not None else 1  # the end is the day after
    for number in range(max(1, min(length, LONGEST_HOLIDAY))):
        days.append(Day(start + dt.timedelta(days=number), name, location))


def _day_of(value: str) -> dt.date | None:
    found = re.match(r"(\d{4})(\d{2})(\d{2})(?!\d)", value, re.ASCII)
    try:
        return dt.date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def read_absences(raw: bytes, *, name: str, viewer: Employee) -> Read:
    """The absences of a file, by employee number; a row of whom the viewer does not administer is not taken.

    Raises Unreadable.
    """
    table = read_table(raw, name=name)
    match = match_header(table.header, ABSENCE_COLUMNS)
    _insist(match, ("number", "start_date", "end_date"), name)
    if table.count > MOST_ROWS:
        raise Unreadable(
            _("%(file)s has more than %(most)s rows; send it in parts.") % {"file": name, "most": MOST_ROWS}
        )
    cells = [(row.number, match.read(row.cells)) for row in table.rows]
    if not cells:
        raise Unreadable(_("%(file)s has a header and no rows.") % {"file": name})
    people = _employed({said["number"] for _row, said in cells})
    open_to = absences_entered_by(viewer, [employee.pk for employee in people.values()])
    rows, problems = [], []
    for number, said in cells:
        employee, start, end = people.get(said["number"]), date_in(said["start_date"]), date_in(said["end_date"])
        halves = {half: said[half].casefold() in YES for half in ("from_noon", "until_noon")}
        if employee is None:
            problems.append(
                _("Row %(row)s: nobody employed here has the number “%(number)s”.")
                % {"row": number, "number": said["number"][:40]}
            )
        elif employee.pk not in open_to:
            problems.append(_("Row %(row)s: these absences are not yours to enter.") % {"row": number})
        elif start is None or end is None:
            problems.append(_bad_date(number, said["start_date" if start is None else "end_date"]))
        elif end < start or (start == end and all(halves.values())):
            problems.append(_("Row %(row)s ends before it begins.") % {"row": number})
        else:
            rows.append(Away(employee.pk, employee.name, start, end, **halves))
    return Read(tuple(rows), tuple(problems))


def _employed(numbers: Iterable[str]) -> dict[str, Employee]:
    return {row.number: row for row in Employee.objects.active().filter(number__in=set(numbers))}


def _insist(match, columns: tuple[str, ...], name: str) -> None:
    if lacking := [column.replace("_", " ") for column in columns if column in match.missing]:
        words = {"file": name, "columns": ", ".join(lacking)}
        raise Unreadable(_("%(file)s lacks a column: %(columns)s.") % words)


def _bad_date(row: int, cell: str) -> str:
    words = {"row": row, "cell": cell[:40]}
    return _("Row %(row)s: “%(cell)s” is not a date. Write 2026-05-31 or 31/05/2026.") % words
