"""Who gives a goal to many people, and to whom.

Whoever leads people, or leads HR: a goal that is near them (access/aligning.py: an own one, one of their line, of their
teams or of the organization). To everybody below in the reporting line; who leads HR to everybody.
"""

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404

from people.access import has_reports, leads_hr
from people.models import Employee, Reach, Team
from people.states import EmployeeState
from perfhub.kernel.errors import Refused

from ..models import Giving, Objective
from . import visible_to
from .aligning import is_near


def may_give(viewer: Employee, objective: Objective) -> bool:
    """Whether this viewer may give this goal to anybody."""
    if viewer.state != EmployeeState.ACTIVE:
        return False
    if leads_hr(viewer):
        return True
    return has_reports(viewer) and is_near(viewer, objective, Employee.objects.filter(pk=viewer.pk).values("pk"))


def require_giving(viewer: Employee, objective: Objective) -> None:
    if not may_give(viewer, objective):
        raise Refused


def may_be_given(viewer: Employee, employees: QuerySet[Employee]) -> QuerySet[Employee]:
    """Those of them to whom this viewer gives goals: everybody below; for whoever leads HR everybody."""
    if leads_hr(viewer):
        return employees
    return employees.filter(pk__in=Reach.objects.filter(manager=viewer).values("employee"))


def teams_to_give(viewer: Employee) -> QuerySet[Team]:
    """The teams among which this viewer chooses: those in which somebody below is; all for whoever leads HR."""
    teams = Team.objects.filter(retired_at__isnull=True)
    if leads_hr(viewer):
        return teams
    return teams.filter(employees__in=Employee.objects.below(viewer).active()).distinct()


def get_team_to_give(viewer: Employee, pk: int | None) -> Team | None:
    """One of these; nothing where none is asked for."""
    if pk is None:
        return None
    found = teams_to_give(viewer).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def visible_givings(viewer: Employee) -> QuerySet[Giving]:
    """A giving is seen by whoever gives; each with whether they still see the goal."""
    rows = Giving.objects.select_related("objective__cycle", "given_by", "job").filter(given_by=viewer)
    if viewer.state != EmployeeState.ACTIVE:
        return rows.none()
    return rows.annotate(sees_goal=Exists(visible_to(viewer).filter(pk=OuterRef("objective"))))


def get_giving(viewer: Employee, pk: int) -> Giving:
    """One of those; Http404 for all others."""
    found = visible_givings(viewer).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
