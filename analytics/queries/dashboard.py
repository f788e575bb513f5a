"""The team dashboard: sentences, two questions, people, groups below."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from feedback import queries as feedback
from people.models import Employee, Reach
from perfhub.kernel.calendars import local_date, week_start
from perfhub.kernel.composed import composed
from perfhub.kernel.tenancy import page_url
from perfhub.kernel.together import read_each

from .. import access
from ..models import Taking
from ..states import Scope
from . import figures, sentences
from .goal_figures import GoalsShown, about_goals, goals_shown
from .goal_weeks import GoalGroups, GoalPoint, PersonGoals, goal_weeks_asked, goal_weeks_of, own_goal_points
from .groups import Groups, Point, own_points
from .persons import PersonWeeks, weeks_asked, weeks_of_reports, weeks_shown

PAGE = 50
OVERDUE = ("watch", "late")


@dataclass(frozen=True)
class Tab:
    """One of the views of a page."""

    label: str
    url: str
    current: bool
    count: int


@dataclass(frozen=True)
class Person:
    """A row of the people table. Of whom is not the viewer's own report only the name is known."""

    employee: Employee
    url: str
    weeks: PersonWeeks | None = None
    goals: str = ""
    without_goal: bool = False
    standing: feedback.Standing | None = None
    team_url: str = ""
    overdue: bool = False

    @property
    def order(self) -> tuple:
        """Who needs the manager first."""
        weeks = self.weeks
        assert weeks is not None
        return (
            not weeks.is_low,
            -min(weeks.missed_in_a_row, 3),
            not self.overdue,
            self.employee.sort_name,
            self.employee.pk,
        )


@dataclass(frozen=True)
class Dashboard:
    """One manager's people as one viewer may see them."""

    manager: Employee
    own: bool
    scope: str
    scopes: tuple[str, ...]
    direct: int
    below: int
    week: date
    taken_at: datetime | None
    points: tuple[Point, ...]
    sentences: tuple[sentences.Sentence, ...]
    strip: tuple[figures.StripWeek, ...]
    strip_answer: str
    mood: dict
    goals: GoalsShown | None
    people: Page
    heat: dict | None

    @property
    def reads_answers(self) -> bool:
        """These are the viewer's own reports, by name."""
        return self.own and self.scope == Scope.DIRECT

    @property
    def title(self) -> str:
        return _("Your team") if self.own else _("%(name)s’s people") % {"name": self.manager.name}

    @property
    def count(self) -> int:
        return self.below if self.scope == Scope.ALL else self.direct

    @property
    def week_word(self) -> str:
        return figures.week_word(self.week)

    @property
    def friday(self) -> date:
        return self.week + timedelta(days=4)

    @property
    def table_url(self) -> str:
        path = page_url("analytics:team_table") if self.own else page_url("analytics:team_table_of", self.manager.pk)
        return f"{path}?scope={self.scope}"

    @property
    def tabs(self) -> list[Tab]:
        """Own reports or all below, where there is a difference."""
        if len(self.scopes) < 2 or self.direct == self.below:
            return []
        path = page_url("analytics:team") if self.own else page_url("analytics:team_of", self.manager.pk)
        label = _("My reports") if self.own else _("Own reports")
        pairs = [(Scope.DIRECT, label, self.direct), (Scope.ALL, _("All below"), self.below)]
        return [
            Tab(label=text, count=count, url=f"{path}?scope={scope}", current=scope == self.scope)
            for scope, text, count in pairs
        ]

    @property
    def audience(self) -> str:
        if self.reads_answers:
            return _("A person’s mood: that person and you, as the manager now. Averages: those above you as well.")
        return _("Moods: each person and the own manager. Averages of five people or more: those above them.")


