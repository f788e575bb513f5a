"""Who reads a case, with all that hangs on it: concern, evidence, diagnosis, plans.

| who | what |
|---|---|
| the employee | own cases from the moment of being told, spent ones too; a plan once it was told |
| the manager now | cases of direct reports that are not spent; a former manager, nothing but own words |
| the HR case owner | the one case, while in a role that handles its employee |
| whoever is named | the one case, until the naming ends |
| a plan lead | every case that stands or stood on the rung of improvement plans, five working days after it was told |

Nobody else: no stand-in, nobody further up, no HR admin by role, no owner, no support. Nobody reads by a role, a
naming or as HR owner what is about themselves or those above.
"""

import datetime as dt
from collections.abc import Iterable, Set
from enum import StrEnum

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import Http404

from people.access import (
    Scope,
    administered,
    in_conflict,
    is_hr,
    is_manager_of,
    scope_of,
)
from people.models import Employee, Reach
from perfhub.kernel import clock
from perfhub.kernel.composed import composed
from perfhub.kernel.together import read_together

from ..models import Case, CaseEvent, CaseReader, Plan, PlanLead
from ..states import PLAN_TOLD, CaseAct, CaseOutcome, CaseState, PlanKind, Rung

CAPABILITY = "improvement"


class Standing(StrEnum):
    """What somebody is to a case."""

    EMPLOYEE = "employee"
    MANAGER = "manager"
    HR_OWNER = "hr_owner"
    READER = "reader"
    LEAD = "lead"


def visible_to(viewer: Employee) -> QuerySet[Case]:
    """The cases a viewer may read; nothing for support, nor for whoever left."""
    if not viewer.is_here:
        return Case.objects.none()
    return seen_by(viewer, scope=scope_of(viewer), lead=is_plan_lead(viewer), at=clock.now())


def seen_by(viewer: Employee, *, scope: Scope, lead: bool, at: dt.datetime) -> QuerySet[Case]:
    """The same of whoever works here: by the scope of their roles, and whether they are a plan lead. For questions
    that are composed once."""
    led = Reach.objects.filter(manager=viewer, depth=1).values("employee")
    named = CaseReader.objects.in_force().filter(case=OuterRef("pk"), reader=viewer)
    entrusted = _owned_by(viewer, scope) | Q(Exists(named))
    if lead:
        entrusted |= reached_plans()
    above = Reach.objects.filter(employee=viewer).values("manager")
    in_conflict = Q(employee=viewer) | Q(employee__pk__among=above)
    others = (Q(employee__pk__among=led) | entrusted & ~in_conflict) & ~Q(state=CaseState.SPENT)
    return Case.objects.filter(_own(viewer, at) | others)


def _own(viewer: Employee, at: dt.datetime) -> Q:
    """Own cases from the moment of being told; not what was taken back before that moment came."""
    unread = Q(outcome=CaseOutcome.TAKEN_BACK, told_at__gte=F("closed_at"))
    return Q(employee=viewer, told_at__lte=at) & ~unread


def is_told(case: Case, *, at: dt.datetime | None = None) -> bool:
    """Whether its employee knows of it at that moment, or by now."""
    return case.told_at is not None and case.told_at <= (at or clock.now()) and not _taken_back_unread(case)


def _taken_back_unread(case: Case) -> bool:
    return case.outcome == CaseOutcome.TAKEN_BACK and case.told_at >= case.closed_at


def _owned_by(viewer: Employee, scope: Scope) -> Q:
    """Cases of which the viewer is the HR case owner, while still in a role that handles their employees."""
    return Q(hr_owner=viewer) & administered(viewer, scope, OuterRef("employee__team"))


def looked_after(viewer: Employee) -> QuerySet[Case]:
    """The cases of which the viewer is the HR case owner and that they may still read; to be asked within another
    statement."""
    return looked_after_by(viewer, scope_of(viewer)) if viewer.is_here else Case.objects.none()


def looked_after_by(viewer: Employee, scope: Scope) -> QuerySet[Case]:
    """The same of whoever works here, by the scope of their roles."""
    above = Reach.objects.filter(employee=viewer, manager=OuterRef("employee"))
    rows = Case.objects.filter(~Exists(above), hr_owner=viewer).exclude(employee=viewer)
    return rows.filter(administered(viewer, scope, OuterRef("employee__team"))).exclude(state=CaseState.SPENT)


