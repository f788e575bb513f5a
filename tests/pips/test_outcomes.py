"""How a plan ends: nobody says "not met" while support is missing; more time, once; success, and whether it holds."""

from datetime import date, timedelta

import pytest

from notices.models import Notice
from people.access import SYSTEM
from perfhub.kernel.errors import Refused, StaleMove
from pips.access import running as access
from pips.models import Case, Decision, Look, MoreTime, Plan, PlanMeeting
from pips.rules import ending, outcomes, sustaining, verdicts
from tests.factories import people as make_people
from tests.factories import pips as make
from tests.factories.pips_running import PlanMeetingFactory

from .running import DAY, DAY_ONE, at, begun, fresh, tick

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _inside(fernhill):
    with fernhill.inside():
        yield


@pytest.fixture
def over(fernhill):
    """A plan on the Monday after its last day, with its end review held."""
    plan = begun(fernhill)
    plan = tick(plan, plan.end_date + 3 * DAY)
    PlanMeeting.objects.filter(plan=plan, kind="end_review").update(state="held", held_at=at(plan.end_date + 4 * DAY))
    return fresh(plan)


def after(plan, days=4):
    return at(plan.end_date + days * DAY)


def told(kind):
    return set(Notice.objects.filter(kind=kind).values_list("recipient", flat=True))


# --- support protects ------------------------------------------------------------------------------


def test_while_support_is_missing_nobody_says_not_met_and_more_time_is_the_way(fernhill, over):
    owed = make.SupportFactory(plan=over)
    with pytest.raises(outcomes.SupportShort):
        outcomes.not_met(over, "Six of ten came back.", by=fernhill.manager, at=after(over))
    with pytest.raises(outcomes.MoreTimeFirst):
        outcomes.end_without_support(over, by=fernhill.manager, at=after(over))
    assert fresh(over).state == "end_review"
    more = outcomes.extend(over, 20, "The template came late.", by=fernhill.manager, at=after(over))
    assert (more.days, more.for_support) == (20, True)
    assert fresh(over).state == "active"
    assert told("course.more_time") == {fernhill.employee.pk, fernhill.hr_admin.pk}
    assert told("course.moved") == set(), "one letter for one thing"
    owed.refresh_from_db()
    assert owed.state == "owed"


def test_more_time_counts_from_the_day_after_it_was_given(fernhill, over):
    given = after(over)
    outcomes.extend(over, 20, "It goes well, and needs a little more.", by=fernhill.manager, at=given)
    assert fresh(over).end_date == given.date() + 28 * DAY, "twenty working days, none of them lost"
    assert PlanMeeting.objects.filter(plan=over, kind="end_review", state="planned").count() == 0
    assert PlanMeeting.objects.filter(plan=over, state="planned", start_at__gt=given).exists(), "they go on meeting"


def test_more_time_is_given_once_and_half_of_the_length_at_most(fernhill, over):
    for days in (0, 31):
        with pytest.raises(ending.TooMuchTime):
            outcomes.extend(over, days, "More.", by=fernhill.manager, at=after(over))
    with pytest.raises(ending.WordsMissing):
        outcomes.extend(over, 10, "", by=fernhill.manager, at=after(over))
    for stranger in (fernhill.employee, fernhill.skip, fernhill.peer):
        with pytest.raises(Refused):
            outcomes.extend(over, 10, "More.", by=stranger, at=after(over))
    outcomes.extend(over, 10, "A little more.", by=fernhill.hr_admin, at=after(over))
    with pytest.raises(outcomes.ExtendedAlready):
        outcomes.extend(fresh(over), 10, "More.", by=fernhill.manager, at=after(over))
    assert MoreTime.objects.filter(plan=over).count() == 1


def test_short_again_it_ends_as_a_success_or_because_support_was_not_given(fernhill, over):
    owed = make.SupportFactory(plan=over)
    outcomes.extend(over, 10, "The template came late.", by=fernhill.manager, at=after(over))
    plan = fresh(over)
    plan = tick(plan, plan.end_date + 3 * DAY)
    assert plan.state == "end_review"
    PlanMeeting.objects.filter(plan=plan, kind="end_review", state="planned").update(state="held", held_at=after(plan))
    with pytest.raises(outcomes.SupportShortAgain):
        outcomes.not_met(plan, "Still six of ten.", by=fernhill.manager, at=after(plan))
    outcomes.end_without_support(plan, "We could not give it.", by=fernhill.manager, at=after(plan))
    plan, case = fresh(plan), Case.objects.get(pk=plan.case_id)
    assert (plan.state, case.outcome, case.state) == ("closed", "support_not_given", "closed")
    owed.refresh_from_db()
    assert owed.state == "not_given"
    assert not PlanMeeting.objects.filter(plan=plan, state="planned").exists()
    assert told("course.closed") == {fernhill.employee.pk, fernhill.hr_admin.pk}


