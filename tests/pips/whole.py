"""Whole improvement plans, with all that has to be there first, at each of their states."""

from datetime import datetime, timedelta

from people.models import Employee
from perfhub.kernel.calendars import local_date
from pips.models import Jurisdiction, Plan
from pips.queries.days import calendar_of, dates_of
from pips.rules.versions import keep_version
from tests.factories import diagnosis as make_diagnosis
from tests.factories import pips as make_pips

LONG_AGO = timedelta(days=60)


def whole_draft(employee: Employee, *, manager: Employee, reviewer: Employee, at: datetime, **said) -> Plan:
    """A draft in which nothing is missing: talked about two months ago, diagnosed, with evidence and support."""
    case = make_pips.CaseFactory(
        employee=employee, manager=manager, hr_owner=reviewer, opened_at=at - LONG_AGO, told_at=at - LONG_AGO
    )
    make_pips.ConcernFactory(case=case, state="raised", shared_at=at - LONG_AGO)
    make_diagnosis.DiagnosisFactory(case=case, form="full", state="done", asked_at=at - LONG_AGO, finished_at=at)
    day = local_date(at, employee.time_zone)
    piece = make_pips.EvidenceFactory(
        case=case, occurred_date=day - LONG_AGO, told_date=day - LONG_AGO, recorded_at=at - LONG_AGO
    )
    usual = {
        "kind": "pip",
        "outcomes": "Met: we look again. Not met: a meeting with HR.",
        "affects": "Pay stays as it is",
        "drafted_by": manager,
        "drafted_at": at,
    }
    plan = make_pips.PlanFactory(case=case, employee=employee, **(usual | said))
    issue = make_pips.IssueFactory(
        plan=plan, source_words="Lab count", evaluator=manager, due_date=day + timedelta(days=70)
    )
    make_pips.IssueEvidenceFactory(issue=issue, evidence=piece)
    due = day + timedelta(days=14)
    make_pips.SupportFactory(plan=plan, issue=issue, owner=manager, due_date=due, first_due_date=due)
    make_pips.MilestoneFactory(plan=plan, due_date=due)
    if not Jurisdiction.objects.filter(location="").exists():
        make_pips.JurisdictionFactory(location="", written_by=reviewer)
    return plan


def in_review(employee: Employee, *, manager: Employee, reviewer: Employee, at: datetime, **said) -> Plan:
    """The same, with HR, and the one question answered with no."""
    plan = whole_draft(employee, manager=manager, reviewer=reviewer, at=at, **({"state": "in_review"} | said))
    keep_version(plan, by=manager, at=at)
    make_pips.PlanReviewFactory(plan=plan, content=1, sent_by=manager, sent_at=at, reviewer=reviewer)
    make_pips.LegalCheckFactory(plan=plan, answered_by=reviewer, answered_at=at)
    return plan


def approved(
    employee: Employee, *, manager: Employee, reviewer: Employee, hears: Employee, at: datetime, **said
) -> Plan:
    """The same, approved, with somebody named who hears appeals."""
    state = {"state": "approved", "jurisdiction": "You may be accompanied."}
    plan = in_review(employee, manager=manager, reviewer=reviewer, at=at, **(state | said))
    plan.reviews.update(outcome="approved", decided_at=at, appeal_reviewer=hears)
    return plan


def offered(employee: Employee, *, manager: Employee, at: datetime, **people) -> Plan:
    """The same, told at this moment and being read."""
    day = local_date(at, employee.time_zone)
    until = calendar_of(employee, around=day).add_working_days(day, 3)
    told = {"state": "offered", "told_at": at, "told_by": manager, "telling_at": at, "reading_until_date": until}
    plan = approved(employee, manager=manager, at=at, **people, **told)
    _on_its_rung(plan)
    return plan


def active(employee: Employee, *, manager: Employee, at: datetime, **people) -> Plan:
    """The same, received and under way since this day."""
    day = local_date(at, employee.time_zone)
    dates = dates_of(calendar_of(employee, around=day), day, 60)
    days = {"start_date": dates.start, "end_date": dates.end, "mid_review_date": dates.middle}
    told = {"state": "active", "told_at": at, "told_by": manager, "telling_at": at, "reading_until_date": day}
    plan = approved(employee, manager=manager, at=at, **people, **told, **days)
    _on_its_rung(plan)
    make_pips.ReceiptFactory(plan=plan, content=1, by=employee, at=at)
    return plan


def _on_its_rung(plan: Plan) -> None:
    plan.case.rung = "pip"
    plan.case.save(update_fields=["rung"])
