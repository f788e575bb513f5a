"""Twelve months after a plan: how it is, noted when its case is spent, without anything that says whose it was."""

import datetime as dt

from django.db.models import Exists, OuterRef, Q

from people.states import EmployeeState

from ..models import Case, Plan, YearAfter
from ..states import Became, CaseOutcome, Rung

WELL = (CaseOutcome.RESOLVED, CaseOutcome.LAPSED, CaseOutcome.RECOVERED)
#: What says how a plan went; what was called off, led elsewhere or ended with the employment says nothing of it.
COUNTED = (*WELL, CaseOutcome.NOT_MET, CaseOutcome.SUPPORT_NOT_GIVEN)
UNDONE = (CaseOutcome.CANCELLED, CaseOutcome.TAKEN_BACK, CaseOutcome.LED_OUT)


def note_year_after(case: Case, *, at: dt.datetime) -> YearAfter | None:
    """Called once, in the transaction that spends a case; nothing of a case that never had a plan."""
    if case.outcome not in COUNTED or not Plan.objects.filter(case=case, told_at__isnull=False).exists():
        return None
    return YearAfter.objects.create(ended_well=case.outcome in WELL, became=_became(case, at=at))


def _became(case: Case, *, at: dt.datetime) -> Became:
    if case.employee.state == EmployeeState.LEFT:
        return Became.GONE
    told = Plan.objects.filter(case=OuterRef("pk"), told_at__isnull=False, told_at__gt=case.closed_at, told_at__lte=at)
    later = Case.objects.filter(employee=case.employee, rung__in=(Rung.COACHING, Rung.PIP)).exclude(pk=case.pk)
    later = later.filter(Q(opened_at__gt=case.closed_at, opened_at__lte=at) | Exists(told)).exclude(outcome__in=UNDONE)
    return Became.AGAIN if later.exists() else Became.HOLDS
