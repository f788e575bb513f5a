"""Nothing is offered before all of section 9 is there: not by another order, another tab, the API or a direct move."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from notices.models import Notice
from people.models import AuditEntry
from perfhub.kernel.errors import Refused, StaleMove
from perfhub.kernel.moves import move
from pips.access import plans as access
from pips.models import (
    Case,
    Concern,
    Diagnosis,
    GateException,
    Issue,
    IssueEvidence,
    Jurisdiction,
    LegalCheck,
    Plan,
    PlanReview,
    Support,
)
from pips.queries.gates import shut_gates
from pips.queries.versions import Written, WrittenIssue, written
from pips.rules import gates, hr_review, offering
from pips.rules import plans as rules
from pips.states import PIP_MOVES, Gate, LegalResult, PlanState
from tests.factories import people as make
from tests.factories import pips as make_pips

from . import whole

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 3, 9, tzinfo=UTC)  # a Tuesday
TEN = datetime(2026, 3, 4, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _inside(fernhill):
    with fernhill.inside():
        yield


@pytest.fixture
def people(fernhill):
    return {"manager": fernhill.manager, "reviewer": fernhill.hr_admin}


@pytest.fixture
def draft(fernhill, people):
    return whole.whole_draft(fernhill.employee, at=AT, **people)


@pytest.fixture
def reviewed(fernhill, people):
    return whole.in_review(fernhill.employee, at=AT, **people)


@pytest.fixture
def approved(fernhill, people):
    return whole.approved(fernhill.employee, at=AT, hears=fernhill.stranger, **people)


def fresh(plan: Plan) -> Plan:
    return Plan.objects.select_related("case__hr_owner", "case__manager", "employee", "drafted_by").get(pk=plan.pk)


def approve(plan, fernhill, **said):
    options = {"appeal_reviewer": fernhill.stranger, "override": "", "by": fernhill.hr_admin, "at": AT}
    return hr_review.approve(plan, **(options | said))


def spoil(gate: Gate, plan: Plan, fernhill) -> None:
    """What has to be there for one gate is not."""
    day = {"shared_at": AT - timedelta(days=5)}
    {
        Gate.CONVERSATION: lambda: Concern.objects.filter(case=plan.case).update(**day),
        Gate.DIAGNOSIS: lambda: Diagnosis.objects.filter(case=plan.case).update(form="short"),
        Gate.ISSUES: lambda: Issue.objects.filter(plan=plan).update(target=""),
        Gate.EVIDENCE: lambda: IssueEvidence.objects.filter(issue__plan=plan).delete(),
        Gate.SUPPORT: lambda: Support.objects.filter(plan=plan).delete(),
        Gate.OUTCOMES: lambda: Plan.objects.filter(pk=plan.pk).update(outcomes=""),
        Gate.REVIEWER: lambda: Case.objects.filter(pk=plan.case_id).update(hr_owner=fernhill.skip),
        Gate.LEGAL: lambda: LegalCheck.objects.filter(plan=plan).update(known=True),
        Gate.JURISDICTION: lambda: Jurisdiction.objects.all().delete(),
    }[gate]()


def test_with_all_of_it_no_gate_is_shut(reviewed):
    assert shut_gates(reviewed, at=AT) == []


@pytest.mark.parametrize("gate", list(Gate))
def test_each_gate_is_shut_by_what_is_missing_and_says_so(fernhill, reviewed, gate):
    spoil(gate, reviewed, fernhill)
    assert [one.gate for one in shut_gates(fresh(reviewed), at=AT)] == [gate]
    assert shut_gates(fresh(reviewed), at=AT)[0].missing


@pytest.mark.parametrize("gate", [gate for gate in Gate if gate != Gate.REVIEWER])
def test_no_step_leads_around_a_gate(fernhill, reviewed, gate):
    """HR cannot approve; nor, where something changed since, the manager book or tell."""
    spoil(gate, reviewed, fernhill)
    with pytest.raises(gates.GateShut), transaction.atomic():
        approve(fresh(reviewed), fernhill)
    Plan.objects.filter(pk=reviewed.pk).update(state="approved")
    with pytest.raises(gates.GateShut), transaction.atomic():
        offering.book(fresh(reviewed), TEN, "Room Linden", by=fernhill.manager, at=AT)
    Plan.objects.filter(pk=reviewed.pk).update(telling_at=TEN, telling_where="Room Linden")
    with pytest.raises(gates.GateShut), transaction.atomic():
        offering.offer(fresh(reviewed), by=fernhill.manager, at=TEN + timedelta(hours=1))
    assert fresh(reviewed).state == PlanState.APPROVED
    assert not Notice.objects.exists()


@pytest.mark.parametrize("gate", [Gate.ISSUES, Gate.EVIDENCE, Gate.SUPPORT, Gate.OUTCOMES, Gate.REVIEWER])
def test_what_the_manager_has_to_do_is_asked_before_hr_is(fernhill, draft, gate):
    spoil(gate, draft, fernhill)
    with pytest.raises(gates.GateShut), transaction.atomic():
        hr_review.submit(fresh(draft), by=fernhill.manager, at=AT)


def test_two_weeks_are_fourteen_days_to_the_moment(fernhill, reviewed):
    Concern.objects.filter(case=reviewed.case).update(shared_at=AT - timedelta(days=14))
    assert shut_gates(reviewed, at=AT) == []
    assert [one.gate for one in shut_gates(reviewed, at=AT - timedelta(seconds=1))] == [Gate.CONVERSATION]


def test_help_that_was_asked_for_is_no_earlier_conversation(fernhill, reviewed):
    """A case without a concern or a told coaching plan has had none, however old it is."""
    Concern.objects.filter(case=reviewed.case).delete()
    make_pips.PlanFactory(case=reviewed.case, kind="coaching", state="cancelled", closed_at=AT)
    assert [one.gate for one in shut_gates(reviewed, at=AT)] == [Gate.CONVERSATION]


# --- exceptions -------------------------------------------------------------------------------


def test_an_exception_is_written_by_the_reviewer_alone_and_stays(fernhill, reviewed):
    spoil(Gate.CONVERSATION, reviewed, fernhill)
    for who in (fernhill.manager, fernhill.owner, fernhill.employee):
        with pytest.raises(Refused):
            gates.make_exception(reviewed, Gate.CONVERSATION, reason="They spoke", by=who, at=AT)
    with pytest.raises(rules.ReasonMissing):
        gates.make_exception(reviewed, Gate.CONVERSATION, reason=" \u200b ", by=fernhill.hr_admin, at=AT)
    made = gates.make_exception(reviewed, Gate.CONVERSATION, reason="They spoke", by=fernhill.hr_admin, at=AT)
    assert shut_gates(reviewed, at=AT) == []
    with pytest.raises(gates.ExceptedAlready), transaction.atomic():
        gates.make_exception(reviewed, Gate.CONVERSATION, reason="Again", by=fernhill.hr_admin, at=AT)
    assert GateException.objects.get().reason == "They spoke"
    assert AuditEntry.objects.filter(act="plan.excepted", by=fernhill.hr_admin).count() == 1
    approve(reviewed, fernhill)
    assert made.gate == Gate.CONVERSATION


@pytest.mark.parametrize("gate", [Gate.SUPPORT, Gate.EVIDENCE, Gate.ISSUES, Gate.OUTCOMES, Gate.REVIEWER, Gate.LEGAL])
def test_from_what_protects_the_employee_there_is_no_exception(fernhill, reviewed, gate):
    with pytest.raises(gates.NoException):
        gates.make_exception(reviewed, gate, reason="In a hurry", by=fernhill.hr_admin, at=AT)


# --- one question, kept apart -----------------------------------------------------------------


def test_the_question_is_answered_by_the_reviewer_and_read_by_nobody_else(fernhill, draft):
    hr_review.submit(draft, by=fernhill.manager, at=AT)
    plan = fresh(draft)
    for who in (fernhill.manager, fernhill.owner, fernhill.hr_partner):
        with pytest.raises(Refused):
            hr_review.answer_legal(plan, False, by=who, at=AT)
    hr_review.answer_legal(plan, True, by=fernhill.hr_admin, at=AT)
    lead = make_pips.PlanLeadFactory().employee
    assert access.legal_check_of(fernhill.hr_admin, plan).known
    assert access.legal_check_of(lead, plan).known
    for who in (fernhill.manager, fernhill.owner, fernhill.employee, fernhill.skip, fernhill.hr_partner):
        assert access.legal_check_of(who, plan) is None
    assert shut_gates(plan, at=AT)[0].gate == Gate.LEGAL
    hr_review.settle_legal(plan, LegalResult.GO_ON, by=fernhill.hr_admin, at=AT)
    assert shut_gates(plan, at=AT) == []


def test_what_the_review_stops_is_called_off_and_nobody_learns_why(fernhill, reviewed):
    hr_review.answer_legal(reviewed, True, by=fernhill.hr_admin, at=AT)
    hr_review.settle_legal(fresh(reviewed), LegalResult.STOP, by=fernhill.hr_admin, at=AT)
    plan = fresh(reviewed)
    assert (plan.state, plan.closing_reason) == (PlanState.CANCELLED, "")
    assert plan.case.is_open, "the employee knew of no plan: the matter is as it was"
    assert not Notice.objects.filter(recipient=fernhill.employee).exists()


def test_a_result_without_a_question_is_none(fernhill, reviewed):
    with pytest.raises(hr_review.NoReviewAsked):
        hr_review.settle_legal(reviewed, LegalResult.GO_ON, by=fernhill.hr_admin, at=AT)


def test_an_answer_given_anew_waits_for_a_result_anew(fernhill, reviewed):
    hr_review.answer_legal(reviewed, True, by=fernhill.hr_admin, at=AT)
    hr_review.settle_legal(reviewed, LegalResult.GO_ON, by=fernhill.hr_admin, at=AT)
    hr_review.answer_legal(reviewed, True, by=fernhill.hr_admin, at=AT)
    assert [one.gate for one in shut_gates(reviewed, at=AT)] == [Gate.LEGAL]


# --- misconduct, and who looks ------------------------------------------------------------------


def begin(fernhill, case, **said):
    options = {"reviewer": fernhill.hr_admin, "misconduct": False, "by": fernhill.manager, "at": AT}
    content = Written(aim="Right", issues=(WrittenIssue(title="Right", standard="All figures"),))
    return rules.draft_pip(case, content, **(options | said))


def test_misconduct_is_asked_first_and_leads_out_of_the_ladder(fernhill):
    case = make_pips.CaseFactory(employee=fernhill.employee, manager=fernhill.manager)
    for misconduct, error in ((None, rules.NotAsked), (True, rules.Misconduct)):
        with pytest.raises(error), transaction.atomic():
            begin(fernhill, case, misconduct=misconduct)
    assert not Plan.objects.exists()
    rules.lead_out(case, by=fernhill.manager, at=AT)
    assert (case.state, case.outcome) == ("closed", "led_out")
    with pytest.raises(rules.MatterClosed), transaction.atomic():
        begin(fernhill, case)


def test_whoever_looks_for_hr_handles_the_employee_and_stands_outside_the_line(fernhill):
    case = make_pips.CaseFactory(employee=fernhill.employee, manager=fernhill.manager)
    make.RoleGrantFactory(employee=fernhill.skip, role="hr_admin")
    make.RoleGrantFactory(employee=fernhill.peer, role="hr_admin")
    for reviewer in (None, fernhill.skip, fernhill.peer, fernhill.manager, fernhill.stranger, fernhill.employee):
        with pytest.raises(rules.NoReviewer), transaction.atomic():
            begin(fernhill, case, reviewer=reviewer)
    plan = begin(fernhill, case, reviewer=fernhill.hr_partner)
    assert plan.case.hr_owner == fernhill.hr_partner
    assert not Notice.objects.exists(), "nobody is told of a draft"


# --- HR says yes, over reasons only with one ---------------------------------------------------


def test_what_the_rules_found_goes_along_and_is_overridden_with_a_reason_alone(fernhill, draft):
    Issue.objects.filter(plan=draft).update(baseline="")
    review = hr_review.submit(draft, by=fernhill.manager, at=AT)
    assert (review.score, review.reasons) == (90, [["no_baseline", 1, []]])
    assert list(Notice.objects.values_list("recipient", "kind")) == [(fernhill.hr_admin.pk, "plan.to_review")]
    hr_review.answer_legal(draft, False, by=fernhill.hr_admin, at=AT)
    with pytest.raises(hr_review.OverrideMissing), transaction.atomic():
        approve(fresh(draft), fernhill)
    approve(fresh(draft), fernhill, override="It is counted from day 1 on.")
    kept = PlanReview.objects.get()
    assert (kept.outcome, kept.override, kept.appeal_reviewer) == (
        "approved",
        "It is counted from day 1 on.",
        fernhill.stranger,
    )
    plan = fresh(draft)
    assert (plan.state, plan.jurisdiction) == (PlanState.APPROVED, Jurisdiction.objects.get().text)


def test_appeals_go_to_somebody_else_outside_the_line(fernhill, reviewed):
    for hears in (None, fernhill.hr_admin, fernhill.manager, fernhill.skip, fernhill.peer, fernhill.employee):
        with pytest.raises(hr_review.NobodyForAppeals), transaction.atomic():
            approve(reviewed, fernhill, appeal_reviewer=hears)


def test_nobody_approves_but_the_case_owner(fernhill, reviewed):
    for who in (fernhill.manager, fernhill.owner, fernhill.hr_partner, fernhill.skip, fernhill.employee):
        with pytest.raises(Refused):
            approve(reviewed, fernhill, by=who)


def test_the_words_of_the_place_win_over_those_of_everywhere(fernhill, reviewed):
    make_pips.JurisdictionFactory(location="Leeds", text="As Acas says.")
    fernhill.employee.location = "Leeds"
    fernhill.employee.save(update_fields=["location"])
    approve(fresh(reviewed), fernhill)
    assert fresh(reviewed).jurisdiction == "As Acas says."


# --- no other door ----------------------------------------------------------------------------


def test_a_direct_move_past_being_told_is_refused_by_the_table_and_by_the_database(reviewed):
    for act in ("offer", "start", "end", "extend", "succeed"):
        with pytest.raises(StaleMove):
            move(fresh(reviewed), PIP_MOVES[act])
    with pytest.raises(IntegrityError), transaction.atomic():
        Plan.objects.filter(pk=reviewed.pk).update(state="active", start_date=date(2026, 3, 9))


def test_two_tabs_do_not_approve_twice(fernhill, reviewed):
    other_tab = fresh(reviewed)
    approve(reviewed, fernhill)
    with pytest.raises(StaleMove), transaction.atomic():
        approve(other_tab, fernhill)
    assert PlanReview.objects.filter(outcome="approved").count() == 1


def test_what_was_approved_is_not_written_on(fernhill, approved):
    with pytest.raises(StaleMove), transaction.atomic():
        rules.rewrite(fresh(approved), written(approved), by=fernhill.manager, at=AT)
    with pytest.raises(StaleMove), transaction.atomic():
        rules.change(fresh(approved), written(approved), reason="Quickly", by=fernhill.manager, at=AT)


def test_an_approved_plan_comes_back_and_goes_through_everything_again(fernhill, approved):
    hr_review.send_back(approved, words="The support has moved away", by=fernhill.hr_admin, at=AT)
    plan = fresh(approved)
    assert (plan.state, plan.telling_at) == (PlanState.DRAFT, None)
    with pytest.raises(StaleMove), transaction.atomic():
        offering.book(plan, TEN, "Room Linden", by=fernhill.manager, at=AT)
    review = hr_review.submit(plan, by=fernhill.manager, at=AT)
    assert review.content == 2