def dashboard_of(viewer: Employee, manager: Employee, *, scope: str, page: int | str, at: datetime) -> Dashboard:
    """What the viewer may see of a manager's own reports, or of all below."""
    today = local_date(at, viewer.time_zone)
    running = week_start(today)
    below = _reports(manager)
    sight = _Sight(viewer, manager, below, today, scope)
    points = sight.points()
    over = [point for point in points if point.week < running]
    groups = sight.groups_below()
    goal_points = sight.goal_points()
    by_name = sight.own and scope == Scope.DIRECT
    if by_name:
        standing = feedback.standing([report.pk for report in below], running, at=at)
        rows = sorted(
            (_own_row(report, sight, standing, opens=report in sight.leaders) for report in below),
            key=lambda row: row.order,
        )
        without = [row.employee.name for row in rows if row.without_goal]
        people, names = Paginator(rows, PAGE).get_page(page), _missing_names(rows, viewer)
        said = sentences.about_own_reports(
            rows,
            points,
            running=running,
            overdue=_overdue(rows),
            missing=names.get(sight.weeks[-1], []),
            goals=about_goals(goal_points, running=running, without=without, own=True),
        )
    else:
        people, names = people_page(manager, sight.known, scope=scope, count=sight.count(scope), page=page), {}
        quiet = [label for label, _url, ps in groups if sentences.is_quiet(ps)]
        said = sentences.about_a_group(points, quiet, about_goals(goal_points, running=running, own=False))
    return Dashboard(
        manager=manager,
        own=sight.own,
        scope=scope,
        scopes=access.scopes_of(viewer),
        direct=len(below),
        below=sight.count(Scope.ALL),
        week=running,
        taken_at=below[0].taken_at if below else None,
        points=tuple(points),
        sentences=tuple(said),
        strip=tuple(figures.strip_of(over, names)),
        strip_answer=figures.participation_answer(over),
        mood=figures.mood_chart(points),
        goals=goals_shown(goal_points, sight.goal_groups_below(), own=by_name),
        people=people,
        heat=figures.heat_of(groups, sight.weeks) if groups else None,
    )


def points_of(viewer: Employee, manager: Employee, *, scope: str, at: datetime) -> list[Point]:
    """The numbers of the dashboard alone, for table and API."""
    return _Sight(viewer, manager, _reports(manager), local_date(at, viewer.time_zone), scope).points()


def goal_points_of(viewer: Employee, manager: Employee, *, scope: str, at: datetime) -> list[GoalPoint]:
    """The numbers of goals of the dashboard alone, for table and API: the weeks that are over, and the running one."""
    return _Sight(viewer, manager, _reports(manager), local_date(at, viewer.time_zone), scope).goal_points()


class _Sight:
    """A manager's people as far as the viewer's eyes reach."""

    def __init__(self, viewer: Employee, manager: Employee, below: list, today: date, scope: str):
        self.viewer, self.manager, self.below, self.scope = viewer, manager, below, scope
        self.own = manager.pk == viewer.pk
        self.weeks, self.running = weeks_shown(today), week_start(today)
        readable = (
            [report.pk for report in below]
            if self.own
            else list(Reach.objects.filter(manager=viewer, depth=1).values_list("employee", flat=True))
        )
        # Whoever administers people sees groups by team; of managers only the own reports.
        self.leaders = [] if access.sees_teams(viewer) else [person for person in below if person.below]
        managers = [manager.pk, *(m.pk for m in self.leaders)]
        reports = [report.pk for report in below] if self.own else []
        self._found = read_each(
            {
                "weeks": weeks_asked([viewer.pk, *readable], today),
                "goals": goal_weeks_asked(reports, [*self.weeks, self.running]) if reports else None,
                "groups": Groups.asked(managers, self.weeks) if self._shows_groups() else None,
                "goal_groups": GoalGroups.asked(managers, self.weeks) if self._shows_groups() else None,
            }
        )
        self.everybody = weeks_of_reports([viewer.pk, *readable], today, self._found["weeks"])
        self.known = {pk: weeks for pk, weeks in self.everybody.items() if pk != viewer.pk}

    def _shows_groups(self) -> bool:
        """Anything but the own reports alone."""
        return bool(self.leaders) or not self.own or self.scope == Scope.ALL

    def points(self) -> list[Point]:
        if not self.own:
            return self.groups.all(self.manager.pk) if self.scope == Scope.ALL else self.groups.direct(self.manager.pk)
        mine = own_points(self.viewer, self.known.values(), self.weeks, running=self.running)
        if self.scope == Scope.DIRECT:
            return mine
        return [own + beyond for own, beyond in zip(mine, self.groups.beyond(self.manager.pk), strict=False)]

    @cached_property
    def groups(self) -> Groups:
        return Groups(self.viewer, self.weeks, self.everybody.values(), self._found["groups"])

    @cached_property
    def goals(self) -> dict[int, PersonGoals]:
        """The weeks of goals of the viewer's own reports."""
        reports = [report.pk for report in self.below] if self.own else []
        return goal_weeks_of(reports, [*self.weeks, self.running], self._found["goals"])

    @cached_property
    def goal_groups(self) -> GoalGroups:
        return GoalGroups(self.weeks, self._found["goal_groups"])

    def goal_points(self) -> list[GoalPoint]:
        """Of own reports the running week, too; nobody else is shown one."""
        if self.own and self.scope == Scope.DIRECT:
            return own_goal_points(self.viewer, self.goals.values(), [*self.weeks, self.running])
        if not self.own:
            groups = self.goal_groups
            return groups.all(self.manager.pk) if self.scope == Scope.ALL else groups.direct(self.manager.pk)
        mine = own_goal_points(self.viewer, self.goals.values(), self.weeks, for_all=True)
        return [own + beyond for own, beyond in zip(mine, self.goal_groups.beyond(self.manager.pk), strict=True)]

    def goal_groups_below(self) -> list[tuple[str, str, list[GoalPoint]]]:
        """The goals of the groups of the managers directly below: name, address, numbers."""
        return [(_name(m), page_url("analytics:team_of", m.pk), self.goal_groups.all(m.pk)) for m in self.leaders]

    def count(self, scope: str) -> int:
        return len(self.below) + (sum(report.below for report in self.below) if scope == Scope.ALL else 0)

    def groups_below(self) -> list[tuple[str, str, list[Point]]]:
        """The groups of the managers directly below: name, address, numbers."""
        return [(_name(m), page_url("analytics:team_of", m.pk), self.groups.all(m.pk)) for m in self.leaders]


