"""What a table of goals would do, list by list, and what taking it back would leave as it is now."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.models import Employee
from people.queries.rosters import Cell, Line
from perfhub.kernel.calendars import local_date
from perfhub.kernel.tenancy import page_url

from .. import access
from ..access.bulk import to_take_back
from ..models import GoalEvent, GoalImport, GoalImportRow, GoalUpdate, Objective
from ..states import LeftBecause, RowVerdict
from .leaving import OWNER, values_of
from .rows import GoalRow, rows_of

LISTED = 100
LONGEST_CELL = 300  # characters shown

COLUMN_NAMES = {
    "goal": gettext_lazy("Goal"),
    "title": gettext_lazy("The aim"),
    "why": gettext_lazy("Why it matters"),
    "level": gettext_lazy("Whose goal"),
    "team": gettext_lazy("Team"),
    OWNER: gettext_lazy("Owner"),
    "cycle": gettext_lazy("Cycle"),
    "nature": gettext_lazy("How firm"),
    "visibility": gettext_lazy("Who sees it"),
    "weight": gettext_lazy("Weight"),
    "from": gettext_lazy("From"),
    "to": gettext_lazy("To"),
    "state": gettext_lazy("State"),
    "learning": gettext_lazy("What was learned"),
    "parent": gettext_lazy("Serves goal"),
    "reason": gettext_lazy("Why it is changed"),
}
PART_NAMES = {
    "title": gettext_lazy("Key result %(number)s"),
    "measure": gettext_lazy("Key result %(number)s: measured by"),
    "from": gettext_lazy("Key result %(number)s: from"),
    "to": gettext_lazy("Key result %(number)s: to"),
    "unit": gettext_lazy("Key result %(number)s: unit"),
    "weight": gettext_lazy("Key result %(number)s: weight"),
    "steps": gettext_lazy("Key result %(number)s: milestones"),
}
LISTS = (RowVerdict.ERROR, RowVerdict.NEW, RowVerdict.CHANGED, RowVerdict.CLOSING, RowVerdict.UNCHANGED)


def column_name(column: str) -> str:
    if not column.startswith("kr"):
        return str(COLUMN_NAMES[column])
    number, _sign, part = column[2:].partition("_")
    return str(PART_NAMES[part]) % {"number": number}


def import_tabs(found: GoalImport, chosen: str) -> list[dict[str, Any]]:
    """The lists of a preview; what cannot be taken comes first."""
    words = {
        RowVerdict.ERROR: (_("Cannot be taken"), found.errors),
        RowVerdict.NEW: (_("New"), found.new),
        RowVerdict.CHANGED: (_("Changed"), found.changed),
        RowVerdict.CLOSING: (_("Closed"), found.closing),
        RowVerdict.UNCHANGED: (_("Unchanged"), found.unchanged),
    }
    url = page_url("goals:import", found.pk)
    return [
        {"label": words[key][0], "count": words[key][1], "url": f"{url}?list={key}", "current": key == chosen}
        for key in LISTS
    ]


def first_list(found: GoalImport) -> str:
    counts = (found.errors, found.new, found.changed, found.closing, found.unchanged)
    return next((key.value for key, count in zip(LISTS, counts, strict=True) if count), LISTS[-1].value)


def import_rows(found: GoalImport, chosen: str) -> QuerySet[GoalImportRow]:
    return GoalImportRow.objects.filter(source=found, verdict=chosen).order_by("line", "pk")


def import_table(
    found: GoalImport, rows: Iterable[GoalImportRow], *, viewer: Employee, at: dt.datetime
) -> tuple[dict, list[GoalRow]]:
    """The page's rows as the kit's table of differences takes them, and the goals shown beside them, asked anew."""
    shown = list(rows)
    goals = access.visible_to(viewer).filter(pk__in=[row.objective_id for row in shown if row.objective_id])
    beside = rows_of(goals, viewer=viewer, today=local_date(at, viewer.time_zone))
    known = {row.objective.pk: values_of(row) for row in beside}
    table = {
        "caption": _("Rows of the table"),
        "columns": [column_name(column) for column in found.columns],
        "rows": [_line(row, found.columns, known.get(row.objective_id or 0)) for row in shown],
    }
    return table, beside


def _line(row: GoalImportRow, columns: Iterable[str], known: dict[str, Any] | None) -> Line:
    wrong: dict[str, list[str]] = {}
    for column, sentence in row.flaws:
        wrong.setdefault(column, []).append(sentence)
    compared = known if row.verdict in (RowVerdict.CHANGED, RowVerdict.CLOSING) and row.applied_at is None else None
    cells = [
        Cell(
            Truncator(row.cells.get(column, "")).chars(LONGEST_CELL),
            None if compared is None or column not in row.cells else _shown(compared.get(column), row.cells[column]),
            " ".join(wrong.get(column, ())),
        )
        for column in columns
    ]
    reasons = tuple(f"{column_name(column)}: {' '.join(words)}" for column, words in wrong.items())
    return Line(row.line, row.verdict, tuple(cells), (*reasons, *((row.said,) if row.said else ())))


def _shown(value: Any, cell: str) -> str:
    """What is known, as the table would say it: numbers without needless zeros."""
    plain = f"{value.normalize():f}" if hasattr(value, "normalize") else "" if value is None else str(value)
    return cell if plain.casefold() == cell.casefold() else plain


@dataclass(frozen=True)
class ShownRow:
    """A row of a table for a program: why not, in sentences, and its goal where the reader sees that."""

    row: GoalImportRow
    goal: int | None

    @property
    def reasons(self) -> list[str]:
        flaws = [
            _("%(column)s: %(why)s") % {"column": column_name(column), "why": why} for column, why in self.row.flaws
        ]
        return [*flaws, *filter(None, [self.row.said])]


def shown_rows(rows: Iterable[GoalImportRow], *, viewer: Employee) -> list[ShownRow]:
    """One statement."""
    found = list(rows)
    keys = [row.objective_id for row in found if row.objective_id]
    seen = set(access.visible_to(viewer).filter(pk__in=keys).values_list("pk", flat=True))
    return [ShownRow(row, row.objective_id if row.objective_id in seen else None) for row in found]


def left_out(found: GoalImport) -> list[GoalImportRow]:
    """Rows that could not be applied after all, each with its reason."""
    rows = GoalImportRow.objects.filter(source=found).exclude(said="")
    return list(rows.order_by("line", "pk")[:LISTED])


# --- taking it back -------------------------------------------------------------------------------


def reasons_to_keep(rows: Iterable[GoalImportRow]) -> dict[int, str]:
    """Which of these applied rows are not taken back, and why; a constant number of statements."""
    pairs = {row.objective_id: row for row in rows if row.objective_id}
    first = min((row.applied_at for row in pairs.values()), default=None)
    if first is None:
        return {}
    copies = Objective.objects.filter(copied_from=OuterRef("pk"))
    now = dict(Objective.objects.filter(pk__in=pairs).values_list("pk", "version"))
    copied = set(Objective.objects.filter(pk__in=pairs).filter(Exists(copies)).values_list("pk", flat=True))
    written = {
        *_later(GoalUpdate.objects.filter(objective__in=pairs, at__gt=first), "objective", "at", pairs),
        *_later(GoalEvent.objects.filter(objective__in=pairs, at__gt=first), "objective", "at", pairs),
        *_later(Objective.objects.filter(pk__in=pairs), "pk", "thread__messages__written_at", pairs),
    }
    found = {}
    for pk, row in pairs.items():
        if pk in written or pk in copied:
            found[row.pk] = LeftBecause.TOUCHED.value
        elif now.get(pk) != row.version:
            found[row.pk] = LeftBecause.CHANGED.value
    return found


def _later(rows: QuerySet, of: str, when: str, pairs: dict[int, GoalImportRow]) -> set[int]:
    """The goals of which something was written after their row was applied."""
    return {pk for pk, at in rows.values_list(of, when) if at is not None and at > pairs[pk].applied_at}


@dataclass(frozen=True)
class LeftRow:
    """A row that is not taken back: its goal where the viewer sees it, else what the table itself called it."""

    goal: Objective | None
    title: str
    line: int
    reason: str


@dataclass(frozen=True)
class TakingBack:
    """How many goals would go, be as they were, or stay as they are now, these by name."""

    gone: int
    restored: int
    left: list[LeftRow]


def taking_back(found: GoalImport, *, viewer: Employee, at: dt.datetime) -> TakingBack:
    """Read only: what taking it back would do now."""
    rows = list(found.rows.exclude(applied_at=None).exclude(objective=None).order_by("line", "pk"))
    keys = [row.objective_id for row in rows]
    mine = to_take_back(viewer, on=local_date(at, viewer.time_zone)).filter(pk__in=keys)
    theirs = set(mine.values_list("pk", flat=True))
    kept = reasons_to_keep(rows)
    kept |= {row.pk: LeftBecause.UNSEEN.value for row in rows if row.objective_id not in theirs}
    goes = [row for row in rows if row.pk not in kept]
    return TakingBack(
        gone=sum(row.verdict == RowVerdict.NEW for row in goes),
        restored=sum(row.verdict != RowVerdict.NEW for row in goes),
        left=_named([(row, kept[row.pk]) for row in rows if row.pk in kept], viewer=viewer),
    )


def left_as_now(found: GoalImport, *, viewer: Employee) -> list[LeftRow]:
    """After it was taken back: what was not."""
    rows = found.rows.exclude(reason="").order_by("line", "pk")[:LISTED]
    return _named([(row, row.reason) for row in rows], viewer=viewer)


def _named(rows: list[tuple[GoalImportRow, str]], *, viewer: Employee) -> list[LeftRow]:
    shown = rows[:LISTED]
    goals = access.visible_to(viewer).in_bulk([row.objective_id for row, _reason in shown if row.objective_id])
    return [
        LeftRow(goals.get(row.objective_id or 0), row.cells.get("title", ""), row.line, str(LeftBecause(reason).label))
        for row, reason in shown
    ]
