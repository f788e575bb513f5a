"""Numbers of groups of cases: they leave through `kernel.release` alone, and are those of quarters that are over, so
that no number changes while somebody looks."""

import datetime as dt
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass

from people.models import Organization
from perfhub.kernel.calendars import local_date, moment
from perfhub.kernel.release import Cell, K, Released, release
from perfhub.kernel.tenancy import current_organization

ALL = "all"
QUARTERS = 3  # that one may look back: what is older may have been deleted, and a number once shown does not change


@dataclass(frozen=True)
class Quarter:
    """Three months that are over, by the calendar of the organization."""

    start: dt.date
    end: dt.date
    zone: str

    @property
    def last_day(self) -> dt.date:
        return self.end - dt.timedelta(days=1)

    @property
    def begins(self) -> dt.datetime:
        return moment(self.start, dt.time(), self.zone)

    @property
    def ends(self) -> dt.datetime:
        return moment(self.end, dt.time(), self.zone)


def quarters_over(at: dt.datetime) -> list[Quarter]:
    """The last quarters that are over, the newest first; one statement."""
    zone = Organization.objects.zone_of(current_organization())
    today = local_date(at, zone)
    year, month = today.year, (today.month - 1) // 3 * 3 + 1
    found = []
    for _n in range(QUARTERS):
        end = dt.date(year, month, 1)
        year, month = (year, month - 3) if month > 3 else (year - 1, month + 9)
        found.append(Quarter(dt.date(year, month, 1), end, zone))
    return found


def shown(
    sums: Mapping[Hashable, tuple[int, float]], *, known: Mapping[Hashable, int] | None = None, k: int = K
) -> dict[Hashable, Released]:
    """What may be shown of groups that together are all: each (people, what their numbers add up to), with how many of
    them the viewer reads one by one. `ALL` is added; what is withheld is left out."""
    known = known or {}
    week = dt.date(2000, 1, 3)  # one moment: what changes is of another quarter, and of other people
    total = (sum(n for n, _sum in sums.values()), sum(value for _n, value in sums.values()))
    cells = [Cell(group, week, n, value, min(n, known.get(group, 0))) for group, (n, value) in sums.items() if n]
    if not total[0]:
        return {}
    cells.append(Cell(ALL, week, *total, min(total[0], sum(known.values()))))
    parents: dict[Hashable, Hashable | None] = {**dict.fromkeys(sums, ALL), ALL: None}
    decided = release(cells, parents=parents, flows=(), k=k)
    return {group: found for (group, _week), found in decided.items() if isinstance(found, Released)}


def people(rows: Iterable[tuple[Hashable, int]]) -> dict[Hashable, set[int]]:
    """Whom each group is about, from (group, employee) pairs; each person counts once, in the group named last."""
    place = {employee: group for group, employee in rows}
    found: dict[Hashable, set[int]] = {}
    for employee, group in place.items():
        found.setdefault(group, set()).add(employee)
    return found
