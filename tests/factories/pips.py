"""Smallest valid rows of this floor."""

from datetime import UTC, date, datetime, timedelta

import factory
from factory.django import DjangoModelFactory

from pips.models import (
    Appeal,
    Case,
    CaseEvent,
    CaseReader,
    Concern,
    ConcernWord,
    Evidence,
    GateException,
    HelpRequest,
    HelpWord,
    Issue,
    IssueEvidence,
    Jurisdiction,
    KeepingPeriod,
    LegalCheck,
    LegalHold,
    Milestone,
    Packet,
    Plan,
    PlanLead,
    PlanRequest,
    PlanReview,
    PlanVersion,
    PlanWord,
    Receipt,
    Support,
)
from pips.states import (
    Appealed,
    CaseAct,
    CaseState,
    EvidenceKind,
    Gate,
    HelpAbout,
    HelpAct,
    PlanKind,
    PlanRequestKind,
    PlanState,
    ReceiptKind,
    Rung,
)

from .people import EmployeeFactory

TOLD = datetime(2026, 2, 2, 10, tzinfo=UTC)
DAY_ONE = date(2026, 3, 2)


class CaseFactory(DjangoModelFactory):
    """Open, on the first rung, told on the second of February 2026."""

    class Meta:
        model = Case

    class Params:
        closed = factory.Trait(
            state=CaseState.CLOSED,
            outcome="resolved",
            closed_at=TOLD + timedelta(days=30),
            spent_on_date=(TOLD + timedelta(days=395)).date(),
        )

    employee = factory.SubFactory(EmployeeFactory)
    manager = factory.SubFactory(EmployeeFactory)
    title = "Certificates right first time"
    opened_by = factory.SelfAttribute("manager")
    opened_at = TOLD
    told_at = TOLD


class CaseEventFactory(DjangoModelFactory):
    class Meta:
        model = CaseEvent

    case = factory.SubFactory(CaseFactory)
    act = CaseAct.OPENED
    rung = Rung.CONCERN
    by = factory.SelfAttribute("case.manager")
    at = TOLD


class CaseReaderFactory(DjangoModelFactory):
    class Meta:
        model = CaseReader

    case = factory.SubFactory(CaseFactory)
    reader = factory.SubFactory(EmployeeFactory)
    reason = "Helps at the bench"
    named_by = factory.SelfAttribute("case.manager")
    named_at = TOLD


class PlanLeadFactory(DjangoModelFactory):
    class Meta:
        model = PlanLead

    employee = factory.SubFactory(EmployeeFactory)
    reason = "Looks after fairness of plans"
    granted_by = factory.SubFactory(EmployeeFactory)
    granted_at = TOLD
    effective_at = TOLD


class LegalHoldFactory(DjangoModelFactory):
    class Meta:
        model = LegalHold

    employee = factory.SubFactory(EmployeeFactory)
    reason = "A claim is under way"
    placed_by = factory.SubFactory(EmployeeFactory)
    placed_at = TOLD


class KeepingPeriodFactory(DjangoModelFactory):
    class Meta:
        model = KeepingPeriod

    months = 72
    set_by = factory.SubFactory(EmployeeFactory)
    set_at = TOLD


class PacketFactory(DjangoModelFactory):
    class Meta:
        model = Packet

    case = factory.SubFactory(CaseFactory)
    view = "employee"
    content = factory.LazyFunction(dict)
    digest = factory.Sequence(lambda number: f"{number:064x}")
    taken_by = factory.SelfAttribute("case.employee")
    taken_at = TOLD


class ConcernFactory(DjangoModelFactory):
    class Meta:
        model = Concern

    case = factory.SubFactory(CaseFactory)
    by = factory.SelfAttribute("case.manager")
    saw = "Six of ten certificates came back for a missing figure."
    need = "Nine of ten right the first time."
    help = "I sit with you on Tuesday and we look at three together."
    shared_at = TOLD
    look_date = DAY_ONE
    first_look_date = DAY_ONE


class ConcernWordFactory(DjangoModelFactory):
    class Meta:
        model = ConcernWord

    concern = factory.SubFactory(ConcernFactory)
    by = factory.SelfAttribute("concern.case.employee")
    text = "The template lost my text twice."
    at = TOLD


class HelpRequestFactory(DjangoModelFactory):
    """Asked of the manager on the second of February 2026."""

    class Meta:
        model = HelpRequest

    employee = factory.SubFactory(EmployeeFactory)
    to = factory.SubFactory(EmployeeFactory)
    with_manager = True
    about = HelpAbout.LOAD
    text = "Two people’s jobs since June: I cannot keep up."
    asked_at = TOLD


class HelpWordFactory(DjangoModelFactory):
    class Meta:
        model = HelpWord

    request = factory.SubFactory(HelpRequestFactory)
    act = HelpAct.ASKED
    by = factory.SelfAttribute("request.employee")
    at = TOLD


class EvidenceFactory(DjangoModelFactory):
    class Meta:
        model = Evidence

    case = factory.SubFactory(CaseFactory)
    kind = EvidenceKind.FEEDBACK
    source = factory.Sequence(lambda number: number + 1)
    title = "Feedback of 2 February"
    text = "Six of ten certificates came back."
    occurred_date = TOLD.date()
    recorded_at = TOLD
    recorded_by = factory.SelfAttribute("case.manager")
    told_date = TOLD.date()
    told_by = factory.SelfAttribute("case.manager")
    added_by = factory.SelfAttribute("case.manager")
    added_at = TOLD


