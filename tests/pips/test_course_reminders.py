"""What the clock reminds of in plans under way: each once, of those who are concerned, in letters that name nothing."""

from datetime import timedelta

import pytest

from notices.models import Notice
from people.access import SYSTEM
from people.models import Employee, RoleGrant
from people.queries import NO_TEAM
from perfhub.kernel import clock, slots
from pips.models import Case, ClockStop, Plan, PlanMeeting
from pips.queries.told import plans as told_of_plans
from pips.queries.told import running as told
from pips.rules import course_reminders
from pips.tasks import follow_plans_in
from tests.factories import pips as make
from tests.factories.notices import NoticeFactory
from tests.factories.pips_running import LookFactory, PlanMeetingFactory
from tests.factories.team_plans import TeamPlanFactory, TeamPlanOwedFactory
from tests.guards.access_table.pips_running import under_way

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def remind(*, off=()):
    at = clock.now()
    return course_reminders.remind(by=SYSTEM, at=at, today=at.date(), off=list(off))


def told_of(kind):
    return sorted(Notice.objects.filter(kind=kind).values_list("recipient__name", flat=True))


def owed(plan, days, **said):
    day = clock.now().date() + days * DAY
    return make.SupportFactory(plan=plan, due_date=day, first_due_date=day, **said)


def test_each_is_told_once_of_what_waits_for_them(fernhill):
    employee, manager, hr = fernhill.employee, fernhill.manager, fernhill.hr_admin
    with fernhill.inside():
        plan = under_way(fernhill, employee)
        owed(plan, 1)
        owed(plan, -9)
        owed(plan, 9)
        owed(plan, 1, state="delivered")
        make.IssueFactory(plan=plan)
        PlanMeetingFactory(plan=plan, number=30, start_at=clock.now() + timedelta(hours=5))
        PlanMeetingFactory(plan=plan, number=31, start_at=clock.now() - 2 * DAY, held=True)
        first = remind()
        assert told_of("course.support_due") == [manager.name] * 2
        assert told_of("course.support_late") == sorted([hr.name, manager.name])
        assert told_of("course.meeting") == sorted([employee.name, manager.name])
        assert told_of("course.to_say") == sorted([employee.name, manager.name])
        assert first == Notice.objects.filter(kind__startswith="course.").count()
        assert remind() == 0, "a second tick tells nobody anything"


def test_nobody_is_reminded_where_it_is_switched_off(fernhill):
    with fernhill.inside():
        owed(under_way(fernhill, fernhill.employee), 1)
        teams = [fernhill.manager.team_id or NO_TEAM, fernhill.employee.team_id or NO_TEAM]
        assert remind(off=teams) == 0
        assert remind() == 1


def test_a_look_waits_for_its_day(fernhill):
    with fernhill.inside():
        plan = under_way(fernhill, fernhill.employee, state="sustaining")
        LookFactory(plan=plan, number=1, due_date=clock.now().date())
        LookFactory(plan=plan, number=2, due_date=clock.now().date() + 30 * DAY)
        assert remind() == 1
        assert told_of("course.look_due") == [fernhill.manager.name]


def fortnights(days):
    """As if the clock looked so many days from now."""
    at = clock.now() + days * DAY
    return course_reminders.remind(by=SYSTEM, at=at, today=at.date(), off=[])


def test_an_end_review_that_leads_to_nothing_is_told_each_fortnight(fernhill):
    both = sorted([fernhill.hr_admin.name, fernhill.manager.name])
    with fernhill.inside():
        plan = under_way(fernhill, fernhill.employee, state="end_review", end_date=clock.now().date())
        assert fortnights(13) == 0
        assert fortnights(14) == 2
        assert told_of("course.no_end") == both
        assert fortnights(20) == 0, "once in each"
        assert fortnights(28) == 2
        Plan.objects.filter(pk=plan.pk).update(state="cancelled", closed_at=clock.now())
        assert fortnights(42) == 0


def not_met(plan):
    """The manager missed a meeting today, so that the clock stands still."""
    missed = PlanMeetingFactory(plan=plan, state="missed", missed_by="manager", missed_at=clock.now())
    stop = {"plan": plan, "kind": "meeting", "start_date": clock.now().date(), "found_at": clock.now()}
    ClockStop.objects.create(**stop, meeting=missed)
    return missed


def test_a_clock_that_stands_still_because_nobody_met_again_is_told_too(fernhill):
    with fernhill.inside():
        plan = under_way(fernhill, fernhill.employee, end_date=clock.now().date() + 90 * DAY)
        missed = not_met(plan)
        case = make.CaseFactory(employee=fernhill.peer, manager=fernhill.manager, rung="coaching", told_at=make.TOLD)
        coaching = make.PlanFactory(case=case, active=True)
        not_met(coaching)
        assert fortnights(13) == 0
        assert fortnights(15) == 3
        manager = fernhill.manager.name
        assert told_of("course.no_end") == sorted([fernhill.hr_admin.name, manager, manager]), "HR has no coaching plan"
        Plan.objects.filter(pk=coaching.pk).update(state="closed", closed_at=clock.now())
        ClockStop.objects.filter(meeting=missed).update(end_date=clock.now().date())
        assert fortnights(30) == 0, "they have met"


def test_what_has_been_done_since_is_not_told_any_more(fernhill):
    with fernhill.inside():
        support = owed(under_way(fernhill, fernhill.employee), 1)
        remind()
        notice = Notice.objects.select_related("recipient").get(kind="course.support_due")
        kind = slots.provider("notice.kind", "course.support_due")
        notice.subject = support
        assert kind.still_wanted(notice)
        support.state = "delivered"
        assert not kind.still_wanted(notice)


def test_letters_name_neither_person_nor_plan(fernhill):
    assert all(kind.sensitive and kind.sample is not None for kind in told.KINDS)


def test_the_tick_runs_twice_and_brings_everything_up_to_date(fernhill):
    with fernhill.inside():
        plan = under_way(fernhill, fernhill.employee, end_date=clock.now().date() - DAY)
        Plan.objects.filter(pk=plan.pk).update(length_days=7)
        days = {"due_date": clock.now().date() - DAY, "first_due_date": clock.now().date() - DAY}
        TeamPlanOwedFactory(plan=TeamPlanFactory(running=True), owner=fernhill.peer, **days)
    for _ in range(2):
        follow_plans_in.apply(headers={"organization": fernhill.organization.pk}, throw=True)
    with fernhill.inside():
        plan.refresh_from_db()
        assert plan.state == "end_review"
        assert PlanMeeting.objects.filter(plan=plan, kind="end_review", state="planned").count() == 1
        assert told_of("team_plan.owed_late") == [fernhill.peer.name]


@pytest.mark.parametrize("readable", [told.readable, told_of_plans.readable])
def test_whoever_looked_after_the_case_and_has_no_part_in_it_now_is_told_nothing(fernhill, readable):
    with fernhill.inside():
        plan = under_way(fernhill, fernhill.employee)
        Case.objects.filter(pk=plan.case_id).update(hr_owner=fernhill.hr_admin)
        found = Plan.objects.select_related("case", "employee").get(pk=plan.pk)
        subject = found if readable is told_of_plans.readable else PlanMeetingFactory(plan=found)
        notice = NoticeFactory(kind="course.to_say", recipient=fernhill.hr_admin)
        notice.subject = subject
        assert readable([notice]) == {notice.pk: True}
        RoleGrant.objects.filter(employee=fernhill.hr_admin).update(end_at=clock.now())
        notice.recipient = Employee.objects.get(pk=fernhill.hr_admin.pk)
        assert readable([notice]) == {notice.pk: False}
