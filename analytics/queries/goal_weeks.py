"""Weeks of goals as far as a viewer may see them: of own reports, of groups below, of teams.

Own reports are counted with all their goals, since their manager sees these. Everybody else is counted with goals that
everybody sees, once a night has decided that the group may be shown.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from people.models import Employee
from perfhub.kernel.calendars import last_weeks
from perfhub.kernel.composed import composed

from ..models import GOAL_MEASURES, EmployeeGoalWeek, ManagerGoalWeek, TeamGoalWeek
from ..states import Scope
from .persons import WEEKS

COUNTS = ("people", "holders", *GOAL_MEASURES)


@dataclass(frozen=True)
class GoalPoint:
    """A group's goals at the end of one week. What is None is missing, or withheld where it says so."""

    week: date
    withheld: bool = False
    people: int | None = None
    holders: int | None = None
    goals: int | None = None
    due: int | None = None
    updated: int | None = None
    stale: int | None = None
    paced: int | None = None
    on_pace: int | None = None
    scored: int | None = None
    score_sum: int | None = None
    score_sum_sq: int | None = None
    confidence_n: int | None = None
    confidence_sum: int | None = None
    confidence_sum_sq: int | None = None

    @property
    def friday(self) -> date:
        return self.week + timedelta(days=4)

    @property
    def is_known(self) -> bool:
        return self.goals is not None

    @property
    def behind(self) -> int | None:
        return None if self.paced is None or self.on_pace is None else self.paced - self.on_pace

    @property
    def without(self) -> int | None:
        """How many people have no goal."""
        return None if self.people is None or self.holders is None else self.people - self.holders

    @property
    def share(self) -> float | None:
        """Per cent of the goals with a pace that are on it or ahead."""
        return 100 * self.on_pace / self.paced if self.paced and self.on_pace is not None else None

    @property
    def updates(self) -> str:
        """How many came of those that were due."""
        return _("%(made)s of %(due)s") % {"made": self.updated, "due": self.due} if self.due else "–"

    @property
    def progress(self) -> float | None:
        """Per cent done, the mean of the goals that have a score."""
        return self.score_sum / self.scored / 10 if self.scored and self.score_sum is not None else None

    @property
    def confidence(self) -> float | None:
        """From 0 to 10."""
        return (
            self.confidence_sum / self.confidence_n if self.confidence_n and self.confidence_sum is not None else None
        )

    def __add__(self, other: "GoalPoint") -> "GoalPoint":
        """Both groups together; what is withheld of one is withheld of both."""
        if self.withheld or other.withheld:
            return GoalPoint(self.week, withheld=True)
        if not (self.is_known and other.is_known):
            return self if self.is_known else other
        return GoalPoint(self.week, **{name: getattr(self, name) + getattr(other, name) for name in COUNTS})

    def __sub__(self, other) -> "GoalPoint":
        """Without those of a part, whose row this is."""
        return GoalPoint(self.week, **{name: getattr(self, name) - getattr(other, name) for name in COUNTS})


@dataclass(frozen=True)
class PersonGoals:
    """One person's weeks of goals, both kinds of goals of a week together; the week that runs among them."""

    employee_id: int
    points: dict[date, GoalPoint]
    open_points: dict[date, GoalPoint]  # of goals that everybody sees
    managers: dict[date, int | None]

    def at(self, week: date) -> GoalPoint:
        return self.points.get(week, GoalPoint(week))

    def words(self, week: date) -> str:
        """How many there are and how many are behind, for a table."""
        point = self.at(week)
        if point.goals is None:
            return "–"
        if not point.goals:
            return _("no goal")
        said = ngettext("%(number)s goal", "%(number)s goals", point.goals) % {"number": point.goals}
        if point.behind:
            return _("%(goals)s, %(behind)s behind") % {"goals": said, "behind": point.behind}
        return said


def goal_weeks_asked(employee_ids: Iterable[int], weeks: Collection[date]) -> QuerySet:
    """What is asked for these weeks, one after another, of these people."""
    return _of_people(employees=list(employee_ids), first=min(weeks), last=max(weeks))


def goal_weeks_of(
    employee_ids: Iterable[int], weeks: Collection[date], rows: Iterable[Any] | None = None
) -> dict[int, PersonGoals]:
    """These weeks, one after another, of these people; whoever asks has made sure that the viewer may read them.

    One statement, unless what is asked for them has been read.
    """
    found = {pk: PersonGoals(pk, {}, {}, {}) for pk in employee_ids}
    for row in goal_weeks_asked(found, weeks) if rows is None else rows:
        person = found[row.employee_id]
        point = _of_row(row, people=1, holders=min(row.goals, 1))
        person.managers[row.week_start] = row.manager_id
        if row.for_all:
            person.open_points[row.week_start] = point
        person.points[row.week_start] = _together(person.points.get(row.week_start), point)
    return found


