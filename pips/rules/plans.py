"""Coaching plans and improvement plans: drafted, started, changed, ended early, called off."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from notices.rules import tell
from people.access import Actor
from people.models import Employee
from people.rules import record
from people.states import EmployeeState
from perfhub.kernel import typed
from perfhub.kernel.errors import Conflict, RuleBroken, StaleMove
from perfhub.kernel.moves import move

from ..access import plans as access
from ..access.cases import told_of_a_plan
from ..models import LENGTHS, LONGEST_REASON, LONGEST_WORDS, Case, Plan, PlanVersion
from ..queries.days import calendar_of, dates_of, today_of
from ..queries.versions import Written
from ..states import (
    COACHING_MOVES,
    PIP_MOVES,
    PLAN_MOVES,
    PLAN_OPEN,
    PLAN_WRITTEN,
    CaseOutcome,
    PlanKind,
    PlanState,
    Rung,
)
from . import clocks
from .cases import check_whom, close_case, go_down, go_up, note_told, open_case
from .rhythm import call_off_rest
from .versions import keep_version, put


class OneAlready(RuleBroken):
    """One open plan of a kind for one person."""

    sentence = _("There is a plan of this kind already that is not over. Please go on with that one.")


class MatterClosed(RuleBroken):
    sentence = _("This matter is closed. If it has come back, open it again first.")


class PlanBeingWritten(RuleBroken):
    sentence = _("An improvement plan about this is being written. Please put that away first, or go on with it.")


class PlanUnderWay(RuleBroken):
    sentence = _("An improvement plan about this is under way. One plan is enough; it can go back to a coaching plan.")


class ReasonMissing(RuleBroken):
    sentence = _("Please say why, in a few words: it is read by the others and stays with the plan.")


class LengthUnknown(RuleBroken):
    sentence = _("A plan lasts 30, 60 or 90 working days.")


class AimMissing(RuleBroken):
    sentence = _("Please say what is different when it has worked.")


class NoReviewer(RuleBroken):
    sentence = _("Please choose who looks at it for HR: somebody outside the reporting line.")


class Misconduct(RuleBroken):
    """What is no matter of performance goes another way."""

    sentence = _(
        "A plan helps somebody who cannot do something yet. Misconduct is another matter: please talk to HR, who have "
        "a procedure for it. Nothing was started here."
    )


class NotAsked(RuleBroken):
    sentence = _("Please answer first whether this is about misconduct.")


# --- drafting ---------------------------------------------------------------------------------


@transaction.atomic
def start_coaching(
    employee: Employee, title: str, content: Written, *, by: Actor, at: dt.datetime, case: Case | None = None
) -> Plan:
    """A coaching plan in one step, without anybody's leave: it starts at once, and its employee is told.

    Without a case one is opened. Raises as `open_case`, `draft` and `start`.
    """
    if case is None:
        case = open_case(employee, title, by=by, at=at, rung=Rung.COACHING, told=at)
    plan = draft(case, PlanKind.COACHING, content, by=by, at=at)
    return start(plan, by=by, at=at)


@transaction.atomic
def draft_pip(
    case: Case,
    content: Written,
    *,
    reviewer: Employee | None,
    misconduct: bool | None,
    by: Actor,
    at: dt.datetime,
) -> Plan:
    """The manager begins to write an improvement plan; from here on somebody from HR owns the case.

    Misconduct is asked first, and leads elsewhere. Nobody is told yet. Raises NotAsked, Misconduct, NoReviewer, and as
    `draft`.
    """
    access.require_to_draft(by, case)
    if misconduct is None:
        raise NotAsked
    if misconduct:
        raise Misconduct
    if reviewer is None or not access.possible_reviewers(case.employee).filter(pk=reviewer.pk).exists():
        raise NoReviewer
    plan = draft(case, PlanKind.PIP, content, by=by, at=at)
    Case.objects.filter(pk=case.pk).update(hr_owner=reviewer)  # its version stays: the employee would see it move
    case.refresh_from_db(fields=["hr_owner"])
    plan.case = case
    return plan


@transaction.atomic
def draft(case: Case, kind: PlanKind, content: Written, *, by: Actor, at: dt.datetime) -> Plan:
    """Write a plan down without starting it. One open plan of a kind for one person, also in two tabs.

    Raises Refused, OneAlready, PlanUnderWay, MatterClosed, LengthUnknown, AimMissing, and as `cases.check_whom` and
    `versions.put`.
    """
    access.require_to_draft(by, case)
    check_whom(case.employee, by=by)
    assert isinstance(by, Employee)
    if not Case.objects.select_for_update().get(pk=case.pk).is_open:
        raise MatterClosed
    told = Plan.objects.filter(case=case, kind=PlanKind.PIP, told_at__isnull=False, state__in=PLAN_OPEN)
    if kind == PlanKind.COACHING and told.exists():
        raise PlanUnderWay
    said = _said(content)
    try:
        with transaction.atomic():
            plan = Plan.objects.create(
                case=case, employee=case.employee, kind=kind, drafted_by=by, drafted_at=at, **said
            )
    except IntegrityError:
        if Plan.objects.filter(employee=case.employee, kind=kind, state__in=PLAN_OPEN).exists():
            raise OneAlready from None
        raise
    put(plan, content, at=at)
    record("plan.drafted", by=by, at=at, employee=plan.employee, subject=plan)
    return plan


def _said(content: Written) -> dict:
    """The columns of a plan that are written."""
    if content.length_days not in LENGTHS:
        raise LengthUnknown
    if not (aim := typed.lines(content.aim, LONGEST_WORDS)):
        raise AimMissing
    rhythm = max(1, min(content.meeting_days, 60))
    return {
        "aim": aim,
        "outcomes": typed.lines(content.outcomes, LONGEST_WORDS),
        "affects": typed.lines(content.affects, LONGEST_WORDS),
        "length_days": content.length_days,
        "meeting_days": rhythm,
    }


@transaction.atomic
def rewrite(plan: Plan, content: Written, *, by: Actor, at: dt.datetime, seen: int | None = None) -> Plan:
    """The manager writes on in a draft that nobody has been told of. Raises StaleMove, Conflict, and as `draft`."""
    access.require("change", by, plan)
    found = held(plan, seen, content)
    if found.state != PlanState.DRAFT:
        raise StaleMove
    Plan.objects.filter(pk=plan.pk).update(**_said(content), version=F("version") + 1)
    plan.refresh_from_db()
    put(plan, content, at=at)
    record("plan.rewritten", by=by, at=at, employee=plan.employee, subject=plan)
    return plan


def held(plan: Plan, seen: int | None = None, content: Written | None = None) -> Plan:
    """The plan, locked until this is done. Raises Conflict with both texts where it has moved on since it was seen."""
    found = Plan.objects.select_for_update().get(pk=plan.pk)
    if seen is not None and found.version != seen:
        yours = {"aim": content.aim} if content is not None else {}
        raise Conflict(yours=yours, theirs={name: getattr(found, name) for name in yours})
    return found


# --- starting, changing -----------------------------------------------------------------------


@transaction.atomic
def start(plan: Plan, *, by: Actor, at: dt.datetime) -> Plan:
    """A coaching plan starts at once: day 1 is the employee's next working day, and the employee is told.

    Raises Refused, StaleMove.
    """
    access.require("start", by, plan)
    if plan.kind != PlanKind.COACHING:
        raise StaleMove
    assert isinstance(by, Employee)
    today = today_of(plan.employee, at)
    dates = dates_of(calendar_of(plan.employee, around=today), today, plan.length_days)
    days = {"start_date": dates.start, "end_date": dates.end, "mid_review_date": dates.middle}
    move(plan, COACHING_MOVES["start"], told_at=at, told_by=by, **days)
    keep_version(plan, by=by, at=at)
    case = plan.case
    if case.rung == Rung.CONCERN:
        go_up(case, Rung.COACHING, by=by, at=at)
    note_told(case, by=by, at=at)
    clocks.begin(plan, by=by, at=at)
    record("plan.started", by=by, at=at, employee=plan.employee, subject=plan)
    tell(plan.employee, "plan.started", subject=plan, at=at)
    return plan


@transaction.atomic
def change(
    plan: Plan, content: Written, *, reason: str, by: Actor, at: dt.datetime, seen: int | None = None
) -> PlanVersion:
    """What a told plan says is written anew: a version with a reason, which the employee receives once more.

    A plan that is read or under way can be changed; one that is paused waits. Raises Refused, ReasonMissing, Conflict,
    StaleMove, and as `draft`.
    """
    access.require("change", by, plan)
    assert isinstance(by, Employee)
    if not (why := typed.line(reason, LONGEST_REASON)):
        raise ReasonMissing
    found = held(plan, seen, content)
    verb = "revise" if found.state == PlanState.OFFERED else "change"
    moves = PLAN_MOVES[PlanKind(plan.kind)]
    if verb not in moves:
        raise StaleMove
    said = _said(content)
    del said["length_days"]  # more time is asked for and given by a rule of its own
    move(plan, moves[verb], **said)
    put(plan, content, at=at)
    version = keep_version(plan, by=by, at=at, reason=why)
    clocks.begin(plan, by=by, at=at)
    record("plan.changed", by=by, at=at, employee=plan.employee, subject=plan)
    tell(plan.employee, "plan.changed", subject=plan, occurrence=version.number, at=at)
    if plan.case.hr_owner is not None:
        tell(plan.case.hr_owner, "plan.changed", subject=plan, occurrence=version.number, at=at)
    return version


# --- ending a coaching plan -------------------------------------------------------------------


@transaction.atomic
def resolve(plan: Plan, *, reason: str = "", by: Actor, at: dt.datetime) -> Plan:
    """It has worked: a coaching plan is over, and with it the matter. Raises Refused, PlanBeingWritten, StaleMove."""
    _insist_alone(plan)
    _end(plan, "resolve", reason, by=by, at=at)
    close_case(plan.case, CaseOutcome.RESOLVED, by=by, at=at, reason=reason)
    return plan


@transaction.atomic
def lower(plan: Plan, *, reason: str = "", look_date: dt.date | None = None, by: Actor, at: dt.datetime) -> Plan:
    """A plan is more than it takes: it goes back to the concern, which is looked at again. Raises Refused, StaleMove,
    PlanBeingWritten, NothingBelow."""
    _insist_alone(plan)
    _end(plan, "lower", reason, by=by, at=at)
    go_down(plan.case, Rung.CONCERN, by=by, at=at, reason=reason, look_date=look_date)
    return plan


def _insist_alone(plan: Plan) -> None:
    if Plan.objects.filter(case=plan.case_id, kind=PlanKind.PIP, state__in=PLAN_WRITTEN).exists():
        raise PlanBeingWritten


def _end(plan: Plan, verb: str, reason: str, *, by: Actor, at: dt.datetime) -> Plan:
    access.require(verb, by, plan)
    if plan.kind != PlanKind.COACHING:
        raise StaleMove
    move(plan, COACHING_MOVES[verb], closed_at=at, closing_reason=typed.lines(reason, LONGEST_WORDS))
    call_off_rest(plan)
    record(f"plan.{verb}", by=by, at=at, employee=plan.employee, subject=plan)
    if plan.employee.state == EmployeeState.ACTIVE:
        tell(plan.employee, "plan.ended", subject=plan, at=at)
    return plan


@transaction.atomic
def discard(plan: Plan, *, by: Actor, at: dt.datetime) -> Plan:
    """A draft that its employee was never told of is called off; the matter stays where it was."""
    access.require("cancel_draft", by, plan)
    if plan.told_at is not None or plan.state not in (PlanState.DRAFT, PlanState.IN_REVIEW, PlanState.APPROVED):
        raise StaleMove
    move(plan, PLAN_MOVES[PlanKind(plan.kind)]["cancel"], closed_at=at)
    if plan.kind == PlanKind.PIP and not told_of_a_plan(plan.case):
        Case.objects.filter(pk=plan.case_id).update(hr_owner=None)  # nothing is left of it to look after
    record("plan.discarded", by=by, at=at, employee=plan.employee, subject=plan)
    return plan


@transaction.atomic
def cancel(plan: Plan, *, reason: str, by: Actor, at: dt.datetime) -> Plan:
    """HR calls an improvement plan off, and says why; the matter is closed with it, which counts against nobody.

    Raises Refused, ReasonMissing, StaleMove.
    """
    access.require("cancel", by, plan)
    if not (why := typed.lines(reason, LONGEST_WORDS)):
        raise ReasonMissing
    return call_off(plan, reason=why, by=by, at=at)


def call_off(plan: Plan, *, reason: str, by: Actor, at: dt.datetime) -> Plan:
    """An improvement plan ends as called off, and its case too where its employee knew of the plan."""
    told = plan.told_at is not None
    move(plan, PIP_MOVES["cancel"], closed_at=at, closing_reason=reason)
    call_off_rest(plan)
    record("plan.cancelled", by=by, at=at, employee=plan.employee, subject=plan)
    if told:
        close_case(plan.case, CaseOutcome.CANCELLED, by=by, at=at)
        tell(plan.employee, "plan.ended", subject=plan, at=at)
    return plan


@transaction.atomic
def lead_out(case: Case, *, by: Actor, at: dt.datetime) -> Case:
    """What turns out to be misconduct goes another way: the matter is closed here, and is no rung of anything.

    Raises Refused, StaleMove.
    """
    access.require_to_draft(by, case)
    for plan in Plan.objects.select_for_update().select_related("case", "employee").filter(case=case):
        if COACHING_MOVES["cancel"].starts_at(plan.state) and plan.kind == PlanKind.COACHING:
            move(plan, COACHING_MOVES["cancel"], closed_at=at)
            call_off_rest(plan)
            record("plan.cancelled", by=by, at=at, employee=plan.employee, subject=plan)
    close_case(case, CaseOutcome.LED_OUT, by=by, at=at)
    record("plan.led_out", by=by, at=at, employee=case.employee, subject=case)
    return case
