"""What is given and what is decided: averages of groups by week, and who came and went between the weeks."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass

K = 5
"""The fewest people an average may be about, for whoever may not read them one by one."""

LAGS = 4
"""For how many weeks an answer is taken to tell something about the answer of now."""

Group = Hashable


@dataclass(frozen=True, slots=True)
class Cell:
    """What one group answered in one week, subgroups included: `n` people whose answers add up to `total`.

    `readable` of these n are people whose answers the viewer may read one by one: own reports, oneself.
    """

    group: Group
    week: dt.date
    n: int
    total: float
    readable: int = 0

    @property
    def hidden(self) -> int:
        """The people behind this average whom the viewer may not read."""
        return self.n - self.readable


@dataclass(frozen=True, slots=True)
class Flow:
    """How many people were in the group `before` in the week `since` and in `after` in `week`.

    Only people whom the viewer may not read. Each person belongs to one group, the innermost; None is
    outside all groups. People who stayed are a flow from a group to itself, and are needed.
    """

    since: dt.date
    week: dt.date
    before: Group | None
    after: Group | None
    people: int


@dataclass(frozen=True, slots=True)
class Released:
    """An average that may be shown, with the number of people it is about."""

    n: int
    mean: float


@dataclass(frozen=True, slots=True)
class Withheld:
    """An average that is not shown, not even its n. `reason` is "none", "few", "rest" or "change"."""

    reason: str


Decision = Released | Withheld
Key = tuple[Group, dt.date]


def flows_between(
    places: Iterable[tuple[Hashable, dt.date, Group]], *, lags: int = LAGS, readable: Iterable[Hashable] = ()
) -> list[Flow]:
    """The flows between each week and the `lags` weeks before it, from rows (person, week, innermost group).

    People in `readable` are left out. In SQL it is a full join of the weekly facts with themselves on the
    employee, at a distance of 1 to `lags` weeks, counted by both weeks and both groups.
    """
    known = frozenset(readable)
    by_week: dict[dt.date, dict[Hashable, Group]] = defaultdict(dict)
    for person, week, group in places:
        by_week[week]  # a week in which all are readable is a week too
        if person not in known:
            by_week[week][person] = group
    found: list[Flow] = []
    weeks = sorted(by_week)
    for position, week in enumerate(weeks):
        now = by_week[week]
        for since in weeks[max(0, position - lags) : position]:
            then = by_week[since]
            counted = Counter((then.get(person), now.get(person)) for person in then.keys() | now.keys())
            found += [Flow(since, week, before, after, people) for (before, after), people in counted.items()]
    return found
