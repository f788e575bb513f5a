"""An improvement plan goes back to a coaching plan: the manager proposes it, the HR case owner says so."""

import datetime as dt

from django.db import transaction

from notices.rules import tell
from people.access import Actor
from people.models import Employee
from people.rules import record
from people.states import EmployeeState
from perfhub.kernel import typed
from perfhub.kernel.errors import StaleMove
from perfhub.kernel.moves import move

from ..access import plans as access
from ..models import LONGEST_REASON, LONGEST_WORDS, Plan, PlanWord
from ..queries.plans import manager_of
from ..states import PIP_MOVES, PlanKind, Rung, WordKind
from . import plans
from .cases import go_down
from .concerns import check_day
from .rhythm import call_off_rest
from .voice import NothingSaid


@transaction.atomic
def lower(plan: Plan, *, reason: str = "", look_date: dt.date | None = None, by: Actor, at: dt.datetime) -> Plan:
    """A rung down, from either kind of plan: from an improvement plan as `lower_pip`, from a coaching plan to the
    concern, which both look at again on a day. Raises DayOver, DayTooFar, and as `lower_pip` and `plans.lower`."""
    if plan.kind == PlanKind.PIP:
        return lower_pip(plan, reason=reason, by=by, at=at)
    access.require("lower", by, plan)
    if look_date is not None:
        assert isinstance(by, Employee)
        check_day(look_date, by=by, at=at)
    return plans.lower(plan, reason=reason, look_date=look_date, by=by, at=at)


@transaction.atomic
def lower_pip(plan: Plan, *, reason: str, by: Actor, at: dt.datetime) -> Plan:
    """An improvement plan is more than it takes, the HR case owner says and why. The case is on the rung of coaching
    plans again: what is open opens the next coaching plan, and all that was said and done stays with the case. Its
    employee and the manager are told; it counts against nobody. Raises Refused, ReasonMissing, TooLong, StaleMove."""
    access.require("lower", by, plan)
    if not (why := typed.line(reason, LONGEST_REASON)):
        raise plans.ReasonMissing
    if plan.kind != PlanKind.PIP:
        raise StaleMove
    move(plan, PIP_MOVES["lower"], closed_at=at, closing_reason=why)
    call_off_rest(plan)
    go_down(plan.case, Rung.COACHING, by=by, at=at, reason=why)
    record("plan.lowered", by=by, at=at, employee=plan.employee, subject=plan)
    for reader in (plan.employee, manager_of(plan.employee)):
        if reader is not None and reader.state == EmployeeState.ACTIVE:
            tell(reader, "plan.lowered", subject=plan, at=at)
    return plan


@transaction.atomic
def propose_lower(plan: Plan, text: str, *, by: Actor, at: dt.datetime) -> PlanWord:
    """The manager proposes that an improvement plan goes back to a coaching plan: a word in the plan, which its
    employee reads and HR answers or does. Raises Refused, NothingSaid, TooLong, StaleMove."""
    access.require("propose_lower", by, plan)
    if not PIP_MOVES["lower"].starts_at(plans.held(plan).state):
        raise StaleMove
    if not (said := typed.lines(text, LONGEST_WORDS)):
        raise NothingSaid
    assert isinstance(by, Employee)
    word = PlanWord.objects.create(plan=plan, kind=WordKind.LOWER, text=said, by=by, at=at, content=plan.content)
    record("plan.lower_proposed", by=by, at=at, employee=plan.employee, subject=plan)
    for reader in (plan.employee, plan.case.hr_owner):
        if reader is not None:
            tell(reader, "plan.said", subject=word, at=at)
    return word
