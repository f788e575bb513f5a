"""The cells of a row, cleaned: what each column may hold, and a sentence for what it may not. Pure: asks no table."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from people.queries.lists import date_in
from perfhub.kernel.numbers import NotANumber, read_number
from perfhub.kernel.sheets import is_formula

from ...models import LONGEST_REASON, LONGEST_TITLE, LONGEST_UNIT, LONGEST_WHY, MOST_MILESTONES, written_step
from ...states import Level, Measure, Nature, ObjectiveState, Visibility

GROUPING = {".": ",", ",": "."}
HEAVIEST = 1000
SHOWN = 80  # characters of a cell in a sentence


class Unfit(ValueError):
    """A cell that cannot be taken; its text says why."""


def clean(cells: Mapping[str, str], *, point: str) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """What the cells say, by column, and what is wrong with them: (column, sentence). Empty cells say nothing."""
    values: dict[str, Any] = {}
    flaws: list[tuple[str, str]] = []
    for column, cell in cells.items():
        part = column.partition("_")[2] if column.startswith("kr") else column
        read = OF_KEY_RESULT[part] if column.startswith("kr") else OF_GOAL[part]
        try:
            if is_formula(cell) and not (read in NUMBERS and cell[0] in "+-"):
                raise Unfit(_("This is a formula: “%(cell)s”. Please write what it comes to.") % _shown(cell))
            values[column] = read(unguarded(cell), point)
        except Unfit as refused:
            flaws.append((column, str(refused)))
        except NotANumber as refused:
            flaws.append((column, f"“{_shown(cell)['cell']}”: {refused.sentence}"))
    return values, flaws


def _shown(cell: str) -> dict[str, str]:
    return {"cell": cell if len(cell) <= SHOWN else cell[: SHOWN - 1] + "…"}


def unguarded(cell: str) -> str:
    """Our own tables put an apostrophe before what could be a formula."""
    return cell[1:] if cell.startswith("'") and is_formula(cell[1:]) else cell


def _text(longest: int) -> Callable[[str, str], str]:
    def read(cell: str, _point: str) -> str:
        if len(cell) > longest:
            words = {"number": len(cell), "most": longest}
            raise Unfit(_("This has %(number)s characters; at most %(most)s are taken.") % words)
        return cell

    return read


def _number(cell: str, point: str) -> Decimal:
    return read_number(cell, point=point, grouping=GROUPING[point])


def _weight(cell: str, point: str) -> Decimal:
    value = _number(cell, point)
    if not 0 <= value < HEAVIEST:
        raise Unfit(_("A weight lies between 0 and 999."))
    return value


def _key(cell: str, _point: str) -> int:
    if not (cell.isascii() and cell.isdecimal() and len(cell) < 19):
        raise Unfit(_("“%(cell)s” is not the number of a goal, as the list of goals has it.") % _shown(cell))
    return int(cell)


def _day(cell: str, _point: str):
    found = date_in(cell)
    if found is None:
        raise Unfit(_("“%(cell)s” is not a date. Write 2026-05-31 or 31/05/2026.") % _shown(cell))
    return found


def _one_of(choices) -> Callable[[str, str], str]:
    """By its word in the table, or as pages call it."""

    def read(cell: str, _point: str) -> str:
        for value, label in choices.choices:
            if cell.casefold() in (value.casefold(), str(label).casefold()):
                return value
        words = {**_shown(cell), "words": ", ".join(choices.values)}
        raise Unfit(_("“%(cell)s” is none of: %(words)s.") % words)

    return read


def _steps(cell: str, _point: str) -> tuple[str, ...]:
    steps = tuple(dict.fromkeys(written_step(step) for step in cell.split("|") if step.strip()))
    if len(steps) > MOST_MILESTONES or any(len(step) > LONGEST_TITLE for step in steps):
        raise Unfit(_("At most 12 milestones, each of at most 200 characters."))
    return steps


def _numbers(cell: str, _point: str) -> tuple[str, ...]:
    """Employee numbers, by spaces, commas or semicolons."""
    return tuple(dict.fromkeys(part for part in re.split(r"[\s,;]+", cell) if part))


NUMBERS = (_number, _weight)  # a sign in front of one begins no formula
OF_GOAL: dict[str, Callable[[str, str], Any]] = {
    "goal": _key,
    "title": _text(LONGEST_TITLE),
    "why": _text(LONGEST_WHY),
    "level": _one_of(Level),
    "team": _text(LONGEST_TITLE),
    "owner": _numbers,
    "cycle": _text(LONGEST_TITLE),
    "nature": _one_of(Nature),
    "visibility": _one_of(Visibility),
    "weight": _weight,
    "from": _day,
    "to": _day,
    "state": _one_of(ObjectiveState),
    "learning": _text(LONGEST_WHY),
    "parent": _key,
    "reason": _text(LONGEST_REASON),
}
OF_KEY_RESULT: dict[str, Callable[[str, str], Any]] = {
    "title": _text(LONGEST_TITLE),
    "measure": _one_of(Measure),
    "from": _number,
    "to": _number,
    "unit": _text(LONGEST_UNIT),
    "weight": _weight,
    "steps": _steps,
}