def test_where_support_is_there_the_plan_does_not_end_because_of_it(fernhill, over):
    make.SupportFactory(plan=over, state="delivered")
    outcomes.extend(over, 10, "A little more.", by=fernhill.manager, at=after(over))
    plan = tick(over, fresh(over).end_date + 3 * DAY)
    with pytest.raises(outcomes.SupportIsThere):
        outcomes.end_without_support(plan, by=fernhill.manager, at=after(plan))


# --- not met, decision, appeal ---------------------------------------------------------------------


def test_not_met_leads_to_a_meeting_with_hr_a_decision_apart_and_ten_working_days(fernhill, over):
    make.SupportFactory(plan=over, state="delivered")
    with pytest.raises(ending.WordsMissing):
        outcomes.not_met(over, " ", by=fernhill.manager, at=after(over))
    with pytest.raises(Refused):
        outcomes.not_met(over, "Not met.", by=fernhill.hr_admin, at=after(over))
    outcomes.not_met(over, "Six of ten came back, with all of the support.", by=fernhill.manager, at=after(over))
    meeting = PlanMeeting.objects.get(plan=over, kind="outcome")
    assert meeting.start_at > after(over)
    plan = fresh(over)
    with pytest.raises(outcomes.NotMetYet):
        outcomes.decide(plan, "other_role", "A role without certificates.", by=fernhill.hr_admin, at=after(over))
    PlanMeeting.objects.filter(pk=meeting.pk).update(state="held", held_at=meeting.start_at)
    with pytest.raises(Refused):
        outcomes.decide(plan, "other_role", "A role without certificates.", by=fernhill.manager, at=after(over))
    decided = at(date(2026, 6, 1))
    decision = outcomes.decide(plan, "other_role", "A role without certificates.", by=fernhill.hr_admin, at=decided)
    assert decision.appeal_until_date == date(2026, 6, 15)
    readers = [fernhill.employee, fernhill.manager, fernhill.hr_admin]
    assert [access.get_decision(one, fresh(plan)) for one in readers] == [decision] * 3
    assert access.get_decision(fernhill.skip, fresh(plan)) is None
    assert outcomes.close_over(by=SYSTEM, at=at(date(2026, 6, 15))) == 0
    assert outcomes.close_over(by=SYSTEM, at=at(date(2026, 6, 17))) == 1
    assert outcomes.close_over(by=SYSTEM, at=at(date(2026, 6, 17))) == 0
    assert (fresh(plan).state, Case.objects.get(pk=plan.case_id).outcome) == ("closed", "not_met")


def test_neither_a_successor_nor_somebody_named_reads_the_decision(fernhill, over):
    named = make_people.EmployeeFactory()
    make.CaseReaderFactory(case=over.case, reader=named)
    Plan.objects.filter(pk=over.pk).update(state="appeal_window")
    before = make_people.EmployeeFactory()  # whoever led it when it was decided
    Decision.objects.create(
        plan=over,
        kind="other",
        words="Apart.",
        manager=before,
        decided_by=fernhill.hr_admin,
        decided_at=after(over),
        appeal_until_date=after(over).date(),
    )
    assert access.get_decision(fernhill.employee, over) is not None
    assert access.get_decision(fernhill.manager, over) is None
    assert access.get_decision(named, over) is None


def test_an_appeal_that_is_heard_keeps_the_plan_open_and_one_upheld_counts_against_nobody(fernhill, over):
    Plan.objects.filter(pk=over.pk).update(state="appeal_window")
    Decision.objects.create(
        plan=over,
        kind="leaving",
        words="Apart.",
        manager=fernhill.manager,
        decided_by=fernhill.hr_admin,
        decided_at=after(over),
        appeal_until_date=date(2026, 6, 8),
    )
    appeal = make.AppealFactory(plan=over, reviewer=make_people.EmployeeFactory())
    assert outcomes.close_over(by=SYSTEM, at=at(date(2026, 6, 20))) == 0
    type(appeal).objects.filter(pk=appeal.pk).update(state="upheld", decision="It holds.", decided_at=after(over))
    assert outcomes.close_over(by=SYSTEM, at=at(date(2026, 6, 20))) == 1
    assert Case.objects.get(pk=over.case_id).outcome == "cancelled"


def test_not_met_needs_an_end_review_that_took_place(fernhill):
    plan = begun(fernhill)
    plan = tick(plan, plan.end_date + 3 * DAY)
    with pytest.raises(outcomes.NotMetYet):
        outcomes.not_met(plan, "Not met.", by=fernhill.manager, at=after(plan))
    Plan.objects.filter(pk=plan.pk).update(state="active")
    with pytest.raises(StaleMove):
        outcomes.not_met(plan, "Not met.", by=fernhill.manager, at=after(plan))


# --- success ---------------------------------------------------------------------------------------