class PlanFactory(DjangoModelFactory):
    """A coaching plan that is being written; `active=True` under way since the second of March 2026, `pip=True` an
    improvement plan."""

    class Meta:
        model = Plan

    class Params:
        pip = factory.Trait(kind=PlanKind.PIP, case__rung=Rung.PIP)
        active = factory.Trait(
            state=PlanState.ACTIVE,
            start_date=DAY_ONE,
            end_date=DAY_ONE + timedelta(days=60),
            mid_review_date=DAY_ONE + timedelta(days=30),
            told_at=TOLD,
            told_by=factory.SelfAttribute("case.manager"),
        )

    case = factory.SubFactory(CaseFactory, rung=Rung.COACHING)
    employee = factory.SelfAttribute("case.employee")
    kind = PlanKind.COACHING
    aim = "Certificates are right the first time."
    drafted_by = factory.SelfAttribute("case.manager")
    drafted_at = TOLD


class PlanVersionFactory(DjangoModelFactory):
    class Meta:
        model = PlanVersion

    plan = factory.SubFactory(PlanFactory)
    number = factory.Sequence(lambda number: number + 1)
    content = factory.LazyFunction(dict)
    written_by = factory.SelfAttribute("plan.drafted_by")
    written_at = TOLD


class IssueFactory(DjangoModelFactory):
    class Meta:
        model = Issue

    plan = factory.SubFactory(PlanFactory)
    title = "Certificates right first time"
    standard = "A certificate carries every figure the customer asked for."
    measure = "Lab count, every Monday"
    baseline = "81 %"
    target = "94 %"
    due_date = DAY_ONE + timedelta(days=60)


class IssueEvidenceFactory(DjangoModelFactory):
    class Meta:
        model = IssueEvidence

    issue = factory.SubFactory(IssueFactory)
    evidence = factory.SubFactory(EvidenceFactory, case=factory.SelfAttribute("..issue.plan.case"))


class SupportFactory(DjangoModelFactory):
    class Meta:
        model = Support

    plan = factory.SubFactory(PlanFactory)
    what = "Two bench mornings a week beside Grace, in paid time"
    owner = factory.SelfAttribute("plan.case.manager")
    due_date = DAY_ONE + timedelta(days=14)
    first_due_date = DAY_ONE + timedelta(days=14)


class MilestoneFactory(DjangoModelFactory):
    class Meta:
        model = Milestone

    plan = factory.SubFactory(PlanFactory)
    what = "The checklist is on the bench"
    due_date = DAY_ONE + timedelta(days=14)


class PlanReviewFactory(DjangoModelFactory):
    """A plan that waits for its reviewer."""

    class Meta:
        model = PlanReview

    plan = factory.SubFactory(PlanFactory, pip=True)
    content = 1
    sent_by = factory.SelfAttribute("plan.drafted_by")
    sent_at = TOLD
    reviewer = factory.SubFactory(EmployeeFactory)
    score = 90


class LegalCheckFactory(DjangoModelFactory):
    class Meta:
        model = LegalCheck

    plan = factory.SubFactory(PlanFactory, pip=True)
    known = False
    answered_by = factory.SubFactory(EmployeeFactory)
    answered_at = TOLD


class GateExceptionFactory(DjangoModelFactory):
    class Meta:
        model = GateException

    plan = factory.SubFactory(PlanFactory, pip=True)
    gate = Gate.CONVERSATION
    reason = "They spoke about it each week; nobody wrote it down."
    by = factory.SubFactory(EmployeeFactory)
    at = TOLD


class JurisdictionFactory(DjangoModelFactory):
    class Meta:
        model = Jurisdiction

    location = factory.Sequence(lambda number: f"Place {number}")
    text = "You may be accompanied by a colleague or a trade union representative."
    written_by = factory.SubFactory(EmployeeFactory)
    written_at = TOLD


class ReceiptFactory(DjangoModelFactory):
    class Meta:
        model = Receipt

    plan = factory.SubFactory(PlanFactory, active=True)
    content = factory.Sequence(lambda number: number + 1)
    kind = ReceiptKind.ACKNOWLEDGED
    by = factory.SelfAttribute("plan.employee")
    at = TOLD


class PlanWordFactory(DjangoModelFactory):
    class Meta:
        model = PlanWord

    plan = factory.SubFactory(PlanFactory, active=True)
    by = factory.SelfAttribute("plan.employee")
    text = "From June to August I had the jobs of two people."
    at = TOLD
    content = 1


class PlanRequestFactory(DjangoModelFactory):
    class Meta:
        model = PlanRequest

    plan = factory.SubFactory(PlanFactory, active=True)
    kind = PlanRequestKind.CHANGE
    text = "Ten jobs drawn by lot, please, not the last ten."
    by = factory.SelfAttribute("plan.employee")
    at = TOLD
    content = 1


class AppealFactory(DjangoModelFactory):
    class Meta:
        model = Appeal

    plan = factory.SubFactory(PlanFactory, pip=True, active=True)
    against = Appealed.PLAN
    text = "The standard was never told to me."
    by = factory.SelfAttribute("plan.employee")
    filed_at = TOLD
    reviewer = factory.SubFactory(EmployeeFactory)
    answer_date = DAY_ONE
