"""Weeks open, due moments follow people, reminders go out, weeks are missed."""

import datetime as dt

import pytest

from feedback import rules
from feedback.models import CheckIn
from feedback.states import CheckInState, SkipReason, Step
from notices.models import Notice
from people import rules as people_rules
from people.access import SYSTEM
from people.models import AuditEntry, Touched
from perfhub.kernel.errors import Refused
from perfhub.kernel.tenancy import organization_context
from tests.factories.feedback import CheckInFactory
from tests.factories.people import AbsenceFactory, EmployeeFactory, PublicHolidayFactory, WorkingPatternFactory

pytestmark = pytest.mark.django_db

MONDAY = dt.date(2026, 3, 2)
WEEK = dt.timedelta(weeks=1)
DAY = dt.timedelta(days=1)
EARLY = dt.datetime(2026, 3, 2, 6, tzinfo=dt.UTC)


def utc(day: int, hour: int, minute: int = 0, month: int = 3) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, minute, tzinfo=dt.UTC)


def open_week(monday=MONDAY, at=EARLY, **kwargs):
    return rules.open_week(monday, by=SYSTEM, at=at, **kwargs)


def of(employee, monday=MONDAY) -> CheckIn:
    return CheckIn.objects.get(employee=employee, period_start=monday)


def told(kind=None):
    rows = Notice.objects.order_by("kind", "recipient__number")
    return [(n.kind, n.recipient_id) for n in rows if kind in (None, n.kind)]


def test_everybody_employed_is_asked_once_however_often_the_clock_ticks(fernhill):
    with fernhill.inside():
        assert open_week() == 9  # the leaver is not asked
        assert open_week() == 0
        assert CheckIn.objects.count() == 9
        assert not CheckIn.objects.filter(employee=fernhill.leaver).exists()
        row = of(fernhill.employee)
        assert (row.state, row.period_end, row.due_at) == ("due", dt.date(2026, 3, 8), utc(6, 17))
        assert (row.step, row.step_at) == (Step.EARLY, utc(5, 17))
        assert AuditEntry.objects.filter(act="check_in.week_opened").count() == 1
        assert Touched.objects.filter(week_start=MONDAY).count() == 9


def test_only_the_clock_opens_weeks(fernhill):
    with fernhill.inside(), pytest.raises(Refused):
        rules.open_week(MONDAY, by=fernhill.hr_admin, at=EARLY)


def test_one_organizations_week_leaves_the_other_alone(fernhill, brackwater):
    with fernhill.inside():
        open_week()
    with brackwater.inside():
        assert CheckIn.objects.count() == 0


def test_it_is_due_on_friday_at_five_by_each_persons_own_clock(fernhill):
    with fernhill.inside():
        zones = {"Asia/Kolkata": utc(6, 11, 30), "America/New_York": utc(6, 22), "Pacific/Auckland": utc(6, 4)}
        people = {zone: EmployeeFactory(time_zone=zone) for zone in zones}
        open_week()
        assert {zone: of(person).due_at for zone, person in people.items()} == zones


def test_friday_five_stays_friday_five_across_a_change_of_the_clocks(fernhill):
    with fernhill.inside():
        monday = dt.date(2026, 3, 30)  # London went to summer time the day before
        open_week(monday, at=utc(30, 6))
        assert of(fernhill.employee, monday).due_at == utc(3, 16, month=4)


def test_a_week_of_absence_is_not_asked_and_a_week_of_holidays_neither(fernhill):
    with fernhill.inside():
        AbsenceFactory(employee=fernhill.employee)  # 2 to 6 March
        elsewhere = EmployeeFactory(location="Brno")
        for n in range(5):
            PublicHolidayFactory(date=MONDAY + n * DAY, location="Brno")
        open_week()
        skipped = CheckIn.objects.filter(state="skipped").values_list("employee", "skip_reason", "step")
        assert set(skipped) == {
            (fernhill.employee.pk, SkipReason.ABSENCE, ""),
            (elsewhere.pk, SkipReason.HOLIDAY, ""),
        }


def test_a_friday_off_moves_it_to_the_next_working_day(fernhill):
    with fernhill.inside():
        PublicHolidayFactory(date=dt.date(2026, 3, 6))
        AbsenceFactory(employee=fernhill.peer, start_date=dt.date(2026, 3, 9), end_date=dt.date(2026, 3, 10))
        AbsenceFactory(employee=fernhill.manager, start_date=dt.date(2026, 3, 5), end_date=dt.date(2026, 4, 30))
        open_week()
        assert of(fernhill.employee).due_at == utc(9, 17)
        assert of(fernhill.peer).due_at == utc(11, 17)
        assert of(fernhill.manager).due_at == utc(4, 17)  # too long away: the last day before


