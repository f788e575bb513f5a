"""A case goes on with its employee's next manager, who reads it and says so; the one before may leave words."""

import datetime as dt

from django.db import transaction
from django.db.models import F, OuterRef, Subquery

from notices.rules import tell
from people.access import Actor
from people.models import Employee, Reach
from people.rules import record
from people.states import EmployeeState
from perfhub.kernel import typed
from perfhub.kernel.errors import Refused, StaleMove

from ..access import running as access
from ..models import LONGEST_WORDS, Case, Handover, Plan
from ..states import PLAN_OPEN, CaseAct, CaseState
from . import cases, support

BATCH = 100
WORDS_WITHIN = dt.timedelta(days=30)  # whoever led it before may still leave words


@transaction.atomic
def hand_over(*, by: Actor, at: dt.datetime, limit: int = BATCH) -> int:
    """Open cases go on with whoever leads their employees now; a case with a plan is acknowledged by that person.

    What the manager before still owes in support, the next one owes. Returns how many went on; 0: nothing is left.
    """
    access.require("follow", by)
    now = Reach.objects.filter(depth=1, employee=OuterRef("employee"), manager__state=EmployeeState.ACTIVE)
    rows = Case.objects.filter(state=CaseState.OPEN).annotate(leads=Subquery(now.values("manager")[:1]))
    found = list(
        rows.exclude(leads=None)
        .exclude(leads=F("manager"))
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("employee", "manager")
        .order_by("pk")[:limit]
    )
    managers = Employee.objects.in_bulk({case.leads for case in found})
    for case in found:
        _give(case, managers[case.leads], by=by, at=at)
    return len(found)


def _give(case: Case, after: Employee, *, by: Actor, at: dt.datetime) -> None:
    """Whoever was HR's case owner and leads the employee now is that no more: HR looks from outside the line."""
    before = case.manager
    hr = None if case.hr_owner_id == after.pk else case.hr_owner_id
    Case.objects.filter(pk=case.pk).update(manager=after, hr_owner_id=hr, version=F("version") + 1)
    case.manager, case.hr_owner_id = after, hr
    cases.write(case, CaseAct.HANDED_OVER, by=by, at=at, about=after)
    if not Plan.objects.filter(case=case, state__in=PLAN_OPEN).exists():
        return
    support.take_over(case, before, after, by=by, at=at)
    Plan.objects.filter(case=case, followed_at__isnull=False).update(followed_at=F("drafted_at"))
    handover = Handover.objects.create(case=case, before=before, after=after, at=at)
    tell(after, "course.handover", subject=handover, at=at)
    knows = Plan.objects.told().filter(case=case, state__in=PLAN_OPEN).exists()
    if knows and case.employee.state == EmployeeState.ACTIVE:
        tell(case.employee, "course.handed_on", subject=handover, at=at)
    if before.state == EmployeeState.ACTIVE:
        tell(before, "course.words_asked", subject=handover, at=at)


@transaction.atomic
def acknowledge(handover: Handover, *, by: Employee, at: dt.datetime) -> Handover:
    """The next manager has read it, and leads it from here. Raises Refused, StaleMove."""
    if by.pk != handover.after_id or by.visit is not None:
        raise Refused
    if not Handover.objects.filter(pk=handover.pk, acknowledged_at__isnull=True).update(acknowledged_at=at):
        raise StaleMove
    handover.acknowledged_at = at
    record("handover.acknowledged", by=by, at=at, employee=handover.case.employee, subject=handover)
    return handover


@transaction.atomic
def leave_words(handover: Handover, words: str, *, by: Employee, at: dt.datetime) -> Handover:
    """Whoever led it before hands on what the next one should know, within a month; the employee reads it, too.

    Raises Refused, TooLong, StaleMove.
    """
    if by.pk != handover.before_id or not by.is_here:
        raise Refused
    if at - handover.at > WORDS_WITHIN:
        raise StaleMove
    handover.words, handover.words_at = typed.lines(words, LONGEST_WORDS), at
    Handover.objects.filter(pk=handover.pk).update(words=handover.words, words_at=at)
    record("handover.words", by=by, at=at, employee=handover.case.employee, subject=handover)
    tell(handover.after, "course.handed_on", subject=handover, occurrence="words", at=at)
    return handover
