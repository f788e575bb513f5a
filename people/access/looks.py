"""Looking at pages as somebody else: HR before anybody is invited."""

from django.http import Http404

from perfhub.kernel import clock

from ..models import Employee, Invitation, Look, Reach, RoleGrant, StandIn
from ..states import InvitationState
from .roles import leads_hr


def not_joined():
    """Employed, never had a sign-in here, and holds no role: who can be looked as before anybody is invited."""
    came = Invitation.objects.filter(state=InvitationState.ACCEPTED).values("employee")
    held = RoleGrant.objects.filter(end_at__isnull=True).values("employee")
    return Employee.objects.active().filter(user__isnull=True).exclude(pk__in=came).exclude(pk__in=held)


def leads_somebody_who_joined(employee: Employee) -> bool:
    """Does anybody with a sign-in report to this employee, directly or further down, or to whom this one stands in?"""
    managers = [
        employee.pk,
        *StandIn.objects.in_force(clock.now()).filter(stand_in=employee).values_list("manager", flat=True),
    ]
    return Reach.objects.filter(manager__in=managers, employee__user__isnull=False).exists()


def get_look(viewer: Employee, pk: int) -> Look:
    """One's own look at the pages of somebody else; whoever looks in for support has none."""
    look = Look.objects.select_related("employee").filter(pk=pk, by=viewer).first()
    if look is None or viewer.visit is not None or not leads_hr(viewer):
        raise Http404
    return look
