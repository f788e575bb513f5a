"""The employee's voice: receipt, which is not agreement, words at any time, requests, appeals."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from notices.rules import tell
from people.access import Actor
from people.models import Employee
from people.rules import record
from people.rules.files import take_file
from perfhub.kernel import typed
from perfhub.kernel.courses import longest_extension
from perfhub.kernel.errors import RuleBroken, StaleMove
from perfhub.kernel.moves import move

from ..access import plans as access
from ..models import (
    LONGEST_REASON,
    LONGEST_WORDS,
    Appeal,
    CaseReader,
    Decision,
    Plan,
    PlanRequest,
    PlanReview,
    PlanWord,
    Receipt,
)
from ..queries.days import APPEAL_DAYS, calendar_of, today_of
from ..queries.plans import manager_of
from ..queries.versions import Written
from ..states import (
    APPEAL_MOVES,
    PLAN_REQUEST_MOVES,
    Appealed,
    AppealState,
    CaseAct,
    PlanKind,
    PlanRequestKind,
    PlanState,
    ReceiptKind,
    ReviewOutcome,
    WordKind,
)
from .cases import write
from .outcomes import extend
from .plans import call_off, change, held


class NothingSaid(RuleBroken):
    sentence = _("Please write a few words.")


class ReceivedAlready(RuleBroken):
    sentence = _("This version has been received already. What you want to say to it, you can say at any time.")


class NoWitness(RuleBroken):
    sentence = _("Please name a witness: somebody who works here and is neither of you two.")


class DaysMissing(RuleBroken):
    sentence = _("Please say how many working days more you ask for.")


class TooManyDays(RuleBroken):
    sentence = _("A plan can be extended once, by half of its length at most.")


class NoAppealLeft(RuleBroken):
    sentence = _("The ten working days for this appeal are over, or it has been appealed already.")


class NobodyToHear(RuleBroken):
    sentence = _("Nobody independent has been named yet. Please ask the HR case owner, who has to name somebody.")


class NotTheirs(RuleBroken):
    sentence = _("Somebody independent decides this: neither in the line, nor whoever approved the plan.")


# --- receipt ----------------------------------------------------------------------------------


@transaction.atomic
def acknowledge(plan: Plan, *, text: str = "", by: Actor, at: dt.datetime) -> Receipt:
    """The employee has received this version, with a statement or without. It is not agreement, and says so.

    Raises Refused, ReceivedAlready, StaleMove.
    """
    access.require("acknowledge", by, plan)
    said = typed.lines(text, LONGEST_WORDS)
    kind = ReceiptKind.WITH_STATEMENT if said else ReceiptKind.ACKNOWLEDGED
    receipt = _receive(plan, kind, by=by, at=at)
    if said:
        _say(plan, said, WordKind.STATEMENT, by=by, at=at)
    record("plan.received", by=by, at=at, employee=plan.employee, subject=plan)
    _tell_the_others(plan, "plan.received", receipt, by=by, at=at)
    return receipt


@transaction.atomic
def refuse(plan: Plan, *, witness: Employee | None, by: Actor, at: dt.datetime) -> Receipt:
    """The employee does not acknowledge it: whoever told writes that down with a witness, and the employee reads so.

    It changes nothing else: what is owed is owed. Raises Refused, NoWitness, ReceivedAlready, StaleMove.
    """
    access.require("refuse", by, plan)
    if witness is None or witness.pk in (by.pk, plan.employee_id):
        raise NoWitness
    if not Employee.objects.active().filter(pk=witness.pk).exists():
        raise NoWitness
    receipt = _receive(plan, ReceiptKind.REFUSED, by=by, at=at, witness=witness)
    record("plan.refused", by=by, at=at, employee=plan.employee, subject=plan)
    tell(plan.employee, "plan.received", subject=receipt, at=at)
    return receipt


def _receive(plan: Plan, kind: ReceiptKind, *, by: Actor, at: dt.datetime, witness: Employee | None = None) -> Receipt:
    found = held(plan)
    if not found.is_told or not found.is_open:
        raise StaleMove
    try:
        with transaction.atomic():
            return Receipt.objects.create(
                plan=plan, content=found.content, kind=kind, by_id=by.pk, witness=witness, at=at
            )
    except IntegrityError:
        raise ReceivedAlready from None


# --- words ------------------------------------------------------------------------------------


@transaction.atomic
def say(
    plan: Plan,
    text: str,
    *,
    by: Actor,
    at: dt.datetime,
    kind: WordKind = WordKind.STATEMENT,
    file: tuple[str, bytes, str] | None = None,
) -> PlanWord:
    """The employee says something to a plan, at any time, also after it; with a file, too, whose bytes are looked at.

    `file` is a name, the bytes, and what the browser calls them. Raises Refused, NothingSaid, FileNotTaken, TooLong.
    """
    access.require("say", by, plan)
    if not (said := typed.lines(text, LONGEST_WORDS)):
        raise NothingSaid
    assert isinstance(by, Employee)
    kept = None
    if file is not None:
        name, content, claimed = file
        kept = take_file(content, name=name, claimed=claimed, by=by, at=at)
    word = _say(plan, said, WordKind.EVIDENCE if kept is not None else kind, by=by, at=at, file=kept)
    record("plan.said", by=by, at=at, employee=plan.employee, subject=plan)
    _tell_the_others(plan, "plan.said", word, by=by, at=at)
    return word


@transaction.atomic
def reply(plan: Plan, word: PlanWord, text: str, *, by: Actor, at: dt.datetime) -> PlanWord:
    """The manager or the HR case owner answers what was said; both words stay. Raises Refused, NothingSaid."""
    access.require("reply", by, plan)
    if not (said := typed.lines(text, LONGEST_WORDS)):
        raise NothingSaid
    answer = _say(plan, said, WordKind.ANSWER, by=by, at=at, answers=word)
    record("plan.said", by=by, at=at, employee=plan.employee, subject=plan)
    tell(plan.employee, "plan.said", subject=answer, at=at)
    return answer


def _say(plan: Plan, text: str, kind: WordKind, *, by: Actor, at: dt.datetime, **more) -> PlanWord:
    return PlanWord.objects.create(plan=plan, kind=kind, text=text, by_id=by.pk, at=at, content=plan.content, **more)


# --- requests ---------------------------------------------------------------------------------


@transaction.atomic
def ask(
    plan: Plan, kind: PlanRequestKind, text: str, *, days: int | None = None, by: Actor, at: dt.datetime
) -> PlanRequest:
    """The employee asks for a change of what the plan says, or for more time, and gets an answer with a reason.

    Raises Refused, NothingSaid, DaysMissing, TooManyDays, StaleMove, TooLong.
    """
    access.require("request", by, plan)
    if not (said := typed.lines(text, LONGEST_WORDS)):
        raise NothingSaid
    found = held(plan)
    if found.state not in (PlanState.OFFERED, PlanState.ACTIVE, PlanState.PAUSED, PlanState.END_REVIEW):
        raise StaleMove
    if kind == PlanRequestKind.EXTEND:
        if not days:
            raise DaysMissing
        if not 1 <= days <= longest_extension(found.length_days):
            raise TooManyDays
    request = PlanRequest.objects.create(
        plan=plan,
        kind=kind,
        text=said,
        days=days if kind == PlanRequestKind.EXTEND else None,
        by_id=by.pk,
        at=at,
        content=found.content,
    )
    record("plan.asked", by=by, at=at, employee=plan.employee, subject=plan)
    _tell_the_others(plan, "plan.asked", request, by=by, at=at)
    return request


@transaction.atomic
def withdraw(request: PlanRequest, *, by: Actor, at: dt.datetime) -> PlanRequest:
    """The employee asks no more. Raises Refused, StaleMove."""
    access.require("withdraw", by, request.plan)
    move(request, PLAN_REQUEST_MOVES["withdraw"])
    record("plan.withdrawn", by=by, at=at, employee=request.plan.employee, subject=request.plan)
    return request


@transaction.atomic
def take_up(
    request: PlanRequest, content: Written, answer: str, *, by: Actor, at: dt.datetime, seen: int | None = None
) -> PlanRequest:
    """The manager takes a wish for a change up: a new version, which the employee receives once more.

    Raises Refused, NothingSaid, and as `plans.change`.
    """
    access.require("answer", by, request.plan)
    if not (said := typed.lines(answer, LONGEST_WORDS)):
        raise NothingSaid
    move(request, PLAN_REQUEST_MOVES["take_up"], answer=said, answered_by=by, answered_at=at)
    change(request.plan, content, reason=said[:LONGEST_REASON], by=by, at=at, seen=seen)
    return _answered(request, by=by, at=at)


@transaction.atomic
def decline(request: PlanRequest, answer: str, *, by: Actor, at: dt.datetime) -> PlanRequest:
    """The manager does not take it up, and says why. Raises Refused, NothingSaid, StaleMove."""
    access.require("answer", by, request.plan)
    if not (said := typed.lines(answer, LONGEST_WORDS)):
        raise NothingSaid
    move(request, PLAN_REQUEST_MOVES["decline"], answer=said, answered_by=by, answered_at=at)
    return _answered(request, by=by, at=at)


@transaction.atomic
def give_time(request: PlanRequest, answer: str, *, by: Employee, at: dt.datetime) -> PlanRequest:
    """More time is given, as much as was asked for: the one extension a plan can have.

    Raises Refused, NothingSaid, StaleMove, and as `outcomes.extend`.
    """
    access.require("answer", by, request.plan)
    if not (said := typed.lines(answer, LONGEST_WORDS)):
        raise NothingSaid
    if request.days is None:
        raise StaleMove
    extend(request.plan, request.days, said[:LONGEST_REASON], by=by, at=at)
    move(request, PLAN_REQUEST_MOVES["take_up"], answer=said, answered_by=by, answered_at=at)
    return _answered(request, by=by, at=at)


def _answered(request: PlanRequest, *, by: Actor, at: dt.datetime) -> PlanRequest:
    record("plan.answered", by=by, at=at, employee=request.plan.employee, subject=request.plan)
    tell(request.plan.employee, "plan.answered", subject=request, at=at)
    return request


# --- appeals ----------------------------------------------------------------------------------


def may_appeal(plan: Plan, against: Appealed, *, at: dt.datetime) -> bool:
    """Within ten working days: of the plan since it was told, of the decision while it may be appealed."""
    if plan.kind != PlanKind.PIP or plan.told_at is None:
        return False
    if Appeal.objects.filter(plan=plan, against=against).exclude(state=AppealState.WITHDRAWN).exists():
        return False
    if against == Appealed.DECISION:
        decided = Decision.objects.filter(plan=plan, appeal_until_date__gte=today_of(plan.employee, at))
        return plan.state == PlanState.APPEAL_WINDOW and decided.exists()
    if not plan.is_open:
        return False
    told, today = today_of(plan.employee, plan.told_at), today_of(plan.employee, at)
    return today <= calendar_of(plan.employee, around=told).add_working_days(told, APPEAL_DAYS)


@transaction.atomic
def appeal(plan: Plan, against: Appealed, text: str, *, by: Actor, at: dt.datetime) -> Appeal:
    """The employee appeals to whoever was named when the plan was approved, and who from now on reads the case.

    Raises Refused, NothingSaid, NoAppealLeft, NobodyToHear.
    """
    access.require("appeal", by, plan)
    if not (said := typed.lines(text, LONGEST_WORDS)):
        raise NothingSaid
    found = held(plan)
    if not may_appeal(found, against, at=at):
        raise NoAppealLeft
    reviewer = _independent(plan)
    assert isinstance(by, Employee)
    today = today_of(plan.employee, at)
    answer_by = calendar_of(plan.employee, around=today).add_working_days(today, APPEAL_DAYS)
    made = Appeal.objects.create(
        plan=plan, against=against, text=said, by=by, filed_at=at, reviewer=reviewer, answer_date=answer_by
    )
    if not CaseReader.objects.in_force().filter(case=plan.case, reader=reviewer).exists():
        reason = str(_("Hears the appeal"))
        CaseReader.objects.create(case=plan.case, reader=reviewer, reason=reason, named_by=by, named_at=at)
        write(plan.case, CaseAct.READER_ADDED, by=by, at=at, about=reviewer)
    record("plan.appealed", by=by, at=at, employee=plan.employee, subject=plan)
    tell(reviewer, "plan.appealed", subject=made, at=at)
    return made


def _independent(plan: Plan) -> Employee:
    """Whoever was named to hear appeals, if still outside the line; else nobody yet."""
    reviews = PlanReview.objects.filter(plan=plan, outcome=ReviewOutcome.APPROVED, appeal_reviewer__isnull=False)
    named = reviews.order_by("-decided_at", "-pk").values_list("appeal_reviewer", flat=True).first()
    approvers = PlanReview.objects.filter(plan=plan).values("reviewer")
    rows = access.possible_appeal_reviewers(plan).exclude(Q(pk__in=approvers))
    found = rows.filter(pk=named).first() if named is not None else None
    if found is None:
        raise NobodyToHear
    return found


@transaction.atomic
def withdraw_appeal(appeal: Appeal, *, by: Actor, at: dt.datetime) -> Appeal:
    """The employee withdraws an appeal; another one may be filed while there is time. Raises Refused, StaleMove."""
    access.require("appeal", by, appeal.plan)
    move(appeal, APPEAL_MOVES["withdraw"])
    record("plan.appeal_withdrawn", by=by, at=at, employee=appeal.plan.employee, subject=appeal.plan)
    return appeal


@transaction.atomic
def decide_appeal(appeal: Appeal, upheld: bool, text: str, *, by: Actor, at: dt.datetime) -> Appeal:
    """Somebody independent decides, with a reason. Where the employee is right, the plan is called off.

    Raises Refused, NotTheirs, NothingSaid, StaleMove.
    """
    plan = appeal.plan
    access.require("decide_appeal", by, plan)
    if not (said := typed.lines(text, LONGEST_WORDS)):
        raise NothingSaid
    assert isinstance(by, Employee)
    is_approver = PlanReview.objects.filter(plan=plan, reviewer=by).exists()
    inside = not access.outside_the_line(plan.employee).filter(pk=by.pk).exists()
    if appeal.reviewer_id != by.pk or is_approver or inside:
        raise NotTheirs
    move(appeal, APPEAL_MOVES["uphold" if upheld else "reject"], decision=said, decided_at=at)
    record("plan.appeal_decided", by=by, at=at, employee=plan.employee, subject=plan)
    for reader in _sides(plan):
        tell(reader, "plan.appeal_decided", subject=appeal, at=at)
    if upheld and Plan.objects.get(pk=plan.pk).is_open:
        call_off(plan, reason=str(_("An appeal was upheld.")), by=by, at=at)
    return appeal


# --- who is told ------------------------------------------------------------------------------


def _sides(plan: Plan) -> list[Employee]:
    """The employee, the manager now, and the HR case owner."""
    found = [plan.employee, manager_of(plan.employee), plan.case.hr_owner]
    return [one for one in found if one is not None]


def _tell_the_others(plan: Plan, kind: str, subject, *, by: Actor, at: dt.datetime) -> None:
    for reader in _sides(plan):
        if reader.pk != by.pk:
            tell(reader, kind, subject=subject, at=at)