def _reports(manager: Employee) -> list:
    """Direct reports by name, each with how many are below, and when facts were last taken."""
    return list(_reports_of(manager=manager))


@composed
def _reports_of(*, manager: Employee) -> QuerySet[Employee]:
    below = Reach.objects.filter(manager=OuterRef("pk")).order_by().values("manager").annotate(n=Count("*"))
    reports = Employee.objects.reports_of(manager).annotate(
        below=Coalesce(Subquery(below.values("n")), 0), taken_at=Subquery(Taking.objects.values("taken_at")[:1])
    )
    return reports.select_related("team").by_name()


def _name(manager: Employee) -> str:
    if manager.team is None:
        return manager.name
    return _("%(team)s, %(name)s") % {"team": manager.team.name, "name": manager.name}


def _own_row(report, sight: _Sight, standing: dict, *, opens: bool) -> Person:
    stands = standing.get(report.pk)
    goals = sight.goals[report.pk]
    return Person(
        employee=report,
        url=page_url("analytics:weeks_of", report.pk),
        weeks=sight.known[report.pk],
        goals=goals.words(sight.running),
        without_goal=goals.at(sight.running).without == 1,
        standing=stands,
        team_url=page_url("analytics:team_of", report.pk) if opens else "",
        overdue=stands is not None and stands.tone in OVERDUE,
    )


def _overdue(rows: list[Person]) -> tuple[int, int] | None:
    """(missing, asked) of the running week, once somebody is overdue."""
    asked = [row for row in rows if row.standing is not None and row.standing.counts and row.standing.tone != "away"]
    missing = sum(row.standing.tone != "good" for row in asked)
    return (missing, len(asked)) if any(row.overdue for row in asked) else None


def _missing_names(rows: list[Person], viewer: Employee) -> dict[date, list[str]]:
    missing: dict[date, list[str]] = defaultdict(list)
    for row in rows:
        for week in row.weeks.rows:
            if week is not None and week.manager_id == viewer.pk and week.asked > week.answered:
                missing[week.week_start].append(row.employee.name)
    return missing


def people_page(manager: Employee, known: dict[int, PersonWeeks], *, scope: str, count: int, page: int | str) -> Page:
    """Everybody of the group by name; moods of the viewer's own reports alone."""
    paginator = Paginator(_below(manager, direct=scope == Scope.DIRECT), PAGE)
    paginator.count = count
    found = paginator.get_page(page)
    rows = found.object_list if found.has_previous() else _first_below(manager=manager, direct=scope == Scope.DIRECT)
    found.object_list = [
        Person(
            employee=employee,
            url=page_url("analytics:weeks_of" if employee.pk in known else "people:person", employee.pk),
            weeks=known.get(employee.pk),
            team_url=page_url("analytics:team_of", employee.pk) if employee.leads_by else "",
        )
        for employee in rows
    ]
    return found


def _below(manager: Employee, *, direct: bool) -> QuerySet[Any]:
    """Each with one line downwards, if there is any: a cut is looked up for each of a page, where EXISTS would gather
    all who lead anybody."""
    lines = Reach.objects.filter(manager=OuterRef("pk"), depth=1).values("pk")[:1]
    rows = Employee.objects.reports_of(manager) if direct else Employee.objects.below(manager)
    return rows.annotate(leads_by=Subquery(lines)).select_related("team").by_name()


@composed
def _first_below(*, manager: Employee, direct: bool) -> QuerySet[Any]:
    return _below(manager, direct=direct)[:PAGE]
