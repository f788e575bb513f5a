"""People, a tool, training or a budget for a team: asked of one named person, who answers by a day."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from notices.rules import tell
from people.models import Employee
from people.rules import record
from people.states import EmployeeState
from perfhub.kernel import typed
from perfhub.kernel.errors import RuleBroken
from perfhub.kernel.moves import move

from ..access import team_plans as access
from ..models import LONGEST_FIGURE, LONGEST_LINE, LONGEST_REASON, LONGEST_WORDS, ResourceRequest, TeamPlan
from ..states import RESOURCE_MOVES
from .team_plans import ReasonMissing, SaysNothing, check_day, insist_here, insist_open


class AskedOfOneself(RuleBroken):
    sentence = _("Ask somebody else: what you may decide yourself you need not ask for.")


@transaction.atomic
def ask_for(
    plan: TeamPlan, decider: Employee, answer_date: dt.date, *, by: Employee, at: dt.datetime, **said: Any
) -> ResourceRequest:
    """People, a tool, training or a budget are asked of somebody, who answers by a day.

    `said`: kind, what, amount, why. Raises SaysNothing, TooLong, AskedOfOneself, NotHereAnyMore, DayOver, DayTooFar.
    """
    access.require("ask", by, plan)
    insist_open(plan)
    said |= {
        "what": typed.line(said["what"], LONGEST_LINE),
        "why": typed.lines(said["why"], LONGEST_WORDS),
        "amount": typed.line(said.get("amount", ""), LONGEST_FIGURE),
    }
    if not said["what"] or not said["why"]:
        raise SaysNothing
    if decider.pk == by.pk:
        raise AskedOfOneself
    insist_here(decider)
    check_day(answer_date, by=by, at=at)
    days = {"answer_date": answer_date, "first_answer_date": answer_date}
    asked = ResourceRequest.objects.create(plan=plan, decider=decider, asked_by=by, asked_at=at, **days, **said)
    record("resource.asked", by=by, at=at, subject=asked)
    tell(decider, "resource.asked", subject=asked, at=at)
    return asked


@transaction.atomic
def grant(asked: ResourceRequest, answer: str = "", *, by: Employee, at: dt.datetime) -> ResourceRequest:
    """Yes; whoever asked is told."""
    return _answer(asked, "grant", answer, by=by, at=at)


@transaction.atomic
def decline_request(asked: ResourceRequest, answer: str, *, by: Employee, at: dt.datetime) -> ResourceRequest:
    """No, and why. Raises ReasonMissing."""
    if not typed.line(answer, LONGEST_REASON):
        access.require_request("decline", by, asked)
        raise ReasonMissing
    return _answer(asked, "decline", answer, by=by, at=at)


@transaction.atomic
def withdraw_request(asked: ResourceRequest, *, by: Employee, at: dt.datetime) -> ResourceRequest:
    """It is not needed any more."""
    access.require_request("withdraw", by, asked)
    move(asked, RESOURCE_MOVES["withdraw"], answered_at=at)
    record("resource.withdrawn", by=by, at=at, subject=asked)
    return asked


@transaction.atomic
def hand_on(asked: ResourceRequest, decider: Employee, *, by: Employee, at: dt.datetime) -> ResourceRequest:
    """Somebody else decides that. Raises NotHereAnyMore, AskedOfOneself."""
    access.require_request("hand_on", by, asked)
    insist_here(decider)
    if decider.pk == asked.asked_by_id:
        raise AskedOfOneself
    move(asked, RESOURCE_MOVES["hand_on"], decider=decider)
    record("resource.handed_on", by=by, at=at, subject=asked)
    tell(decider, "resource.asked", subject=asked, at=at)
    return asked


def _answer(asked: ResourceRequest, verb: str, answer: str, *, by: Employee, at: dt.datetime) -> ResourceRequest:
    access.require_request(verb, by, asked)
    move(asked, RESOURCE_MOVES[verb], answer=typed.line(answer, LONGEST_REASON), answered_at=at)
    record(f"resource.{asked.state}", by=by, at=at, subject=asked)
    if asked.asked_by.state == EmployeeState.ACTIVE:
        tell(asked.asked_by, "resource.answered", subject=asked, at=at)
    return asked
