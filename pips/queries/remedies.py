"""The library of remedies by cause, and what was chosen for a case."""

from dataclasses import dataclass

from people.models import Employee

from ..access import diagnosis as access
from ..models import Case, ChosenRemedy, Remedy
from ..states import CauseCell, RemedyKind


@dataclass(frozen=True)
class Shelf:
    """What helps against one cause."""

    cell: CauseCell
    offered: tuple[Remedy, ...]


@dataclass(frozen=True)
class Library:
    """All of it, in the order of repair."""

    shelves: tuple[Shelf, ...]
    put_away: tuple[Remedy, ...]

    @property
    def is_empty(self) -> bool:
        return not self.put_away and not any(shelf.offered for shelf in self.shelves)


def library() -> Library:
    """One statement."""
    rows = list(Remedy.objects.order_by("cell", "name", "pk"))
    here = [row for row in rows if row.retired_at is None]
    shelves = tuple(Shelf(cell, tuple(row for row in here if row.cell == cell)) for cell in CauseCell)
    return Library(shelves, tuple(row for row in rows if row.retired_at is not None))


def for_plan(case: Case, viewer: Employee) -> list[ChosenRemedy]:
    """What was chosen for a case and is no support of a plan yet: the draft of its next plan begins with it.

    Of diagnoses whose result the viewer may see alone: what was chosen tells of what was answered.
    """
    rows = ChosenRemedy.objects.filter(diagnosis__case=case, dropped_at=None, support=None, kind=RemedyKind.SUPPORT)
    found = list(rows.select_related("diagnosis__case__employee").order_by("diagnosis_id", "cell", "pk"))
    diagnoses = {one.diagnosis_id: one.diagnosis for one in found}
    seen = {
        pk
        for pk, diagnosis in diagnoses.items()
        if access.sees_result(viewer, diagnosis, access.own_side(viewer, diagnosis))
    }
    return [one for one in found if one.diagnosis_id in seen]
