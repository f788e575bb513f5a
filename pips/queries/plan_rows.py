"""All that hangs on a plan, as its page reads it: composed once, asked in one statement."""

import datetime as dt
from dataclasses import dataclass, fields

from django.db.models import Count, Max, QuerySet

from people.access import own_audit
from people.models import AuditEntry, Employee, Reach
from people.queries import CalendarRows, calendar_rows
from perfhub.kernel.composed import composed
from perfhub.kernel.together import read_together

from ..access import Standing
from ..access.hr import cared_for, needs_owner
from ..access.running import decision_of
from ..models import (
    Appeal,
    Case,
    CaseEvent,
    CaseReader,
    ClockStop,
    Decision,
    Diagnosis,
    GateException,
    Handover,
    Issue,
    IssueEvidence,
    Look,
    Milestone,
    MoreTime,
    Plan,
    PlanLead,
    PlanMeeting,
    PlanRequest,
    PlanReview,
    PlanVersion,
    PlanWord,
    Receipt,
    Support,
    Verdict,
)
from ..states import IssueState, PlanKind, PlanMeetingState, Rung
from .courses import AHEAD
from .days import A_YEAR, today_of
from .diagnosis import diagnoses
from .timeline import ACTS_TOLD

MOST_SEEN = 20


@dataclass(frozen=True)
class PlanRows:
    """The rows of a plan's page; nothing where the page of this viewer has no such part."""

    support: QuerySet[Support]
    issues: QuerySet[Issue]
    cited: QuerySet[IssueEvidence]
    verdicts: QuerySet[Verdict]
    meetings: QuerySet[PlanMeeting]
    looks: QuerySet[Look]
    decision: QuerySet[Decision]
    handover: QuerySet[Handover]
    stops: QuerySet[ClockStop]
    more: QuerySet[MoreTime]
    receipts: QuerySet[Receipt]
    milestones: QuerySet[Milestone]
    versions: QuerySet[PlanVersion]
    words: QuerySet[PlanWord]
    requests: QuerySet[PlanRequest]
    appeals: QuerySet[Appeal]
    exceptions: QuerySet[GateException]
    events: QuerySet[CaseEvent]
    diagnoses: QuerySet[Diagnosis]
    manager: QuerySet[Employee]
    readers: QuerySet[CaseReader]
    leads: QuerySet[PlanLead] | None
    told_plans: QuerySet[Plan] | None
    reviews: QuerySet[PlanReview] | None
    cared_for: QuerySet[Case] | None
    seen: QuerySet[AuditEntry] | None
    calendar: CalendarRows


def rows_of(plan: Plan, *, viewer: Employee, standing: Standing, at: dt.datetime) -> PlanRows:
    """Of a plan that the viewer, who is that to its case, was given by `access`. One statement."""
    case, is_pip = plan.case, plan.kind == PlanKind.PIP
    today = today_of(plan.employee, at)
    first = min(today - A_YEAR, plan.start_date or today)
    last = max(today + 2 * A_YEAR, (plan.start_date or today) + AHEAD)
    found = PlanRows(
        support=_support(plan=plan),
        issues=_issues(plan=plan),
        cited=_cited(plan=plan),
        verdicts=_verdicts(plan=plan),
        meetings=_meetings(plan=plan),
        looks=_looks(plan=plan),
        decision=decision_of(viewer, plan),
        handover=_handover(case=case),
        stops=_stops(plan=plan),
        more=_more(plan=plan),
        receipts=receipts(plan=plan),
        milestones=_milestones(plan=plan),
        versions=_versions(plan=plan),
        words=_words(plan=plan),
        requests=_requests(plan=plan),
        appeals=_appeals(plan=plan),
        exceptions=_exceptions(plan=plan),
        events=_events(case=case),
        diagnoses=diagnoses(case=case),
        manager=_manager(employee=plan.employee),
        readers=_readers(case=case),
        leads=_leads(employee=plan.employee) if is_pip or case.rung == Rung.PIP else None,
        told_plans=_told_plans(case=case) if not is_pip and case.hr_owner_id is not None else None,
        reviews=_reviews(plan=plan) if is_pip else None,
        cared_for=cared_for(case=case) if standing == Standing.MANAGER and needs_owner(case) else None,
        seen=_seen(viewer=viewer, plan=plan) if standing == Standing.EMPLOYEE else None,
        calendar=calendar_rows([plan.employee_id], first, last),
    )
    asked = [getattr(found, field.name) for field in fields(found) if field.name != "calendar"]
    read_together(*(rows for rows in (*asked, *found.calendar) if rows is not None))
    return found


@composed
def _support(*, plan: Plan) -> QuerySet[Support]:
    return Support.objects.filter(plan=plan).select_related("owner", "issue").order_by("position", "pk")


@composed
def _issues(*, plan: Plan) -> QuerySet[Issue]:
    rows = Issue.objects.filter(plan=plan).exclude(state=IssueState.DROPPED)
    return rows.select_related("evaluator").order_by("position", "pk")


