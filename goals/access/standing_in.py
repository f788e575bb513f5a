"""What waits for the word of a manager who is away, and who may say it in that manager's place."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from people.models import Employee, Reach, StandIn
from people.states import EmployeeState
from perfhub.kernel import clock

from ..models import GoalOwner, Objective
from ..states import ObjectiveState
from .asker import Asker

STAND_IN_ACTS = frozenset({"approve", "send_back"})


def proposed_to(asker: Asker) -> QuerySet[Objective]:
    """What reports have proposed to managers for whom somebody stands in now; nothing of the own, and nothing that
    the manager owns, too."""
    if asker.away is None:
        return Objective.objects.none()
    held = GoalOwner.objects.holding(asker.today)
    of_it = held.filter(objective=OuterRef(OuterRef("pk")))
    led = Reach.objects.filter(
        Exists(of_it.filter(employee=OuterRef("employee"))),
        ~Exists(of_it.filter(employee=OuterRef("manager"))),
        manager__in=asker.away,
        depth=1,
    )
    rows = Objective.objects.filter(Exists(led), state=ObjectiveState.PROPOSED)
    return rows.exclude(Exists(held.filter(objective=OuterRef("pk"), employee=asker.viewer)))


def standing_in(owners: Iterable[Employee] | QuerySet[GoalOwner]) -> QuerySet[Employee]:
    """Who says the word now in the place of managers of these owners, and owns it not."""
    keys: Any = owners.values("employee") if isinstance(owners, QuerySet) else [owner.pk for owner in owners]
    managers = Reach.objects.filter(employee__in=keys, depth=1).exclude(manager__in=keys).values("manager")
    named = StandIn.objects.in_force(clock.now()).filter(manager__in=managers).exclude(stand_in__in=keys)
    return Employee.objects.filter(pk__in=named.values("stand_in"), state=EmployeeState.ACTIVE)
