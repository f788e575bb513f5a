"""The one way by which numbers of a group leave the facts: for page, CSV and API alike.

Of the own reports everything is shown, week by week, as far as they reported to the viewer in that week and still do.
Of everybody else only what a night has decided may be shown (`rules.showing`).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import QuerySet

from people.models import Employee
from perfhub.kernel.composed import composed
from perfhub.kernel.release import K

from ..models import EmployeeWeek, ManagerWeek, TeamWeek
from ..states import Scope
from .persons import PersonWeeks


@dataclass(frozen=True)
class Point:
    """A group in one week: what may be shown of it. What is None is missing or withheld; `withheld` says which."""

    week: date
    asked: int | None = None
    answered: int | None = None
    mood_n: int | None = None
    mood_sum: int | None = None
    share_withheld: bool = False
    mood_withheld: bool = False

    @property
    def share(self) -> float | None:
        """Per cent of those asked who have answered."""
        return 100 * self.answered / self.asked if self.asked else None

    @property
    def mood(self) -> float | None:
        return round(self.mood_sum / self.mood_n, 1) if self.mood_n else None

    @property
    def missing(self) -> int | None:
        return None if self.asked is None or self.answered is None else self.asked - self.answered

    def __add__(self, other: "Point") -> "Point":
        """Both groups together; what is withheld of one is withheld of both."""
        share_withheld = self.share_withheld or other.share_withheld
        mood_withheld = self.mood_withheld or other.mood_withheld
        return Point(
            self.week,
            asked=None if share_withheld else _sum(self.asked, other.asked),
            answered=None if share_withheld else _sum(self.answered, other.answered),
            mood_n=None if mood_withheld else _sum(self.mood_n, other.mood_n),
            mood_sum=None if mood_withheld else _sum(self.mood_sum, other.mood_sum),
            share_withheld=share_withheld,
            mood_withheld=mood_withheld,
        )


def _sum(one: int | None, other: int | None) -> int | None:
    return None if one is None and other is None else (one or 0) + (other or 0)


def own_points(viewer: Employee, reports: Iterable[PersonWeeks], weeks: list[date], *, running: date) -> list[Point]:
    """The viewer's own reports week by week: those who reported to the viewer then and do so now."""
    by_week: dict[date, list[EmployeeWeek]] = defaultdict(list)
    for person in reports:
        for row in (*person.rows, person.running):
            if row is not None and row.manager_id == viewer.pk:
                by_week[row.week_start].append(row)
    shown = [*weeks, running] if any(row.answered for row in by_week[running]) else weeks
    return [_of_rows(week, by_week[week]) for week in shown]


def _of_rows(week: date, rows: list[EmployeeWeek]) -> Point:
    if not rows:
        return Point(week)
    moods = [row.mood for row in rows if row.mood is not None]
    return Point(
        week,
        asked=sum(row.asked for row in rows),
        answered=sum(row.answered for row in rows),
        mood_n=len(moods),
        mood_sum=sum(moods),
    )


COUNTS = ("people", "asked", "answered", "mood_n", "mood_sum", "share_shown", "mood_shown")


@composed
def _of_managers(*, managers: list[int], first: date, last: date) -> QuerySet:
    rows = ManagerWeek.objects.filter(manager__in=managers, week_start__range=(first, last))
    return rows.values_list("manager_id", "scope", "week_start", *COUNTS, named=True)


