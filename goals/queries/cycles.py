"""What who leads HR sees of a cycle: how many have goals, how they stand by team, what is silent. Numbers, no words.

How goals stand is counted over those that everybody sees: a team of one would give a private one away, and so would
the mean of all beside those one can read.
"""

import datetime as dt
from collections.abc import Set
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from people.models import Employee
from perfhub.kernel import progress
from perfhub.kernel.calendars import local_date
from perfhub.kernel.composed import composed

from .. import access
from ..access.asker import Asker, asker_of
from ..models import Alignment, GoalCycle, GoalEvent, GoalOwner, KeyResult, Objective
from ..states import CycleState, Happening, ObjectiveState, Part, RollUp, Status, Visibility
from .gathered import owners_in, without_goal
from .rows import GoalRow, rows_of

WITHOUT = 50  # names on a page
LISTED = 50  # goals named on a page
STANDING = (ObjectiveState.ACTIVE, ObjectiveState.DONE, ObjectiveState.NOT_DONE)


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
class CameOut:
    """How the goals stand by the published bands, of those that everybody sees and that were not dropped; and what was
    dropped, which is counted nowhere else."""

    reached: int
    partly: int
    not_reached: int
    blank: int
    dropped: int
    dropped_late: int

    @property
    def scored(self) -> int:
        return self.reached + self.partly + self.not_reached


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
    left: tuple[GoalRow, ...]
    mean: progress.Mean
    came_out: CameOut
    today: dt.date

    @property
    def by_state(self) -> dict[str, int]:
        """All states, those of no goal, too."""
        return {state: self.states.get(state, 0) for state in ObjectiveState.values}

    @property
    def coverage(self) -> float | None:
        return 100 * self.having / self.people if self.people else None

    @property
    def left_unseen(self) -> int:
        """How many were closed with the cycle beside those that are named."""
        return self.unfinished - len(self.left)

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
    """What the goals of a cycle that everybody sees come to, the way the cycle counts; two statements at most."""
    goals = Objective.objects.filter(cycle=cycle).shown_to_all().exclude(state=ObjectiveState.DROPPED)
    rows = KeyResult.objects.counting().filter(objective__in=goals.values("pk"))
    pairs: dict[int, list] = {}
    for objective, score, weight in rows.values_list("objective", "score", "weight"):
        pairs.setdefault(objective, []).append((score, weight))
    if cycle.roll_up == RollUp.FLAT:
        return progress.flat(pairs.values())
    weights = dict(Objective.objects.filter(pk__in=pairs).values_list("pk", "weight"))
    return progress.mean_of_objectives((its, weights[pk]) for pk, its in pairs.items())


def came_out(cycle: GoalCycle) -> CameOut:
    """How many goals lie in which band, and how many were dropped, late or in time; two statements."""
    shown = Q(visibility=Visibility.EVERYONE, state__in=STANDING)
    low, high = progress.YELLOW_FROM - progress.NEARLY, progress.GREEN_FROM - progress.NEARLY
    late = GoalEvent.objects.filter(objective__cycle=cycle, happening=Happening.DROPPED, late=True)
    dropped = Objective.objects.filter(cycle=cycle, state=ObjectiveState.DROPPED, started_at__isnull=False)
    bands = Objective.objects.filter(shown, cycle=cycle).aggregate(
        reached=Count("pk", filter=Q(score__gte=high)),
        partly=Count("pk", filter=Q(score__gte=low, score__lt=high)),
        not_reached=Count("pk", filter=Q(score__lt=low)),
        blank=Count("pk", filter=Q(score__isnull=True)),
    )
    counts = dropped.aggregate(dropped=Count("pk"), dropped_late=Count("pk", filter=Q(pk__in=late.values("objective"))))
    return CameOut(**bands, **counts)


def cycles_of(viewer: Employee) -> list[GoalCycle]:
    return list(seen_cycles(viewer))