def test_a_success_is_looked_at_after_30_60_90_days_and_six_months_and_is_over_then(fernhill, over):
    sustaining.succeed(over, "Nine of ten, three weeks in a row. Thank you.", by=fernhill.manager, at=after(over))
    plan = fresh(over)
    day = after(over).date()
    assert plan.state == "sustaining"
    looks = list(Look.objects.filter(plan=plan).order_by("number"))
    assert [look.due_date for look in looks] == [day + n * DAY for n in (30, 60, 90, 182)]
    assert told("course.succeeded") == {fernhill.employee.pk, fernhill.hr_admin.pk}
    looks[0].plan = plan
    with pytest.raises(sustaining.TooEarly):
        sustaining.look_holds(looks[0], "It holds.", by=fernhill.manager, at=after(over))
    for look in looks:
        assert fresh(plan).state == "sustaining"
        look.plan = fresh(plan)
        sustaining.look_holds(look, "It holds.", by=fernhill.manager, at=at(look.due_date))
    case = Case.objects.get(pk=plan.case_id)
    assert (fresh(plan).state, case.outcome) == ("closed", "recovered")
    assert case.spent_on_date == date(2027, 11, 24), "spent a year after that"


def test_looks_that_nobody_holds_leave_nobody_hanging(fernhill, over):
    sustaining.succeed(over, by=fernhill.manager, at=after(over))
    last = Look.objects.filter(plan=over).latest("number").due_date
    assert outcomes.close_over(by=SYSTEM, at=at(last + 14 * DAY)) == 0
    assert outcomes.close_over(by=SYSTEM, at=at(last + 16 * DAY)) == 1
    assert fresh(over).state == "closed"
    assert set(Look.objects.filter(plan=over).values_list("state", flat=True)) == {"passed"}
    assert Case.objects.get(pk=over.case_id).outcome == "recovered"


def test_what_slips_goes_on_for_some_days_and_what_was_between_does_not_count(fernhill, over):
    sustaining.succeed(over, by=fernhill.manager, at=after(over))
    look = Look.objects.get(plan=over, number=1)
    look.plan = fresh(over)
    slipped = at(look.due_date)
    with pytest.raises(ending.WordsMissing):
        sustaining.slip(look, 15, "", by=fernhill.manager, at=slipped)
    sustaining.slip(look, 15, "Seven of ten for two weeks.", by=fernhill.manager, at=slipped)
    plan = fresh(over)
    assert plan.state == "active"
    working = [slipped.date() + n * DAY for n in range(1, 40) if (slipped.date() + n * DAY).weekday() < 5]
    assert plan.end_date == working[14]
    assert list(Look.objects.filter(plan=plan).order_by("number").values_list("state", flat=True)) == [
        "slipped",
        "passed",
        "passed",
        "passed",
    ]


def test_early_it_is_a_success_when_all_is_met_from_the_mid_review_on(fernhill):
    plan = begun(fernhill)
    issue = make.IssueFactory(plan=plan)
    meeting = PlanMeetingFactory(plan=plan, number=99, start_at=at(plan.mid_review_date - 3 * DAY))
    for person in (fernhill.employee, fernhill.manager):
        verdicts.say(meeting, issue, "met", by=person, at=meeting.start_at)
    issue.refresh_from_db()
    assert issue.state == "open", "before the mid-review nothing is closed"
    with pytest.raises(verdicts.TooEarlyToClose):
        verdicts.meet(issue, by=fernhill.manager, at=meeting.start_at)
    later = at(plan.mid_review_date)
    with pytest.raises(sustaining.NotAllMet):
        sustaining.succeed(plan, by=fernhill.manager, at=later)
    review = PlanMeetingFactory(plan=plan, number=98, start_at=later)
    for person in (fernhill.employee, fernhill.manager):
        verdicts.say(review, issue, "met", by=person, at=later)
    issue.refresh_from_db()
    assert issue.state == "met", "both say so"
    sustaining.succeed(plan, by=fernhill.manager, at=later)
    assert fresh(plan).state == "sustaining"


def test_both_verdicts_stand_side_by_side_and_what_is_said_again_replaces_and_stays(fernhill):
    plan = begun(fernhill)
    issue = make.IssueFactory(plan=plan)
    meeting = PlanMeetingFactory(plan=plan, number=99, start_at=at(DAY_ONE + 7 * DAY))
    with pytest.raises(verdicts.NotYet):
        verdicts.say(meeting, issue, "met", by=fernhill.employee, at=at(DAY_ONE))
    noon = meeting.start_at + timedelta(hours=1)
    verdicts.say(meeting, issue, "on_track", words="Four clean ones.", now="91 %", by=fernhill.employee, at=noon)
    verdicts.say(meeting, issue, "behind", words="Two came back.", now="88 %", by=fernhill.manager, at=noon)
    verdicts.say(meeting, issue, "on_track", words="I had counted an old one.", by=fernhill.manager, at=noon)
    said = issue.verdicts.in_force().order_by("side").values_list("side", "saying", "words")
    assert list(said) == [
        ("employee", "on_track", "Four clean ones."),
        ("manager", "on_track", "I had counted an old one."),
    ]
    assert issue.verdicts.filter(replaced_at__isnull=False).get().words == "Two came back."
    for stranger in (fernhill.hr_admin, fernhill.skip):
        with pytest.raises(Refused):
            verdicts.say(meeting, issue, "met", by=stranger, at=noon)
