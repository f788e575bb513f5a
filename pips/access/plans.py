"""Who does what with a plan.

| act | who |
|---|---|
| draft, change, submit, book, offer, start, refuse, answer, reply, cancel_draft | the manager now |
| resolve, lower, raise | the manager now, of a coaching plan |
| propose_lower | the manager now, of an improvement plan |
| acknowledge, say, request, withdraw, appeal | the employee, of a plan that was told |
| check_legal, except, approve, send_back, cancel, lower | the HR case owner, of an improvement plan |
| decide_appeal | whoever an appeal is with |
| keep_jurisdictions | whoever leads HR |

Nobody for somebody else: a stand-in, support and roles do nothing here.
"""

from collections.abc import Set

from django.db.models import Q
from django.http import Http404

from people.access import SYSTEM, Actor, handlers_of, in_conflict, leads_hr
from people.models import Employee, Reach
from perfhub.kernel.errors import Refused

from ..models import Appeal, Case, LegalCheck, Plan, PlanRequest, PlanWord
from ..states import AppealState, PlanKind, PlanState
from .cases import Standing, get_case, is_plan_lead, standing_of

MANAGER_ACTS = frozenset(
    {"change", "submit", "book", "offer", "start", "refuse", "answer", "reply", "resolve", "lower", "raise"}
    | {"cancel_draft"}
)
OF_COACHING = frozenset({"resolve", "lower", "raise"})
EMPLOYEE_ACTS = frozenset({"acknowledge", "say", "request", "withdraw", "appeal"})
HR_ACTS = frozenset({"check_legal", "except", "approve", "send_back", "cancel", "lower", "reply"})
CLOCK_ACTS = frozenset({"start"})


def acts(viewer: Actor, plan: Plan) -> Set[str]:
    """What somebody may do with a plan by what they are to it; whether its time is now, say rules and moves."""
    if viewer is SYSTEM:
        return CLOCK_ACTS
    assert isinstance(viewer, Employee)
    standing = standing_of(viewer, plan.case)
    hears = standing not in (None, Standing.EMPLOYEE) and _hears_appeal(viewer, plan)
    return acts_by(standing, plan, hears=hears)


def acts_by(standing: Standing | None, plan: Plan, *, hears: bool) -> Set[str]:
    """The same for whoever is that to the case, and hears an appeal now or not."""
    found: Set[str] = frozenset()
    if standing == Standing.EMPLOYEE and (plan.is_told or plan.told_at is not None):
        found = EMPLOYEE_ACTS
    elif standing == Standing.MANAGER:
        found = MANAGER_ACTS if plan.kind == PlanKind.COACHING else MANAGER_ACTS - OF_COACHING | {"propose_lower"}
    elif standing == Standing.HR_OWNER and plan.kind == PlanKind.PIP:
        found = HR_ACTS
    return found | {"decide_appeal"} if hears and standing not in (None, Standing.EMPLOYEE) else found


def _hears_appeal(viewer: Employee, plan: Plan) -> bool:
    return Appeal.objects.filter(plan=plan, reviewer=viewer, state=AppealState.FILED).exists()


def require(act: str, viewer: Actor, plan: Plan) -> None:
    """Raise `Refused` unless somebody may do that with a plan; where only the state is wrong, the move says so."""
    if act not in acts(viewer, plan):
        raise Refused


def require_to_draft(viewer: Actor, case: Case) -> None:
    """A plan is drafted by whoever leads the employee now, of a case they may read."""
    if not isinstance(viewer, Employee) or standing_of(viewer, case) != Standing.MANAGER:
        raise Refused


def get_case_to_plan(viewer: Employee, pk: int) -> Case:
    """A case of a direct report; Http404 for whoever may not read it, Refused for whoever reads it otherwise."""
    case = get_case(viewer, pk)
    require_to_draft(viewer, case)
    return case


def get_booking(viewer: Employee, pk: int) -> Plan:
    """A plan whose meeting is booked, for its employee, who may know when and where, and no more before being told."""
    rows = Plan.objects.filter(employee=viewer, telling_at__isnull=False).exclude(state=PlanState.CANCELLED)
    found = rows.select_related("employee", "drafted_by").filter(pk=pk).first()
    if found is None or not viewer.is_here:
        raise Http404
    return found


def get_word(plan: Plan, pk: int) -> PlanWord:
    """What was said in a plan that the viewer has been given."""
    found = PlanWord.objects.select_related("by", "file").defer("file__content").filter(plan=plan, pk=pk).first()
    if found is None:
        raise Http404
    found.plan = plan
    return found


def get_request(plan: Plan, pk: int) -> PlanRequest:
    """What the employee asked for in a plan that the viewer has been given."""
    found = PlanRequest.objects.select_related("by", "answered_by").filter(plan=plan, pk=pk).first()
    if found is None:
        raise Http404
    found.plan = plan
    return found


def get_appeal(plan: Plan, pk: int) -> Appeal:
    """An appeal about a plan that the viewer has been given."""
    found = Appeal.objects.select_related("by", "reviewer").filter(plan=plan, pk=pk).first()
    if found is None:
        raise Http404
    found.plan = plan
    return found


# --- who may be asked to look -----------------------------------------------------------------


def outside_the_line(employee: Employee):
    """Everybody employed who is neither the employee, nor above, nor anywhere below the employee's manager."""
    lines = Reach.objects.filter(employee=employee)
    below = Reach.objects.filter(manager__in=lines.filter(depth=1).values("manager")).values("employee")
    own = Reach.objects.filter(manager=employee).values("employee")  # of whoever has no manager
    rows = Employee.objects.active().exclude(pk=employee.pk)
    return rows.exclude(pk__in=lines.values("manager")).exclude(Q(pk__in=below) | Q(pk__in=own))


def possible_reviewers(employee: Employee):
    """Who can look at a plan for HR: whoever handles what is confidential about the employee, from outside the line."""
    return outside_the_line(employee).filter(pk__in=handlers_of(employee).values("pk")).by_name()


def possible_appeal_reviewers(plan: Plan):
    """Who can hear an appeal: anybody outside the line but whoever looks at the plan for HR."""
    rows = outside_the_line(plan.employee)
    return rows.exclude(pk=plan.case.hr_owner_id).by_name() if plan.case.hr_owner_id else rows.by_name()


def possible_witnesses(plan: Plan, *, by: Employee):
    """Who can have been there: anybody employed but the two."""
    return Employee.objects.active().exclude(pk__in=[plan.employee_id, by.pk]).by_name()


# --- what stands apart ------------------------------------------------------------------------


def legal_check_of(viewer: Employee, plan: Plan) -> LegalCheck | None:
    """The reviewer's answer, for whoever gave it and for a plan lead; nothing for anybody else."""
    if not viewer.is_here or in_conflict(viewer, plan.employee):
        return None
    rows = LegalCheck.objects.filter(plan=plan)
    return (rows if is_plan_lead(viewer) else rows.filter(answered_by=viewer)).first()


def keeps_jurisdictions(viewer: Employee) -> bool:
    return viewer.visit is None and leads_hr(viewer)


def require_jurisdictions(viewer: Actor) -> None:
    if not isinstance(viewer, Employee) or not keeps_jurisdictions(viewer):
        raise Refused