def test_whoever_comes_after_it_is_due_is_asked_from_the_next_week_on(fernhill):
    with fernhill.inside():
        open_week()
        newcomer = EmployeeFactory()
        assert open_week(at=utc(6, 17)) == 0
        assert open_week(at=utc(6, 16, 59)) == 1
        assert of(newcomer).state == "due"


def test_a_clock_that_stood_still_catches_up_four_weeks_and_no_more(fernhill):
    with fernhill.inside():
        rules.open_weeks(by=SYSTEM, at=EARLY, today=MONDAY)
        later = MONDAY + 7 * WEEK
        rules.open_weeks(by=SYSTEM, at=EARLY + 7 * WEEK, today=later + 2 * DAY)
        weeks = CheckIn.objects.order_by("period_start").values_list("period_start", flat=True).distinct()
        assert list(weeks) == [MONDAY, *(later - n * WEEK for n in (4, 3, 2, 1)), later]


def test_the_first_week_ever_asks_nothing_about_the_past(fernhill):
    with fernhill.inside():
        assert rules.open_weeks(by=SYSTEM, at=utc(7, 9), today=dt.date(2026, 3, 7)) == 0
        assert rules.open_weeks(by=SYSTEM, at=utc(9, 6), today=dt.date(2026, 3, 9)) == 9


def test_a_due_moment_follows_zone_and_absence_but_never_into_the_past(fernhill):
    with fernhill.inside():
        open_week()
        type(fernhill.employee).objects.filter(pk=fernhill.employee.pk).update(time_zone="America/New_York")
        AbsenceFactory(employee=fernhill.peer, start_date=dt.date(2026, 3, 6), end_date=dt.date(2026, 3, 6))
        AbsenceFactory(employee=fernhill.skip)
        assert rules.reschedule(MONDAY, by=SYSTEM, at=utc(4, 9)) == 3
        assert of(fernhill.employee).due_at == utc(6, 22)
        assert of(fernhill.peer).due_at == utc(9, 17)
        assert (of(fernhill.skip).state, of(fernhill.skip).skip_reason) == ("skipped", "absence")
        assert rules.reschedule(MONDAY, by=SYSTEM, at=utc(4, 9)) == 0
        type(fernhill.employee).objects.filter(pk=fernhill.employee.pk).update(time_zone="Asia/Kolkata")
        assert rules.reschedule(MONDAY, by=SYSTEM, at=utc(6, 12)) == 0
        assert of(fernhill.employee).due_at == utc(6, 22)


def test_an_absence_taken_back_asks_again(fernhill):
    with fernhill.inside():
        absence = AbsenceFactory(employee=fernhill.employee)
        open_week()
        absence.delete()
        assert rules.reschedule(MONDAY, by=SYSTEM, at=utc(3, 9)) == 1
        row = of(fernhill.employee)
        assert (row.state, row.skip_reason, row.step) == ("due", "", Step.EARLY)


# --- reminders ---------------------------------------------------------------------------


def tick(at):
    return rules.remind(by=SYSTEM, at=at)


def test_reminders_go_out_when_due_and_two_working_days_later_then_one_line_to_the_manager(fernhill):
    with fernhill.inside():
        CheckInFactory(employee=fernhill.employee)
        assert tick(utc(5, 17)) == 1  # the day before: only who missed the last two
        assert told() == []
        assert tick(utc(6, 16, 45)) == 0
        assert tick(utc(6, 17)) == 1
        assert told() == [("check_in.due", fernhill.employee.pk)]
        assert tick(utc(6, 17)) == 0
        assert tick(utc(10, 17)) == 1
        assert told("check_in.reminder") == [("check_in.reminder", fernhill.employee.pk)]
        assert tick(utc(12, 17)) == 1
        assert told("check_in.digest") == [("check_in.digest", fernhill.manager.pk)]
        assert tick(utc(13, 17)) == 1
        assert of(fernhill.employee).state == CheckInState.MISSED
        assert tick(utc(30, 17)) == 0
        assert len(told()) == 3
        assert AuditEntry.objects.filter(act="check_in.missed", employee=fernhill.employee).count() == 1


def test_the_manager_gets_one_line_for_all(fernhill):
    with fernhill.inside():
        for person in (fernhill.employee, fernhill.peer):
            CheckInFactory(employee=person, step=Step.DIGEST, step_at=utc(12, 17))
        assert tick(utc(12, 17)) == 2
        assert told() == [("check_in.digest", fernhill.manager.pk)]


