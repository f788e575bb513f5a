"""One week: which of its groups are withheld, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from .cells import Cell, Group
from .cuts import Parts, told_apart
from .numbers import Number, Pairs


class Tree:
    """The groups around each group, innermost first, and the groups directly within."""

    def __init__(self, names: list[Group], parents: Mapping[Number, Number | None]) -> None:
        self.names = names
        self.within: dict[Number, list[Number]] = defaultdict(list)
        self._parents = parents
        self._above: dict[Number, tuple[Number, ...]] = {}
        for group, parent in parents.items():
            if parent is not None:
                self.within[parent].append(group)

    def above(self, group: Number) -> tuple[Number, ...]:
        if group not in self._above:
            found: list[Number] = []
            while (outer := self._parents.get(found[-1] if found else group)) is not None:
                if outer == group or outer in found:
                    raise ValueError(f"The group {self.names[group]!r} lies within itself.")
                found.append(outer)
            self._above[group] = tuple(found)
        return self._above[group]


@dataclass
class Week:
    """The groups of one week, and why some of them are withheld; nothing withheld is ever given free again."""

    tree: Tree
    cells: dict[Number, Cell] = field(default_factory=dict)
    withheld: dict[Number, str] = field(default_factory=dict)
    _rests: dict[Number, int] = field(default_factory=dict)  # people of each telling group in none within it
    _parts: dict[Number | None, Number | None] = field(default_factory=dict)
    _known_at: int = -1  # how many were withheld when these two were made

    def tells(self, group: Number) -> bool:
        """Whether a group is shown and so tells something about people whom the viewer may not read."""
        return group in self.cells and group not in self.withheld and self.cells[group].hidden > 0

    def parts(self, groups: Iterable[Number | None]) -> Parts:
        """For each group the telling group whose rest tells about its people; None where nothing does."""
        if self._known_at != len(self.withheld):
            self._known_at = len(self.withheld)
            self._rests, self._parts = self._rests_now(), {None: None}
        for group in groups:
            if group not in self._parts:
                part = self._innermost(group, *self.tree.above(group))
                self._parts[group] = part if part is not None and self._rests[part] else None
        return self._parts

    def _rests_now(self) -> dict[Number, int]:
        telling = {group: cell.hidden for group, cell in self.cells.items() if self.tells(group)}
        rests = self._rests = dict(telling)
        for group, people in telling.items():
            if (outer := self._innermost(*self.tree.above(group))) is not None:
                rests[outer] -= people
        return rests

    def _innermost(self, *groups: Number) -> Number | None:
        """The first of these groups that tells."""
        for group in groups:
            if group in self._rests:
                return group
        return None

    def rest_of(self, group: Number) -> int:
        """The hidden people of a telling group who are in none of the telling groups within it."""
        return self.cells[group].hidden - sum(self.cells[part].hidden for part in self.parts_of(group))

    def parts_of(self, group: Number) -> list[Number]:
        """The outermost telling groups within a group."""
        found: list[Number] = []
        waiting = [*self.tree.within[group]]
        while waiting:
            inner = waiting.pop()
            if self.tells(inner):
                found.append(inner)
            else:
                waiting += self.tree.within[inner]
        return found

    def size(self, group: Number) -> tuple[int, Number]:
        """What groups are ordered by when one must be withheld: the smallest first, whatever the order given."""
        return self.cells[group].hidden, group

    def withhold_few(self, k: int) -> None:
        for group, cell in self.cells.items():
            if cell.n == 0:
                self.withheld[group] = "none"
            elif 0 < cell.hidden < k:
                self.withheld[group] = "few"

    def withhold_rests(self, k: int) -> None:
        """Inner groups first: what is withheld later adds its rest to that of the group around it."""
        for group in sorted(self.cells, key=lambda group: (-len(self.tree.above(group)), group)):
            while self.tells(group):
                if (rest := self.rest_of(group)) == 0 or rest >= k:
                    break
                self.withheld[min(self.parts_of(group), key=self.size, default=group)] = "rest"

    def withhold_changes(self, earlier: list[tuple[Week, Pairs]], k: int) -> None:
        """Withholds groups of this week until no cut between it and an earlier one passes through 1 to k-1 people."""
        before: dict[Number, str] | None = None
        while before != self.withheld:
            before = dict(self.withheld)
            for week, pairs in earlier:
                while found := [groups for groups in self._told_apart_from(week, pairs, k) if groups]:
                    self._withhold_one_of_each(found)

    def _told_apart_from(self, earlier: Week, pairs: Pairs, k: int) -> list[set[Number]]:
        then, now = earlier.parts(group for group, _ in pairs), self.parts(group for _, group in pairs)
        return told_apart(pairs, then, now, outside=len(self.tree.names), k=k)

    def _withhold_one_of_each(self, found: list[set[Number]]) -> None:
        """The smallest of each set of groups; sets which overlap with one dealt with may have settled and wait."""
        touched: set[Number] = set()
        for groups in sorted(found, key=lambda groups: min(map(self.size, groups))):
            if touched.isdisjoint(groups):
                self.withheld[min(groups, key=self.size)] = "change"
                touched |= groups
