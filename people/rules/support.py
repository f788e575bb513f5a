"""Support: an operator looks at an organization as one of its people sees it, where that is allowed."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.errors import RuleBroken

from ..access import Actor, hr_leads, require
from ..models import Employee, Operator, SupportSwitch, SupportVisit, ToTell
from ..models.support import LONGEST_VISIT
from ..queries.security import has_second_factor
from ..queries.support import open_visits, support_is_on
from .audit import record, record_support


class AsItIsNow(RuleBroken):
    """It is on, or off, already."""

    sentence = _("This is how it is already: nothing was changed.")


class SupportIsOff(RuleBroken):
    """The organization has not switched it on."""

    sentence = _("This organization does not allow support access. An owner or HR admin switches it on.")


class NoOperator(RuleBroken):
    """Not one now, or one without a second factor."""

    sentence = _("Only an operator of this installation with a second factor looks in for support.")


class WorksHere(RuleBroken):
    """Whoever is employed here comes in as themselves."""

    sentence = _("Whoever is employed here does not look in as somebody else.")


class NoReason(RuleBroken):
    """Those looked at are told why."""

    sentence = _("Say why in a sentence, for at most thirty minutes, as somebody who is employed here.")


@transaction.atomic
def switch_support(*, on: bool, by: Actor, at: datetime) -> SupportSwitch:
    """Allow operators to look in, or no longer: then whoever looks in now is out. Raises `AsItIsNow`."""
    require("oversee_support", by)
    if on == support_is_on():
        raise AsItIsNow
    switch = SupportSwitch.objects.create(is_on=on, set_by_id=by.pk, set_at=at)
    record("support.switched_on" if on else "support.switched_off", by=by, at=at, subject=switch)
    for visit in open_visits(at=at) if not on else ():
        _end(visit, by=by, at=at)
    return switch


@transaction.atomic
def open_visit(
    operator: Operator, seen_as: Employee, *, reason: str, by: Actor, at: datetime, minutes: int = 30
) -> SupportVisit:
    """For some minutes an operator sees what this employee sees. The employee and those who lead HR are told.

    Raises `SupportIsOff`, `NoOperator`, `WorksHere`, `NoReason`.
    """
    require("open_visit", by)
    if not support_is_on():
        raise SupportIsOff
    if operator.ended_at is not None or not operator.user.is_active or not has_second_factor(operator.user):
        raise NoOperator
    if Employee.objects.active().filter(user=operator.user).exists():
        raise WorksHere
    lasts = timedelta(minutes=minutes)
    if not reason.strip() or not timedelta() < lasts <= LONGEST_VISIT:
        raise NoReason
    if not Employee.objects.active().filter(pk=seen_as.pk).exists():
        raise NoReason
    for earlier in open_visits(at=at).filter(operator=operator):
        _end(earlier, by=by, at=at)
    visit = SupportVisit.objects.create(
        operator=operator, seen_as=seen_as, reason=reason.strip()[:300], opened_at=at, ends_at=at + lasts
    )
    record_support("support.opened", visit, at=at)
    told = {*hr_leads(), seen_as.pk}
    ToTell.objects.bulk_create(
        ToTell(recipient_id=pk, kind="people.support_opened", about=visit.pk, since_at=at) for pk in sorted(told)
    )
    return visit


@transaction.atomic
def end_visit(visit: SupportVisit, *, by: Actor, at: datetime) -> None:
    """It is over now: by whoever looks in, by the employee, or by HR. Ending it twice changes nothing."""
    require("end_visit", by, visit)
    _end(visit, by=by, at=at)


def _end(visit: SupportVisit, *, by: Actor, at: datetime) -> None:
    looks_in = getattr(by, "visit", None) is not None
    ended_by = None if looks_in else by.pk
    if SupportVisit.objects.filter(pk=visit.pk, ended_at=None).update(ended_at=at, ended_by_id=ended_by):
        record("support.ended", by=by, at=at, employee=visit.seen_as, subject=visit)


def note_look(visit: SupportVisit, address: str, *, at: datetime) -> None:
    """Each page an operator asks for leaves a line with both: who looks, and as whom."""
    record_support(f"support.looked.{address}"[:60], visit, at=at)