@composed
def _cited(*, plan: Plan) -> QuerySet[IssueEvidence]:
    rows = IssueEvidence.objects.filter(issue__plan=plan).select_related("evidence__recorded_by")
    return rows.order_by("evidence__occurred_date", "evidence", "pk")


@composed
def _verdicts(*, plan: Plan) -> QuerySet[Verdict]:
    rows = Verdict.objects.in_force().filter(issue__plan=plan)
    return rows.select_related("by", "meeting").order_by("at", "pk")


@composed
def _meetings(*, plan: Plan) -> QuerySet[PlanMeeting]:
    rows = PlanMeeting.objects.filter(plan=plan).exclude(state=PlanMeetingState.CALLED_OFF)
    return rows.select_related("held_by").order_by("start_at", "pk")


@composed
def _looks(*, plan: Plan) -> QuerySet[Look]:
    return Look.objects.filter(plan=plan).select_related("looked_by").order_by("number")


@composed
def _handover(*, case: Case) -> QuerySet[Handover]:
    return Handover.objects.filter(case=case).select_related("before", "after").order_by("-at", "-pk")[:1]


@composed
def _stops(*, plan: Plan) -> QuerySet[ClockStop]:
    return ClockStop.objects.in_force().filter(plan=plan).order_by("start_date", "pk")


@composed
def _more(*, plan: Plan) -> QuerySet[MoreTime]:
    return MoreTime.objects.filter(plan=plan).select_related("given_by").order_by("given_at", "pk")


@composed
def receipts(*, plan: Plan) -> QuerySet[Receipt]:
    return Receipt.objects.filter(plan=plan).select_related("by", "witness").order_by("content")


@composed
def _milestones(*, plan: Plan) -> QuerySet[Milestone]:
    return Milestone.objects.filter(plan=plan).order_by("due_date", "pk")


@composed
def _versions(*, plan: Plan) -> QuerySet[PlanVersion]:
    return PlanVersion.objects.filter(plan=plan).select_related("written_by").order_by("number")


@composed
def _words(*, plan: Plan) -> QuerySet[PlanWord]:
    """With the names of files and not what is in them."""
    rows = PlanWord.objects.filter(plan=plan).select_related("by", "file").defer("file__content")
    return rows.order_by("at", "pk")


@composed
def _requests(*, plan: Plan) -> QuerySet[PlanRequest]:
    return PlanRequest.objects.filter(plan=plan).select_related("by", "answered_by").order_by("at", "pk")


@composed
def _appeals(*, plan: Plan) -> QuerySet[Appeal]:
    return Appeal.objects.filter(plan=plan).select_related("by", "reviewer").order_by("filed_at", "pk")


@composed
def _exceptions(*, plan: Plan) -> QuerySet[GateException]:
    return GateException.objects.filter(plan=plan).select_related("by").order_by("at", "pk")


@composed
def _events(*, case: Case) -> QuerySet[CaseEvent]:
    return CaseEvent.objects.filter(case=case, act__in=ACTS_TOLD).order_by("at", "pk")


@composed
def _manager(*, employee: Employee) -> QuerySet[Employee]:
    rows = Employee.objects.active().filter(reaches__employee=employee, reaches__depth=1)
    return rows.order_by("pk")[:1]


@composed
def _readers(*, case: Case) -> QuerySet[CaseReader]:
    return CaseReader.objects.in_force().filter(case=case).select_related("reader").order_by("named_at", "pk")


@composed
def _leads(*, employee: Employee) -> QuerySet[PlanLead]:
    """Those who see every improvement plan, but nobody below its employee."""
    below = Reach.objects.filter(manager=employee).values("employee")
    rows = PlanLead.objects.named().exclude(employee=employee).exclude(employee__in=below)
    return rows.select_related("employee").order_by("granted_at", "pk")


@composed
def _told_plans(*, case: Case) -> QuerySet[Plan]:
    return Plan.objects.filter(case=case, kind=PlanKind.PIP, told_at__isnull=False).order_by("pk")[:1]


@composed
def _reviews(*, plan: Plan) -> QuerySet[PlanReview]:
    """The one in which it was named last who hears appeals."""
    rows = PlanReview.objects.filter(plan=plan, appeal_reviewer__isnull=False).select_related("appeal_reviewer")
    return rows.order_by("-decided_at", "-pk")[:1]


@composed
def _seen(*, viewer: Employee, plan: Plan) -> QuerySet[AuditEntry]:
    """Who opened it, when last, and how often."""
    acts = ("plan.seen", "plan.seen_untold")
    lines = own_audit(viewer).filter(object_type="pips.plan", object_id=plan, act__in=acts, by__isnull=False)
    return lines.values("by").annotate(last=Max("at"), times=Count("pk")).order_by("-last", "by")[:MOST_SEEN]
