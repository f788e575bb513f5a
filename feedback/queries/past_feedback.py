"""Past feedback in a file: what its columns are called, and what would become of each row."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from people.models import Employee
from people.queries.lists import date_in
from people.states import EmployeeState
from perfhub.kernel.sheets import Match, Table, Unreadable, is_formula, match_header, read_table
from perfhub.kernel.words import says_something

from ..models import LONGEST_FEEDBACK, Feedback
from ..states import FeedbackKind, ImportVerdict

MOST_ROWS = 20_000
FIRST_DAY = dt.date(1990, 1, 1)
SHOWN = 80  # characters of a cell in a sentence

# Our names, and the headers by which other tables call them.
COLUMNS: Mapping[str, Iterable[str]] = {
    "receiver": ("about", "employee", "employee number", "receiver number", "recipient"),
    "giver": ("from", "by", "giver number", "author", "reviewer"),
    "given_on": ("date", "given", "created", "created at", "day"),
    "text": ("feedback", "words", "comment", "message"),
    "kind": ("type", "category"),
    "told_on": ("told", "shared on", "discussed on"),
}
NEEDED = ("receiver", "giver", "given_on", "text")


class FileNotRead(Exception):
    """The file is no table of feedback; the words say why."""


def open_file(raw: bytes, *, name: str) -> tuple[Table, Match]:
    """The table in the file and which of its columns is which; raises `FileNotRead`."""
    try:
        table = read_table(raw, name=name)
        match = match_header(table.header, COLUMNS)
    except Unreadable as refused:
        raise FileNotRead(str(refused)) from None
    if missing := [column for column in NEEDED if column not in match.positions]:
        said = {"columns": ", ".join(missing)}
        raise FileNotRead(_("The file has no column: %(columns)s. Each row says who, of whom, when and what.") % said)
    if not table.count:
        raise FileNotRead(_("The file has a header and no rows."))
    if table.count > MOST_ROWS:
        words = {"number": table.count, "most": MOST_ROWS}
        raise FileNotRead(_("The file has %(number)s rows; at most %(most)s are taken at once.") % words)
    return table, match


@dataclass
class Judged:
    """A row beside what is known."""

    verdict: str
    flaws: list[tuple[str, str]] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)


def judge(rows: Sequence[Mapping[str, str]], *, today: dt.date) -> list[Judged]:
    """What would become of each row; two statements, however many they are. The same feedback twice is once."""
    cleaned = [_clean(cells, today=today) for cells in rows]
    numbers = {one.values[side] for one in cleaned for side in ("giver", "receiver") if side in one.values}
    people = {person.number: person for person in Employee.objects.filter(number__in=numbers)}
    for one in cleaned:
        _find(one, people)
    there = _there(cleaned)
    seen: set[tuple] = set()
    for one in cleaned:
        if one.flaws:
            one.verdict = ImportVerdict.ERROR
        elif (key := _key(one.values)) in there or key in seen:
            one.verdict = ImportVerdict.UNCHANGED
        else:
            seen.add(key)
    return cleaned


def _clean(cells: Mapping[str, str], *, today: dt.date) -> Judged:
    one = Judged(ImportVerdict.NEW)
    for column, cell in cells.items():
        if is_formula(cell) and column != "text":
            one.flaws.append((column, _("This is a formula. Please write what it comes to.")))
        elif column in ("given_on", "told_on"):
            _day(one, column, cell, today=today)
        elif column == "kind":
            _kind(one, cell)
        elif column == "text" and len(cell) > LONGEST_FEEDBACK:
            words = {"number": len(cell), "most": LONGEST_FEEDBACK}
            one.flaws.append((column, _("This has %(number)s characters; at most %(most)s are taken.") % words))
        elif column != "text" or says_something(cell):
            one.values[column] = cell
    wrong = {column for column, _sentence in one.flaws}
    for column in NEEDED:
        if column not in one.values and column not in wrong:
            one.flaws.append((column, _("This is missing.")))
    given, told = one.values.get("given_on"), one.values.get("told_on")
    if given and told and told < given:
        one.flaws.append(("told_on", _("It cannot have been told before it was given.")))
    return one


def _day(one: Judged, column: str, cell: str, *, today: dt.date) -> None:
    day = date_in(cell)
    if day is None:
        words = {"cell": cell[:SHOWN]}
        one.flaws.append((column, _("“%(cell)s” is no day: please write it as 2026-03-31.") % words))
    elif not FIRST_DAY <= day <= today:
        one.flaws.append((column, _("This day is not in the past, or too long ago.")))
    else:
        one.values[column] = day


def _kind(one: Judged, cell: str) -> None:
    names = {str(kind.label).casefold(): kind for kind in FeedbackKind} | {kind.value: kind for kind in FeedbackKind}
    kind = names.get(cell.casefold())
    if kind is None:
        words = {"cell": cell[:SHOWN], "kinds": ", ".join(kind.value for kind in FeedbackKind)}
        one.flaws.append(("kind", _("“%(cell)s” is no kind of feedback; these are: %(kinds)s.") % words))
    else:
        one.values["kind"] = kind.value


def _find(one: Judged, people: Mapping[str, Employee]) -> None:
    for side in ("giver", "receiver"):
        number = one.values.get(side)
        if number is None:
            continue
        person = people.get(number)
        if person is None:
            one.flaws.append((side, _("Nobody here has the number “%(number)s”.") % {"number": number[:SHOWN]}))
        elif side == "receiver" and person.state != EmployeeState.ACTIVE:
            words = {"name": person.name}
            one.flaws.append((side, _("%(name)s does not work here any more, and could not be shown it.") % words))
        else:
            one.values[side] = person
    if one.values.get("giver") == one.values.get("receiver") and "giver" in one.values:
        one.flaws.append(("giver", _("Feedback comes from somebody else.")))


def _key(values: Mapping[str, Any]) -> tuple:
    return values["giver"].pk, values["receiver"].pk, values["given_on"], values["text"]


def _there(judged: Iterable[Judged]) -> set[tuple]:
    """What is here already of these."""
    good = [one.values for one in judged if not one.flaws]
    if not good:
        return set()
    rows = Feedback.objects.filter(
        imported_at__isnull=False,
        by__in={values["giver"].pk for values in good},
        receivers__employee__in={values["receiver"].pk for values in good},
        happened_on_date__in={values["given_on"] for values in good},
    )
    return set(rows.values_list("by", "receivers__employee", "happened_on_date", "text"))
