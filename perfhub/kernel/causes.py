"""Where the cause of a gap lies: two people's answers to the same questions, turned into barriers in six cells.

The cells are Gilbert's, in the order in which they are worth repairing: what stands around the work first (1 to 3), the
person last (4 to 6). Everything is exact (fractions), so that a tie is a tie. Nothing here is about who somebody is.

- An answer is 1 (not at all) to 5 (fully); "don't know" is none. A barrier is `mean((5 - answer) / 4)`, 0 to 1.
- A side has a barrier in a cell from two answers on. The short form has one question a cell, and one answer is enough.
- A cell's barrier is the mean of its sides; of one side alone where the other has none.
- Candidates are cells from .5 on. The primary cause is the largest, but a candidate less than .10 below it that comes
  earlier in the order of repair goes before it.
- Sides that differ by .5 or more in a cell should talk first.
- Who used to do it, and could if it mattered, needs feedback or practice before training.
- Where three in five of a unit's diagnoses, and of five at least, have a primary cause in cells 1 to 3, it is a matter
  of the unit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction

ANSWERS = range(1, 6)
NEEDED = 2  # answers in a cell for a barrier; of the short form one
NEEDED_SHORT = 1
CANDIDATE = Fraction(1, 2)
CLOSE = Fraction(1, 10)
APART = Fraction(1, 2)
SHARE_OF_A_UNIT = Fraction(3, 5)
FEWEST_OF_A_UNIT = 5


class Cell(IntEnum):
    """In the order of repair."""

    DATA = 1  # what is expected, and hearing how it goes
    INSTRUMENTS = 2  # tools, time, process
    INCENTIVES = 3  # what comes of doing it well
    KNOWLEDGE = 4
    CAPACITY = 5
    MOTIVES = 6

    @property
    def is_around(self) -> bool:
        """It stands around the person, not in the person."""
        return self <= Cell.INCENTIVES


ITEMS: Mapping[str, Cell] = {
    "aim": Cell.DATA,
    "standard": Cell.DATA,
    "response": Cell.DATA,
    "tools": Cell.INSTRUMENTS,
    "time": Cell.INSTRUMENTS,
    "process": Cell.INSTRUMENTS,
    "recognised": Cell.INCENTIVES,
    "unpunished": Cell.INCENTIVES,
    "no_easier_way": Cell.INCENTIVES,
    "knows_how": Cell.KNOWLEDGE,
    "has_done": Cell.KNOWLEDGE,
    "training": Cell.KNOWLEDGE,
    "fits": Cell.CAPACITY,
    "arranged": Cell.CAPACITY,
    "circumstances": Cell.CAPACITY,
    "wants": Cell.MOTIVES,
    "purpose": Cell.MOTIVES,
    "confidence": Cell.MOTIVES,
}
SHORT: tuple[str, ...] = ("standard", "tools", "recognised", "knows_how", "fits", "confidence")

#: Asked of the employee alone, optional, and never part of what the two sides are shown.
OWN_ALONE = frozenset({"circumstances"})

Answers = Mapping[str, int | None]  # by item; None is "don't know"


def barrier(answers: Iterable[int | None], *, needed: int = NEEDED) -> Fraction | None:
    """How much stands in the way, 0 to 1; None where fewer than `needed` were answered. Raises ValueError."""
    known = [answer for answer in answers if answer is not None]
    if any(answer not in ANSWERS for answer in known):
        raise ValueError("An answer is 1 to 5, or none.")
    if len(known) < needed:
        return None
    return Fraction(sum(5 - answer for answer in known), 4 * len(known))


def barriers(answers: Answers, *, needed: int = NEEDED) -> dict[Cell, Fraction | None]:
    """One side's barrier of every cell. Raises ValueError for a question that there is not."""
    if unknown := answers.keys() - ITEMS.keys():
        raise ValueError(f"No question is called {', '.join(sorted(unknown))}.")
    of: dict[Cell, list[int | None]] = {cell: [] for cell in Cell}
    for item, answer in answers.items():
        of[ITEMS[item]].append(answer)
    return {cell: barrier(given, needed=needed) for cell, given in of.items()}


@dataclass(frozen=True)
class Found:
    """What one cell came to."""

    cell: Cell
    employee: Fraction | None
    manager: Fraction | None

    @property
    def both(self) -> Fraction | None:
        """The mean of the sides that have one."""
        sides = [side for side in (self.employee, self.manager) if side is not None]
        return sum(sides, Fraction()) / len(sides) if sides else None

    @property
    def is_candidate(self) -> bool:
        return self.both is not None and self.both >= CANDIDATE

    @property
    def talk_first(self) -> bool:
        """The two see it so differently that the difference is to be talked about before anything is done."""
        if self.employee is None or self.manager is None:
            return False
        return abs(self.employee - self.manager) >= APART


@dataclass(frozen=True)
class Result:
    """Six cells in the order of repair, and the cause to begin with."""

    cells: tuple[Found, ...]
    primary: Cell | None
    practice_first: bool = False

    @property
    def candidates(self) -> tuple[Cell, ...]:
        return tuple(found.cell for found in self.cells if found.is_candidate)

    @property
    def talk_first(self) -> tuple[Cell, ...]:
        return tuple(found.cell for found in self.cells if found.talk_first)


def primary(cells: Iterable[Found]) -> Cell | None:
    """The candidate to begin with: the largest, or one close to it that is repaired before it."""
    candidates = {found.cell: found.both for found in cells if found.is_candidate and found.both is not None}
    if not candidates:
        return None
    largest = max(candidates.values())
    return min(cell for cell, height in candidates.items() if largest - height < CLOSE)


def practice_first(used_to: Iterable[bool | None], could: Iterable[bool | None]) -> bool:
    """Whoever used to do it and could if it mattered: of those asked somebody says yes to each, and nobody no."""
    return all(
        any(said is True for said in answers) and not any(said is False for said in answers)
        for answers in (list(used_to), list(could))
    )


def diagnose(
    employee: Answers | None,
    manager: Answers | None,
    *,
    needed: int = NEEDED,
    used_to: Iterable[bool | None] = (),
    could: Iterable[bool | None] = (),
) -> Result:
    """Both sides' answers, or those of the one who gave any. Raises ValueError for answers that are none."""
    one, other = (barriers(answers or {}, needed=needed) for answers in (employee, manager))
    cells = tuple(Found(cell, one[cell], other[cell]) for cell in Cell)
    return Result(cells, primary(cells), practice_first(used_to, could))


def is_a_matter_of_the_unit(around: int, n: int) -> bool:
    """Whether so many of a unit's `n` diagnoses lie around the people that the unit is to be repaired first."""
    if not 0 <= around <= n:
        raise ValueError(f"Of {n} diagnoses {around} cannot lie there.")
    return n >= FEWEST_OF_A_UNIT and around >= SHARE_OF_A_UNIT * n
