"""Who acts for an absent manager."""

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.calendars import local_date, moment
from perfhub.kernel.errors import Refused, RuleBroken

from ..access import Actor, managed_by, require
from ..models import Employee, StandIn, ToTell
from ..states import EmployeeState
from .audit import record

LONGEST = timedelta(days=366)


class NotForThem(RuleBroken):
    """Oneself, a leaver, or days that are no days."""

    sentence = _("Somebody else who works here stands in, for days from today on and a year at most.")


class StandInThere(RuleBroken):
    """One manager, one stand-in."""

    sentence = _("Somebody stands in on some of these days already. End that first.")


class NotByOneself(Refused):
    """HR reads no check-ins; naming oneself would open them."""

    sentence = _("Nobody names himself or herself to stand in for somebody else. The manager may name you.")


@transaction.atomic
def name_stand_in(
    manager: Employee, stand_in: Employee, *, by: Actor, at: datetime, start_date: date, end_date: date
) -> StandIn:
    """For these days somebody acts in a manager's name; by the manager, or by HR.

    The stand-in and the reports are told. It begins and ends by itself, by the manager's clock. A report may stand
    in: the own records stay out. Raises `NotForThem`, `StandInThere`, `NotByOneself`.
    """
    require("name_stand_in", by, manager)
    today = local_date(at, manager.time_zone)
    if stand_in.pk == manager.pk or EmployeeState.LEFT in (manager.state, stand_in.state):
        raise NotForThem
    if end_date < max(start_date, today) or end_date - start_date > LONGEST:
        raise NotForThem
    if by.pk == stand_in.pk:
        raise NotByOneself
    Employee.objects.select_for_update().get(pk=manager.pk)
    there = StandIn.objects.not_over(at).filter(manager=manager, start_date__lte=end_date, end_date__gte=start_date)
    if there.exists():
        raise StandInThere
    named = StandIn.objects.create(
        manager=manager,
        stand_in=stand_in,
        start_date=start_date,
        end_date=end_date,
        start_at=max(at, moment(start_date, time(0), manager.time_zone)),
        end_at=moment(end_date + timedelta(days=1), time(0), manager.time_zone),
        named_by_id=by.pk,
        named_at=at,
    )
    record("stand_in.named", by=by, at=at, employee=manager, subject=named)
    told = {stand_in.pk, manager.pk, *managed_by(manager).values_list("pk", flat=True)} - {by.pk}
    ToTell.objects.bulk_create(
        ToTell(recipient_id=pk, kind="people.stand_in", about=named.pk, since_at=at) for pk in sorted(told)
    )
    return named


@transaction.atomic
def end_stand_in(named: StandIn, *, by: Actor, at: datetime) -> None:
    """It ends now: by the manager, by HR, or by the stand-in."""
    if by.pk != named.stand_in_id:
        require("name_stand_in", by, named.manager)
    if StandIn.objects.not_over(at).filter(pk=named.pk).update(end_at=at, start_at=min(named.start_at, at)):
        record("stand_in.ended", by=by, at=at, employee=named.manager, subject=named)
