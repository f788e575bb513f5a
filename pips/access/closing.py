"""Who is asked how a plan felt, and who sees what was answered."""

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404

from people.access import leads_hr
from people.models import Employee
from perfhub.kernel.errors import Refused

from ..models import ClosingAsked, Plan
from ..states import PlanState


def own_closed(viewer: Employee) -> QuerySet[Plan]:
    """The viewer's own plans that were told and are over, and about which nothing was answered yet."""
    if not viewer.is_here:
        return Plan.objects.none()
    return closed_plans(viewer)


def closed_plans(viewer: Employee) -> QuerySet[Plan]:
    """The same of whoever works here."""
    answered = ClosingAsked.objects.filter(plan=OuterRef("pk"))
    rows = Plan.objects.filter(employee=viewer, state=PlanState.CLOSED, told_at__isnull=False)
    return rows.filter(~Exists(answered))


def get_closed(viewer: Employee, pk: int) -> Plan:
    """One of these."""
    found = own_closed(viewer).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def require_own(viewer: Employee, plan: Plan) -> None:
    if not viewer.is_here or plan.employee_id != viewer.pk:
        raise Refused


def require_to_see(viewer: Employee) -> None:
    """Whoever leads HR for the whole organization sees the batches."""
    if viewer.visit is not None or not leads_hr(viewer):
        raise Refused
