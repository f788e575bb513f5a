"""A coaching plan in one step, versions that never change, and what is refused in words."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction

from notices.models import Notice
from people.models import AuditEntry
from people.states import EmployeeState
from perfhub.kernel.errors import Conflict, Refused, StaleMove
from perfhub.kernel.typed import TooLong
from pips.models import Case, Issue, Plan, PlanVersion, Support
from pips.queries.versions import Written, WrittenIssue, WrittenSupport, differences, restored, snapshot, written
from pips.rules import cases, versions
from pips.rules import plans as rules
from pips.states import PlanKind, PlanState, SupportState
from tests.factories import people as make
from tests.factories import pips as make_pips

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)  # a Monday
DUE = date(2026, 3, 16)


@pytest.fixture(autouse=True)
def _inside(fernhill):
    with fernhill.inside():
        yield


@pytest.fixture
def case(fernhill):
    made = make_pips.CaseFactory(employee=fernhill.employee, manager=fernhill.manager)
    make_pips.ConcernFactory(case=made)
    return made


def content(fernhill, **said) -> Written:
    usual = {
        "aim": "Certificates are right the first time.",
        "length_days": 30,
        "issues": (WrittenIssue(title="Right first time", standard="Every figure is there."),),
        "support": (WrittenSupport(what="Two bench mornings", owner=fernhill.manager.pk, due_date=DUE),),
    }
    return Written(**(usual | said))


def start(fernhill, case=None, **said) -> Plan:
    options = {"by": fernhill.manager, "at": AT, "case": case}
    return rules.start_coaching(fernhill.employee, "Right first time", content(fernhill, **said), **options)


def test_a_coaching_plan_begins_at_once_and_its_employee_is_told(fernhill):
    plan = start(fernhill)
    assert (plan.state, plan.start_date, plan.content) == (PlanState.ACTIVE, date(2026, 3, 2), 1)
    assert (plan.mid_review_date, plan.end_date) == (date(2026, 3, 23), date(2026, 4, 10))  # days 16 and 30
    assert (plan.case.rung, plan.case.told_at) == ("coaching", AT)
    assert list(Notice.objects.values_list("recipient", "kind")) == [(fernhill.employee.pk, "plan.started")]
    lines = AuditEntry.objects.filter(object_type="pips.plan", object_id=plan.pk).order_by("pk")
    assert list(lines.values_list("act", flat=True)) == ["plan.drafted", "plan.started"]


def test_from_a_concern_it_goes_up_and_down_again(fernhill, case):
    plan = start(fernhill, case)
    case.refresh_from_db()
    case.concern.refresh_from_db()
    assert (case.rung, case.concern.state) == ("coaching", "raised")
    rules.lower(plan, by=fernhill.manager, at=AT + timedelta(days=9), reason="It needs less than that")
    case.refresh_from_db()
    case.concern.refresh_from_db()
    assert (plan.state, case.rung, case.concern.state) == (PlanState.CLOSED, "concern", "watched")


def test_what_has_worked_closes_the_matter(fernhill, case):
    plan = start(fernhill, case)
    rules.resolve(plan, by=fernhill.manager, at=AT + timedelta(days=9))
    case.refresh_from_db()
    assert (plan.state, case.state, case.outcome) == (PlanState.CLOSED, "closed", "resolved")
    with pytest.raises(StaleMove):
        rules.resolve(Plan.objects.get(pk=plan.pk), by=fernhill.manager, at=AT)


def test_a_plan_for_oneself_those_above_a_leaver_or_anothers_report_is_refused_in_words(fernhill):
    leaver = make.EmployeeFactory(state=EmployeeState.LEFT, end_date=date(2026, 1, 31))
    for whom, error in (
        (fernhill.manager, cases.AboutOneself),
        (fernhill.skip, cases.AboutThoseAbove),
        (leaver, cases.HasLeft),
        (fernhill.stranger, cases.NotYourReport),
    ):
        with pytest.raises(error):
            rules.start_coaching(whom, "Certificates", content(fernhill), by=fernhill.manager, at=AT)
    assert not Plan.objects.exists()
    assert not Case.objects.exists()


def test_nobody_else_writes_a_plan_about_a_case(fernhill, case):
    for who in (fernhill.employee, fernhill.skip, fernhill.peer, fernhill.hr_admin, fernhill.owner):
        with pytest.raises(Refused):
            rules.draft(case, PlanKind.COACHING, content(fernhill), by=who, at=AT)


def test_a_second_plan_of_a_kind_is_refused_while_one_is_open(fernhill, case):
    start(fernhill, case)
    with pytest.raises(rules.OneAlready), transaction.atomic():
        start(fernhill)
    assert Plan.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({"issues": ()}, versions.NothingAsked),
        ({"issues": (WrittenIssue(title="Right", standard=" \u200b "),)}, versions.StandardMissing),
        ({"issues": tuple(WrittenIssue(title=f"P{n}", standard="s") for n in range(7))}, versions.TooMuch),
        ({"aim": " "}, rules.AimMissing),
        ({"length_days": 45}, rules.LengthUnknown),
        ({"issues": (WrittenIssue(title="Right", standard="s" * 4001),)}, TooLong),
    ],
)
def test_a_plan_says_what_it_has_to_say(fernhill, said, error):
    with pytest.raises(error), transaction.atomic():
        start(fernhill, **said)
    assert not Case.objects.exists()


def test_support_is_owed_by_somebody_else_who_works_here(fernhill):
    for owner, error in ((fernhill.employee, versions.OwedByEmployee), (fernhill.leaver, versions.OwnerGone)):
        support = (WrittenSupport(what="Mornings", owner=owner.pk, due_date=DUE),)
        with pytest.raises(error), transaction.atomic():
            start(fernhill, support=support)


def test_a_point_cites_only_evidence_of_its_own_matter(fernhill, case):
    other = make_pips.EvidenceFactory(case__employee=fernhill.peer, case__manager=fernhill.manager)
    out = make_pips.EvidenceFactory(case=case, out_at=AT, out_by=fernhill.manager, out_reason="It was somebody else")
    for piece in (other, out):
        issues = (WrittenIssue(title="Right", standard="All figures", evidence=(piece.pk,)),)
        with pytest.raises(versions.NotShown), transaction.atomic():
            start(fernhill, case, issues=issues)


def test_what_a_told_plan_says_changes_by_a_new_version_alone(fernhill, case):
    plan = start(fernhill, case)
    before = written(plan)
    issue = before.issues[0]
    after = Written(
        **{
            **vars(before),
            "issues": (WrittenIssue(**{**vars(issue), "measure": "Ten drawn by lot"}),),
            "support": (*before.support, WrittenSupport(what="A course", owner=fernhill.skip.pk, due_date=DUE)),
        }
    )
    version = rules.change(plan, after, reason="Emma proposed it", by=fernhill.manager, at=AT + timedelta(days=1))
    assert (version.number, version.reason) == (2, "Emma proposed it")
    first, second = PlanVersion.objects.filter(plan=plan).order_by("number")
    names = {fernhill.skip.pk: fernhill.skip.name}
    told = differences(restored(first.content), restored(second.content), names=names)
    assert [(one.where, one.is_new) for one in told] == [("Right first time", False), ("A course", True)]
    assert "Seen by: Ten drawn by lot" in told[0].after
    assert told[1].after == "A course: Sara Skip, by 16 March 2026"
    assert Notice.objects.filter(kind="plan.changed", recipient=fernhill.employee).count() == 1


def test_a_change_says_why_and_overwrites_nothing_unseen(fernhill, case):
    plan = start(fernhill, case)
    with pytest.raises(rules.ReasonMissing):
        rules.change(plan, written(plan), reason=" ", by=fernhill.manager, at=AT)
    seen = plan.version
    rules.change(plan, written(plan), reason="First tab", by=fernhill.manager, at=AT, seen=seen)
    with pytest.raises(Conflict) as refused:
        rules.change(plan, content(fernhill, aim="Mine"), reason="Second", by=fernhill.manager, at=AT, seen=seen)
    assert refused.value.yours == {"aim": "Mine"}
    assert refused.value.theirs == {"aim": "Certificates are right the first time."}


def test_what_is_taken_out_of_a_told_plan_stays_to_be_seen_and_what_is_given_stays_in(fernhill, case):
    plan = start(fernhill, case)
    less = Written(**{**vars(written(plan)), "support": ()})
    rules.change(plan, less, reason="Not needed", by=fernhill.manager, at=AT)
    assert list(Support.objects.filter(plan=plan).values_list("state", flat=True)) == [SupportState.DROPPED]
    more = Written(**{**vars(less), "support": content(fernhill).support})
    rules.change(plan, more, reason="Needed after all", by=fernhill.manager, at=AT)
    Support.objects.filter(plan=plan, state="owed").update(state=SupportState.SAID)
    with pytest.raises(versions.GivenAlready), transaction.atomic():
        rules.change(plan, less, reason="Away with it", by=fernhill.manager, at=AT)


def test_what_is_owed_and_late_is_not_taken_out_by_whoever_owes_it(fernhill, case):
    plan = start(fernhill, case)
    less = Written(**{**vars(written(plan)), "support": ()})
    owed = Support.objects.get(plan=plan)
    Support.objects.filter(pk=owed.pk).update(first_due_date=AT.date() - timedelta(days=1))
    with pytest.raises(versions.LateAlready), transaction.atomic():
        rules.change(plan, less, reason="Not needed", by=fernhill.manager, at=AT)
    owed.refresh_from_db()
    assert owed.state == "owed"
    Support.objects.filter(pk=owed.pk).update(first_due_date=AT.date())
    rules.change(plan, less, reason="Not needed", by=fernhill.manager, at=AT)
    owed.refresh_from_db()
    assert owed.state == "dropped"


def test_another_plans_line_is_none_of_this_one(fernhill, case):
    plan = start(fernhill, case)
    foreign = make_pips.IssueFactory()
    with pytest.raises(versions.NotInThisPlan), transaction.atomic():
        issues = (WrittenIssue(title="Right", standard="All", pk=foreign.pk),)
        rules.change(plan, content(fernhill, issues=issues), reason="Mixed up", by=fernhill.manager, at=AT)
    foreign.refresh_from_db()
    assert foreign.title != "Right"


def test_a_version_is_what_was_written_and_nothing_less(fernhill, case):
    plan = start(fernhill, case)
    Issue.objects.filter(plan=plan).update(baseline_number="81.5", target_number=94)
    now = written(plan)
    assert restored(snapshot(now)) == now


def test_a_draft_is_put_away_without_anybody_having_been_told(fernhill, case):
    plan = rules.draft(case, PlanKind.COACHING, content(fernhill), by=fernhill.manager, at=AT)
    rules.discard(plan, by=fernhill.manager, at=AT)
    case.refresh_from_db()
    assert (plan.state, case.rung, Notice.objects.count()) == (PlanState.CANCELLED, "concern", 0)


@pytest.mark.parametrize(
    ("due", "error"),
    [
        (date(2026, 3, 1), versions.DayOver),
        (date(2027, 6, 1), versions.DayTooFar),
        (date(2026, 3, 14), versions.DayFree),  # a Saturday
        (date(2026, 3, 17), versions.DayFree),  # a holiday
        (date(2026, 3, 19), versions.DayFree),  # leave
    ],
)
def test_nothing_is_due_on_a_day_on_which_its_employee_does_not_work(fernhill, due, error):
    make.PublicHolidayFactory(date=date(2026, 3, 17), location="")
    make.AbsenceFactory(employee=fernhill.employee, start_date=date(2026, 3, 19), end_date=date(2026, 3, 20))
    support = (WrittenSupport(what="Mornings", owner=fernhill.manager.pk, due_date=due),)
    with pytest.raises(error) as refused, transaction.atomic():
        start(fernhill, support=support)
    assert "Mornings" in str(refused.value)
    assert not Case.objects.exists()


def test_a_holiday_says_which_day_comes_next(fernhill):
    make.PublicHolidayFactory(date=date(2026, 3, 16), location="")
    with pytest.raises(versions.DayFree) as refused, transaction.atomic():
        start(fernhill)
    assert "Tuesday, 17 March" in str(refused.value)


def test_a_day_that_was_agreed_stays_when_leave_comes_to_lie_on_it(fernhill, case):
    plan = start(fernhill, case)
    make.AbsenceFactory(employee=fernhill.employee, start_date=DUE, end_date=DUE)
    rules.change(plan, written(plan), reason="A clearer word", by=fernhill.manager, at=AT)


def test_a_coaching_plan_does_not_end_under_an_improvement_plan_that_is_written(fernhill, case):
    plan = start(fernhill, case)
    options = {"reviewer": fernhill.hr_admin, "misconduct": False, "by": fernhill.manager, "at": AT}
    draft = rules.draft_pip(plan.case, content(fernhill), **options)
    for rule in (rules.resolve, rules.lower):
        with pytest.raises(rules.PlanBeingWritten):
            rule(plan, by=fernhill.manager, at=AT)
    rules.discard(draft, by=fernhill.manager, at=AT)
    rules.resolve(plan, by=fernhill.manager, at=AT)
    assert Case.objects.get(pk=case.pk).outcome == "resolved"


def test_what_leads_out_of_the_ladder_ends_the_plan_that_was_under_way(fernhill, case):
    plan = start(fernhill, case)
    rules.lead_out(plan.case, by=fernhill.manager, at=AT)
    assert (Plan.objects.get(pk=plan.pk).state, plan.case.outcome) == (PlanState.CANCELLED, "led_out")
