"""Who does what in a plan under way.

| act | who |
|---|---|
| there, differ, unsay | the employee, and whoever owes it or leads the employee now |
| decline | the employee |
| move | whoever owes it, or leads the employee now |
| ask | the employee and whoever leads the employee now: of a coaching plan, where two differ |
| settle | the HR case owner; of a coaching plan, who has none, whoever of HR was asked |
| hold, miss, put_off, say, reach | the two sides |
| meet, unmeet, succeed, not_met, look_holds, slip | the manager now |
| say_at_look | the employee |
| extend, support_not_given | the manager now, the HR case owner |
| decide | the HR case owner |

Somebody from outside of the case who owes support sees that one thing and whom to talk to: neither plan nor employee.
Whoever was asked to settle a difference sees that one thing with both names, and nothing else of the plan.
A decision is read by its employee, the HR case owner, whoever led the plan when it was made, and a plan lead.
"""

from collections.abc import Mapping, Set

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from people.access import SYSTEM, Actor, Scope, administered, handles, scope_of
from people.models import Employee, Reach
from perfhub.kernel.composed import composed
from perfhub.kernel.errors import Refused

from ..models import Decision, Handover, Issue, Look, Milestone, Plan, PlanMeeting, Support
from ..states import PLAN_RUNNING, PlanKind, PlanState, Side, SupportState
from .cases import Standing, is_plan_lead, standing_of, visible_plans, visible_to
from .hr import possible_owners

#: Support is given and talked about as long as a plan lives.
SUPPORT_LIVES = (*PLAN_RUNNING, PlanState.SUSTAINING)

SUPPORT_ACTS: Mapping[Side, Set[str]] = {
    Side.EMPLOYEE: frozenset({"there", "differ", "unsay", "decline"}),
    Side.MANAGER: frozenset({"there", "differ", "unsay", "move"}),
}
PLAN_ACTS: Mapping[Standing, Set[str]] = {
    Standing.EMPLOYEE: frozenset({"hold", "miss", "put_off", "say", "reach", "say_at_look"}),
    Standing.MANAGER: frozenset(
        {
            *("hold", "miss", "put_off", "say", "reach", "meet", "unmeet"),
            *("extend", "succeed", "not_met", "support_not_given", "look_holds", "slip"),
        }
    ),
    Standing.HR_OWNER: frozenset({"settle", "extend", "support_not_given", "decide"}),
}
CLOCK_ACTS = frozenset({"follow", "remind"})
TWO_SIDES = (Standing.EMPLOYEE, Standing.MANAGER)


# --- support ----------------------------------------------------------------------------------


def get_support(viewer: Employee, pk: int) -> Support:
    """Support of a plan the viewer may read, or owed or settled by the viewer in a plan under way; else Http404.

    Somebody who owes it, or was asked to settle it, and is nothing to the case reads nothing else of it.
    """
    if not viewer.is_here:
        raise Http404
    rows = Support.objects.select_related("plan__case__hr_owner", "plan__employee", "owner", "issue", "settler")
    mine = (Q(owner=viewer) | asked_to_settle(viewer)) & Q(plan__state__in=SUPPORT_LIVES)
    found = rows.filter(Q(plan__in=visible_plans(viewer).values("pk")) | mine).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def asked_to_settle(viewer: Employee) -> Q:
    """Support of coaching plans that the viewer was asked to settle; to be asked within another statement."""
    return Q(settler=viewer, plan__kind=PlanKind.COACHING) & _of_handled(viewer, scope_of(viewer))


def to_settle(viewer: Employee, scope: Scope) -> Q:
    """Support that a viewer whose roles have that scope settles where two differ: as HR case owner, or asked. To be
    asked within another statement."""
    looks_after = Q(plan__kind=PlanKind.PIP, plan__case__hr_owner=viewer)
    asked = Q(plan__kind=PlanKind.COACHING, settler=viewer)
    return (looks_after | asked) & Q(state=SupportState.DISPUTED) & _of_handled(viewer, scope)


def _of_handled(viewer: Employee, scope: Scope) -> Q:
    """Of an employee whom the viewer handles by a role: nobody of themselves or above."""
    above = Reach.objects.filter(employee=viewer, manager=OuterRef("plan__employee"))
    outside = ~Q(plan__employee=viewer) & Q(~Exists(above))
    return outside & administered(viewer, scope, OuterRef("plan__employee__team"))


def possible_settlers(support: Support) -> QuerySet[Employee]:
    """Who of HR may be asked to settle it: out of the line, and not who owes it."""
    return possible_owners(support.plan.case).exclude(pk=support.owner_id).by_name()


def get_settler(support: Support, pk: int) -> Employee:
    """Somebody of HR who may be asked; Http404 for anybody else."""
    found = possible_settlers(support).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def settles(viewer: Employee, support: Support, standing: Standing | None) -> bool:
    """Whether a difference about this support is the viewer's to settle."""
    if support.plan.kind == PlanKind.PIP:
        return standing == Standing.HR_OWNER
    return support.settler_id == viewer.pk and handles(viewer, support.plan.employee)


def may_ask(support: Support, standing: Standing | None) -> bool:
    """Whether somebody who is that to the case asks HR to settle a difference at all."""
    return support.plan.kind == PlanKind.COACHING and standing in TWO_SIDES


def side_of(viewer: Employee, support: Support, standing: Standing | None) -> Side | None:
    """On which side of this support the viewer stands."""
    if standing == Standing.EMPLOYEE:
        return Side.EMPLOYEE
    if standing == Standing.MANAGER or support.owner_id == viewer.pk:
        return Side.MANAGER
    return None


