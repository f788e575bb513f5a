"""The clock of a plan: leave moves all of it and comes back, a missed meeting stops it, and a tick may run twice."""

from datetime import date, timedelta

import pytest
from django.http import Http404

from notices.models import Notice
from people.access import SYSTEM
from people.models import Absence, AuditEntry, Employee
from people.rules import report_to
from perfhub.kernel import clock
from perfhub.kernel.calendars import local_date
from perfhub.kernel.errors import Refused
from pips.access import running as access
from pips.models import ClockStop, Handover, Plan, PlanDate, PlanMeeting, Support
from pips.queries.courses import days_of
from pips.rules import clocks, handovers, meetings, outcomes
from tests.factories import people as make_people
from tests.factories import pips as make

from .running import DAY, DAY_ONE, at, begun, fresh, pip, tick

pytestmark = pytest.mark.django_db
LEAVE = (date(2026, 3, 16), date(2026, 3, 20))  # a week


@pytest.fixture(autouse=True)
def _inside(fernhill):
    with fernhill.inside():
        yield


def days_of_meetings(plan, **which):
    rows = PlanMeeting.objects.filter(plan=plan, **which).order_by("start_at")
    return [local_date(row.start_at, plan.employee.time_zone) for row in rows]


def dates_of(plan):
    found = fresh(plan)
    support = Support.objects.filter(plan=plan).order_by("pk").values_list("due_date", "first_due_date")
    return (found.end_date, found.mid_review_date, list(support), days_of_meetings(plan, state="planned"))


def test_it_has_its_sixty_working_days_and_meets_each_week(fernhill):
    plan = begun(fernhill)
    holidays = 0
    assert plan.end_date == date(2026, 5, 22) + holidays * DAY
    assert plan.mid_review_date == date(2026, 4, 13)
    planned = days_of_meetings(plan)
    assert planned[:3] == [DAY_ONE + n * 7 * DAY for n in (1, 2, 3)]
    assert days_of_meetings(plan, kind="mid_review") == [plan.mid_review_date]
    assert not Notice.objects.filter(kind="course.moved").exists(), "nothing has moved yet"


def test_leave_moves_every_date_by_its_working_days_and_back_when_it_is_taken_away(fernhill):
    plan = begun(fernhill)
    make.SupportFactory(plan=plan, due_date=date(2026, 3, 30), first_due_date=date(2026, 3, 30))
    make.SupportFactory(plan=plan, due_date=date(2026, 3, 11), first_due_date=date(2026, 3, 11))
    tick(plan, DAY_ONE + DAY)
    before = dates_of(plan)
    leave = make_people.AbsenceFactory(employee=fernhill.employee, start_date=LEAVE[0], end_date=LEAVE[1])
    tick(plan, date(2026, 3, 4))
    end, middle, support, planned = dates_of(plan)
    week = 7 * DAY
    assert (end, middle) == (before[0] + week, before[1] + week)
    assert support == [(date(2026, 4, 6), date(2026, 4, 6)), (date(2026, 3, 11), date(2026, 3, 11))]
    assert not any(LEAVE[0] <= day <= LEAVE[1] for day in planned), "nobody meets during leave"
    leave.delete()
    tick(plan, date(2026, 3, 5))
    assert dates_of(plan) == before
    stop = ClockStop.objects.get(plan=plan)
    assert (stop.kind, stop.undone_at is not None) == ("leave", True)
    assert not plan.more_time.exists(), "leave is no extension"


def test_a_tick_may_run_twice_and_leaves_nothing_behind(fernhill):
    plan = begun(fernhill)
    make.SupportFactory(plan=plan, due_date=date(2026, 3, 30), first_due_date=date(2026, 3, 30))
    make_people.AbsenceFactory(employee=fernhill.employee, start_date=LEAVE[0], end_date=LEAVE[1])
    for _ in range(3):
        tick(plan, date(2026, 3, 4))
    once = dates_of(plan)
    rows = ClockStop.objects.count(), PlanDate.objects.count(), PlanMeeting.objects.count(), AuditEntry.objects.count()
    tick(plan, date(2026, 3, 4))
    assert dates_of(plan) == once
    assert rows == (
        ClockStop.objects.count(),
        PlanDate.objects.count(),
        PlanMeeting.objects.count(),
        AuditEntry.objects.count(),
    )


