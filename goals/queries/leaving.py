"""Goals as rows of a table: what leaves the house, in the columns that the way in reads again."""

from collections.abc import Iterable, Iterator

from perfhub.kernel.sheets import Value

from ..models import MOST_KEY_RESULTS
from ..states import Part
from .rows import GoalRow, KeyResultLine

OWNER = Part.OWNER.value  # the column with employee numbers
STEP_SIGN = " | "  # between milestones in one cell
#: What a table may say of a goal, and of each of its key results.
GOAL = (
    *("goal", "title", "why", "level", "team", OWNER, "cycle", "nature", "visibility", "weight", "from", "to"),
    *("state", "learning", "parent"),
)
KEY_RESULT = ("title", "measure", "from", "to", "unit", "weight", "steps")
#: What is only told.
TOLD = ("owner_names", "status", "score", "expected", "updated", "due", "serves")


def column_of(number: int, part: str) -> str:
    return f"kr{number}_{part}"


KEY_RESULTS = tuple(column_of(n, part) for n in range(1, MOST_KEY_RESULTS + 1) for part in KEY_RESULT)
NOW = tuple(column_of(n, "now") for n in range(1, MOST_KEY_RESULTS + 1))
HEADER = (*GOAL, *TOLD, *KEY_RESULTS, *NOW)


def values_of(row: GoalRow) -> dict[str, Value]:
    """What is known of a goal, by column."""
    goal = row.objective
    found: dict[str, Value] = {
        "goal": goal.pk,
        "title": goal.title,
        "why": goal.why,
        "level": goal.level,
        "team": goal.team.name if goal.team else "",
        OWNER: " ".join(owner.number for owner in row.owners),
        "cycle": goal.cycle.name,
        "nature": goal.nature,
        "visibility": goal.visibility,
        "weight": goal.weight,
        "from": goal.start_date,
        "to": goal.end_date,
        "state": goal.state,
        "learning": goal.learning,
        "parent": row.serves.pk if row.serves else None,
    }
    for number, line in enumerate(row.key_results[:MOST_KEY_RESULTS], start=1):
        found |= {column_of(number, part): value for part, value in _measured(line).items()}
    return found


def _measured(line: KeyResultLine) -> dict[str, Value]:
    row = line.row
    return {
        "title": row.title,
        "measure": row.measure,
        "from": row.start_value,
        "to": row.target_value,
        "unit": row.unit,
        "weight": row.weight,
        "steps": STEP_SIGN.join(step.said for step in line.steps),
        "now": row.current_value,
    }


def _told(row: GoalRow) -> dict[str, Value]:
    goal, expected = row.objective, row.standing.expected_percent
    return {
        "owner_names": ", ".join(owner.name for owner in row.owners),
        "status": goal.status,
        "score": None if goal.score is None else round(goal.score, 4),
        "expected": None if expected is None else round(expected / 100, 4),
        "updated": goal.updated_at.date() if goal.updated_at else None,
        "due": goal.due_date,
        "serves": row.serves.title if row.serves else "",
    }


def table_rows(pieces: Iterable[Iterable[GoalRow]]) -> Iterator[tuple[Value, ...]]:
    """All columns of each goal, as `HEADER` names them."""
    for piece in pieces:
        for row in piece:
            known = values_of(row) | _told(row)
            yield tuple(known.get(name) for name in HEADER)
