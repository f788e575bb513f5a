"""An employee shares one check-in with whoever leads a part of the work by a dotted line."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from notices.rules import tell
from people.access import leads_dotted
from people.models import Employee
from people.rules import record
from perfhub.kernel.errors import RuleBroken

from ..access import manager_of, require
from ..models import CheckIn, Share
from ..states import CheckInState


class NoDottedLine(RuleBroken):
    """Sharing follows the dotted lines in force now."""

    sentence = _("Only whoever leads a part of your work by a dotted line now can be shown a check-in.")


class NothingToShare(RuleBroken):
    """There are no words yet."""

    sentence = _("This check-in is not answered: there is nothing to share yet.")


@transaction.atomic
def share(check_in: CheckIn, leader: Employee, *, by: Employee, at: dt.datetime) -> Share:
    """The employee lets a dotted-line manager read what is written in one check-in; both managers are told.

    Without the mood and without what is said under it. It holds while the line does, and until taken back; sharing it
    twice changes nothing. Raises NoDottedLine, NothingToShare.
    """
    require("share", by, check_in)
    locked = CheckIn.objects.select_for_update().get(pk=check_in.pk)
    if locked.state not in (CheckInState.ANSWERED, CheckInState.READ, CheckInState.REOPENED):
        raise NothingToShare
    if not leads_dotted(leader, check_in.employee, on=at.date()):
        raise NoDottedLine
    earlier = Share.objects.filter(check_in=check_in, shared_with=leader, ended_at=None).first()
    if earlier is not None:
        return earlier
    made = Share.objects.create(check_in=check_in, shared_with=leader, shared_at=at)
    record("check_in.shared", by=by, at=at, employee=check_in.employee, subject=check_in)
    manager = manager_of(check_in.employee)
    for recipient in {leader.pk: leader, **({manager.pk: manager} if manager else {})}.values():
        tell(recipient, "check_in.shared", subject=made, at=at)
    return made


@transaction.atomic
def unshare(check_in: CheckIn, leader: Employee, *, by: Employee, at: dt.datetime) -> None:
    """The employee takes it back: from now on it is closed to them. Taking it back twice changes nothing."""
    require("unshare", by, check_in)
    if Share.objects.filter(check_in=check_in, shared_with=leader, ended_at=None).update(ended_at=at):
        record("check_in.unshared", by=by, at=at, employee=check_in.employee, subject=check_in)
