"""Who owns a goal and who contributes to it, and who could."""

import datetime as dt

from django.db.models import F, QuerySet

from people.access import visible_employees
from people.models import Employee
from people.queries import found_employees

from ..access import taking_part
from ..models import GoalOwner, KeyResult, Objective

CANDIDATES = 12
SHOWN = 100


def contributions(objective: Objective) -> list[GoalOwner]:
    """Who contributes or did, those of now first."""
    rows = taking_part.contributions(objective)
    return list(rows.order_by(F("end_date").desc(nulls_first=True), "employee__sort_name", "pk")[:SHOWN])


def ownerships(objective: Objective) -> list[GoalOwner]:
    """Who owns it or did, those of now first."""
    rows = taking_part.ownerships(objective)
    return list(rows.order_by(F("end_date").desc(nulls_first=True), "employee__sort_name", "pk")[:SHOWN])


def could_contribute(objective: Objective, text: str, *, viewer: Employee) -> list[Employee]:
    """Whom a search finds and who takes no part yet."""
    if not text.strip():
        return []
    taking = GoalOwner.objects.filter(objective=objective, end_date=None).values("employee")
    found = found_employees(visible_employees(viewer).active(), text=text)
    return list(found.exclude(pk__in=taking)[:CANDIDATES])


def taking_part_in(objective: Objective, *, at: dt.datetime) -> QuerySet[Employee]:
    """Who owns it or contributes to it now, by name."""
    shares = GoalOwner.objects.taking_part(at.date()).filter(objective=objective)
    return Employee.objects.active().filter(pk__in=shares.values("employee")).by_name()


def numbered(objective: Objective) -> list[KeyResult]:
    """Its key results in their order, each with who leads it."""
    return list(KeyResult.objects.counting().filter(objective=objective).select_related("led_by").in_order())