def support_acts(viewer: Employee, support: Support, standing: Standing | None) -> Set[str]:
    """The verbs open to this viewer at this support now."""
    if support.plan.state not in SUPPORT_LIVES:
        return frozenset()
    differ = support.state == SupportState.DISPUTED
    if differ and settles(viewer, support, standing):
        return frozenset({"settle"})
    side = side_of(viewer, support, standing)
    if side is None:
        return frozenset()
    asks = {"ask"} if differ and may_ask(support, standing) else set()
    return _open(support, side) & SUPPORT_ACTS[side] | asks


def _open(support: Support, side: Side) -> Set[str]:
    """What the state of support leaves a side to do."""
    spoke = support.said_by == side
    return {
        SupportState.OWED: frozenset({"there", "decline", "move"}),
        SupportState.SAID: frozenset({"unsay", "move", "decline"} if spoke else {"there", "differ", "decline", "move"}),
        SupportState.DISPUTED: frozenset({"unsay"} if spoke else {"there"}),
    }.get(SupportState(support.state), frozenset())


def require_support(act: str, viewer: Employee, support: Support) -> Side | None:
    """Raise `Refused` unless this viewer does that at all; where only the state is wrong, the rule says so (409)."""
    standing = standing_of(viewer, support.plan.case)
    side = side_of(viewer, support, standing) if viewer.visit is None else None
    if not viewer.is_here:
        raise Refused
    if act in ("settle", "ask"):
        if not (settles(viewer, support, standing) if act == "settle" else may_ask(support, standing)):
            raise Refused
        return None
    if side is None or act not in SUPPORT_ACTS[side]:
        raise Refused
    return side


# --- plans, meetings, looks -------------------------------------------------------------------


def plan_acts(viewer: Employee, plan: Plan, standing: Standing | None = None) -> Set[str]:
    """The verbs of a plan under way that are this viewer's at all."""
    found = standing if standing is not None else standing_of(viewer, plan.case)
    return PLAN_ACTS.get(found, frozenset()) if found is not None else frozenset()


def require(act: str, viewer: Actor, plan: Plan | None = None) -> Standing | None:
    """Raise `Refused` unless this viewer may do that in this plan. Gives what the viewer is to its case."""
    if viewer is SYSTEM:
        if act not in CLOCK_ACTS:
            raise Refused
        return None
    assert isinstance(viewer, Employee)
    if plan is None:
        raise Refused
    standing = standing_of(viewer, plan.case)
    if standing is None or act not in PLAN_ACTS.get(standing, frozenset()):
        raise Refused
    return standing


def get_meeting(viewer: Employee, pk: int) -> PlanMeeting:
    return _of_plan(PlanMeeting.objects.all(), viewer, pk)


def get_look(viewer: Employee, pk: int) -> Look:
    return _of_plan(Look.objects.all(), viewer, pk)


def get_issue(viewer: Employee, pk: int) -> Issue:
    return _of_plan(Issue.objects.all(), viewer, pk)


def get_milestone(viewer: Employee, pk: int) -> Milestone:
    return _of_plan(Milestone.objects.all(), viewer, pk)


def _of_plan(rows: QuerySet, viewer: Employee, pk: int):
    """One part of a plan the viewer may read, with the plan; Http404 for whoever may not."""
    found = rows.select_related("plan__case__hr_owner", "plan__case__manager", "plan__employee")
    found = found.filter(pk=pk, plan__in=visible_plans(viewer).values("pk")).first()
    if found is None:
        raise Http404
    return found


# --- what is apart ----------------------------------------------------------------------------


def visible_decisions(viewer: Employee) -> QuerySet[Decision]:
    """Decisions of plans the viewer may read: the employee's own, as HR case owner, as whoever led it then, as lead."""
    rows = Decision.objects.filter(plan__in=visible_plans(viewer).values("pk"))
    return rows if is_plan_lead(viewer) else rows.filter(_reads_decision(viewer))


def get_decision(viewer: Employee, plan: Plan) -> Decision | None:
    """The decision of a plan, for whoever may read it."""
    return visible_decisions(viewer).select_related("manager", "decided_by").filter(plan=plan).first()


def decision_of(viewer: Employee, plan: Plan) -> QuerySet[Decision]:
    """The same of a plan that the viewer was given, to be read with what else hangs on it."""
    return _decision(viewer=viewer, plan=plan, lead=is_plan_lead(viewer))


@composed
def _decision(*, viewer: Employee, plan: Plan, lead: bool) -> QuerySet[Decision]:
    rows = Decision.objects.filter(plan=plan).select_related("manager", "decided_by").order_by("pk")
    return rows if lead else rows.filter(_reads_decision(viewer))


def _reads_decision(viewer: Employee) -> Q:
    return Q(plan__employee=viewer) | Q(plan__case__hr_owner=viewer) | Q(manager=viewer)


def get_handover(viewer: Employee, pk: int) -> Handover:
    """A hand-over, for whoever leads the case now, for whoever led it before, for the employee who knows the plan."""
    if not viewer.is_here:
        raise Http404
    own = Q(case__employee=viewer, case__in=visible_plans(viewer).values("case"))
    mine = Q(before=viewer) | own | Q(after=viewer, case__in=visible_to(viewer).values("pk"))
    found = Handover.objects.filter(mine, pk=pk).select_related("case__employee", "before", "after").first()
    if found is None:
        raise Http404
    return found
