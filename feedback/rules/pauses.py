"""Pauses: days on which somebody is not asked. Either of the two begins one; both are told; no reason is asked."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from notices.rules import tell
from people.access import SYSTEM
from people.models import Employee
from people.rules import record
from perfhub.kernel.calendars import local_date, week_start
from perfhub.kernel.errors import RuleBroken

from ..access import manager_of, require
from ..models import Pause
from ..queries.asking import DAY, WEEK
from .opening import reschedule

LONGEST = 26 * WEEK


class PausedAlready(RuleBroken):
    """Another pause holds on some of these days."""

    sentence = _("There is a pause on some of these days already. End that one first, or choose other days.")


class PauseTooLong(RuleBroken):
    """Half a year at most."""

    sentence = _("A pause lasts half a year at most, and begins today or later.")


@transaction.atomic
def pause(employee: Employee, *, by: Employee, at: dt.datetime, start_date: dt.date, end_date: dt.date) -> Pause:
    """Nothing is asked that would be due on these days; what was due before is not chased meanwhile.

    Raises PausedAlready, PauseTooLong.
    """
    require("pause", by, employee)
    if start_date < local_date(at, employee.time_zone) or end_date - start_date > LONGEST:
        raise PauseTooLong
    Employee.objects.select_for_update().get(pk=employee.pk)
    if Pause.objects.filter(employee=employee, start_date__lte=end_date, end_date__gte=start_date).exists():
        raise PausedAlready
    made = Pause.objects.create(employee=employee, start_date=start_date, end_date=end_date, by=by, at=at)
    record("check_in.paused", by=by, at=at, employee=employee, subject=made)
    _tell_both(made, "check_in.paused", at=at)
    _follow(employee, at=at)
    return made


@transaction.atomic
def end_pause(pause: Pause, *, by: Employee, at: dt.datetime) -> None:
    """From today on the employee is asked again; the days that were paused stay so."""
    require("pause", by, pause.employee)
    today = local_date(at, pause.employee.time_zone)
    record("check_in.pause_ended", by=by, at=at, employee=pause.employee, subject=pause)
    _tell_both(pause, "check_in.pause_ended", at=at)
    if pause.start_date >= today:
        pause.delete()
    elif pause.end_date >= today:
        pause.end_date = today - DAY
        pause.save(update_fields=["end_date"])
    _follow(pause.employee, at=at)


def _tell_both(pause: Pause, kind: str, *, at: dt.datetime) -> None:
    for person in (pause.employee, manager_of(pause.employee)):
        if person is not None:
            tell(person, kind, subject=pause.employee, occurrence=f"{pause.start_date}/{at.isoformat()}", at=at)


def _follow(employee: Employee, *, at: dt.datetime) -> None:
    """What is open already follows at once."""
    reschedule(week_start(local_date(at, employee.time_zone)) - WEEK, by=SYSTEM, at=at, only=[employee.pk])
