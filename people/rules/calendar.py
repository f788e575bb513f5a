"""Days on which somebody, or nobody, works."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.errors import RuleBroken

from ..access import Actor, require
from ..models import Absence, Employee, PublicHoliday
from .audit import record


class AwayAlready(RuleBroken):
    """An absence begins on this day already."""

    sentence = _("An absence that begins on this day is there already.")


class HolidayThere(RuleBroken):
    """This day is a holiday there already."""

    sentence = _("This day is a public holiday there already.")


@transaction.atomic
def add_absence(employee: Employee, *, by: Actor, at: datetime, start_date: date, end_date: date) -> Absence:
    """Not at work from one day to another, both included. Nobody asks why."""
    require("be_away", by, employee)
    absence, new = Absence.objects.get_or_create(
        employee=employee, start_date=start_date, defaults={"end_date": end_date}
    )
    if not new:
        raise AwayAlready
    record("absence.added", by=by, at=at, employee=employee, subject=absence)
    return absence


@transaction.atomic
def remove_absence(absence: Absence, *, by: Actor, at: datetime) -> None:
    require("be_away", by, absence.employee)
    record("absence.removed", by=by, at=at, employee=absence.employee, subject=absence)
    absence.delete()


@transaction.atomic
def add_holiday(*, by: Actor, at: datetime, date: date, name: str, location: str = "") -> PublicHoliday:
    """Nobody at a location works on this day; without a location, nobody at all."""
    require("holidays", by)
    holiday, new = PublicHoliday.objects.get_or_create(date=date, location=location, defaults={"name": name})
    if not new:
        raise HolidayThere
    record("holiday.added", by=by, at=at, subject=holiday)
    return holiday


@transaction.atomic
def remove_holiday(holiday: PublicHoliday, *, by: Actor, at: datetime) -> None:
    require("holidays", by)
    record("holiday.removed", by=by, at=at, subject=holiday)
    holiday.delete()
