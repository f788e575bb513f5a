"""What was promised about who sees what."""

from collections.abc import Iterable

from perfhub.kernel import slots
from perfhub.kernel.promises import Decision, Promises

from ..models import VisibilityChange


def promises_of(setting: str) -> Promises:
    """What was promised in this organization about a setting of the slot "visibility"; one statement."""
    return promises_of_all([setting])[setting]


def promises_of_all(settings: Iterable[str]) -> dict[str, Promises]:
    """The same for several settings, in one statement."""
    decisions: dict[str, list[Decision]] = {name: [] for name in settings}
    rows = VisibilityChange.objects.filter(setting__in=decisions).order_by("decided_at", "pk")
    for row in rows.only("setting", "value", "decided_at", "effective_at"):
        decisions[row.setting].append(Decision(row.value, row.decided_at, row.effective_at))
    return {name: Promises(slots.provider("visibility", name), tuple(made)) for name, made in decisions.items()}
