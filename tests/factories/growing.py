"""A floor that has growth actions, for tests; those of ours have none while it lasts."""

from collections.abc import Iterator
from contextlib import contextmanager

from perfhub.kernel import slots
from perfhub.kernel.slots import GrowthAction

SLOT, NAME = "growth.action", "tests.growth"


class Floor:
    """What was begun there, and of whom it may be: everybody but whom `closed` names."""

    def __init__(self) -> None:
        self.begun: list[tuple] = []
        self.closed: set[int] = set()

    def offered(self, viewer, employee) -> bool:
        return employee.pk not in self.closed

    def begin(self, employee, what, *, by, at) -> int:
        self.begun.append((employee.pk, what, by.pk))
        return len(self.begun)

    def kind(self) -> GrowthAction:
        return GrowthAction(
            name=NAME, label="A growth action", offered=self.offered, begin=self.begin, url=lambda key: f"/grown/{key}/"
        )


@contextmanager
def none() -> Iterator[None]:
    """While this lasts, no floor has growth actions."""
    kinds = slots.application._providers[SLOT]
    kept = dict(kinds)
    kinds.clear()
    try:
        yield
    finally:
        kinds.clear()
        kinds.update(kept)


@contextmanager
def provided() -> Iterator[Floor]:
    """While this lasts, this floor alone has growth actions."""
    floor = Floor()
    with none():
        slots.register(SLOT, floor.kind())
        yield floor