def looks_after_now(asked: Iterable[tuple[Employee, Case]]) -> Set[tuple[int, int]]:
    """Of these, who is the HR case owner of the case and may read it still: their keys; a few statements a person."""
    owned: dict[Employee, set[int]] = {}
    for person, case in asked:
        if case.hr_owner_id == person.pk:
            owned.setdefault(person, set()).add(case.pk)
    return {
        (person.pk, case)
        for person, cases in owned.items()
        for case in looked_after(person).filter(pk__in=cases).values_list("pk", flat=True)
    }


def told_of_a_plan(case: Case) -> bool:
    """Whether the employee was told of an improvement plan of this case."""
    return Plan.objects.filter(case=case, kind=PlanKind.PIP, told_at__isnull=False).exists()


def shown_events(viewer: Employee, case: Case) -> QuerySet[CaseEvent]:
    """What happened to a case, the first thing first; for its employee nothing of who looks after a plan that nobody
    has told."""
    rows = CaseEvent.objects.filter(case=case).select_related("by", "about_employee").order_by("at", "pk")
    if viewer.pk == case.employee_id and not told_of_a_plan(case):
        rows = rows.exclude(act=CaseAct.HANDED_OVER, rung=Rung.PIP)
    return rows


def reached_plans() -> Q:
    """Cases that stand, or stood, on the rung of improvement plans."""
    return Q(rung=Rung.PIP) | Q(Exists(Plan.objects.filter(case=OuterRef("pk"), kind=PlanKind.PIP)))


def is_plan_lead(viewer: Employee) -> bool:
    """Whether an owner lets this employee see every improvement plan; read with the viewer."""
    return viewer.once("leads_plans", lambda: bool(_leads_plans(viewer=viewer, at=clock.now())))


@composed
def _leads_plans(*, viewer: Employee, at: dt.datetime) -> QuerySet[PlanLead]:
    return PlanLead.objects.in_force(at).filter(employee=viewer).order_by("pk")[:1]


def get_case(viewer: Employee, pk: int) -> Case:
    """A case with its people; Http404 for whoever may not read it."""
    rows = visible_to(viewer).select_related("employee", "manager", "hr_owner", "opened_by")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def visible_plans(viewer: Employee) -> QuerySet[Plan]:
    """The plans a viewer may read, of cases they may read: all that was told, and before that only who writes it,
    the HR case owner and a plan lead; not whom the employee named."""
    return _plans_of(viewer, visible_to(viewer), lead=is_plan_lead(viewer))


def _plans_of(viewer: Employee, cases: QuerySet[Case], *, lead: bool) -> QuerySet[Plan]:
    told = Q(state__in=PLAN_TOLD) | Q(told_at__isnull=False)
    led = Reach.objects.filter(manager=viewer, depth=1, employee=OuterRef("employee"))
    writing = Q(Exists(led)) | Q(case__hr_owner=viewer)
    if lead:
        writing |= Q(kind=PlanKind.PIP)
    return Plan.objects.filter(case__in=cases.values("pk")).filter(told | writing & ~Q(employee=viewer))


@composed
def _plan(*, viewer: Employee, scope: Scope, lead: bool, at: dt.datetime, pk: int) -> QuerySet[Plan]:
    rows = _plans_of(viewer, seen_by(viewer, scope=scope, lead=lead, at=at), lead=lead).filter(pk=pk)
    return rows.select_related("case__hr_owner", "case__manager", "employee", "drafted_by", "told_by").order_by("pk")


def get_plan(viewer: Employee, pk: int) -> Plan:
    """A plan with its case; Http404 for whoever may not read it."""
    if not viewer.is_here:
        raise Http404
    rows = _plan(viewer=viewer, scope=scope_of(viewer), lead=is_plan_lead(viewer), at=clock.now(), pk=pk)
    read_together(rows)
    found = next(iter(rows), None)
    if found is None:
        raise Http404
    found.case.employee = found.employee
    return found


def standing_of(viewer: Employee, case: Case) -> Standing | None:
    """What the viewer is to a case, the nearest first; nothing for whoever may not read it."""
    if not viewer.is_here:
        return None
    if viewer.pk == case.employee_id:
        return Standing.EMPLOYEE if is_told(case) else None
    if case.state == CaseState.SPENT:
        return None
    if is_manager_of(viewer, case.employee):
        return Standing.MANAGER
    if in_conflict(viewer, case.employee):
        return None
    if case.hr_owner_id == viewer.pk and is_hr(viewer, case.employee):
        return Standing.HR_OWNER
    if CaseReader.objects.in_force().filter(case=case, reader=viewer).exists():
        return Standing.READER
    plans = Plan.objects.filter(case=case, kind=PlanKind.PIP)
    if is_plan_lead(viewer) and (case.rung == Rung.PIP or plans.exists()):
        return Standing.LEAD
    return None
