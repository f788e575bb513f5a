"""Verdicts of both sides on what a plan asks for, side by side; what is met may be closed early; milestones."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from people.models import Employee
from people.rules import record
from perfhub.kernel import typed
from perfhub.kernel.calendars import local_date
from perfhub.kernel.errors import RuleBroken
from perfhub.kernel.moves import move

from ..access import Standing
from ..access import running as access
from ..models import LONGEST_FIGURE, LONGEST_WORDS, Issue, Milestone, Plan, PlanMeeting, Verdict
from ..states import ISSUE_MOVES, PLAN_RUNNING, IssueState, PlanMeetingState, PlanState, Saying, Side
from .meetings import SOON, NotUnderWay, NotYet, hold, write_up


class TooEarlyToClose(RuleBroken):
    """Before the mid-review nothing is closed as met."""

    sentence = _("What is met can be closed from the mid-review on. Until then, say in the meetings that it is met.")


class NothingSaid(RuleBroken):
    sentence = _("Please choose how it stands.")


@transaction.atomic
def say(
    meeting: PlanMeeting,
    issue: Issue,
    saying: str,
    *,
    words: str = "",
    now: str = "",
    now_number: Decimal | None = None,
    by: Employee,
    at: dt.datetime,
) -> Verdict:
    """One side says how an issue stands, in own words; both stand side by side. Said again, it replaces; the old one
    stays. Where both say that it is met, it is closed early, from the mid-review on.

    Raises Refused, NotYet, NothingSaid, TooLong, NotUnderWay.
    """
    plan = meeting.plan
    standing = access.require("say", by, plan)
    side = Side.EMPLOYEE if standing == Standing.EMPLOYEE else Side.MANAGER
    if saying not in Saying.values:
        raise NothingSaid
    text, figure = typed.lines(words, LONGEST_WORDS), typed.line(now, LONGEST_FIGURE)
    held = Plan.objects.select_for_update().get(pk=plan.pk)
    if held.state not in PLAN_RUNNING or issue.plan_id != plan.pk:
        raise NotUnderWay
    if meeting.start_at - SOON > at:
        raise NotYet
    rows = Verdict.objects.in_force().filter(meeting=meeting, issue=issue)
    rows.filter(side=side).update(replaced_at=at)
    verdict = Verdict.objects.create(
        meeting=meeting,
        issue=issue,
        side=side,
        saying=saying,
        words=text,
        now=figure,
        now_number=now_number,
        by=by,
        at=at,
    )
    record("verdict.said", by=by, at=at, employee=plan.employee, subject=verdict)
    both_say = saying == Saying.MET and rows.exclude(side=side).filter(saying=Saying.MET).exists()
    if both_say and issue.state == IssueState.OPEN and may_close(held, at=at):
        move(issue, ISSUE_MOVES["meet"], met_at=at)
        record("issue.met", by=by, at=at, employee=plan.employee, subject=issue)
    return verdict


def may_close(plan: Plan, *, at: dt.datetime) -> bool:
    """Whether what is met may be closed: from the mid-review on."""
    if plan.state == PlanState.END_REVIEW:
        return True
    today = local_date(at, plan.employee.time_zone)
    return plan.mid_review_date is not None and today >= plan.mid_review_date


@transaction.atomic
def meet(issue: Issue, *, by: Employee, at: dt.datetime) -> Issue:
    """The manager closes an issue as met, from the mid-review on. Raises Refused, TooEarlyToClose, StaleMove."""
    plan = issue.plan
    access.require("meet", by, plan)
    held = Plan.objects.select_for_update().get(pk=plan.pk)
    if held.state not in PLAN_RUNNING:
        raise NotUnderWay
    if not may_close(held, at=at):
        raise TooEarlyToClose
    move(issue, ISSUE_MOVES["meet"], met_at=at)
    record("issue.met", by=by, at=at, employee=plan.employee, subject=issue)
    return issue


@transaction.atomic
def unmeet(issue: Issue, *, by: Employee, at: dt.datetime) -> Issue:
    """What was closed as met is open again. Raises Refused, NotUnderWay, StaleMove."""
    access.require("unmeet", by, issue.plan)
    if Plan.objects.select_for_update().get(pk=issue.plan_id).state not in PLAN_RUNNING:
        raise NotUnderWay
    move(issue, ISSUE_MOVES["unmeet"], met_at=None)
    record("issue.opened_again", by=by, at=at, employee=issue.plan.employee, subject=issue)
    return issue


@transaction.atomic
def reach(milestone: Milestone, *, by: Employee, at: dt.datetime) -> Milestone:
    """One of the two says that a milestone is reached. A second time changes nothing. Raises Refused, NotUnderWay."""
    plan = milestone.plan
    access.require("reach", by, plan)
    if Plan.objects.select_for_update().get(pk=plan.pk).state not in PLAN_RUNNING:
        raise NotUnderWay
    if Milestone.objects.filter(pk=milestone.pk, reached_at__isnull=True).update(reached_at=at, reached_by=by):
        record("milestone.reached", by=by, at=at, employee=plan.employee, subject=milestone)
    milestone.refresh_from_db(fields=["reached_at", "reached_by"])
    return milestone


@dataclass(frozen=True)
class Said:
    """What one side says of one issue."""

    issue: Issue
    saying: str
    words: str = ""
    now: str = ""


@transaction.atomic
def report(
    meeting: PlanMeeting,
    said: Sequence[Said],
    *,
    words: str = "",
    accompanied_by: str = "",
    by: Employee,
    at: dt.datetime,
) -> PlanMeeting:
    """One side writes a meeting up in one go: that it took place, what was talked about, how each point stands.

    Raises as `hold`, `write_up` and `say`.
    """
    if meeting.state in (PlanMeetingState.PLANNED, PlanMeetingState.MISSED):
        hold(meeting, words=words, accompanied_by=accompanied_by, by=by, at=at)
    elif words.strip():
        write_up(meeting, words, by=by, at=at)
    for one in said:
        say(meeting, one.issue, one.saying, words=one.words, now=one.now, by=by, at=at)
    return meeting
