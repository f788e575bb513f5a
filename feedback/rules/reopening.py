"""An answer is looked at again, by wish of either of the two; its words stay until they are corrected."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from notices.rules import tell
from people.models import Employee
from people.rules import record
from perfhub.kernel.errors import RuleBroken
from perfhub.kernel.moves import move

from ..access import manager_of, require
from ..models import CheckIn, Reopening
from ..states import CHECK_IN_MOVES


class ReasonMissing(RuleBroken):
    """Whoever opens an answer again says why."""

    sentence = _("Please say in a few words why it should be looked at again.")


@transaction.atomic
def reopen(check_in: CheckIn, reason: str, *, by: Employee, at: dt.datetime) -> Reopening:
    """Either of the two opens an answer again and says why; the other is told. The words stay until corrected.

    It counts as answered meanwhile. Raises ReasonMissing.
    """
    require("reopen", by, check_in)
    if not reason.strip():
        raise ReasonMissing
    move(check_in, CHECK_IN_MOVES["reopen"])
    made = Reopening.objects.create(check_in=check_in, by=by, reason=reason.strip(), edition=check_in.edition, at=at)
    record("check_in.reopened", by=by, at=at, employee=check_in.employee, subject=check_in)
    other = manager_of(check_in.employee) if by.pk == check_in.employee_id else check_in.employee
    if other is not None:
        tell(other, "check_in.reopened", subject=check_in, occurrence=made.pk, at=at)
    return made


@transaction.atomic
def let_stand(check_in: CheckIn, *, by: Employee, at: dt.datetime) -> CheckIn:
    """Nothing is corrected: the words stay as they were. Whoever reopened it, or was asked to look, says so."""
    require("let_stand", by, check_in)
    move(check_in, CHECK_IN_MOVES["let_stand"])
    record("check_in.left_standing", by=by, at=at, employee=check_in.employee, subject=check_in)
    return check_in
