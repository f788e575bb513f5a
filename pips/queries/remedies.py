"""The library of remedies by cause, what was chosen for a case, and what it may become."""

from collections.abc import Iterable
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


def suited(kinds: Iterable[GrowthAction], chosen: ChosenRemedy) -> list[GrowthAction]:
    """Those of these kinds that a chosen remedy may become: what it is called, or, of one in own words, any of them."""
    code = chosen.remedy.code if chosen.remedy is not None else ""
    return [kind for kind in kinds if not code or not kind.suits or code in kind.suits]


def grown_into(rows: Iterable[ChosenRemedy], *, viewer: Employee, employee: Employee) -> dict[int, tuple[Any, str]]:
    """What each of these grew into, by its name, and where that is read; nothing of a floor that is gone, nor for
    whoever does not read it there. Each kind is asked once."""
    grown = [row for row in rows if row.growth and row.growth_key is not None]
    kinds = {
        name: kind
        for name, kind in slots.providers("growth.action").items()
        if any(row.growth == name for row in grown)
        and not capabilities.is_off(viewer, slots.capability("growth.action", name))
        and kind.read_by(viewer, employee)
    }
    return {
        row.pk: (kinds[row.growth].label, kinds[row.growth].url(row.growth_key)) for row in grown if row.growth in kinds
    }
