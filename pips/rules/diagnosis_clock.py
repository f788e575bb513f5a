"""What the clock does with diagnoses: reminds once, ends the waiting, and lets the manager now answer."""

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from notices.rules import tell
from people.access import Actor
from people.models import Reach
from people.queries import NO_TEAM, Switched, manager_of
from people.rules import record
from people.states import EmployeeState
from perfhub.kernel.calendars import local_date
from perfhub.kernel.moves import move

from ..access import CAPABILITY
from ..models import Diagnosis, DiagnosisSide
from ..states import DIAGNOSIS_MOVES, SIDE_MOVES, CaseState, DiagnosisState, Side
from .diagnosis import bring_together, due_date

BATCH = 200
SOON = dt.timedelta(days=2)
EARLIEST_ZONE = dt.timedelta(hours=14)  # somewhere it is that much later


@transaction.atomic
def follow_diagnoses(*, by: Actor, at: dt.datetime) -> int:
    """Sides whose time is nearly over are reminded, those whose time is over have not answered, which is no refusal.

    Leave that came in between moves the day; a manager who leads no more is followed by who does, with ten working
    days of their own; where a case is closed or its employee has left, nobody is asked any more. Returns how many
    sides changed; 0 means that nothing is left.
    """
    changed = _call_off_over(by=by, at=at)
    switched = Switched(CAPABILITY)
    off = switched.off(at.date()) if switched else frozenset()
    rows = DiagnosisSide.objects.waiting().filter(_wants_a_step(at), diagnosis__state=DiagnosisState.OPEN)
    rows = rows.select_for_update(skip_locked=True, of=("self",))
    rows = rows.select_related("person", "diagnosis__case__employee", "diagnosis__case__hr_owner")
    for side in rows.order_by("due_date", "pk")[:BATCH]:
        if (side.diagnosis.case.employee.team_id or NO_TEAM) not in off:
            changed += _step(side, by=by, at=at)
    return changed


def _wants_a_step(at: dt.datetime) -> Q:
    """To be reminded, perhaps over, or of a manager who leads no more."""
    furthest = (at + EARLIEST_ZONE).date()
    led = Reach.objects.filter(employee=OuterRef("diagnosis__employee"), depth=1)
    passed_on = Q(Exists(led), ~Exists(led.filter(manager=OuterRef("person"))), side=Side.MANAGER)
    return Q(reminded_at__isnull=True, due_date__lte=furthest + SOON) | Q(due_date__lt=furthest) | passed_on


def _step(side: DiagnosisSide, *, by: Actor, at: dt.datetime) -> bool:
    employee = side.diagnosis.case.employee
    manager = manager_of(employee) if side.side == Side.MANAGER else None
    if manager is not None and manager.pk != side.person_id:
        side.person, side.asked_at, side.reminded_at = manager, at, None
        side.due_date = due_date(manager, at)
        side.save(update_fields=["person", "asked_at", "reminded_at", "due_date"])
        tell(manager, "pips.diagnosis_asked", subject=side.diagnosis, at=at)
        return True
    moved = due_date(side.person, side.asked_at)
    if moved != side.due_date:
        side.due_date = moved
        side.save(update_fields=["due_date"])
        return True
    today = local_date(at, side.person.time_zone)
    if today > side.due_date:
        move(side, SIDE_MOVES["lapse"])
        record("diagnosis.not_answered", by=by, at=at, employee=employee, subject=side.diagnosis)
        bring_together(side.diagnosis, at=at)
        return True
    if side.reminded_at is None and today >= side.due_date - SOON and side.person.state == EmployeeState.ACTIVE:
        side.reminded_at = at
        side.save(update_fields=["reminded_at"])
        tell(side.person, "pips.diagnosis_due", subject=side.diagnosis, occurrence=side.due_date, at=at)
        return True
    return False


def _call_off_over(*, by: Actor, at: dt.datetime) -> int:
    rows = Diagnosis.objects.filter(state=DiagnosisState.OPEN).select_for_update(skip_locked=True, of=("self",))
    over = rows.exclude(case__state=CaseState.OPEN) | rows.exclude(employee__state=EmployeeState.ACTIVE)
    found = list(over.select_related("case__employee").order_by("pk")[:BATCH])
    for diagnosis in found:
        move(diagnosis, DIAGNOSIS_MOVES["call_off"], finished_at=at)
        record("diagnosis.called_off", by=by, at=at, employee=diagnosis.case.employee, subject=diagnosis)
    return len(found)
