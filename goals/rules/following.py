"""Following a goal of others: to be told how it goes, as long as one may see it."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q

from notices.rules import tell_many
from people.access import Actor
from people.models import Employee
from people.rules import record
from people.states import EmployeeState
from perfhub.kernel.errors import Refused

from ..access import require
from ..access.sight import seeing
from ..models import Following, GoalOwner, Objective
from ..states import PUBLISHED, Part, Visibility
from .aligning import require_sight


@transaction.atomic
def follow(objective: Objective, *, by: Employee, at: dt.datetime) -> Following:
    """Somebody who sees a goal wants to be told when its status changes and when it ends. Twice is once."""
    if by.state != EmployeeState.ACTIVE:
        raise Refused
    require_sight(objective, by=by)
    following, new = Following.objects.get_or_create(objective=objective, employee=by, defaults={"since_at": at})
    if new:
        record("goal.followed", by=by, at=at, employee=by, subject=objective)
    return following


@transaction.atomic
def unfollow(objective: Objective, *, by: Employee, at: dt.datetime) -> None:
    """Enough of it. Twice is once."""
    if Following.objects.filter(objective=objective, employee=by).delete()[0]:
        record("goal.unfollowed", by=by, at=at, employee=by, subject=objective)


def tell_followers(objective: Objective, kind: str, *, by: Actor, at: dt.datetime, occurrence: object = "") -> None:
    """Who follows it and still sees it is told; its owners know, and so does whoever does it."""
    end_blind(objective, today=at.date())
    owners = GoalOwner.objects.holding(at.date()).filter(objective=objective, part=Part.OWNER).values("employee")
    rows = Following.objects.filter(objective=objective).exclude(employee__in=owners).exclude(employee=by.pk)
    people = list(rows.order_by("pk").values_list("employee", flat=True))
    tell_many(people, kind, subjects=[objective] * len(people), occurrence=occurrence, at=at)


def tell_followers_of(goals: Iterable[int], kind: str, *, at: dt.datetime) -> None:
    """The followers of many goals at once; whether each still sees it is asked when the notice goes out."""
    rows = Following.objects.filter(objective__in=list(goals), employee__state=EmployeeState.ACTIVE)
    pairs = list(rows.order_by("pk").values_list("employee", "objective"))
    tell_many([person for person, _pk in pairs], kind, subjects=[(Objective, pk) for _person, pk in pairs], at=at)


def end_blind(objective: Objective, *, today: dt.date) -> int:
    """Whoever may not see it any more follows it no more; nobody is told. Returns how many those were."""
    rows = Following.objects.filter(objective=objective)
    people = Employee.objects.filter(pk__in=rows.values("employee"))
    return rows.exclude(employee__in=seeing(objective, people, today=today).values("pk")).delete()[0]


@transaction.atomic
def end_all_blind(*, by: Actor, today: dt.date) -> None:
    """The same for every goal that not everybody sees, and for whoever left: once, before the clock reminds."""
    require("remind", by)
    Following.objects.filter(employee__state=EmployeeState.LEFT).delete()
    hidden = ~Q(visibility=Visibility.EVERYONE) | ~Q(state__in=PUBLISHED)
    for objective in Objective.objects.filter(hidden, pk__in=Following.objects.values("objective")).order_by("pk"):
        end_blind(objective, today=today)
