"""The directory, and what of a person only some may see."""

from django.db.models import Q
from django.http import Http404

from ..models import Employee, Leaving
from ..states import EmployeeState, LeavingState
from .conflicts import handles
from .lines import is_above, is_manager_of
from .roles import is_hr, leads_hr, partner_teams


def visible_employees(viewer: Employee):
    """The directory: everybody employed; who has left is seen by whoever administers them."""
    rows = Employee.objects.all()
    if leads_hr(viewer):
        return rows
    if teams := partner_teams(viewer):
        return rows.filter(Q(state=EmployeeState.ACTIVE) | Q(team__in=teams))
    return rows.active()


def employed():
    """Everybody employed now: who may be named as a manager."""
    return Employee.objects.active()


def get_employee(viewer: Employee, pk: int) -> Employee:
    employee = visible_employees(viewer).select_related("team").filter(pk=pk).first()
    if employee is None:
        raise Http404
    return employee


def get_person_of(viewer: Employee, pk: int) -> Employee:
    """An employee whose absences this viewer may see: oneself, those below, and those one administers."""
    employee = get_employee(viewer, pk)
    if viewer.pk != employee.pk and not is_above(viewer, employee) and not handles(viewer, employee):
        raise Http404
    return employee


def planned_leaving(viewer: Employee, employee: Employee) -> Leaving | None:
    """A last day that is still to come: seen by the employee, the direct manager and HR, and by nobody else."""
    if viewer.pk != employee.pk and not is_hr(viewer, employee) and not is_manager_of(viewer, employee):
        return None
    return Leaving.objects.filter(employee=employee, state=LeavingState.PLANNED).first()


def get_self(viewer: Employee, pk: int) -> Employee:
    """What is one's own business alone."""
    if viewer.pk != pk:
        raise Http404
    return get_employee(viewer, pk)
