"""What a roster would do, list by list, and what is wrong with its rows in words."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from perfhub.kernel.tenancy import page_url

from ..access import owners
from ..models import (
    Employee,
    RosterImport,
    RosterRow,
)
from ..states import Verdict

# Wrong by itself, found while reading.
FLAWS = {
    "empty": gettext_lazy("%(column)s is empty."),
    "formula": gettext_lazy("%(column)s holds a formula: “%(cell)s”."),
    "too_long": gettext_lazy("%(column)s is too long: “%(cell)s”."),
    "bad_date": gettext_lazy("“%(cell)s” is not a date. Write 2024-05-31 or 31/05/2024."),
    "bad_email": gettext_lazy("“%(cell)s” is not an e-mail address."),
    "bad_zone": gettext_lazy("“%(cell)s” is not a time zone, such as Europe/London."),
    "own_manager": gettext_lazy("This person is given as his or her own manager."),
    "own_parent": gettext_lazy("The team “%(cell)s” is given as part of itself."),
}

# Wrong beside the other rows or beside who is here, found while comparing.
PROBLEMS = {
    "duplicate": gettext_lazy("This number stands on rows %(detail)s."),
    "under_oneself": gettext_lazy(
        "Whoever imports puts nobody under themselves. Another HR admin may decide this import."
    ),
    "own_line": gettext_lazy(
        "%(detail)s would no longer stand above whoever imports. Another HR admin may decide this import."
    ),
    "unknown_manager": gettext_lazy("No employee has the manager's number %(detail)s."),
    "manager_leaves": gettext_lazy("The manager %(detail)s is not in the file and would leave."),
    "circle": gettext_lazy("The reporting line goes in a circle: %(detail)s."),
    "email_twice": gettext_lazy("This e-mail address stands on rows %(detail)s."),
    "email_taken": gettext_lazy("Employee %(detail)s has this e-mail address."),
    "team_two_parents": gettext_lazy("This team is given two places: in %(detail)s."),
    "team_circle": gettext_lazy("The teams go in a circle: %(detail)s."),
}

# Under which column the reason is shown; else under the number.
COLUMN_OF = {
    "under_oneself": "manager_number",
    "own_line": "manager_number",
    "unknown_manager": "manager_number",
    "manager_leaves": "manager_number",
    "circle": "manager_number",
    "email_twice": "email",
    "email_taken": "email",
    "team_two_parents": "team",
    "team_circle": "team",
}

COLUMN_NAMES = {
    "number": gettext_lazy("Employee number"),
    "first_name": gettext_lazy("First name"),
    "last_name": gettext_lazy("Last name"),
    "email": gettext_lazy("E-mail address"),
    "job_title": gettext_lazy("Job title"),
    "team": gettext_lazy("Team"),
    "parent_team": gettext_lazy("Parent team"),
    "grade": gettext_lazy("Grade"),
    "manager_number": gettext_lazy("Manager's number"),
    "start_date": gettext_lazy("First day"),
    "location": gettext_lazy("Location"),
    "time_zone": gettext_lazy("Time zone"),
}


def sentence(problem: str, *, column: str = "", cell: str = "", detail: str = "") -> str:
    """The reason a row cannot be taken, in words."""
    words = {**FLAWS, **PROBLEMS}[problem]
    return str(words) % {"column": COLUMN_NAMES.get(column, column), "cell": cell, "detail": detail}


def not_in_file(roster: RosterImport) -> QuerySet[Employee]:
    """Employed here and not in the file. Owners and whoever imports are never ended by an import."""
    in_file = RosterRow.objects.filter(roster=roster, number=OuterRef("number"))
    return Employee.objects.active().filter(~Exists(in_file)).exclude(pk__in=kept_anyway(roster))


def kept_anyway(roster: RosterImport) -> list[int]:
    return sorted({*owners(), roster.started_by_id})


@dataclass(frozen=True)
class RosterTab:
    """One list of a roster's preview."""

    key: str
    label: str
    count: int
    url: str
    current: bool


ROSTER_LISTS = ("error", "new", "changed", "leaving", "skipped", "unchanged")


