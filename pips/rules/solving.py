"""What the clock does with concerns and cases: asks whether it is solved, lets it lapse, ends and spends it."""

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from notices.rules import tell_many
from people.access import Actor
from people.models import Reach
from people.queries import NO_TEAM
from people.states import EmployeeState
from perfhub.kernel.moves import move

from ..access import concerns as access
from ..models import Case, Concern, Plan
from ..states import CASE_MOVES, PLAN_OPEN, CaseAct, CaseOutcome, CaseState, Rung
from . import cases
from .year_after import note_year_after

BATCH = 200
LAPSES_AFTER = dt.timedelta(days=30)


@transaction.atomic
def ask(*, by: Actor, at: dt.datetime, today: dt.date, off: Collection[int] = (), limit: int = BATCH) -> int:
    """On the day both sides are asked whether it is solved, once for each such day; not where it is switched off.

    Claims what it handles, so that two workers do not meet. Returns how many were asked; 0: nothing is left.
    """
    access.require_clock("ask", by)
    found = _claimed(_open(off).filter(look_date__lte=today, asked_at__isnull=True), limit)
    managers = _managers({concern.case.employee_id for concern in found})
    for day in sorted({concern.look_date for concern in found}):
        told = [(pk, one) for one in found if one.look_date == day for pk in _sides(one, managers)]
        subjects = [(Concern, one.pk) for _person, one in told]
        tell_many([person for person, _one in told], "concern.look_again", subjects=subjects, occurrence=day, at=at)
    Concern.objects.filter(pk__in=[concern.pk for concern in found]).update(asked_at=at, version=F("version") + 1)
    return len(found)


@transaction.atomic
def lapse(*, by: Actor, at: dt.datetime, off: Collection[int] = (), limit: int = BATCH) -> int:
    """What nobody has answered for thirty days is resolved. Returns how many; 0: nothing is left."""
    access.require_clock("lapse", by)
    found = _claimed(_open(off).filter(asked_at__lte=at - LAPSES_AFTER), limit)
    managers = _managers({concern.case.employee_id for concern in found})
    for concern in found:
        cases.close_case(concern.case, CaseOutcome.LAPSED, by=by, at=at)
        event = access.newest_event(concern.case)
        assert event is not None
        told = _sides(concern, managers)
        tell_many(told, "concern.news", subjects=[event] * len(told), at=at)
    return len(found)


@transaction.atomic
def spend(*, by: Actor, at: dt.datetime, today: dt.date, limit: int = BATCH) -> int:
    """Twelve months after it was closed a case is spent: cited no more, and its employee's alone. Returns how many."""
    access.require_clock("spend", by)
    rows = Case.objects.filter(state=CaseState.CLOSED, spent_on_date__lte=today).select_related("employee")
    found = list(rows.select_for_update(skip_locked=True, of=("self",)).order_by("spent_on_date", "pk")[:limit])
    for case in found:
        move(case, CASE_MOVES["spend"])
        cases.write(case, CaseAct.SPENT, by=by, at=at)
        note_year_after(case, at=at)
    return len(found)


@transaction.atomic
def end_of_leavers(*, by: Actor, at: dt.datetime, limit: int = BATCH) -> int:
    """What is open about somebody who left, without a plan that ends by itself, is over. Returns how many."""
    access.require_clock("end", by)
    plans = Plan.objects.filter(case=OuterRef("pk"), state__in=PLAN_OPEN)
    rows = Case.objects.filter(~Exists(plans), state=CaseState.OPEN, employee__state=EmployeeState.LEFT)
    found = list(
        rows.select_related("employee").select_for_update(skip_locked=True, of=("self",)).order_by("pk")[:limit]
    )
    for case in found:
        cases.close_case(case, CaseOutcome.MOVED_ON, by=by, at=at)
    return len(found)


def _open(off: Collection[int]) -> QuerySet[Concern]:
    """Concerns that are looked at, of people employed, where it is not switched off."""
    rows = Concern.objects.open().filter(case__state=CaseState.OPEN, case__rung=Rung.CONCERN)
    rows = rows.filter(case__employee__state=EmployeeState.ACTIVE)
    hidden = Q(case__employee__team__in=[team for team in off if team != NO_TEAM])
    if NO_TEAM in off:
        hidden |= Q(case__employee__team__isnull=True)
    return rows.exclude(hidden) if off else rows


def _claimed(rows: QuerySet[Concern], limit: int) -> list[Concern]:
    rows = rows.select_related("case__employee").select_for_update(skip_locked=True, of=("self", "case"))
    return list(rows.order_by("look_date", "pk")[:limit])


def _managers(employees: Collection[int]) -> dict[int, int]:
    above = Reach.objects.filter(employee__in=employees, depth=1, manager__state=EmployeeState.ACTIVE)
    return dict(above.values_list("employee", "manager")) if employees else {}


def _sides(concern: Concern, managers: dict[int, int]) -> list[int]:
    """The employee, and the manager now if there is one."""
    employee = concern.case.employee_id
    return [employee, *([managers[employee]] if employee in managers else [])]
