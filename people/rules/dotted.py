"""Dotted lines: who leads a part of somebody's work."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.errors import Refused, RuleBroken

from ..access import Actor, require
from ..models import DottedLine, Employee
from ..states import EmployeeState
from .audit import record


class NoSuchDots(RuleBroken):
    """To oneself, to a leaver, or twice."""

    sentence = _("A dotted line goes to somebody else who works here, and only once under the same name.")


class DotsToOneself(Refused):
    """A manager or HR draws lines between others."""

    sentence = _("Nobody draws a dotted line to himself or herself. Ask somebody else who may.")


@transaction.atomic
def draw_dots(
    employee: Employee,
    manager: Employee,
    *,
    by: Actor,
    at: datetime,
    name: str,
    start_date: date,
    end_date: date | None = None,
) -> DottedLine:
    """From a date on somebody leads a part of an employee's work, under a name. It opens nothing by itself.

    Raises `NoSuchDots`, `DotsToOneself`.
    """
    require("draw_dots", by, employee)
    if manager.pk == by.pk:
        raise DotsToOneself
    Employee.objects.select_for_update().get(pk=employee.pk)
    open_or_later = Q(end_date__isnull=True) | Q(end_date__gte=start_date)
    same = DottedLine.objects.filter(open_or_later, employee=employee, manager=manager, name=name)
    if manager.pk == employee.pk or manager.state != EmployeeState.ACTIVE or same.exists():
        raise NoSuchDots
    line = DottedLine.objects.create(
        employee=employee, manager=manager, name=name, start_date=start_date, end_date=end_date
    )
    record("dotted_line.drawn", by=by, at=at, employee=employee, subject=line)
    return line


@transaction.atomic
def end_dots(line: DottedLine, *, by: Actor, at: datetime, today: date) -> None:
    """It ends today; one that has not begun is gone. The line itself stays as history."""
    require("draw_dots", by, line.employee)
    record("dotted_line.ended", by=by, at=at, employee=line.employee, subject=line)
    if line.start_date >= today:
        line.delete()
    else:
        DottedLine.objects.filter(pk=line.pk).update(end_date=today - timedelta(days=1))
