"""Who sees the library: everybody employed; who keeps it: whoever leads HR."""

from django.http import Http404

from people.access import leads_hr
from people.models import Employee
from people.states import EmployeeState

from ..models import GoalTemplate


def get_offered(viewer: Employee, pk: int | None) -> GoalTemplate | None:
    """A template to start from; None where it is not offered any more, or none was asked for."""
    if pk is None or viewer.state != EmployeeState.ACTIVE:
        return None
    return GoalTemplate.objects.offered().filter(pk=pk).first()


def get_kept_template(viewer: Employee, pk: int) -> GoalTemplate:
    """A template, for whoever keeps the library."""
    found = GoalTemplate.objects.filter(pk=pk).first() if leads_hr(viewer) else None
    if found is None:
        raise Http404
    return found
