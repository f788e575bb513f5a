"""What other floors offer to whoever improves something: counts of a unit, and ways to grow."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..release import K
from .pages import Text


@dataclass(frozen=True, kw_only=True)
class SharedGap:
    """So many of so many people of a unit (`team` is its key, with all below) share one thing: `about` says what, in a
    few words that name nobody. Counted of five people at least, who were measured between two days."""

    team: int
    about: str
    n: int
    hits: int
    first_date: dt.date
    last_date: dt.date

    def __post_init__(self) -> None:
        if not K <= self.hits <= self.n:
            raise ValueError(f"{self.hits} of {self.n} is about people one can name")


@dataclass(frozen=True, kw_only=True)
class GrowthAction:
    """A kind of growth action that a floor begins for somebody: a training, a mentor, a task to grow with.

    `offered(viewer, employee)` says whether this viewer begins one for that employee; `begin(employee, what, by=…,
    at=…)` is the rule that does, with the words of what is meant, and gives its key; `url(key)` is where it is read, by
    those for whom `read_by(viewer, employee)` holds. `suits` are the codes of remedies that become this; none: all.
    """

    name: str
    label: Text
    offered: Callable[[Any, Any], bool]
    begin: Callable[..., int]
    url: Callable[[int], str]
    read_by: Callable[[Any, Any], bool] = lambda viewer, employee: True
    suits: frozenset[str] = frozenset()
