"""What who leads HR sees of a cycle: how many have goals, how they stand by team, what is silent. Numbers, no words."""

import datetime as dt
from collections.abc import Set
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count, DateField, Exists, ExpressionWrapper, F, OuterRef, Q

from people.models import Employee
from perfhub.kernel import progress
from perfhub.kernel.calendars import local_date

from .. import access
from ..models import Alignment, GoalCycle, GoalOwner, KeyResult, Objective
from ..states import CycleState, ObjectiveState, Part, RollUp, Status
from .gathered import owners_in, without_goal

WITHOUT = 50  # names on a page


@dataclass(frozen=True)
class TeamLine:
    """A team's own members and their goals in a cycle."""

    name: str
    people: int
    having: int
    on_track: int
    at_risk: int
    off_track: int
    silent: int

    @property
    def percent(self) -> float:
        return 100 * self.having / self.people


@dataclass(frozen=True)
class CyclePage:
    """A cycle with its figures."""

    cycle: GoalCycle
    acts: Set[str]
    people: int
    having: int
    states: dict[str, int]
    aligned: int
    stale: int
    teams: tuple[TeamLine, ...]
    without: Page
    unfinished: int
    mean: progress.Mean
    today: dt.date

    @property
    def coverage(self) -> float | None:
        return 100 * self.having / self.people if self.people else None

    @property
    def active(self) -> int:
        return self.states.get(ObjectiveState.ACTIVE, 0)

    @property
    def alignment_rate(self) -> float | None:
        return 100 * self.aligned / self.active if self.active else None

    @property
    def elapsed_percent(self) -> float:
        return 100 * progress.elapsed(self.cycle.start_date, self.cycle.end_date, self.today)


def cycle_mean(cycle: GoalCycle) -> progress.Mean:
    """What all goals of a cycle come to together, the way the cycle counts; two statements at most."""
    rows = KeyResult.objects.counting().filter(objective__cycle=cycle).exclude(objective__state=ObjectiveState.DROPPED)
    pairs: dict[int, list] = {}
    for objective, score, weight in rows.values_list("objective", "score", "weight"):
        pairs.setdefault(objective, []).append((score, weight))
    if cycle.roll_up == RollUp.FLAT:
        return progress.flat(pairs.values())
    weights = dict(Objective.objects.filter(pk__in=pairs).values_list("pk", "weight"))
    return progress.mean_of_objectives((its, weights[pk]) for pk, its in pairs.items())


def cycles_of(viewer: Employee) -> list[GoalCycle]:
    return list(access.visible_cycles(viewer).newest_first())


def cycle_page(cycle: GoalCycle, *, viewer: Employee, page: int | str, at: dt.datetime) -> CyclePage:
    """A cycle as whoever leads HR sees it; a constant number of statements."""
    today = local_date(at, viewer.time_zone)
    goals = Objective.objects.filter(cycle=cycle)
    states = dict(goals.order_by().values_list("state").annotate(number=Count("pk")))
    links = Alignment.objects.in_force().filter(child=OuterRef("pk"))
    silent = _silent(goals, today)
    people = Employee.objects.active()
    having = people.filter(Exists(owners_in([cycle.pk]).filter(employee=OuterRef("pk")))).count()
    without = without_goal(cycle).select_related("team").by_name()
    return CyclePage(
        cycle=cycle,
        acts=access.acts(viewer, cycle),
        people=people.count(),
        having=having,
        states=states,
        aligned=goals.active().filter(Exists(links)).count(),
        stale=silent.count(),
        teams=tuple(_teams(cycle, today)),
        without=Paginator(without, WITHOUT).get_page(page),
        unfinished=goals.filter(state=ObjectiveState.NOT_DONE, events__late=True, events__happening="finished").count(),
        mean=cycle_mean(cycle),
        today=today,
    )


def _silent(goals, today: dt.date):
    """Of which nothing was heard for two cadences."""
    since = ExpressionWrapper(F("due_date") + F("cycle__cadence_days"), output_field=DateField())
    return goals.active().annotate(silent_since=since).filter(silent_since__lt=today)


def _teams(cycle: GoalCycle, today: dt.date) -> list[TeamLine]:
    people = Employee.objects.active().filter(team__isnull=False)
    owning = owners_in([cycle.pk]).filter(employee=OuterRef("pk"))
    rows = (
        people.annotate(has=Exists(owning))
        .order_by("team__name", "team")
        .values_list("team", "team__name")
        .annotate(people=Count("pk"), having=Count("pk", filter=Q(has=True)))
    )
    active = GoalOwner.objects.filter(
        objective__cycle=cycle, objective__state=ObjectiveState.ACTIVE, part=Part.OWNER, end_date=None
    )
    since = ExpressionWrapper(F("objective__due_date") + F("objective__cycle__cadence_days"), output_field=DateField())
    counted = (
        active.annotate(silent_since=since)
        .order_by()
        .values_list("employee__team")
        .annotate(
            on=Count("objective", distinct=True, filter=Q(objective__status=Status.ON_TRACK)),
            risk=Count("objective", distinct=True, filter=Q(objective__status=Status.AT_RISK)),
            off=Count("objective", distinct=True, filter=Q(objective__status=Status.OFF_TRACK)),
            silent=Count("objective", distinct=True, filter=Q(silent_since__lt=today)),
        )
    )
    by_team = {team: rest for team, *rest in counted}
    return [TeamLine(name, number, having, *by_team.get(team, (0, 0, 0, 0))) for team, name, number, having in rows]


def shown_cycle(cycles: list[GoalCycle], *, at: dt.datetime) -> GoalCycle | None:
    """Of several, the one that is lived now: the latest that has begun and is not over, else the newest."""
    today = at.date()
    running = [one for one in cycles if one.start_date <= today <= one.end_date and one.state != CycleState.DRAFT]
    return max(running or cycles, key=lambda one: (one.start_date, one.pk), default=None)
