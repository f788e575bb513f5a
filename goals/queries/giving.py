"""A goal given to many people: who would get it and who not, what became of it, who has touched theirs since."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from people.models import Employee, Job
from people.queries import NO_TEAM, Switched
from people.states import EmployeeState

from ..access import visible_to
from ..access.giving import may_be_given
from ..models import (
    Alignment,
    AlignmentRequest,
    Giving,
    GivingPerson,
    GoalEvent,
    GoalOwner,
    GoalUpdate,
    Objective,
)
from ..states import CycleState, GivingState, ObjectiveState, Outcome, Part, Verdict, Visibility
from .switched import CAPABILITY

UNDO_FOR = dt.timedelta(hours=24)
A_PAGE = 100
HAVING = (ObjectiveState.DRAFT, ObjectiveState.PROPOSED, ObjectiveState.ACTIVE, ObjectiveState.DONE)


def judged(objective: Objective, employees: Iterable[int], *, by: Employee, on: dt.date) -> dict[int, Verdict]:
    """Whether each of these people gets the goal, or why not; a constant number of statements.

    Who serves it with a goal that whoever gives does not see is no exception: it would tell of that goal.
    """
    rows = Employee.objects.filter(pk__in=list(employees))
    own = GoalOwner.objects.filter(objective=objective, employee=OuterRef("pk"), part=Part.OWNER, end_date=None)
    known = Objective.objects.filter(Q(pk__in=visible_to(by).values("pk")) | Q(written_by=by))
    serving = Alignment.objects.in_force().filter(
        parent=objective, child_key_result=None, child__state__in=HAVING, child__in=known.values("pk")
    )
    held = GoalOwner.objects.filter(
        employee=OuterRef("pk"), part=Part.OWNER, end_date=None, objective__in=serving.values("child")
    )
    mine = set(may_be_given(by, rows).values_list("pk", flat=True))
    switched = Switched(CAPABILITY)
    off = switched.off(on) if switched else frozenset()
    found = {}
    for person in rows.annotate(has=Exists(own) | Q(Exists(held))).values_list("pk", "state", "team", "has"):
        pk, state, team, has = person
        if state != EmployeeState.ACTIVE:
            found[pk] = Verdict.LEFT
        elif pk not in mine:
            found[pk] = Verdict.NOT_YOURS
        elif has:
            found[pk] = Verdict.HAS_IT
        elif (team or NO_TEAM) in off:
            found[pk] = Verdict.SWITCHED_OFF
        else:
            found[pk] = Verdict.GETS
    return found


def may_be_given_now(objective: Objective) -> bool:
    """Under way in an open cycle, and for everybody to see: people see what they serve."""
    open_ = objective.cycle.state == CycleState.ACTIVE
    return open_ and objective.state == ObjectiveState.ACTIVE and objective.visibility == Visibility.EVERYONE


@dataclass(frozen=True)
class GivingTab:
    """One list of the page: who gets it, who not and why, what became of it."""

    key: str
    label: str
    count: int
    current: bool

    @property
    def url(self) -> str:
        return f"?list={self.key}"


@dataclass(frozen=True)
class GivingPage:
    """A giving as whoever gives sees it."""

    giving: Giving
    sees_goal: bool
    tabs: tuple[GivingTab, ...]
    rows: Page
    gets: int
    others: int
    given: int
    taken_back: int
    kept: int
    can_be_undone: bool
    job: Job | None

    @property
    def open(self) -> int:
        """Who was to get it and did not: it was called off."""
        return self.gets - self.given - self.taken_back - self.kept


def giving_page(giving: Giving, *, viewer: Employee, at: dt.datetime, chosen: str, page: int | str) -> GivingPage:
    """Counts by what becomes of each, and one list of people; a constant number of statements."""
    people = GivingPerson.objects.filter(giving=giving)
    counted = people.order_by().values_list("verdict", "outcome").annotate(number=Count("pk"))
    by_verdict: dict[str, int] = {}
    by_outcome: dict[str, int] = {}
    for verdict, outcome, number in counted:
        by_verdict[verdict] = by_verdict.get(verdict, 0) + number
        by_outcome[outcome] = by_outcome.get(outcome, 0) + number
    lists = [(verdict.value, str(verdict.label), by_verdict.get(verdict, 0)) for verdict in Verdict]
    lists += [("kept", str(Outcome.KEPT.label), by_outcome.get(Outcome.KEPT, 0))]
    shown = [one for one in lists if one[2]]
    keys = [key for key, _label, _count in shown]
    chosen = chosen if chosen in keys else next(iter(keys), Verdict.GETS)
    wanted = Q(outcome=Outcome.KEPT) if chosen == "kept" else Q(verdict=chosen)
    rows = people.filter(wanted).select_related("employee__team", "objective")
    gets = by_verdict.get(Verdict.GETS, 0)
    return GivingPage(
        giving=giving,
        sees_goal=visible_to(viewer).filter(pk=giving.objective_id).exists(),
        tabs=tuple(GivingTab(key, label, count, key == chosen) for key, label, count in shown),
        rows=Paginator(rows.order_by("employee__sort_name", "number", "pk"), A_PAGE).get_page(page),
        gets=gets,
        others=sum(by_verdict.values()) - gets,
        given=by_outcome.get(Outcome.GIVEN, 0),
        taken_back=by_outcome.get(Outcome.TAKEN_BACK, 0),
        kept=by_outcome.get(Outcome.KEPT, 0),
        can_be_undone=can_be_undone(giving, at=at) and bool(by_outcome.get(Outcome.GIVEN)),
        job=giving.job if giving.state in (GivingState.APPLYING, GivingState.UNDOING) else None,
    )


def can_be_undone(giving: Giving, *, at: dt.datetime) -> bool:
    """Given less than a day ago."""
    applied = giving.state == GivingState.APPLIED and giving.applied_at is not None
    return applied and at <= giving.applied_at + UNDO_FOR


def untouched(goals: Iterable[int], *, starts: bool) -> QuerySet[Objective]:
    """Those of these given goals with which nobody has done anything since."""
    of = {"objective": OuterRef("pk")}
    began = OuterRef("written_at")
    rows = Objective.objects.filter(pk__in=list(goals), version=1, thread=None)
    rows = rows.filter(state=ObjectiveState.ACTIVE if starts else ObjectiveState.DRAFT)
    return (
        rows.exclude(Exists(GoalUpdate.objects.filter(**of)))
        .exclude(Exists(GoalEvent.objects.filter(**of).exclude(at=began)))
        .exclude(Exists(GoalOwner.objects.filter(**of).exclude(part=Part.OWNER, end_date=None)))
        .exclude(
            Exists(
                Alignment.objects.filter(
                    Q(parent=OuterRef("pk")) | Q(child=OuterRef("pk")) & ~Q(start_at=began, ended_at=None)
                )
            )
        )
        .exclude(Exists(AlignmentRequest.objects.filter(Q(parent=OuterRef("pk")) | Q(child=OuterRef("pk")))))
        .exclude(Exists(Objective.objects.filter(copied_from=OuterRef("pk"))))
    )
