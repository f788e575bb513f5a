"""Who looks after a case for HR, and who sees every improvement plan."""

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from notices.rules import tell, tell_many
from people.models import Employee
from people.queries.promises import widening_holds_from
from people.rules import record
from people.states import EmployeeState
from perfhub.kernel import typed
from perfhub.kernel.errors import Refused, RuleBroken, StaleMove

from ..access import hr as access
from ..access.cases import reached_plans, told_of_a_plan
from ..models import LONGEST_REASON, Case, Plan, PlanLead
from ..states import CaseAct, CaseState, PlanKind
from .cases import write


class NotOutOfTheLine(RuleBroken):
    """Nobody in the line, nobody about themselves, nobody without the role."""

    sentence = _(
        "Whoever looks after a case for HR handles its employee by role, stands neither above that person nor below "
        "the manager, and is neither of the two. Please choose somebody else."
    )


class ReasonMissing(RuleBroken):
    sentence = _("Please say why: those concerned read it.")


class LooksAfterItAlready(RuleBroken):
    sentence = _("This person looks after it already: nothing was changed.")


class NotOneself(RuleBroken):
    sentence = _("Nobody gives this to themselves. Another owner can name you.")


class IsLead(RuleBroken):
    sentence = _("This person is named already: nothing was changed.")


@transaction.atomic
def name_hr_owner(case: Case, person: Employee, reason: str, *, by: Employee, at: dt.datetime) -> Case:
    """A case gets another HR case owner, out of the line: handed on by the one who has it or a plan lead; named by the
    manager where nobody is there who could. The employee (once told), the manager, the one before and the new one are
    told. Raises NotOutOfTheLine, ReasonMissing, LooksAfterItAlready, StaleMove, TooLong.
    """
    verbs = access.acts(by, case)
    if not verbs & {"hand_on", "name_owner"}:
        raise Refused
    why = typed.line(reason, LONGEST_REASON)
    if not why:
        raise ReasonMissing
    if case.hr_owner_id == person.pk:
        raise LooksAfterItAlready
    if not access.could_own(person, case):
        raise NotOutOfTheLine
    before = case.hr_owner
    rows = Case.objects.filter(pk=case.pk, hr_owner=before, state=CaseState.OPEN)
    if not rows.update(hr_owner=person):  # its version stays: the employee would see it move
        raise StaleMove
    case.hr_owner = person
    event = write(case, CaseAct.HANDED_OVER, by=by, at=at, reason=why, about=person)
    told = {person, case.manager, *([before] if before else []), *([case.employee] if told_of_a_plan(case) else [])}
    for one in sorted(told - {by}, key=lambda one: one.pk):
        if one.state == EmployeeState.ACTIVE:
            tell(one, "case.hr_owner", subject=event, at=at)
    return case


@transaction.atomic
def name_plan_lead(person: Employee, reason: str, *, by: Employee, at: dt.datetime) -> PlanLead:
    """An owner lets somebody else see every improvement plan. It takes effect after five working days; both sides and
    the HR case owner of each are told at once, by name and with the reason; so is the one who is named.

    Raises NotOneself, IsLead, ReasonMissing, TooLong.
    """
    access.require("name_lead", by)
    if person.pk == by.pk:
        raise NotOneself
    why = typed.line(reason, LONGEST_REASON)
    if not why:
        raise ReasonMissing
    if not access.possible_leads(by).filter(pk=person.pk).exists():
        raise IsLead
    lead = PlanLead.objects.create(
        employee=person, reason=why, granted_by=by, granted_at=at, effective_at=widening_holds_from(at)
    )
    record("plan_lead.named", by=by, at=at, employee=person, subject=person)
    concerned = sorted({*_concerned(), person.pk})
    tell_many(concerned, "plan_lead.named", subjects=[lead] * len(concerned), at=at)
    return lead


@transaction.atomic
def end_plan_lead(lead: PlanLead, *, by: Employee, at: dt.datetime) -> None:
    """From now on they see no plan by it; calling it off before it took effect counts the same."""
    access.require("name_lead", by)
    if not PlanLead.objects.filter(pk=lead.pk, ended_at__isnull=True).update(ended_at=at):
        raise StaleMove
    record("plan_lead.ended", by=by, at=at, employee=lead.employee, subject=lead.employee)


def _concerned() -> list[int]:
    """Those whose words a plan lead will read: both sides, as far as told, and the HR case owner of each open case on
    that rung."""
    rows = Case.objects.filter(reached_plans()).not_spent()
    told = Plan.objects.filter(case=OuterRef("pk"), kind=PlanKind.PIP, told_at__isnull=False)
    found = set(rows.filter(Exists(told)).values_list("employee", flat=True))
    for column in ("manager", "hr_owner"):
        found |= set(rows.exclude(**{column: None}).values_list(column, flat=True))
    return list(Employee.objects.active().filter(pk__in=found).order_by("pk").values_list("pk", flat=True))
