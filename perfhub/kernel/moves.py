"""State machines: nothing else assigns `.state`."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import F, Model

from .errors import StaleMove

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Move:
    """From any of these states to that one."""

    sources: frozenset[str]
    target: str

    def __init__(self, sources: Iterable[str], target: str):
        object.__setattr__(self, "sources", frozenset(sources))
        object.__setattr__(self, "target", target)

    def starts_at(self, state: str) -> bool:
        return state in self.sources


def move(row: M, move: Move, **fields) -> M:
    """Move a row and set fields with it, in one conditional UPDATE: of two who try, one wins.

    The other gets `StaleMove`. A model with a `version` has it raised. Returns the row, brought up to date.
    """
    changes = {"state": move.target, **fields}
    versioned = any(field.name == "version" for field in row._meta.concrete_fields)
    extra = {"version": F("version") + 1} if versioned else {}
    moved = type(row)._base_manager.filter(pk=row.pk, state__in=move.sources).update(**changes, **extra)
    if not moved:
        raise StaleMove
    computed = [name for name, value in changes.items() if hasattr(value, "resolve_expression")]
    for name in changes.keys() - computed:
        setattr(row, name, changes[name])
    if computed:
        row.refresh_from_db(fields=computed)
    if versioned:
        row.version += 1  # type: ignore[attr-defined]  # it has one
    return row
