"""A goal as it was before a table changed it, and how it becomes that again."""

from decimal import Decimal
from typing import Any

from ...models import KeyResult, Objective
from ..writing import Wanted

FIELDS = ("title", "why", "nature", "visibility", "weight", "start_date", "end_date", "learning")


def remember(goal: Objective) -> dict[str, Any]:
    """Everything that a table may change of a goal, as JSON holds it."""
    rows = KeyResult.objects.counting().filter(objective=goal).prefetch_related("milestones").in_order()
    return {
        **{name: str(getattr(goal, name)) for name in FIELDS},
        "state": goal.state,
        "due_date": goal.due_date.isoformat() if goal.due_date else None,
        "key_results": [
            {
                "pk": row.pk,
                "title": row.title,
                "measure": row.measure,
                "start": _text(row.start_value),
                "target": _text(row.target_value),
                "unit": row.unit,
                "weight": str(row.weight),
                "steps": [step.said for step in sorted(row.milestones.all(), key=lambda step: step.position)],
            }
            for row in rows
        ],
    }


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def remembered_fields(was: dict[str, Any]) -> dict[str, Any]:
    """The words, weights and days of a goal as they were."""
    names = [name for name in FIELDS if name != "learning"]
    fields = {field.name: field for field in Objective._meta.concrete_fields}
    return {name: fields[name].to_python(was[name]) for name in names}


def remembered_key_results(was: dict[str, Any]) -> list[Wanted]:
    return [
        Wanted(
            **{
                **one,
                "start": None if one["start"] is None else Decimal(one["start"]),
                "target": None if one["target"] is None else Decimal(one["target"]),
                "weight": Decimal(one["weight"]),
                "steps": tuple(one["steps"]),
            }
        )
        for one in was["key_results"]
    ]
