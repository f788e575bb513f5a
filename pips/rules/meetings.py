"""Meetings of a plan: put off, held, written up by each side in own words, missed."""

import datetime as dt

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from notices.rules import tell
from people.models import Employee
from people.queries import calendars_of
from people.rules import record
from people.states import EmployeeState
from perfhub.kernel import typed
from perfhub.kernel.calendars import local_date
from perfhub.kernel.errors import RuleBroken
from perfhub.kernel.moves import move

from ..access import Standing
from ..access import running as access
from ..models import LONGEST_COMPANY, LONGEST_PLACE, LONGEST_WORDS, ClockStop, Plan, PlanMeeting
from ..states import PLAN_MEETING_MOVES, PLAN_RUNNING, PlanMeetingState, PlanState, Side, StopKind
from .rhythm import A_DAY, RHYTHM, both_work

SOON = dt.timedelta(minutes=15)  # a meeting may be written up from so long before it


class NotYet(RuleBroken):
    sentence = _("This meeting has not begun yet. Put it off instead.")


class OutsideHours(RuleBroken):
    sentence = _("One of you does not work then. Please choose a time within the working hours of both.")


class PastTime(RuleBroken):
    sentence = _("That time is over already. Please choose a later one.")


class AfterTheEnd(RuleBroken):
    sentence = _("That is after the last day of the plan. Please choose an earlier day.")


class NotUnderWay(RuleBroken):
    sentence = _("This plan is not under way.")


@transaction.atomic
def put_off(
    meeting: PlanMeeting, start_at: dt.datetime, *, place: str = "", by: Employee, at: dt.datetime
) -> PlanMeeting:
    """One side moves a meeting to another time within the working hours of both; the other is told.

    Raises Refused, PastTime, OutsideHours, AfterTheEnd, StaleMove.
    """
    plan = meeting.plan
    access.require("put_off", by, plan)
    if start_at <= at:
        raise PastTime
    day = local_date(start_at, plan.employee.time_zone)
    calendars = calendars_of([plan.employee_id, plan.case.manager_id], day - A_DAY, day + A_DAY)
    if not both_work(plan, calendars, start_at):
        raise OutsideHours
    if meeting.kind in RHYTHM and plan.end_date is not None and day > plan.end_date:
        raise AfterTheEnd
    said = {"place": where} if (where := typed.line(place, LONGEST_PLACE)) else {}
    move(meeting, PLAN_MEETING_MOVES["put_off"], start_at=start_at, by_hand=True, **said)
    record("plan_meeting.put_off", by=by, at=at, employee=plan.employee, subject=meeting)
    tell_other(meeting, "course.meeting", by=by, at=at)
    return meeting


@transaction.atomic
def hold(
    meeting: PlanMeeting, *, words: str = "", accompanied_by: str = "", by: Employee, at: dt.datetime
) -> PlanMeeting:
    """The two met, one of them says, and may write down what they talked about. What did not take place at its time may
    be caught up on. Raises Refused, NotYet, NotUnderWay, StaleMove."""
    plan = meeting.plan
    access.require("hold", by, plan)
    if meeting.start_at - SOON > at:
        raise NotYet
    held = Plan.objects.select_for_update().get(pk=plan.pk)
    if held.state not in (*PLAN_RUNNING, PlanState.OUTCOME_MEETING):
        raise NotUnderWay
    caught_up = meeting.state == PlanMeetingState.MISSED
    when = at if caught_up else min(meeting.start_at, at)
    cleared = {"missed_by": "", "missed_at": None, "said_missed_by": None}
    move(meeting, PLAN_MEETING_MOVES["hold"], held_at=when, held_by=by, **cleared)
    if company := typed.line(accompanied_by, LONGEST_COMPANY):
        meeting.accompanied_by = company
        PlanMeeting.objects.filter(pk=meeting.pk).update(accompanied_by=meeting.accompanied_by)
    record("plan_meeting.held", by=by, at=at, employee=plan.employee, subject=meeting)
    if words.strip():
        write_up(meeting, words, by=by, at=at)
    tell_other(meeting, "course.to_say", by=by, at=at)
    ask_clock(plan)
    return meeting


@transaction.atomic
def write_up(meeting: PlanMeeting, words: str, *, by: Employee, at: dt.datetime) -> PlanMeeting:
    """One side writes down what was talked about, in its own words beside those of the other."""
    standing = access.require("hold", by, meeting.plan)
    if not (text := typed.lines(words, LONGEST_WORDS)):
        return meeting
    field = "employee_words" if standing == Standing.EMPLOYEE else "manager_words"
    PlanMeeting.objects.filter(pk=meeting.pk).update(**{field: text}, version=F("version") + 1)
    setattr(meeting, field, text)
    meeting.version += 1
    record("plan_meeting.written", by=by, at=at, employee=meeting.plan.employee, subject=meeting)
    return meeting


@transaction.atomic
def miss(meeting: PlanMeeting, missed_by: Side, *, by: Employee, at: dt.datetime) -> PlanMeeting:
    """It did not take place, one of them says, and who was not there. If that was the manager, the clock stands still
    from that day until they meet again; the HR case owner is told. Raises Refused, NotYet, NotUnderWay, StaleMove."""
    plan = meeting.plan
    access.require("miss", by, plan)
    if meeting.start_at > at:
        raise NotYet
    held = Plan.objects.select_for_update().get(pk=plan.pk)
    if held.state not in (*PLAN_RUNNING, PlanState.OUTCOME_MEETING):
        raise NotUnderWay
    move(meeting, PLAN_MEETING_MOVES["miss"], missed_by=missed_by, missed_at=at, said_missed_by=by)
    record("plan_meeting.missed", by=by, at=at, employee=plan.employee, subject=meeting)
    if missed_by == Side.MANAGER and held.state in PLAN_RUNNING:
        day = local_date(meeting.start_at, plan.employee.time_zone)
        ClockStop.objects.create(
            plan=plan, kind=StopKind.MEETING, meeting=meeting, start_date=day, found_at=meeting.start_at
        )
    ask_clock(plan)
    tell_other(meeting, "course.missed", by=by, at=at)
    hr = plan.case.hr_owner
    if missed_by == Side.MANAGER and hr is not None and hr.state == EmployeeState.ACTIVE:
        tell(hr, "course.missed", subject=meeting, occurrence=meeting.version, at=at)
    return meeting


def ask_clock(plan: Plan) -> None:
    """The clock looks at it again at its next tick."""
    Plan.objects.filter(pk=plan.pk, followed_at__isnull=False).update(followed_at=F("drafted_at"))


def tell_other(meeting: PlanMeeting, kind: str, *, by: Employee, at: dt.datetime) -> None:
    for person in (meeting.plan.employee, meeting.plan.case.manager):
        if person.pk != by.pk and person.state == EmployeeState.ACTIVE:
            tell(person, kind, subject=meeting, occurrence=meeting.version, at=at)