def roster_tabs(roster: RosterImport, chosen: str) -> list[RosterTab]:
    """The lists of a preview; what cannot be taken comes first."""
    words = {
        "error": (_("Cannot be taken"), roster.errors),
        "new": (_("New"), roster.new),
        "changed": (_("Changed"), roster.changed),
        "leaving": (_("Not in the file"), roster.leaving),
        "skipped": (_("Skipped"), roster.skipped),
        "unchanged": (_("Unchanged"), roster.unchanged),
    }
    url = page_url("people:roster", roster.pk)
    return [RosterTab(key, words[key][0], words[key][1], f"{url}?list={key}", key == chosen) for key in ROSTER_LISTS]


def first_roster_list(roster: RosterImport) -> str:
    counts = {"error": roster.errors, "new": roster.new, "changed": roster.changed, "leaving": roster.leaving}
    return next((key for key, count in counts.items() if count), "unchanged")


def roster_rows(roster: RosterImport, chosen: str) -> QuerySet:
    """The rows, or the employees, of one list of a preview."""
    if chosen == "leaving":
        return not_in_file(roster).select_related("team").by_name()
    rows = roster.rows.filter(verdict=chosen).select_related("employee__team", "manager")
    return rows.order_by("line", "pk")


def roster_heads(roster: RosterImport) -> list[str]:
    """The names of who would report to nobody; not an error, but said."""
    rows = roster.rows.filter(manager_number="").exclude(verdict__in=[Verdict.ERROR, Verdict.SKIPPED])
    return [f"{row.first_name} {row.last_name}".strip() for row in rows.order_by("line", "pk")[:10]]


SHOWN = ("number", "first_name", "last_name", "email", "job_title", "team", "grade", "manager_number", "start_date")
PLACES = ("location", "time_zone")


@dataclass(frozen=True)
class Cell:
    """A cell of a preview: what the file says, what was known before where that differs, what is wrong with it."""

    value: object
    before: object = None
    error: str = ""


@dataclass(frozen=True)
class Line:
    """A row of a preview."""

    number: int | str
    state: str
    cells: tuple[Cell, ...]
    reasons: tuple[str, ...] = ()


def roster_table(rows: Iterable, *, chosen: str, caption: str) -> dict:
    """The page's rows as the kit's table of differences takes them."""
    line = _leaving_line if chosen == "leaving" else _roster_line
    columns = [COLUMN_NAMES[name] for name in SHOWN + PLACES]
    return {"caption": caption, "columns": columns, "rows": [line(row) for row in rows]}


def reasons_of(row: RosterRow) -> list[str]:
    """Why a row cannot be taken, in sentences."""
    found = [sentence(problem, column=column, cell=cell) for problem, column, cell in row.flaws]
    return [*found, *([sentence(row.problem, detail=row.detail)] if row.problem else [])]


def _roster_line(row) -> Line:
    errors: dict[str, list[str]] = {}
    for problem, column, cell in row.flaws:
        errors.setdefault(column, []).append(sentence(problem, column=column, cell=cell))
    if row.problem:
        where = COLUMN_OF.get(row.problem, "number")
        errors.setdefault(where, []).append(sentence(row.problem, detail=row.detail))
    known = row.employee if row.verdict == "changed" else None
    cells = []
    for name in SHOWN + PLACES:
        before = _known(row, known, name) if known is not None else None
        cells.append(Cell(getattr(row, name), before, " ".join(errors.get(name, ()))))
    return Line(row.line, row.verdict, tuple(cells), tuple(word for words in errors.values() for word in words))


def _known(row, employee: Employee, name: str) -> object:
    if name == "manager_number":
        return row.manager.number if row.manager else ""
    if name == "team":
        return employee.team.name if employee.team else ""
    return getattr(employee, name)


def _leaving_line(employee: Employee) -> Line:
    values = {name: getattr(employee, name, "") for name in SHOWN + PLACES}
    values["team"] = employee.team.name if employee.team else ""
    return Line("–", "leaving", tuple(Cell(values[name]) for name in SHOWN + PLACES))
