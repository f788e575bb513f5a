"""The library as a page shows it, and what a new goal opens with when it is begun from there."""

from collections.abc import Iterable
from dataclasses import dataclass

from ..models import GoalTemplate, KeyResult, Milestone, TemplateKeyResult
from .describing import aimed_at


@dataclass(frozen=True)
class Shelf:
    """The templates of one group; without a name those that are in none."""

    name: str
    templates: tuple["Offered", ...]


@dataclass(frozen=True)
class Offered:
    """A template with its key results in words."""

    row: GoalTemplate
    key_results: tuple[str, ...]


def library() -> list[Shelf]:
    """What is offered, by group; two statements."""
    found: dict[str, list[Offered]] = {}
    for row in GoalTemplate.objects.offered().prefetch_related("key_results").in_order():
        found.setdefault(row.group, []).append(Offered(row, tuple(_said(row))))
    return [Shelf(name, tuple(rows)) for name, rows in found.items()]


def _said(template: GoalTemplate) -> Iterable[str]:
    for row in sorted(template.key_results.all(), key=lambda one: one.position):
        steps = [Milestone(title=title) for title in row.steps.splitlines()]
        yield aimed_at(_as_key_result(row), steps=steps)


def _as_key_result(row: TemplateKeyResult) -> KeyResult:
    names = ("title", "measure", "unit", "start_value", "target_value", "weight")
    return KeyResult(**{name: getattr(row, name) for name in names})


def put_away() -> list[GoalTemplate]:
    """The templates that are offered no more, the last first."""
    return list(GoalTemplate.objects.filter(retired_at__isnull=False).order_by("-retired_at", "pk")[:50])


def groups() -> list[str]:
    """The names of groups in use."""
    rows = GoalTemplate.objects.offered().exclude(group="")
    return list(rows.order_by("group").values_list("group", flat=True).distinct())


def measured_by(template: GoalTemplate) -> list[tuple[KeyResult, list[Milestone]]]:
    """Its key results in the shape of a goal's."""
    rows = template.key_results.order_by("position", "pk")
    return [(_as_key_result(row), [Milestone(title=title) for title in row.steps.splitlines()]) for row in rows]
