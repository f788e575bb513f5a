"""Who reads and does what when somebody asks for help.

| viewer | reads it |
|---|---|
| the employee | always, and whatever became of it |
| whoever was asked | while it is not withdrawn, as the manager now or as somebody of HR who handles the employee |

Nobody else: no next manager, no role, no stand-in, no support, no plan lead. It is no evidence: no rule of evidence,
gate or sign asks for it.
"""

from collections.abc import Set

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, When
from django.http import Http404

from people.access import Scope, administered, handlers_of, handles, is_manager_of, scope_of
from people.models import Employee, Reach
from people.states import EmployeeState
from perfhub.kernel.errors import Refused

from ..models import HelpRequest
from ..states import HELP_KNOWN, HELP_MOVES

EMPLOYEE_ACTS = frozenset({"ask_another", "ask_again", "withdraw"})
RECEIVER_ACTS = frozenset({"hear", "support", "coach", "close"})


def own(viewer: Employee) -> QuerySet[HelpRequest]:
    """What the viewer has asked for."""
    if not viewer.is_here:
        return HelpRequest.objects.none()
    return HelpRequest.objects.filter(employee=viewer)


def received(viewer: Employee) -> QuerySet[HelpRequest]:
    """What the viewer was asked for, and may read now; one statement."""
    if not viewer.is_here:
        return HelpRequest.objects.none()
    return received_by(viewer, scope_of(viewer))


def received_by(viewer: Employee, scope: Scope) -> QuerySet[HelpRequest]:
    """The same of whoever works here; what they handle by a role goes by its scope."""
    led = Reach.objects.filter(manager=viewer, depth=1, employee=OuterRef("employee"))
    rows = HelpRequest.objects.known().filter(to=viewer, employee__state=EmployeeState.ACTIVE)
    above = Reach.objects.filter(employee=viewer, manager=OuterRef("employee"))
    handled = Q(~Exists(above), with_manager=False) & administered(viewer, scope, OuterRef("employee__team"))
    return rows.filter(Q(Exists(led), with_manager=True) | handled)


def readable(viewer: Employee) -> QuerySet[HelpRequest]:
    """What the viewer asked for, and what they were asked for and may read now."""
    both = Q(pk__in=own(viewer).values("pk")) | Q(pk__in=received(viewer).values("pk"))
    return HelpRequest.objects.filter(both)


def get_request(viewer: Employee, pk: int) -> HelpRequest:
    """One, for its employee or whoever was asked; Http404 for everybody else."""
    rows = HelpRequest.objects.filter(Q(pk__in=own(viewer).values("pk")) | Q(pk__in=received(viewer).values("pk")))
    found = rows.select_related("employee", "to", "case").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def is_with_somebody(request: HelpRequest) -> bool:
    """Whether whoever was asked still reads it."""
    if request.to.state != EmployeeState.ACTIVE:
        return False
    return (
        is_manager_of(request.to, request.employee) if request.with_manager else handles(request.to, request.employee)
    )


def possible_receivers(employee: Employee) -> QuerySet[Employee]:
    """Whom an employee can ask: first the manager now, then whoever of HR handles what is confidential about them."""
    above = Reach.objects.filter(employee=employee, depth=1).values("manager")
    rows = Employee.objects.active().filter(Q(pk__in=above) | Q(pk__in=handlers_of(employee).values("pk")))
    return rows.order_by(Case(When(pk__in=above, then=0), default=1), "sort_name", "id")


def manager_key(employee: Employee) -> int | None:
    """The manager now, as whom somebody is asked."""
    above = Reach.objects.filter(employee=employee, depth=1, manager__state=EmployeeState.ACTIVE)
    return above.order_by("manager").values_list("manager", flat=True).first()


def acts(viewer: Employee, request: HelpRequest) -> Set[str]:
    """The verbs open to this viewer now."""
    return {verb for verb in _of(viewer, request) if HELP_MOVES[verb].starts_at(request.state)}


def _of(viewer: Employee, request: HelpRequest) -> Set[str]:
    if not viewer.is_here:
        return frozenset()
    if request.employee_id == viewer.pk:
        return EMPLOYEE_ACTS
    if request.to_id != viewer.pk or request.state not in HELP_KNOWN or not is_with_somebody(request):
        return frozenset()
    return RECEIVER_ACTS if request.with_manager else RECEIVER_ACTS - {"coach"}


def require(act: str, viewer: Employee, request: HelpRequest) -> None:
    """Raise `Refused` unless this viewer may do that; where only the state is wrong, the move says so (409)."""
    if act not in _of(viewer, request):
        raise Refused


def may_ask(viewer: Employee) -> bool:
    return viewer.is_here
