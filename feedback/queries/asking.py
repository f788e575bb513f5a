"""What is asked of whom: dated versions of the nearest scope. Pure but for the loading of `Configuration`.

Opening a period, the preview and the pages of HR all ask the same object, so that none of them can say otherwise.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from people.models import Team

from ..models import Asking, Cadence, Scoped, Wording
from ..states import Rhythm

DAY = dt.timedelta(days=1)
WEEK = dt.timedelta(weeks=1)
Scope = tuple[int | None, int | None]  # team and employee; neither is everybody
EVERYBODY: Scope = (None, None)


def period_of(cadence: Cadence, monday: dt.date) -> tuple[dt.date, dt.date]:
    """The period in which this Monday lies, first and last day; the first one of a version may be shorter.

    A monthly period begins on the first Monday of a month and ends before that of the next.
    """
    start, last = monday, monday
    if cadence.rhythm == Rhythm.TWO_WEEKLY:
        start = monday - (monday - cadence.counted_from_date) // WEEK % 2 * WEEK
        last = start + WEEK
    elif cadence.rhythm == Rhythm.MONTHLY:
        start = monday - (monday.day - 1) // 7 * WEEK
        last = start + 3 * WEEK
        last += WEEK if (last + WEEK).month == start.month else 0 * WEEK
    return max(start, cadence.start_date), last + 6 * DAY


def is_turn(asking: Asking, period: tuple[dt.date, dt.date]) -> bool:
    """Whether a question comes up in this period: each time, or when N weeks have begun anew since the last one."""
    if not asking.every_weeks:
        return False
    if asking.every_weeks == 1:
        return True
    before, last = ((day - asking.start_date) // WEEK for day in (period[0] - WEEK, period[1] - 6 * DAY))
    return last // asking.every_weeks > max(before, -1) // asking.every_weeks


@dataclass(frozen=True)
class Shape:
    """What is asked for one period: when it is due by the clock of each, and which questions, the frequent first."""

    cadence: Cadence
    start: dt.date
    end: dt.date
    wordings: tuple[Wording, ...]

    @property
    def day(self) -> dt.date:
        """The day it is due where nobody is away."""
        return due_day_of(self.cadence, self.end)


def due_day_of(cadence: Cadence, end: dt.date) -> dt.date:
    return end - 6 * DAY + cadence.due_weekday * DAY


class Configuration:
    """All that is in force for periods which open in the week of a Monday. Four statements."""

    def __init__(self, monday: dt.date):
        self.monday = monday
        self._cadences = _in_force(Cadence.objects.filter(start_date__lte=monday), lambda row: row.scope)
        self._askings = _in_force(
            Asking.objects.filter(start_date__lte=monday), lambda row: (row.scope, row.question_id)
        )
        self._by_scope: dict[Scope, list[Asking]] = {}
        for (scope, _question), asking in self._askings.items():
            self._by_scope.setdefault(scope, []).append(asking)
        newest = Wording.objects.order_by("question_id", "-edition").distinct("question_id").select_related("question")
        self._wordings = {wording.question_id: wording for wording in newest}
        self._parents = dict(Team.objects.values_list("pk", "parent_id"))

    @property
    def persons(self) -> set[int]:
        """Who has something of their own."""
        return {employee for _team, employee in (*self._cadences, *self._by_scope) if employee is not None}

    @property
    def teams(self) -> Iterable[int]:
        return self._parents

    def of(self, team: int | None, employee: int | None = None) -> Shape:
        """What somebody in this team is asked, or the person."""
        path = [*([(None, employee)] if employee else []), *self._path(team), EVERYBODY]
        cadence = next((c for s in path if (c := self._cadences.get(s)) and not c.inherits), None) or Cadence()
        period = period_of(cadence, self.monday)
        return Shape(cadence, *period, self._questions(path, period))

    def own(self, scope: Scope) -> Cadence | None:
        """The version in force that was made for this very scope, unless it takes what stands above."""
        found = self._cadences.get(scope)
        return None if found is None or found.inherits else found

    def _path(self, team: int | None) -> Iterator[Scope]:
        seen: set[int] = set()
        while team is not None and team not in seen:
            seen.add(team)
            yield team, None
            team = self._parents.get(team)

    def _questions(self, path: list[Scope], period) -> tuple[Wording, ...]:
        nearest: dict[int, Asking] = {}
        for scope in path:
            for asking in self._by_scope.get(scope, ()):
                if not asking.inherits:
                    nearest.setdefault(asking.question_id, asking)
        turns = [asking for asking in nearest.values() if is_turn(asking, period)]
        turns.sort(key=lambda asking: (asking.every_weeks, asking.question_id))
        return tuple(self._wordings[asking.question_id] for asking in turns)

    @cached_property
    def shapes(self) -> "Shapes":
        return Shapes(self)


class Shapes:
    """The different shapes there are in an organization, and whose is which; the first one is everybody's."""

    def __init__(self, configuration: Configuration):
        self.all: list[Shape] = []
        self._places: dict[tuple, int] = {}
        self._place(configuration.of(None))
        self.of_team: Mapping[int, int] = {pk: self._place(configuration.of(pk)) for pk in configuration.teams}
        self._configuration = configuration

    def of_persons(self, teams: Mapping[int, int | None]) -> dict[int, int]:
        """The shapes of those who have something of their own, given their teams."""
        return {pk: self._place(self._configuration.of(team, pk)) for pk, team in teams.items()}

    def _place(self, shape: Shape) -> int:
        key = (shape.cadence.pk, *(wording.pk for wording in shape.wordings))
        if key not in self._places:
            self._places[key] = len(self.all)
            self.all.append(shape)
        return self._places[key]


def _in_force(rows, key) -> dict:
    """The newest version of each scope."""
    return {key(row): row for row in rows.order_by("start_date", "pk")}


def history_of(model: type[Scoped], scope: Scope, **which) -> list:
    """All versions of one scope, the newest first."""
    team, employee = scope
    rows = model.objects.filter(team=team, employee=employee, **which)
    return list(rows.select_related("changed_by").order_by("-start_date", "-pk"))