class Groups:
    """The groups of some managers below (or the viewer) in these weeks, one after another, of the rows that are `asked`
    for them."""

    @staticmethod
    def asked(manager_ids: Collection[int], weeks: list[date]) -> QuerySet:
        return _of_managers(managers=list(manager_ids), first=min(weeks), last=max(weeks))

    def __init__(self, viewer: Employee, weeks: list[date], known: Iterable[PersonWeeks], rows: Iterable[Any]):
        self.weeks = weeks
        self._rows = {(row.manager_id, row.scope, row.week_start): row for row in rows}
        self._known = _elsewhere(viewer, known)

    def direct(self, manager_id: int) -> list[Point]:
        """The manager's own reports, as they were."""
        return [self._direct(manager_id, week) for week in self.weeks]

    def beyond(self, manager_id: int) -> list[Point]:
        """All below the manager but the own reports, as they were."""
        return [self._beyond(manager_id, week) for week in self.weeks]

    def all(self, manager_id: int) -> list[Point]:
        """All below the manager. Where the own reports are too few to be shown, those beyond them alone."""
        return [self._all(manager_id, week) for week in self.weeks]

    def _direct(self, manager_id: int, week: date) -> Point:
        # A report of the viewer's who was in this group then would be known, and so the rest of it.
        row = self._rows.get((manager_id, Scope.DIRECT, week))
        return _decided(row, week, known=manager_id in self._known[week])

    def _beyond(self, manager_id: int, week: date) -> Point:
        whole, inner = (self._rows.get((manager_id, scope, week)) for scope in (Scope.ALL, Scope.DIRECT))
        if whole is None or (inner is not None and whole.people == inner.people):
            return Point(week)
        return _decided(whole, week, known=bool(self._known[week]), without=inner)

    def _all(self, manager_id: int, week: date) -> Point:
        direct, beyond = self._direct(manager_id, week), self._beyond(manager_id, week)
        if beyond.asked is None and not beyond.share_withheld:
            return direct  # nobody beyond the own reports
        if beyond.asked is not None and (direct.share_withheld or direct.mood_withheld):
            return beyond
        return direct + beyond


def _decided(row, week: date, *, known: bool = False, without=None) -> Point:
    """What may be shown of a row; `without` is the row of those who are not meant."""
    if row is None:
        return Point(week)
    less = (lambda name: getattr(row, name) - getattr(without, name)) if without else (lambda name: getattr(row, name))
    share, mood = row.share_shown and not known, row.mood_shown and not known
    return Point(
        week,
        asked=less("asked") if share else None,
        answered=less("answered") if share else None,
        mood_n=less("mood_n") if mood else None,
        mood_sum=less("mood_sum") if mood else None,
        share_withheld=not share and less("asked") > 0,
        mood_withheld=not mood and less("mood_n") > 0,
    )


def _elsewhere(viewer: Employee, known: Iterable[PersonWeeks]) -> dict[date, set[int]]:
    """By week, the managers other than today's in whose groups there were people whose answers the viewer reads now."""
    found: dict[date, set[int]] = defaultdict(set)
    for person in known:
        rows = [row for row in (*person.rows, person.running) if row is not None]
        today = viewer.pk if person.employee_id != viewer.pk else rows[-1].manager_id if rows else None
        for row in rows:
            if row.manager_id is not None and row.manager_id != today:
                found[row.week_start].add(row.manager_id)
    return found


def team_points(
    team_ids: Collection[int], weeks: list[date], *, known: Iterable[PersonWeeks]
) -> dict[int, list[Point]]:
    """The teams' own members, as they were, for somebody who reads the answers of the people `known`.

    A team is not shown in a week in which fewer than five others answered, or in which other people than the week
    before are known in it. One statement.
    """
    rows = {
        (row.team_id, row.week_start): row for row in TeamWeek.objects.filter(team__in=team_ids, week_start__in=weeks)
    }
    inside: dict[tuple[int, date], dict[int, EmployeeWeek]] = defaultdict(dict)
    for person in known:
        for fact in person.rows:
            if fact is not None and fact.team_id is not None:
                inside[fact.team_id, fact.week_start][person.employee_id] = fact
    found: dict[int, list[Point]] = {}
    for pk in team_ids:
        before: set[int] | None = None
        found[pk] = []
        for week in weeks:
            readable = inside[pk, week]
            moved = before is not None and before != set(readable)
            found[pk].append(_team_point(rows.get((pk, week)), week, list(readable.values()), moved=moved))
            before = set(readable)
    return found


def _team_point(row: TeamWeek | None, week: date, readable: list[EmployeeWeek], *, moved: bool) -> Point:
    point = _decided(row, week, known=moved)
    asked = sum(known.asked for known in readable)
    moods = sum(known.mood is not None and known.on_time for known in readable)
    few_asked = point.asked is not None and asked > 0 and point.asked - asked < K
    few_moods = point.mood_n is not None and moods > 0 and point.mood_n - moods < K
    return replace(
        point,
        asked=None if few_asked else point.asked,
        answered=None if few_asked else point.answered,
        mood_n=None if few_moods else point.mood_n,
        mood_sum=None if few_moods else point.mood_sum,
        share_withheld=point.share_withheld or few_asked,
        mood_withheld=point.mood_withheld or few_moods,
    )
