"""What waits for the word of a manager who is away, and who may say it in that manager's place."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from people.access import acts_for
from people.models import Employee, Reach, StandIn
from people.states import EmployeeState
from perfhub.kernel import clock
from perfhub.kernel.calendars import local_date

from ..models import GoalOwner, Objective
from ..states import ObjectiveState

STAND_IN_ACTS = frozenset({"approve", "send_back"})


def proposed_to(viewer: Employee) -> QuerySet[Objective]:
    """What reports have proposed to managers for whom a viewer stands in now; nothing of the viewer's own, and
    nothing that the manager owns, too."""
    managers = acts_for(viewer)
    if not managers:
        return Objective.objects.none()
    held = GoalOwner.objects.holding(local_date(clock.now(), viewer.time_zone)).filter(objective=OuterRef("pk"))
    waiting = Q()
    for manager in managers:
        reports = Reach.objects.filter(manager=manager, depth=1).values("employee")
        waiting |= Q(Exists(held.filter(employee__in=reports))) & ~Q(Exists(held.filter(employee=manager)))
    rows = Objective.objects.filter(waiting, state=ObjectiveState.PROPOSED)
    return rows.exclude(Exists(held.filter(employee=viewer)))


def standing_in(owners: Iterable[Employee] | QuerySet[GoalOwner]) -> QuerySet[Employee]:
    """Who says the word now in the place of managers of these owners, and owns it not."""
    keys: Any = owners.values("employee") if isinstance(owners, QuerySet) else [owner.pk for owner in owners]
    managers = Reach.objects.filter(employee__in=keys, depth=1).exclude(manager__in=keys).values("manager")
    named = StandIn.objects.in_force(clock.now()).filter(manager__in=managers).exclude(stand_in__in=keys)
    return Employee.objects.filter(pk__in=named.values("stand_in"), state=EmployeeState.ACTIVE)
