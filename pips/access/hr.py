"""Who is HR case owner of what, who may become it, and what is done here for a whole organization.

| act | who |
|---|---|
| see_cases | whoever may own a case by role, and a plan lead: own ones; a plan lead, all improvement plans |
| see_figures | whoever leads HR: figures of groups alone |
| hand_on | the HR case owner, or a plan lead, to another who is out of the line |
| name_owner | the manager, while a case on the rung of improvement plans has nobody who can look after it |
| name_lead | the owner of the organization, with a fresh proof, and never oneself |
| hold | the owner, or a plan lead, about nobody of themselves or above |
| set_periods | whoever leads HR |
"""

import datetime as dt
from collections.abc import Set

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import Http404

from people.access import (
    SYSTEM,
    Actor,
    Scope,
    administers,
    conflicts_of,
    handled_employees,
    handlers_of,
    in_conflict,
    leads_hr,
    owns,
    partner_teams,
)
from people.models import Employee, Reach
from people.states import EmployeeState
from perfhub.kernel.composed import composed
from perfhub.kernel.errors import Refused

from ..models import Case, LegalHold, PlanLead
from ..states import CaseState, Rung
from .cases import Standing, get_case, is_plan_lead, reached_plans, seen_by, standing_of


def possible_owners(case: Case):
    """Who may look after a case for HR: handles its employee by role, stands neither above that person nor below the
    manager, and is no plan's manager of it."""
    above = Reach.objects.filter(employee=case.employee_id).values("manager")
    below = Reach.objects.filter(manager=case.manager_id).values("employee")
    rows = handlers_of(case.employee).exclude(pk__in=above).exclude(pk__in=below)
    return rows.exclude(pk__in=[case.manager_id, case.employee_id])


def could_own(person: Employee, case: Case) -> bool:
    return possible_owners(case).filter(pk=person.pk).exists()


def listed_cases(viewer: Employee, *, scope: Scope, lead: bool, everything: bool, at: dt.datetime) -> QuerySet[Case]:
    """The cases that a viewer looks after for HR who works here; or `everything` that a plan lead sees, who alone sees
    more than that."""
    own = Q(hr_owner=viewer)
    return seen_by(viewer, scope=scope, lead=lead, at=at).filter(own | reached_plans() if everything and lead else own)


def lacks_owner(case: Case) -> bool:
    """An improvement plan is written or runs, and nobody looks after it who could."""
    return needs_owner(case) and not cared_for(case=case)


def needs_owner(case: Case) -> bool:
    """Whether somebody is to look after it for HR."""
    return case.state == CaseState.OPEN and case.rung == Rung.PIP


@composed
def cared_for(*, case: Case) -> QuerySet[Case]:
    """The case, while its HR owner is one of those who could be."""
    lines = Reach.objects.all()
    above = lines.filter(employee=OuterRef("employee"), manager=OuterRef("hr_owner"))
    under = Q(manager=OuterRef("employee")) | Q(manager=OuterRef("manager"))
    below = lines.filter(under, employee=OuterRef("hr_owner"))
    rows = Case.objects.filter(~Exists(above), ~Exists(below), pk=case.pk, hr_owner__state=EmployeeState.ACTIVE)
    rows = rows.filter(administers(OuterRef("hr_owner"), OuterRef("employee__team")))
    return rows.exclude(hr_owner=F("employee")).exclude(hr_owner=F("manager"))


def without_owner() -> QuerySet[Case]:
    """The open cases on the rung of improvement plans whose HR owner has left, or administers their employee no more;
    one whose owner is in a conflict `lacks_owner` finds, too."""
    here = Exists(Employee.objects.active().filter(pk=OuterRef("hr_owner")))
    rows = Case.objects.filter(state=CaseState.OPEN, rung=Rung.PIP)
    return rows.exclude(here, administers(OuterRef("hr_owner"), OuterRef("employee__team")))


def acts(viewer: Actor, case: Case | None = None) -> Set[str]:
    """The verbs open to this viewer now: on a case, or (without) for the organization."""
    if viewer is SYSTEM:
        return {"keep"}
    assert isinstance(viewer, Employee)
    if not viewer.is_here:
        return frozenset()
    if case is None:
        return _for_the_organization(viewer)
    standing = standing_of(viewer, case)
    if standing in (Standing.HR_OWNER, Standing.LEAD):
        return {"hand_on", "compare"} if case.state == CaseState.OPEN else {"compare"}
    return {"name_owner"} if standing == Standing.MANAGER and lacks_owner(case) else frozenset()


def looks_after_by_role(viewer: Employee) -> bool:
    """Whether a role lets the viewer own cases."""
    return viewer.is_here and (leads_hr(viewer) or bool(partner_teams(viewer)))


def _for_the_organization(viewer: Employee) -> Set[str]:
    verbs: set[str] = set()
    lead = is_plan_lead(viewer)
    if leads_hr(viewer):
        verbs |= {"see_cases", "see_figures", "set_periods", "see_keeping"}
    elif partner_teams(viewer) or lead:
        verbs |= {"see_cases"}
    if owns(viewer):
        verbs |= {"name_lead"}
    if owns(viewer) or lead:
        verbs |= {"hold"}
    return verbs


def require(act: str, viewer: Actor, case: Case | None = None) -> None:
    """Raise `Refused` unless the act is open to this viewer now."""
    if act not in acts(viewer, case):
        raise Refused


def require_no_conflict(viewer: Employee, employee: Employee) -> None:
    """Nobody decides about themselves or those above."""
    if in_conflict(viewer, employee):
        raise Refused


def get_case_to_own(viewer: Employee, pk: int) -> Case:
    """A case whose HR case owner the viewer may change; Http404 for whoever may not."""
    case = get_case(viewer, pk)
    if not acts(viewer, case) & {"hand_on", "name_owner"}:
        raise Http404
    return case


def possible_leads(viewer: Employee) -> QuerySet[Employee]:
    """Who may become plan lead: everybody employed but the viewer, who grants it, and those who are it already."""
    named = PlanLead.objects.named().values("employee")
    return Employee.objects.active().exclude(pk=viewer.pk).exclude(pk__in=named)


def get_lead(viewer: Employee, pk: int) -> PlanLead:
    """A plan lead who is named now; seen by whoever may name them."""
    found = PlanLead.objects.named().select_related("employee").filter(pk=pk).first()
    if found is None or "name_lead" not in acts(viewer):
        raise Http404
    return found


def not_about_oneself(viewer: Employee) -> QuerySet[Employee]:
    """About whom the viewer may decide: nobody of themselves or above."""
    return Employee.objects.exclude(pk__in=conflicts_of(viewer))


def handled_cases(viewer: Employee) -> QuerySet[Case]:
    """Cases of those whom the viewer handles by role or, as a plan lead, of everybody; nothing of what is in them."""
    if is_plan_lead(viewer):
        return Case.objects.filter(employee__in=not_about_oneself(viewer))
    return Case.objects.filter(employee__in=handled_employees(viewer))


def get_hold(viewer: Employee, pk: int) -> LegalHold:
    """A hold that stands, for whoever may end it: nobody one about themselves or those above."""
    found = LegalHold.objects.filter(pk=pk, ended_at__isnull=True, employee__in=not_about_oneself(viewer)).first()
    if found is None or "hold" not in acts(viewer):
        raise Http404
    return found
