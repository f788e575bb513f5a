"""Goals as rows of a table that leaves the house; the import reads the same columns."""

from collections.abc import Iterable, Iterator

from perfhub.kernel.sheets import Value

from ..models import MOST_KEY_RESULTS, KeyResult
from .rows import GoalRow

KEY_RESULT = ("title", "measure", "from", "to", "unit", "weight", "now")
COLUMNS = (
    *("goal", "title", "why", "level", "team", "owner", "cycle", "nature", "weight", "from", "to", "state", "learning"),
    *("owner_names", "status", "score", "expected", "updated", "due", "serves"),
)
HEADER = (*COLUMNS, *(f"kr{n} {part}" for n in range(1, MOST_KEY_RESULTS + 1) for part in KEY_RESULT))


def table_rows(pieces: Iterable[Iterable[GoalRow]]) -> Iterator[tuple[Value, ...]]:
    for piece in pieces:
        for row in piece:
            yield _line(row)


def _line(row: GoalRow) -> tuple[Value, ...]:
    goal, stands = row.objective, row.standing
    return (
        goal.pk,
        goal.title,
        goal.why,
        goal.level,
        goal.team.name if goal.team else "",
        " ".join(owner.number for owner in row.owners),
        goal.cycle.name,
        goal.nature,
        goal.weight,
        goal.start_date,
        goal.end_date,
        goal.state,
        goal.learning,
        ", ".join(owner.name for owner in row.owners),
        goal.status,
        None if goal.score is None else round(goal.score, 4),
        None if stands.expected_percent is None else round(stands.expected_percent / 100, 4),
        goal.updated_at.date() if goal.updated_at else None,
        goal.due_date,
        row.serves.title if row.serves else "",
        *_key_results([line.row for line in row.key_results]),
    )


def _key_results(rows: list[KeyResult]) -> Iterator[Value]:
    for row in rows[:MOST_KEY_RESULTS]:
        yield from (row.title, row.measure, row.start_value, row.target_value, row.unit, row.weight, row.current_value)
    for _place in range(len(KEY_RESULT) * (MOST_KEY_RESULTS - len(rows))):
        yield None
