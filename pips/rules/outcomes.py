"""How an improvement plan ends that was not a success: more time, once; not met, and what then; support not given."""

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from people.access import Actor
from people.models import Employee
from people.queries import calendars_of
from people.rules import record
from people.states import EmployeeState
from perfhub.kernel import typed
from perfhub.kernel.calendars import local_date
from perfhub.kernel.errors import RuleBroken
from perfhub.kernel.moves import move

from ..access import running as access
from ..models import LONGEST_WORDS, Appeal, Decision, Look, MoreTime, Plan, PlanMeeting
from ..queries.courses import calendars_for, working_day
from ..queries.running import was_extended
from ..queries.support import Standing as SupportStanding
from ..queries.support import support_stands
from ..states import (
    LOOK_MOVES,
    PIP_MOVES,
    PLAN_MOVES,
    AppealState,
    CaseOutcome,
    DecisionKind,
    LookState,
    MeetingKind,
    MoreTimeKind,
    PlanKind,
    PlanMeetingState,
    PlanState,
)
from . import cases, clocks, support
from .ending import WordsMissing, check_days, go_on, hold, line_of, tell_all
from .rhythm import call_off_rest, plan_outcome_meeting
from .sustaining import close_recovered

APPEAL_DAYS = 10  # working days
BATCH = 100
PASSED = dt.timedelta(days=14)  # after the last look nobody held, it is over all the same
A_QUARTER = dt.timedelta(days=92)


class ExtendedAlready(RuleBroken):
    sentence = _("This plan was given more time once already, and it cannot be given more a second time.")


class SupportShort(RuleBroken):
    """What was promised was not given: nobody can say "not met"."""

    sentence = _(
        "Support that was promised is missing, so this plan cannot end as not met. Give it more time, and the support."
    )


class SupportShortAgain(SupportShort):
    sentence = _(
        "Support is missing after more time was given, too. This plan can end as a success, or because the support was "
        "not given, which counts against nobody."
    )


class MoreTimeFirst(RuleBroken):
    sentence = _("Support is missing. Before a plan ends because of that, it is given more time once.")


class SupportIsThere(RuleBroken):
    sentence = _("The support that was promised is there, so the plan does not end because of it.")


class NotMetYet(RuleBroken):
    """The two have to have met."""

    sentence = _("Please hold this meeting first, and write down that it took place.")


# --- more time --------------------------------------------------------------------------------


@transaction.atomic
def extend(plan: Plan, days: int, reason: str, *, by: Employee, at: dt.datetime) -> MoreTime:
    """An improvement plan is given more working days, once: at most half of its length, and thirty. All of it goes on;
    the days since its end do not count. Raises Refused, ExtendedAlready, TooMuchTime, WordsMissing, StaleMove.
    """
    access.require("extend", by, plan)
    why = line_of(reason)
    hold(plan)
    if MoreTime.objects.filter(plan=plan, kind=MoreTimeKind.EXTENSION).exists():
        raise ExtendedAlready
    check_days(plan, days)
    short = support_stands(plan, at=at).is_short
    was_over = plan.state == PlanState.END_REVIEW
    move(plan, PIP_MOVES["extend"])
    more = MoreTime.objects.create(
        plan=plan, days=days, reason=why, for_support=short, given_by=by, given_at=at, kind=MoreTimeKind.EXTENSION
    )
    if was_over:
        go_on(plan, at=at)
    record("course.extended", by=by, at=at, employee=plan.employee, subject=plan)
    clocks.begin(plan, by=by, at=at, tells=False)
    tell_all(plan, "course.more_time", more, by=by, at=at)
    return more


# --- not met ----------------------------------------------------------------------------------


@transaction.atomic
def not_met(plan: Plan, words: str, *, by: Employee, at: dt.datetime) -> Plan:
    """After the end review, and only if the support that was promised was given: the aim is not met. What comes next is
    a meeting with HR. Raises Refused, SupportShort, SupportShortAgain, NotMetYet, WordsMissing, TooLong, StaleMove."""
    access.require("not_met", by, plan)
    why = typed.lines(words, LONGEST_WORDS)
    if not why:
        raise WordsMissing
    hold(plan)
    _insist_on_support(plan, support_stands(plan, at=at))
    if plan.state == PlanState.END_REVIEW and not _was_held(plan, MeetingKind.END_REVIEW, missed_counts=True):
        raise NotMetYet
    move(plan, PIP_MOVES["not_met"], closing_reason=why)
    support.fail_rest(plan, by=by, at=at)
    call_off_rest(plan)
    plan_outcome_meeting(plan, calendars_for([plan]), at=at)
    record("course.not_met", by=by, at=at, employee=plan.employee, subject=plan)
    tell_all(plan, "course.outcome", plan, by=by, at=at)
    return plan


def _insist_on_support(plan: Plan, stands: SupportStanding) -> None:
    """Raises SupportShort while more time can be given, SupportShortAgain afterwards."""
    if stands.is_short:
        raise SupportShortAgain if was_extended(plan) else SupportShort


def _was_held(plan: Plan, kind: MeetingKind, *, missed_counts: bool = False) -> bool:
    """Whether they met for this after the last day; whoever was invited and did not come does not hold it up."""
    there = Q(state=PlanMeetingState.HELD)
    if missed_counts:
        there |= Q(state=PlanMeetingState.MISSED, missed_by="employee")
    rows = PlanMeeting.objects.filter(there, plan=plan, kind=kind).order_by("-start_at")
    newest = rows.first()
    if newest is None or plan.end_date is None:
        return False
    return kind == MeetingKind.OUTCOME or local_date(newest.start_at, plan.employee.time_zone) > plan.end_date