def test_who_missed_the_last_two_is_reminded_the_working_day_before(fernhill):
    with fernhill.inside():
        for person, states in {fernhill.employee: ("missed", "missed"), fernhill.peer: ("missed", "answered")}.items():
            CheckInFactory(employee=person)
            for weeks, state in enumerate(states, start=1):
                CheckInFactory(employee=person, period_start=MONDAY - weeks * WEEK, **{state: True})
            CheckInFactory(employee=person, period_start=MONDAY - 3 * WEEK, skipped=True)
        assert tick(utc(5, 17)) == 2
        assert told() == [("check_in.early", fernhill.employee.pk)]


def test_answered_skipped_and_left_means_no_more_reminders(fernhill):
    with fernhill.inside():
        open_week()
        rules.answer(of(fernhill.employee), by=fernhill.employee, at=utc(5, 9), progress="All calm.")
        rules.skip(of(fernhill.peer), by=fernhill.peer, at=utc(5, 9))
        CheckInFactory(employee=fernhill.leaver)
        tick(utc(6, 17))
        assert not {fernhill.employee.pk, fernhill.peer.pk, fernhill.leaver.pk} & {pk for _kind, pk in told()}


def test_a_clock_that_stood_still_sends_the_last_reminder_only(fernhill):
    with fernhill.inside():
        CheckInFactory(employee=fernhill.employee)
        assert tick(utc(11, 9)) == 1  # the early step; everything up to the second reminder is past
        assert tick(utc(11, 9)) == 1
        assert told() == [("check_in.reminder", fernhill.employee.pk)]


def test_reminders_count_the_persons_own_working_days(fernhill):
    with fernhill.inside():
        AbsenceFactory(employee=fernhill.employee, start_date=dt.date(2026, 3, 9), end_date=dt.date(2026, 3, 13))
        open_week()
        tick(utc(5, 17))
        tick(utc(6, 17))
        assert of(fernhill.employee).step_at == utc(17, 17)
        assert of(fernhill.peer).step_at == utc(10, 17)


def test_a_part_timer_is_due_and_reminded_on_own_working_days(fernhill):
    """Works in the mornings from Monday to Wednesday: due on Monday after, the reminder two of those days later."""
    with fernhill.inside():
        WorkingPatternFactory(employee=fernhill.employee)
        open_week()
        assert of(fernhill.employee).due_at == utc(9, 17)
        tick(utc(6, 17))
        tick(utc(9, 17))
        assert of(fernhill.employee).step_at == utc(11, 17)
        assert of(fernhill.peer).due_at == utc(6, 17)


def test_a_due_moment_follows_the_working_hours_both_ways(fernhill):
    with fernhill.inside():
        open_week()
        pattern = people_rules.work_in(
            fernhill.employee,
            by=fernhill.employee,
            at=utc(2, 9),
            start_date=MONDAY,
            week=[(dt.time(8), dt.time(12)), None, None, None, None, None, (dt.time(9), dt.time(11))],
        )
        assert rules.reschedule(MONDAY, by=SYSTEM, at=utc(2, 10)) == 1
        assert of(fernhill.employee).due_at == utc(8, 17)  # Sunday is a working day of theirs
        people_rules.remove_hours(pattern, by=fernhill.manager, at=utc(2, 11))
        assert rules.reschedule(MONDAY, by=SYSTEM, at=utc(2, 12)) == 1
        assert of(fernhill.employee).due_at == utc(6, 17)
        assert rules.reschedule(MONDAY, by=SYSTEM, at=utc(2, 12)) == 0


def test_a_batch_takes_its_share_and_the_next_the_rest(fernhill):
    with fernhill.inside():
        for _ in range(3):
            CheckInFactory(step=Step.DUE, step_at=utc(6, 17))
        assert [rules.remind(by=SYSTEM, at=utc(6, 17), limit=2) for _ in range(3)] == [2, 1, 0]


def test_the_clock_works_for_one_organization_at_a_time(fernhill, brackwater):
    with brackwater.inside():
        CheckInFactory(employee=brackwater.employee, step=Step.DUE, step_at=utc(6, 17))
    with fernhill.inside():
        CheckInFactory(employee=fernhill.employee, step=Step.DUE, step_at=utc(6, 17))
        tick(utc(6, 17))
        assert told() == [("check_in.due", fernhill.employee.pk)]
    with organization_context(brackwater.organization):
        assert told() == []
