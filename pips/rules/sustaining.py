"""A success, and looks after 30, 60 and 90 days and six months at whether it holds."""

import datetime as dt

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext_lazy as _

from notices.rules import tell
from people.access import Actor
from people.models import Employee
from people.rules import record
from people.states import EmployeeState
from perfhub.kernel import typed
from perfhub.kernel.calendars import local_date
from perfhub.kernel.errors import RuleBroken, StaleMove
from perfhub.kernel.moves import move

from ..access import running as access
from ..models import LONGEST_WORDS, LOOKS, Issue, Look, MoreTime, Plan
from ..states import LOOK_MOVES, PIP_MOVES, CaseOutcome, IssueState, LookState, MoreTimeKind, PlanState
from . import cases, clocks, support
from .ending import check_days, hold, line_of, tell_all
from .rhythm import call_off_rest
from .verdicts import may_close

A_WEEK = dt.timedelta(days=7)


class NotAllMet(RuleBroken):
    sentence = _(
        "Before its end a plan is closed as a success when all that it asks for is met, from the mid-review on."
    )


@transaction.atomic
def succeed(plan: Plan, words: str = "", *, by: Employee, at: dt.datetime) -> Plan:
    """What was asked for is reached: the manager says so, and thanks. At the end, or earlier when all is met, from the
    mid-review on. Then there are looks after 30, 60 and 90 days and six months. Only the two know, and HR.

    Raises Refused, NotAllMet, TooLong, StaleMove.
    """
    access.require("succeed", by, plan)
    thanks = typed.lines(words, LONGEST_WORDS)
    hold(plan)
    if plan.state == PlanState.ACTIVE:
        open_ = Issue.objects.filter(plan=plan, state=IssueState.OPEN).exists()
        if open_ or not may_close(plan, at=at):
            raise NotAllMet
    move(plan, PIP_MOVES["succeed"], closing_reason=thanks)
    call_off_rest(plan)
    today = local_date(at, plan.employee.time_zone)
    first = (Look.objects.filter(plan=plan).aggregate(last=Max("number"))["last"] or 0) + 1
    Look.objects.bulk_create(
        Look(plan=plan, number=first + n, due_date=today + dt.timedelta(days=days)) for n, days in enumerate(LOOKS)
    )
    record("course.succeeded", by=by, at=at, employee=plan.employee, subject=plan)
    tell_all(plan, "course.succeeded", plan, by=by, at=at, occurrence=plan.version)
    return plan


class TooEarly(RuleBroken):
    """A look is a look at some weeks gone by."""

    sentence = _("This look is still some weeks away. It can be held from a week before its day on.")


@transaction.atomic
def look_holds(look: Look, words: str = "", *, by: Employee, at: dt.datetime) -> Look:
    """The manager has looked: it holds, on the day or up to a week before. After the last look it is over, and
    recovered. Raises Refused, TooEarly, TooLong, StaleMove."""
    plan = look.plan
    access.require("look_holds", by, plan)
    text = typed.lines(words, LONGEST_WORDS)
    hold(plan)
    if plan.state != PlanState.SUSTAINING:
        raise StaleMove
    if look.due_date > local_date(at, plan.employee.time_zone) + A_WEEK:
        raise TooEarly
    move(look, LOOK_MOVES["hold"], looked_by=by, looked_at=at, manager_words=text)
    record("look.held", by=by, at=at, employee=plan.employee, subject=look)
    if plan.employee.state == EmployeeState.ACTIVE:
        tell(plan.employee, "course.looked", subject=look, at=at)
    if not Look.objects.filter(plan=plan, state=LookState.DUE).exists():
        close_recovered(plan, by=by, at=at)
    return look


@transaction.atomic
def say_at_look(look: Look, words: str, *, by: Employee, at: dt.datetime) -> Look:
    """The employee says in own words how it is going, before or after the manager looked. Raises Refused, TooLong."""
    access.require("say_at_look", by, look.plan)
    text = typed.lines(words, LONGEST_WORDS)
    Look.objects.filter(pk=look.pk).update(employee_words=text, version=F("version") + 1)
    look.employee_words = text
    look.version += 1
    record("look.said", by=by, at=at, employee=look.plan.employee, subject=look)
    return look


@transaction.atomic
def slip(look: Look, days: int, reason: str, *, by: Employee, at: dt.datetime) -> Plan:
    """What was reached slipped, the manager says and why: the plan goes on for some working days, at most half of its
    length and thirty. Looks that were still to come lapse. Raises Refused, TooMuchTime, WordsMissing, StaleMove."""
    plan = look.plan
    access.require("slip", by, plan)
    why = line_of(reason)
    hold(plan)
    check_days(plan, days)
    was_over = plan.end_date
    move(look, LOOK_MOVES["slip"], looked_by=by, looked_at=at, manager_words=why)
    for other in Look.objects.filter(plan=plan, state=LookState.DUE).order_by("number"):
        move(other, LOOK_MOVES["pass_by"])
    move(plan, PIP_MOVES["slip"])
    today = local_date(at, plan.employee.time_zone)
    succeeded = look.due_date - dt.timedelta(days=LOOKS[(look.number - 1) % len(LOOKS)])
    if was_over is not None and succeeded < was_over:
        _cut_short(plan, succeeded, at=at)
    clocks.stop_between(plan, today, at=at)
    more = MoreTime.objects.create(
        plan=plan, days=days, reason=why, kind=MoreTimeKind.SLIPPED, given_by=by, given_at=at
    )
    record("course.slipped", by=by, at=at, employee=plan.employee, subject=plan)
    clocks.begin(plan, by=by, at=at, tells=False)
    tell_all(plan, "course.more_time", more, by=by, at=at)
    return plan


def _cut_short(plan: Plan, day: dt.date, *, at: dt.datetime) -> None:
    """It had ended early, on this day: from there on nothing counts until it goes on."""
    Plan.objects.filter(pk=plan.pk).update(end_date=day)
    plan.end_date = day


def close_recovered(plan: Plan, *, by: Actor, at: dt.datetime) -> None:
    """It held: over, and nobody speaks of it any more."""
    support.fail_rest(plan, by=by, at=at)
    move(plan, PIP_MOVES["close"], closed_at=at)
    cases.close_case(plan.case, CaseOutcome.RECOVERED, by=by, at=at)
    record("course.closed", by=by, at=at, employee=plan.employee, subject=plan)
    tell_all(plan, "course.closed", plan, by=by, at=at)