def test_a_tick_that_dies_in_the_middle_is_as_if_it_had_not_run(fernhill, monkeypatch):
    plan = begun(fernhill)
    make_people.AbsenceFactory(employee=fernhill.employee, start_date=LEAVE[0], end_date=LEAVE[1])
    before = dates_of(plan)
    at_once = clock.now()

    def dies(*args, **kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(clocks, "keep_rhythm", dies)
        with pytest.raises(KeyboardInterrupt):
            clocks.follow(by=SYSTEM, at=at_once)
    assert dates_of(plan) == before and not ClockStop.objects.exists()
    assert clocks.follow(by=SYSTEM, at=at_once) == 1
    assert ClockStop.objects.filter(plan=plan).count() == 1


def test_a_day_that_people_agree_on_anew_is_numbered_anew(fernhill):
    plan = begun(fernhill)
    owed = make.SupportFactory(plan=plan, due_date=date(2026, 3, 30), first_due_date=date(2026, 3, 30))
    make_people.AbsenceFactory(employee=fernhill.employee, start_date=LEAVE[0], end_date=LEAVE[1])
    tick(plan, DAY_ONE)
    Support.objects.filter(pk=owed.pk).update(due_date=date(2026, 4, 20))  # knowing of the leave
    tick(plan, DAY_ONE)
    owed.refresh_from_db()
    assert owed.due_date == date(2026, 4, 20)


def test_it_is_paused_on_leave_and_goes_on_by_itself(fernhill):
    plan = begun(fernhill)
    make_people.AbsenceFactory(employee=fernhill.employee, start_date=LEAVE[0], end_date=LEAVE[1])
    assert tick(plan, LEAVE[0]).state == "paused"
    assert days_of(fresh(plan), at=at(LEAVE[1])).number == 10, "no day was lost"
    assert tick(plan, LEAVE[1] + 3 * DAY).state == "active"
    acts = AuditEntry.objects.filter(act__startswith="course.").order_by("pk").values_list("act", flat=True)
    assert list(acts) == ["course.moved", "course.paused", "course.resumed"]


def test_a_part_time_week_makes_a_longer_course(fernhill):
    make_people.WorkingPatternFactory(
        employee=fernhill.employee,
        start_date=date(2026, 1, 1),
        opens=["09:00", "09:00", "09:00", None, None, None, None],
        closes=["15:00", "15:00", "15:00", None, None, None, None],
    )
    plan = begun(fernhill, length_days=30)
    assert plan.end_date == DAY_ONE + (9 * 7 + 2) * DAY, "ten weeks of three days"
    assert {day.weekday() for day in days_of_meetings(plan)} <= {0, 1, 2}


def test_a_meeting_the_manager_missed_stops_the_clock_until_they_meet_again(fernhill):
    plan = begun(fernhill)
    end = plan.end_date
    first, second = PlanMeeting.objects.filter(plan=plan).order_by("start_at")[:2]
    first.plan = second.plan = fresh(plan)
    meetings.miss(first, "manager", by=fernhill.employee, at=first.start_at + timedelta(hours=1))
    assert set(Notice.objects.filter(kind="course.missed").values_list("recipient", flat=True)) == {
        fernhill.manager.pk,
        fernhill.hr_admin.pk,
    }
    assert tick(plan, first.start_at.date() + 2 * DAY).end_date == end + 5 * DAY, "three days, and a weekend"
    meetings.hold(second, by=fernhill.manager, at=second.start_at)
    assert tick(plan, second.start_at.date()).end_date == end + 7 * DAY, "the five working days until they met"
    assert tick(plan, second.start_at.date() + 4 * DAY).end_date == end + 7 * DAY, "and none after it"
    assert days_of(fresh(plan), at=at(second.start_at.date())).lost_to_meetings == 5


def test_a_meeting_the_employee_missed_stops_nothing(fernhill):
    plan = begun(fernhill)
    first = PlanMeeting.objects.filter(plan=plan).order_by("start_at").first()
    first.plan = fresh(plan)
    with pytest.raises(meetings.NotYet):
        meetings.miss(first, "employee", by=fernhill.manager, at=first.start_at - timedelta(hours=1))
    meetings.miss(first, "employee", by=fernhill.manager, at=first.start_at + timedelta(hours=1))
    assert tick(plan, first.start_at.date() + 2 * DAY).end_date == plan.end_date
    assert not ClockStop.objects.exists()


def test_after_its_last_day_an_end_review_is_planned_within_five_working_days(fernhill):
    plan = begun(fernhill)
    assert tick(plan, plan.end_date).state == "active"
    assert tick(plan, plan.end_date + 3 * DAY).state == "end_review"
    (day,) = days_of_meetings(plan, kind="end_review")
    assert plan.end_date < day <= plan.end_date + 7 * DAY
    tick(plan, plan.end_date + 3 * DAY)
    assert len(days_of_meetings(plan, kind="end_review")) == 1
    assert set(Notice.objects.filter(kind="course.end_review").values_list("recipient", flat=True)) == {
        fernhill.employee.pk,
        fernhill.manager.pk,
    }


def test_a_coaching_plan_is_ended_by_people_alone(fernhill):
    case = make.CaseFactory(employee=fernhill.employee, manager=fernhill.manager, rung="coaching")
    plan = begun(fernhill, kind="coaching", case=case)
    assert tick(plan, plan.end_date + 9 * DAY).state == "active"


def test_the_clock_takes_each_plan_once_and_again_when_leave_is_entered_or_gone(fernhill):
    plan = begun(fernhill)
    now = clock.now()
    Plan.objects.filter(pk=plan.pk).update(state="end_review", followed_at=now)
    assert clocks.follow(by=SYSTEM, at=now) == 0
    assert clocks.follow(by=SYSTEM, at=now + timedelta(hours=21)) == 1
    make.PlanFactory(case__employee=fernhill.peer, active=True)
    assert clocks.follow(by=SYSTEM, at=now + timedelta(hours=22)) == 1, "the new one"
    assert clocks.follow(by=SYSTEM, at=now + timedelta(hours=22)) == 0
    gone = Absence.objects.all()
    assert not gone.exists()
    make_people.AbsenceFactory(employee=fernhill.peer, start_date=date(2026, 12, 1), end_date=date(2026, 12, 2))
    Plan.objects.filter(employee=fernhill.peer).update(followed_at=now - timedelta(hours=1))
    assert clocks.follow(by=SYSTEM, at=now + timedelta(hours=10)) == 1


def test_the_plan_follows_the_person_to_the_next_manager(fernhill):
    plan = begun(fernhill)
    owed = make.SupportFactory(plan=plan)
    successor = make_people.hired("Nora Next", fernhill.skip, None, fernhill.organization)
    now = clock.now()
    report_to(fernhill.employee, successor, by=SYSTEM, from_date=now.date(), at=now)
    assert handovers.hand_over(by=SYSTEM, at=now) == 1
    assert handovers.hand_over(by=SYSTEM, at=now) == 0, "a second tick finds nothing"
    handover = Handover.objects.get(case=plan.case)
    assert (handover.before, handover.after) == (fernhill.manager, successor)
    owed.refresh_from_db()
    assert owed.owner == successor, "what was promised in the organization’s name is owed by the next one"
    assert fresh(plan).state == "active"
    handovers.leave_words(handover, "Start with the template.", by=fernhill.manager, at=now)
    handovers.acknowledge(handover, by=successor, at=now)
    handover.refresh_from_db()
    assert (handover.words, handover.acknowledged_at) == ("Start with the template.", now)
    with pytest.raises(Refused):
        handovers.acknowledge(handover, by=fernhill.manager, at=now)


def test_a_hand_over_tells_the_employee_of_no_plan_that_they_were_not_told_of(fernhill):
    case = make.CaseFactory(employee=fernhill.employee, manager=fernhill.manager)
    draft = make.PlanFactory(case=case)
    successor = make_people.hired("Nora Next", fernhill.skip, None, fernhill.organization)
    now = clock.now()
    report_to(fernhill.employee, successor, by=SYSTEM, from_date=now.date(), at=now)
    assert handovers.hand_over(by=SYSTEM, at=now) == 1
    told = set(Notice.objects.filter(kind__startswith="course.").values_list("recipient", flat=True))
    assert told == {fernhill.manager.pk, successor.pk}
    handover = Handover.objects.get()
    with pytest.raises(Http404):
        access.get_handover(fernhill.employee, handover.pk)
    assert access.get_handover(successor, handover.pk) == handover
    assert fresh(draft).case.manager == successor


def test_a_plan_ends_with_the_employment_of_whoever_it_is_about(fernhill):
    plan = begun(fernhill)
    now = clock.now()
    Employee.objects.filter(pk=fernhill.employee.pk).update(state="left", end_date=now.date())
    assert outcomes.end_of_leavers(by=SYSTEM, at=now) == 1
    assert outcomes.end_of_leavers(by=SYSTEM, at=now) == 0
    assert fresh(plan).state == "cancelled"
    assert not PlanMeeting.objects.filter(plan=plan, state="planned").exists()
    assert clocks.follow(by=SYSTEM, at=now) == 0


def test_before_it_has_begun_nothing_is_followed(fernhill):
    plan = pip(fernhill, state="offered", start_date=None, end_date=None, mid_review_date=None)
    assert clocks.follow(by=SYSTEM, at=clock.now()) == 0
    assert days_of(fresh(plan), at=at(DAY_ONE)) is None
