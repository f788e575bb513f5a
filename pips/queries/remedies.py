"""The library of remedies by cause, what was chosen for a case, and what it may become."""

from dataclasses import dataclass
from typing import Any

from people.models import Employee
from perfhub.kernel import capabilities, slots
from perfhub.kernel.slots import GrowthAction

from ..access import diagnosis as access
from ..models import Case, ChosenRemedy, Remedy
from ..states import CauseCell, Hypothesis

GUESSES = {"tool_fix": Hypothesis.TOOL, "process_fix": Hypothesis.PROCESS, "easier_right_way": Hypothesis.PROCESS}


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
    rows = ChosenRemedy.objects.waiting().filter(diagnosis__case=case)
    found = list(rows.select_related("diagnosis__case__employee").order_by("diagnosis_id", "cell", "pk"))
    diagnoses = {one.diagnosis_id: one.diagnosis for one in found}
    seen = {
        pk
        for pk, diagnosis in diagnoses.items()
        if access.sees_result(viewer, diagnosis, access.own_side(viewer, diagnosis))
    }
    return [one for one in found if one.diagnosis_id in seen]


def as_finding(chosen: ChosenRemedy) -> dict[str, Any]:
    """What a finding begins with: words of the library alone, for what was written of one person may name somebody."""
    guess = GUESSES.get(chosen.remedy.code, "") if chosen.remedy is not None else ""
    cause = CauseCell(chosen.cell).label
    return {"title": chosen.name, "team": _team(chosen), "hypothesis": guess, "hypothesis_words": cause}


def as_team_plan(chosen: ChosenRemedy) -> dict[str, Any]:
    """What a team plan begins with; the same."""
    return {"title": chosen.name, "team": _team(chosen), "cause": CauseCell(chosen.cell).label}


def _team(chosen: ChosenRemedy) -> int | None:
    return chosen.diagnosis.case.employee.team_id


def growth_offered(viewer: Employee, employee: Employee) -> list[GrowthAction]:
    """The kinds of growth actions that the viewer may begin for somebody now; none while no floor has any."""
    return [
        kind
        for name, kind in slots.providers("growth.action").items()
        if not capabilities.is_off(viewer, slots.capability("growth.action", name)) and kind.offered(viewer, employee)
    ]


def grown_into(chosen: ChosenRemedy) -> tuple[Any, str] | None:
    """What it grew into, by its name, and where that is read; nothing once its floor is gone."""
    kind = slots.providers("growth.action").get(chosen.growth)
    if kind is None or chosen.growth_key is None:
        return None
    return kind.label, kind.url(chosen.growth_key)
