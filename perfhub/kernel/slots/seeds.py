"""What providers plant in a demo organization."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class SeedStep:
    """One floor's share of a demo organization, planted after the steps it builds on.

    `plant(organization, *, people, weeks, seed, at, bulk)` runs inside the organization; `objects(employee)` names
    one object of each kind that concerns an employee, by its key.
    """

    name: str
    plant: Callable[..., Any]
    after: tuple[str, ...] = ()
    objects: Callable[[Any], Mapping[str, int]] | None = None
