"""Whoever keeps private notes about somebody who asked for their data hands over what concerns them, or says that
nothing does."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from notices.rules import tell
from people.models import DataRequest, Employee
from people.rules import record
from people.states import DataRequestState, EmployeeState
from perfhub.kernel import typed
from perfhub.kernel.errors import Refused, RuleBroken, StaleMove

from ..access import handing_over as access
from ..models import LONGEST_HANDED_OVER, HandedOver
from .giving import NothingSaid


class HandOverFirst(RuleBroken):
    sentence = _(
        "%(name)s asked for the data held about them. Please hand over first what concerns them, or say that nothing "
        "does: it waits on your home page. Then this can be deleted."
    )


@transaction.atomic
def hand_over(request: DataRequest, text: str, *, by: Employee, at: dt.datetime) -> HandedOver:
    """The author hands over what concerns whoever asked, in these words; it stays as it is, and they alone read it.

    Where they have left, HR reads it and passes it on. Raises NothingSaid, TooLong.
    """
    if not (said := typed.lines(text, LONGEST_HANDED_OVER)):
        raise NothingSaid
    made = _said(request, said, by=by, at=at)
    if not made.through_hr:
        tell(request.employee, "notes.handed_over", subject=made, at=at)
    return made


@transaction.atomic
def nothing_concerns(request: DataRequest, *, by: Employee, at: dt.datetime) -> HandedOver:
    """The author says that nothing in the notes concerns whoever asked. Nobody is told; words may still follow."""
    return _said(request, "", by=by, at=at)


def _said(request: DataRequest, said: str, *, by: Employee, at: dt.datetime) -> HandedOver:
    if not by.is_here:
        raise Refused
    locked = DataRequest.objects.select_for_update().select_related("employee").get(pk=request.pk)
    made = HandedOver.objects.filter(request=locked, author=by).first()
    if made is None and not access.with_notes(by).filter(pk=locked.pk).exists():
        raise Refused
    if made is not None and (made.concerns or not said or locked.state == DataRequestState.WITHDRAWN):
        raise StaleMove
    made = made or HandedOver(request=locked, author=by)
    made.text, made.concerns, made.at = said, bool(said), at
    made.through_hr = locked.employee.state != EmployeeState.ACTIVE
    made.save()
    record("notes.handed_over" if said else "notes.nothing_concerns", by=by, at=at, subject=made)  # no word of whom
    return made


def check_not_asked_for(author: Employee, about: Employee) -> None:
    """Nobody deletes what they were asked for, before they said something to it. Raises HandOverFirst."""
    if access.asked_of(author).filter(employee=about).exists():
        raise HandOverFirst(HandOverFirst.sentence % {"name": about.name})


def note_handed_over_seen(found: HandedOver, *, by: Employee, at: dt.datetime) -> None:
    """HR was shown what was handed over about somebody who has left: a line of their record."""
    if found.request.employee_id != by.pk:
        record("notes.handed_over_seen", by=by, at=at, employee=found.request.employee, subject=found)