@transaction.atomic
def end_without_support(plan: Plan, words: str = "", *, by: Employee, at: dt.datetime) -> Plan:
    """Support was missing, more time was given, and it is missing again: the plan ends because of that, which counts
    against nobody. Raises Refused, MoreTimeFirst, SupportIsThere, TooLong, StaleMove."""
    access.require("support_not_given", by, plan)
    why = typed.lines(words, LONGEST_WORDS)
    hold(plan)
    if plan.state == PlanState.END_REVIEW:
        if not support_stands(plan, at=at).is_short:
            raise SupportIsThere
        if not was_extended(plan):
            raise MoreTimeFirst
    move(plan, PIP_MOVES["support_not_given"], closed_at=at, closing_reason=why)
    support.fail_rest(plan, by=by, at=at)
    call_off_rest(plan)
    cases.close_case(plan.case, CaseOutcome.SUPPORT_NOT_GIVEN, by=by, at=at)
    record("course.ended_without_support", by=by, at=at, employee=plan.employee, subject=plan)
    tell_all(plan, "course.closed", plan, by=by, at=at)
    return plan


@transaction.atomic
def decide(plan: Plan, kind: str, words: str, *, by: Employee, at: dt.datetime) -> Decision:
    """HR's case owner writes down what was decided in the outcome meeting, as a record apart from the plan. From the
    next day on the employee may appeal for ten working days. Raises Refused, NotMetYet, WordsMissing, TooLong,
    StaleMove."""
    access.require("decide", by, plan)
    why = typed.lines(words, LONGEST_WORDS)
    if not why or kind not in DecisionKind.values:
        raise WordsMissing
    hold(plan)
    if plan.state == PlanState.OUTCOME_MEETING and not _was_held(plan, MeetingKind.OUTCOME, missed_counts=True):
        raise NotMetYet
    move(plan, PIP_MOVES["decide"])
    today = local_date(at, plan.employee.time_zone)
    calendar = calendars_of([plan.employee_id], today, today + A_QUARTER)[plan.employee_id]
    decision = Decision.objects.create(
        plan=plan,
        kind=kind,
        words=why,
        manager=plan.case.manager,
        decided_by=by,
        decided_at=at,
        appeal_until_date=working_day(calendar, today, APPEAL_DAYS),
    )
    record("course.decided", by=by, at=at, employee=plan.employee, subject=decision)
    tell_all(plan, "course.decided", plan, by=by, at=at)
    return decision


# --- what the clock ends ----------------------------------------------------------------------


@transaction.atomic
def close_over(*, by: Actor, at: dt.datetime, limit: int = BATCH) -> int:
    """The clock ends what is over: looks that nobody held, two weeks after the last; plans that could be appealed and
    were not. Claims what it handles. Returns how many it ended; 0 means that nothing is left."""
    access.require("follow", by)
    day = (at - dt.timedelta(days=1)).date()  # over in every zone
    open_looks = Look.objects.filter(plan=OuterRef("pk"), state=LookState.DUE, due_date__gte=day - PASSED)
    held = Q(state=PlanState.SUSTAINING) & ~Q(Exists(open_looks))
    heard = Appeal.objects.filter(plan=OuterRef("pk"), state=AppealState.FILED)
    over = Q(state=PlanState.APPEAL_WINDOW, decision__appeal_until_date__lt=day) & ~Q(Exists(heard))
    rows = Plan.objects.filter(held | over, kind=PlanKind.PIP).select_related("employee", "case__manager")
    found = list(rows.select_for_update(skip_locked=True, of=("self",)).order_by("pk")[:limit])
    for plan in found:
        if plan.state == PlanState.SUSTAINING:
            for look in Look.objects.filter(plan=plan, state=LookState.DUE).order_by("number"):
                move(look, LOOK_MOVES["pass_by"])
            close_recovered(plan, by=by, at=at)
        else:
            _close_not_met(plan, by=by, at=at)
    return len(found)


def _close_not_met(plan: Plan, *, by: Actor, at: dt.datetime) -> None:
    """Nobody appealed, or it was heard; what an appeal undid counts against nobody."""
    undone = Appeal.objects.filter(plan=plan, state=AppealState.UPHELD).exists()
    move(plan, PIP_MOVES["close"], closed_at=at)
    outcome = CaseOutcome.CANCELLED if undone else CaseOutcome.NOT_MET
    cases.close_case(plan.case, outcome, by=by, at=at)
    record("course.closed", by=by, at=at, employee=plan.employee, subject=plan)
    tell_all(plan, "course.closed", plan, by=by, at=at)


@transaction.atomic
def end_of_leavers(*, by: Actor, at: dt.datetime, limit: int = BATCH) -> int:
    """A plan ends with the employment of whoever it is about, which says nothing of it. Returns how many ended."""
    access.require("follow", by)
    rows = Plan.objects.open().filter(employee__state=EmployeeState.LEFT).select_related("employee")
    found = list(rows.select_for_update(skip_locked=True, of=("self",)).order_by("pk")[:limit])
    for plan in found:
        move(plan, PLAN_MOVES[PlanKind(plan.kind)]["cancel"], closed_at=at)
        call_off_rest(plan)
        record("course.ended_with_employment", by=by, at=at, employee=plan.employee, subject=plan)
    return len(found)
