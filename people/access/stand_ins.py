"""Who acts in a manager's place."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.http import Http404

from perfhub.kernel import clock

from ..models import Employee, Reach, StandIn
from ..states import EmployeeState
from .actors import Actor
from .verbs import acts


def acts_for(viewer: Actor) -> Mapping[int, datetime]:
    """The managers for whom a viewer stands in now, each with the moment since when; read with the viewer.

    A stand-in sees what is open and decides in the manager's place; nothing of the time before, and nothing of
    himself or herself.
    """
    if not isinstance(viewer, Employee) or viewer.state != EmployeeState.ACTIVE:
        return {}
    person = viewer

    def ask() -> dict[int, datetime]:
        rows = StandIn.objects.in_force(clock.now()).filter(stand_in=person)
        return dict(rows.values_list("manager", "start_at"))

    return person.once("stands_in_for", ask)


def acting_for(viewer: Actor, employee_id: int) -> int | None:
    """In whose place a viewer acts towards an employee: the direct manager's, unless one is that or oneself."""
    return in_place_of(viewer, [employee_id]).get(employee_id)


def in_place_of(viewer: Actor, employee_ids: Iterable[int]) -> dict[int, int]:
    """The same for several employees, without those towards whom one acts as oneself; one statement at most."""
    managers = acts_for(viewer)
    others = set(employee_ids) - {viewer.pk}
    if not managers or not others:
        return {}
    line = Reach.objects.filter(employee__in=others, depth=1, manager__in=list(managers))
    return dict(line.values_list("employee", "manager"))


def get_stand_in(viewer: Employee, manager: Employee, pk: int) -> StandIn:
    """A stand-in of a manager, for whoever may name one or is it."""
    found = StandIn.objects.select_related("manager", "stand_in").filter(pk=pk, manager=manager).first()
    if found is None or ("name_stand_in" not in acts(viewer, manager) and found.stand_in_id != viewer.pk):
        raise Http404
    return found