@composed
def _of_people(*, employees: list[int], first: date, last: date) -> QuerySet:
    rows = EmployeeGoalWeek.objects.filter(employee__in=employees, week_start__range=(first, last))
    return rows.values_list("employee_id", "week_start", "manager_id", "for_all", *GOAL_MEASURES, named=True)


@dataclass(frozen=True)
class GoalFacts:
    """A person and the weeks of goals there are facts of, the oldest first."""

    person: Employee
    weeks: list[GoalPoint]


def goal_facts_of(people: Sequence[Employee], *, today: date) -> list[GoalFacts]:
    """The weeks of these people and the running one, for whoever has been found to see them. One statement."""
    found = goal_weeks_of([person.pk for person in people], last_weeks(today, WEEKS + 1))
    return [GoalFacts(person, [point for _week, point in sorted(found[person.pk].points.items())]) for person in people]


def _together(one: GoalPoint | None, other: GoalPoint) -> GoalPoint:
    """Two kinds of goals of one person, who is one."""
    if one is None:
        return other
    both = one + other
    return GoalPoint(
        both.week,
        **{name: getattr(both, name) for name in GOAL_MEASURES},
        people=1,
        holders=max(one.holders or 0, other.holders or 0),
    )


def _of_row(row, *, people: int, holders: int) -> GoalPoint:
    counts = {name: getattr(row, name) for name in GOAL_MEASURES}
    return GoalPoint(row.week_start, people=people, holders=holders, **counts)


def own_goal_points(
    viewer: Employee, reports: Iterable[PersonGoals], weeks: Sequence[date], *, for_all: bool = False
) -> list[GoalPoint]:
    """The viewer's own reports week by week: those who reported to the viewer then and do so now."""
    by_week: dict[date, GoalPoint] = {}
    for person in reports:
        for week, point in (person.open_points if for_all else person.points).items():
            if person.managers.get(week) == viewer.pk:
                by_week[week] = by_week[week] + point if week in by_week else point
    return [by_week.get(week, GoalPoint(week)) for week in weeks]


@composed
def _of_managers(*, managers: list[int], first: date, last: date) -> QuerySet:
    rows = ManagerGoalWeek.objects.filter(manager__in=managers, week_start__range=(first, last))
    return rows.values_list("manager_id", "scope", "week_start", "shown", *COUNTS, named=True)


class GoalGroups:
    """The groups of some managers in these weeks, one after another, of the rows that are `asked` for them."""

    @staticmethod
    def asked(manager_ids: Collection[int], weeks: Sequence[date]) -> QuerySet:
        return _of_managers(managers=list(manager_ids), first=min(weeks), last=max(weeks))

    def __init__(self, weeks: Sequence[date], rows: Iterable[Any]):
        self.weeks = weeks
        self._rows = {(row.manager_id, row.scope, row.week_start): row for row in rows}

    def direct(self, manager_id: int) -> list[GoalPoint]:
        """The manager's own reports, as they were."""
        return [_decided(self._rows.get((manager_id, Scope.DIRECT, week)), week) for week in self.weeks]

    def beyond(self, manager_id: int) -> list[GoalPoint]:
        """All below the manager but the own reports, as they were."""
        return [self._beyond(manager_id, week) for week in self.weeks]

    def all(self, manager_id: int) -> list[GoalPoint]:
        """All below the manager. Where the own reports are too few to be shown, those beyond them alone."""
        pairs = zip(self.direct(manager_id), self.beyond(manager_id), strict=True)
        return [beyond if direct.withheld and beyond.is_known else direct + beyond for direct, beyond in pairs]

    def _beyond(self, manager_id: int, week: date) -> GoalPoint:
        whole, inner = (self._rows.get((manager_id, scope, week)) for scope in (Scope.ALL, Scope.DIRECT))
        if whole is None or (inner is not None and whole.people == inner.people):
            return GoalPoint(week)
        return _decided(whole, week, without=inner)


def _decided(row, week: date, *, without=None) -> GoalPoint:
    """What may be shown of a row; `without` is the row of those who are not meant."""
    if row is None:
        return GoalPoint(week)
    if not row.shown:
        return GoalPoint(week, withheld=True)
    point = _of_row(row, people=row.people, holders=row.holders)
    return point - without if without is not None else point


def team_goal_points(team_ids: Collection[int], weeks: Sequence[date]) -> dict[int, list[GoalPoint]]:
    """The teams' own members, as they were, with goals that everybody sees. One statement."""
    rows = {
        (row.team_id, row.week_start): row
        for row in TeamGoalWeek.objects.filter(team__in=team_ids, week_start__in=list(weeks))
    }
    return {pk: [_decided(rows.get((pk, week)), week) for week in weeks] for pk in team_ids}