def seen_cycles(viewer: Employee) -> QuerySet[GoalCycle]:
    """The same, not asked yet."""
    return _seen_cycles(**asker_of(viewer).values)


@composed
def _seen_cycles(**asker: Any) -> QuerySet[GoalCycle]:
    return access.cycles_seen_by(Asker(**asker)).newest_first()


def cycle_page(cycle: GoalCycle, *, viewer: Employee, page: int | str, at: dt.datetime) -> CyclePage:
    """A cycle as whoever leads HR sees it; a constant number of statements."""
    today = local_date(at, viewer.time_zone)
    goals = Objective.objects.filter(cycle=cycle)
    states = dict(goals.order_by().values_list("state").annotate(number=Count("pk")))
    links = Alignment.objects.in_force().filter(child=OuterRef("pk"))
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
        stale=goals.silent(today).count(),
        teams=tuple(_teams(cycle, today)),
        without=Paginator(without, WITHOUT).get_page(page),
        unfinished=unfinished_in(cycle).count(),
        left=tuple(_left(cycle, viewer=viewer, today=today)),
        mean=cycle_mean(cycle),
        came_out=came_out(cycle),
        today=today,
    )


def unfinished_in(cycle: GoalCycle) -> QuerySet[Objective]:
    """What was closed with the cycle and not by its owners."""
    closed_with_it = GoalEvent.objects.filter(happening=Happening.FINISHED, late=True).values("objective")
    return Objective.objects.filter(cycle=cycle, state=ObjectiveState.NOT_DONE, pk__in=closed_with_it)


def _left(cycle: GoalCycle, *, viewer: Employee, today: dt.date) -> list[GoalRow]:
    """What was closed with the cycle, of what this viewer sees."""
    seen = access.visible_to(viewer).filter(pk__in=unfinished_in(cycle).values("pk"))
    return rows_of(seen.in_order()[:LISTED], viewer=viewer, today=today)


def people_of(cycle: GoalCycle) -> QuerySet[Employee]:
    """Everybody employed by name, and whether they own a goal that counts in this cycle (`having`)."""
    owning = owners_in([cycle.pk]).filter(employee=OuterRef("pk"))
    return Employee.objects.active().annotate(having=Exists(owning)).select_related("team").by_name()


def _teams(cycle: GoalCycle, today: dt.date) -> list[TeamLine]:
    people = Employee.objects.active().filter(team__isnull=False)
    owning = owners_in([cycle.pk]).filter(employee=OuterRef("pk"))
    rows = (
        people.annotate(has=Exists(owning))
        .order_by("team__name", "team")
        .values_list("team", "team__name")
        .annotate(people=Count("pk"), having=Count("pk", filter=Q(has=True)))
    )
    goals = Objective.objects.filter(cycle=cycle).active().shown_to_all()
    silent = goals.silent(today).values("pk")
    counted = (
        GoalOwner.objects.filter(objective__in=goals.values("pk"), part=Part.OWNER, end_date=None)
        .order_by()
        .values_list("employee__team")
        .annotate(
            on=Count("objective", distinct=True, filter=Q(objective__status=Status.ON_TRACK)),
            risk=Count("objective", distinct=True, filter=Q(objective__status=Status.AT_RISK)),
            off=Count("objective", distinct=True, filter=Q(objective__status=Status.OFF_TRACK)),
            silent=Count("objective", distinct=True, filter=Q(objective__in=silent)),
        )
    )
    by_team = {team: rest for team, *rest in counted}
    return [TeamLine(name, number, having, *by_team.get(team, (0, 0, 0, 0))) for team, name, number, having in rows]


def shown_cycle(cycles: list[GoalCycle], *, at: dt.datetime) -> GoalCycle | None:
    """Of several, the one that is lived now: the latest that has begun and is not over, else the newest."""
    today = at.date()
    running = [one for one in cycles if one.start_date <= today <= one.end_date and one.state != CycleState.DRAFT]
    return max(running or cycles, key=lambda one: (one.start_date, one.pk), default=None)
