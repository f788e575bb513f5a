"""Gates are held by every rule that leads to an offer: what is shut stays shut, whichever door one takes."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from people.access import Actor
from people.rules import record
from perfhub.kernel import typed
from perfhub.kernel.errors import RuleBroken, StaleMove

from ..access import plans as access
from ..models import LONGEST_REASON, GateException, Plan
from ..queries.gates import GateShown, shut_gates
from ..states import GATES_WITH_EXCEPTIONS, Gate, PlanState
from .plans import ReasonMissing, held


class GateShut(RuleBroken):
    """Something that has to be there first is missing; says what."""

    @classmethod
    def of(cls, gates: list[GateShown]) -> "GateShut":
        missing = " ".join(one.missing for one in gates)
        return cls(_now("It cannot go on yet. %(missing)s") % {"missing": missing})


class NoException(RuleBroken):
    sentence = _("From this there is no exception: it protects the employee whatever the reason.")


class ExceptedAlready(RuleBroken):
    sentence = _("An exception is written down already.")


def insist(plan: Plan, *, at: dt.datetime, without: frozenset[Gate] = frozenset()) -> None:
    """Raises GateShut, which says all that is missing; `without` leaves out what is looked at in a later step."""
    shut = [one for one in shut_gates(plan, at=at) if one.gate not in without]
    if shut:
        raise GateShut.of(shut)


@transaction.atomic
def make_exception(plan: Plan, gate: Gate, *, reason: str, by: Actor, at: dt.datetime) -> GateException:
    """The HR reviewer lets a plan go on without one of three gates, and writes down why; the plan shows it for good.

    Raises Refused, NoException, ReasonMissing, ExceptedAlready, StaleMove.
    """
    access.require("except", by, plan)
    if gate not in GATES_WITH_EXCEPTIONS:
        raise NoException
    if not (why := typed.line(reason, LONGEST_REASON)):
        raise ReasonMissing
    if held(plan).state != PlanState.IN_REVIEW:
        raise StaleMove
    try:
        with transaction.atomic():
            made = GateException.objects.create(plan=plan, gate=gate, reason=why, by_id=by.pk, at=at)
    except IntegrityError:
        raise ExceptedAlready from None
    record("plan.excepted", by=by, at=at, employee=plan.employee, subject=plan)
    return made
