"""Who lets a goal serve which other alone, who asks first, and who answers.

| the goal it would serve | decides |
|---|---|
| is one of the actor's own, or of somebody the actor leads | the actor |
| is of an owner of the goal that serves, or of somebody in their line of managers | the actor |
| is the organization's, or of a team an owner is in, or of one above that | the actor |
| is any other that the actor sees | its owner, who is asked; with no owner left, whoever it has fallen to |

The line and the own teams have agreed what they want by having it; somebody else's number or list is theirs.
"""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from people.access import SYSTEM, Actor, teams_above
from people.models import Employee, Reach
from people.states import EmployeeState
from perfhub.kernel.errors import Refused

from ..models import AlignmentRequest, GoalOwner, Objective
from ..states import Level
from . import acts, today_of, visible_to, with_relation
from .falling import falling_to


def decides_alone(by: Actor, child: Objective, parent: Objective) -> bool:
    """Whether this one need ask nobody, as the table says."""
    if by is SYSTEM:
        return True
    assert isinstance(by, Employee)
    children = GoalOwner.objects.holding(today_of(by)).filter(objective=child).values("employee")
    if is_near(by, parent, children):
        return True
    return not _holding(by, parent).exists() and not falling_to(parent)


def is_near(by: Employee, parent: Objective, children: QuerySet) -> bool:
    """Whether what it wants is said already to these employees (a QuerySet of keys), or to whoever acts."""
    if parent.level == Level.ORGANIZATION:
        return True
    led = Exists(Reach.objects.filter(manager=by, employee=OuterRef("employee")))
    leads = Exists(Reach.objects.filter(manager=OuterRef("employee"), employee__in=children))
    if _holding(by, parent).filter(Q(employee=by) | Q(employee__in=children) | led | leads).exists():
        return True
    if parent.level == Level.TEAM:
        teams = Employee.objects.filter(pk__in=children, team__isnull=False).order_by().values_list("team", flat=True)
        return any(parent.team_id in teams_above(team) for team in teams.distinct())
    return False


def _holding(by: Employee, objective: Objective) -> QuerySet[GoalOwner]:
    return GoalOwner.objects.holding(today_of(by)).filter(objective=objective, employee__state=EmployeeState.ACTIVE)


def answered_by(viewer: Employee) -> QuerySet[Objective]:
    """The goals about which this viewer is asked: the own ones, and those that fell to them."""
    rows = with_relation(visible_to(viewer), viewer)
    return rows.filter(Q(viewer_owns=True) | Q(viewer_inherits=True, nobody_owns=True))


def asked_of(viewer: Employee) -> QuerySet[AlignmentRequest]:
    """What waits for this viewer's answer."""
    return AlignmentRequest.objects.waiting().filter(parent__in=answered_by(viewer).values("pk"))


def asked_by(viewer: Employee) -> QuerySet[AlignmentRequest]:
    """What this viewer asked, or may take back as an owner of the goal it is asked for."""
    own = GoalOwner.objects.holding(today_of(viewer)).filter(employee=viewer).values("objective")
    return AlignmentRequest.objects.filter(Q(asked_by=viewer) | Q(child__in=own))


def visible_requests(viewer: Employee) -> QuerySet[AlignmentRequest]:
    """What this viewer asked, or is or was asked to answer."""
    rows = AlignmentRequest.objects.select_related("child__cycle", "parent__cycle", "asked_by")
    rows = rows.select_related("child_key_result", "parent_key_result")
    if viewer.state != EmployeeState.ACTIVE:
        return rows.none()
    of = answered_by(viewer).values("pk")
    return rows.filter(Q(parent__in=of) | Q(pk__in=asked_by(viewer).values("pk")))


def get_request(viewer: Employee, pk: int) -> AlignmentRequest:
    """One that this viewer asked, or is asked to answer; Http404 for all others."""
    found = visible_requests(viewer).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def require_answer(viewer: Employee, request: AlignmentRequest) -> None:
    """Whoever owns the goal above answers."""
    if viewer.state != EmployeeState.ACTIVE or not answered_by(viewer).filter(pk=request.parent_id).exists():
        raise Refused


def require_withdrawal(viewer: Actor, request: AlignmentRequest) -> None:
    """Whoever asked takes it back, or who may say now what the goal serves."""
    if request.asked_by_id != viewer.pk and "align" not in acts(viewer, request.child):
        raise Refused
