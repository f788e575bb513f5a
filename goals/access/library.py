"""Who sees the library: everybody employed; who keeps it: whoever leads HR."""

from django.http import Http404

from people.access import leads_hr
from people.models import Employee
from people.states import EmployeeState

from ..models import GoalCycle, GoalTemplate, Objective
from ..models.library import GoalTemplateQuerySet
from . import get_objective, relation_to


def get_offered(viewer: Employee, pk: int | None) -> GoalTemplate | None:
    """A template to start from; None where it is not offered any more, or none was asked for."""
    if pk is None or viewer.state != EmployeeState.ACTIVE:
        return None
    return GoalTemplate.objects.offered().filter(pk=pk).first()


def visible_templates(viewer: Employee) -> GoalTemplateQuerySet:
    """What is offered; what is put away, too, for whoever keeps the library."""
    rows = GoalTemplate.objects.all()
    if viewer.state != EmployeeState.ACTIVE:
        return rows.none()
    return rows if leads_hr(viewer) else rows.offered()


def get_template(viewer: Employee, pk: int) -> GoalTemplate:
    """One of these; Http404 for all others."""
    found = visible_templates(viewer).with_key_results().filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def get_kept_template(viewer: Employee, pk: int) -> GoalTemplate:
    """A template, for whoever keeps the library."""
    found = GoalTemplate.objects.filter(pk=pk).first() if leads_hr(viewer) else None
    if found is None:
        raise Http404
    return found


def get_continued(viewer: Employee, pk: int | None, cycle: GoalCycle) -> Objective | None:
    """The viewer's own goal of another cycle that a new one like it goes on with; None for any other."""
    if pk is None:
        return None
    found = get_objective(viewer, pk)
    return found if relation_to(found, viewer).viewer_owns and found.cycle_id != cycle.pk else None
