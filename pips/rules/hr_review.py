"""HR looks at an improvement plan before anybody is told: its quality, its gates, one question, yes or not yet."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from notices.rules import tell
from people.access import Actor
from people.models import Employee
from people.rules import record
from perfhub.kernel import typed
from perfhub.kernel.errors import RuleBroken, StaleMove
from perfhub.kernel.moves import move

from ..access import plans as access
from ..models import LONGEST_PLACE, LONGEST_REASON, LONGEST_WORDS, Jurisdiction, LegalCheck, Plan, PlanReview
from ..queries.gates import jurisdiction_for
from ..queries.quality import Quality, judge, kept
from ..queries.versions import written
from ..queries.workload import day_one_of, plans_led_by
from ..states import PIP_MOVES, Gate, LegalResult, PlanKind, PlanState, ReviewOutcome
from .gates import insist
from .plans import ReasonMissing, call_off, held
from .versions import keep_version

#: What the reviewer has to do first: it is not asked of whoever sends the plan.
OF_THE_REVIEWER = frozenset({Gate.LEGAL, Gate.CONVERSATION, Gate.DIAGNOSIS, Gate.JURISDICTION})


class OverrideMissing(RuleBroken):
    sentence = _("The rules found something. Please say why the plan goes on all the same: it stays with the plan.")


class NobodyForAppeals(RuleBroken):
    sentence = _("Please name who hears an appeal: somebody outside the line, and not you.")


class NoReviewAsked(RuleBroken):
    sentence = _("There is no legal review to decide: nothing was known.")


class WordsMissing(RuleBroken):
    sentence = _("Please write what plans say at this location.")


def quality_of(plan: Plan, *, at: dt.datetime) -> Quality:
    """What plain rules find in a plan as it is written now."""
    return judge(written(plan), plans_of_manager=plans_led_by(plan), day_one=day_one_of(plan, at=at))


@transaction.atomic
def submit(plan: Plan, *, by: Actor, at: dt.datetime) -> PlanReview:
    """The manager sends a draft to HR: what it says is kept as a version, what the rules find goes along.

    What only the reviewer can settle is left to the review; all else has to be there. Raises Refused, GateShut,
    StaleMove.
    """
    access.require("submit", by, plan)
    assert isinstance(by, Employee)
    if plan.kind != PlanKind.PIP:
        raise StaleMove
    held(plan)
    insist(plan, at=at, without=OF_THE_REVIEWER)
    move(plan, PIP_MOVES["submit"])
    version = keep_version(plan, by=by, at=at)
    quality = quality_of(plan, at=at)
    reviewer = plan.case.hr_owner
    assert reviewer is not None  # the gate says so
    made = PlanReview.objects.create(
        plan=plan,
        content=version.number,
        sent_by=by,
        sent_at=at,
        reviewer=reviewer,
        score=quality.score,
        reasons=kept(quality),
    )
    record("plan.submitted", by=by, at=at, employee=plan.employee, subject=plan)
    tell(reviewer, "plan.to_review", subject=plan, occurrence=version.number, at=at)
    return made


@transaction.atomic
def answer_legal(plan: Plan, known: bool, *, by: Actor, at: dt.datetime) -> LegalCheck:
    """The reviewer alone says whether anything is known that needs legal review: yes or no, and nothing of what it is.

    Said again while it is looked at, the newest answer counts and waits for a result anew. Raises Refused, StaleMove.
    """
    access.require("check_legal", by, plan)
    assert isinstance(by, Employee)
    if held(plan).state != PlanState.IN_REVIEW:
        raise StaleMove
    said = {"known": known, "answered_by": by, "answered_at": at, "result": "", "result_at": None}
    found, _made = LegalCheck.objects.update_or_create(plan=plan, defaults=said)
    record("plan.legal_answered", by=by, at=at, employee=plan.employee, subject=plan)
    return found


@transaction.atomic
def settle_legal(plan: Plan, result: LegalResult, *, by: Actor, at: dt.datetime) -> LegalCheck:
    """What the legal review came to: the plan goes on, or is called off. Raises Refused, NoReviewAsked, StaleMove."""
    access.require("check_legal", by, plan)
    if held(plan).state != PlanState.IN_REVIEW:
        raise StaleMove
    found = LegalCheck.objects.filter(plan=plan, known=True).first()
    if found is None:
        raise NoReviewAsked
    LegalCheck.objects.filter(pk=found.pk).update(result=result, result_at=at)
    found.refresh_from_db()
    record("plan.legal_answered", by=by, at=at, employee=plan.employee, subject=plan)
    if result == LegalResult.STOP:
        _decide(plan, ReviewOutcome.SENT_BACK, at=at)
        call_off(plan, reason="", by=by, at=at)
        tell(plan.drafted_by, "plan.reviewed", subject=plan, occurrence=f"{plan.content} stop", at=at)
    return found


@transaction.atomic
def approve(
    plan: Plan,
    *,
    appeal_reviewer: Employee | None,
    override: str = "",
    words: str = "",
    by: Actor,
    at: dt.datetime,
) -> PlanReview:
    """HR says yes: a person may tell of it now. Every gate has to be open, and somebody independent named for appeals.

    Over what the rules found one goes with a reason alone. What the law of the place asks for is copied into the plan.
    Raises Refused, GateShut, OverrideMissing, NobodyForAppeals, StaleMove.
    """
    access.require("approve", by, plan)
    held(plan)
    insist(plan, at=at)
    quality = quality_of(plan, at=at)
    why = typed.line(override, LONGEST_REASON)
    if not quality.is_fine and not why:
        raise OverrideMissing
    if appeal_reviewer is None or appeal_reviewer.pk == by.pk:
        raise NobodyForAppeals
    if not access.possible_appeal_reviewers(plan).filter(pk=appeal_reviewer.pk).exists():
        raise NobodyForAppeals
    found = jurisdiction_for(plan.employee)
    move(plan, PIP_MOVES["approve"], jurisdiction=found.text if found is not None else "")
    review = _decide(
        plan,
        ReviewOutcome.APPROVED,
        at=at,
        score=quality.score,
        reasons=kept(quality),
        override=why,
        words=typed.line(words, LONGEST_REASON),
        appeal_reviewer=appeal_reviewer,
    )
    record("plan.approved", by=by, at=at, employee=plan.employee, subject=plan)
    tell(review.sent_by, "plan.reviewed", subject=plan, occurrence=f"{plan.content} yes", at=at)
    return review


@transaction.atomic
def send_back(plan: Plan, *, words: str, by: Actor, at: dt.datetime) -> Plan:
    """HR says not yet, and what is missing; an approved plan comes back, too, as long as nobody was told.

    Raises Refused, ReasonMissing, StaleMove.
    """
    access.require("send_back", by, plan)
    if not (said := typed.line(words, LONGEST_REASON)):
        raise ReasonMissing
    was = held(plan).state
    move(plan, PIP_MOVES["send_back"], telling_at=None, telling_where="")
    if was == PlanState.IN_REVIEW:
        _decide(plan, ReviewOutcome.SENT_BACK, at=at, words=said)
    else:
        PlanReview.objects.filter(plan=plan, outcome=ReviewOutcome.APPROVED, content=plan.content).update(words=said)
    record("plan.sent_back", by=by, at=at, employee=plan.employee, subject=plan)
    tell(plan.drafted_by, "plan.reviewed", subject=plan, occurrence=f"{plan.content} back {at.isoformat()}", at=at)
    return plan


def _decide(plan: Plan, outcome: ReviewOutcome, *, at: dt.datetime, **said) -> PlanReview:
    """The round that waits is decided."""
    found = PlanReview.objects.select_related("sent_by").filter(plan=plan, outcome="").first()
    if found is None:
        raise StaleMove
    PlanReview.objects.filter(pk=found.pk).update(outcome=outcome, decided_at=at, **said)
    found.refresh_from_db()
    return found


# --- what plans say by the law of a place -----------------------------------------------------


@transaction.atomic
def write_jurisdiction(location: str, text: str, *, by: Actor, at: dt.datetime) -> Jurisdiction:
    """Whoever leads HR writes what plans say at a location, or everywhere else. Told plans keep what they said.

    Raises Refused, WordsMissing, TooLong.
    """
    access.require_jurisdictions(by)
    if not (said := typed.lines(text, LONGEST_WORDS)):
        raise WordsMissing
    place = typed.line(location, LONGEST_PLACE)
    values = {"text": said, "written_by_id": by.pk, "written_at": at}
    found, _made = Jurisdiction.objects.update_or_create(location=place, defaults=values)
    record("jurisdiction.written", by=by, at=at, subject=found)
    return found
