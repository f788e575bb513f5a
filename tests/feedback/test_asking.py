"""How and what people are asked: rhythms, questions, the nearest scope, dated versions, anybody's next forms."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from feedback import queries, rules
from feedback.models import Asked, Asking, Cadence, CheckIn
from feedback.queries.asking import Configuration, period_of
from feedback.rules import NothingAbove, OpenedAlready
from feedback.states import Rhythm
from notices.models import Notice
from people.access import SYSTEM
from people.models import Team
from perfhub.kernel.errors import Conflict, Refused
from tests.factories.feedback import CadenceFactory, CheckInFactory, PauseFactory
from tests.factories.people import AbsenceFactory, EmployeeFactory, PublicHolidayFactory, TeamFactory

pytestmark = pytest.mark.django_db

MONDAY = dt.date(2026, 3, 2)
WEEK = dt.timedelta(weeks=1)
DAY = dt.timedelta(days=1)
AT = dt.datetime(2026, 2, 24, 9, tzinfo=dt.UTC)  # the week before


def utc(day: int, hour: int, month: int = 3) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, tzinfo=dt.UTC)


def opened(monday: dt.date, **kwargs) -> int:
    at = dt.datetime.combine(monday, dt.time(6), tzinfo=dt.UTC)
    return rules.open_week(monday, by=SYSTEM, at=at, **kwargs)


def periods(employee) -> list[tuple[dt.date, dt.date]]:
    return list(CheckIn.objects.of(employee).order_by("period_start").values_list("period_start", "period_end"))


def set_cadence(world, rhythm, *, at=AT, start_date=MONDAY, **scope) -> Cadence:
    return rules.set_cadence(by=world.hr_admin, at=at, start_date=start_date, rhythm=rhythm, **scope)


@pytest.mark.parametrize(
    ("rhythm", "monday", "start", "end"),
    [
        (Rhythm.WEEKLY, "2026-03-09", "2026-03-09", "2026-03-15"),
        (Rhythm.TWO_WEEKLY, "2026-03-09", "2026-03-02", "2026-03-15"),
        (Rhythm.TWO_WEEKLY, "2026-03-16", "2026-03-16", "2026-03-29"),
        (Rhythm.MONTHLY, "2026-03-02", "2026-03-02", "2026-04-05"),  # five Mondays
        (Rhythm.MONTHLY, "2026-03-30", "2026-03-02", "2026-04-05"),
        (Rhythm.MONTHLY, "2026-04-06", "2026-04-06", "2026-05-03"),
        (Rhythm.MONTHLY, "2026-12-28", "2026-12-07", "2027-01-03"),
    ],
)
def test_a_period_is_whole_weeks_around_its_monday(rhythm, monday, start, end):
    cadence = Cadence(rhythm=rhythm, counted_from_date=MONDAY)
    found = period_of(cadence, dt.date.fromisoformat(monday))
    assert found == (dt.date.fromisoformat(start), dt.date.fromisoformat(end))


def test_monthly_periods_meet_without_gap_or_overlap_for_ten_years():
    cadence, day = Cadence(rhythm=Rhythm.MONTHLY), dt.date(2026, 1, 5)
    while day < dt.date(2036, 1, 1):
        start, end = period_of(cadence, day)
        assert start == day and start.day <= 7 and (end + DAY).day <= 7
        assert {period_of(cadence, start + n * WEEK) for n in range((end - start).days // 7 + 1)} == {(start, end)}
        day = end + DAY


def test_the_nearest_scope_counts_and_each_is_asked_by_its_own(fernhill, brackwater):
    """Everybody weekly, a team with all below it every two weeks, one person monthly, one again as the team."""
    with fernhill.inside():
        field = Team.objects.get(name="Field service")
        below = TeamFactory(name="Field service north", parent=field)
        inner = EmployeeFactory(team=below)
        set_cadence(fernhill, Rhythm.TWO_WEEKLY, team=field, due_weekday=3, due_time=dt.time(12))
        set_cadence(fernhill, Rhythm.MONTHLY, employee=fernhill.skip)
        set_cadence(fernhill, Rhythm.MONTHLY, employee=fernhill.peer)
        set_cadence(fernhill, "", employee=fernhill.peer)
        opened(MONDAY)
        opened(MONDAY + WEEK)
        two, month = (MONDAY, MONDAY + 13 * DAY), (MONDAY, MONDAY + 34 * DAY)
        assert periods(fernhill.stranger) == [(MONDAY, MONDAY + 6 * DAY), (MONDAY + WEEK, MONDAY + 13 * DAY)]
        assert [periods(one) for one in (fernhill.employee, inner, fernhill.peer)] == [[two]] * 3
        assert periods(fernhill.skip) == [month]
        assert CheckIn.objects.get(employee=inner).due_at == utc(12, 12)
        assert CheckIn.objects.get(employee=fernhill.skip).due_at == utc(3, 16, month=4)  # summer time by then
    with brackwater.inside():
        assert Configuration(MONDAY).of(None).cadence.pk is None


def test_a_change_reaches_only_what_has_not_opened(fernhill):
    with fernhill.inside():
        opened(MONDAY)
        before = CheckIn.objects.get(employee=fernhill.employee)
        with pytest.raises(OpenedAlready):
            set_cadence(fernhill, Rhythm.MONTHLY, at=utc(3, 9))
        with pytest.raises(NothingAbove):
            set_cadence(fernhill, "", at=utc(3, 9), start_date=MONDAY + WEEK)
        with pytest.raises(Refused):
            rules.set_cadence(by=fernhill.manager, at=utc(3, 9), start_date=MONDAY + WEEK)
        first = set_cadence(fernhill, Rhythm.WEEKLY, at=utc(3, 9), start_date=MONDAY + WEEK, due_weekday=1)
        rules.reschedule(MONDAY, by=SYSTEM, at=utc(3, 10))
        assert CheckIn.objects.get(pk=before.pk).due_at == before.due_at
        again = set_cadence(fernhill, Rhythm.WEEKLY, at=utc(3, 9), start_date=MONDAY + WEEK, due_weekday=2)
        assert (again.pk, again.version) == (first.pk, 2)  # not begun: replaced
        with pytest.raises(Conflict):
            rules.set_cadence(by=fernhill.owner, at=utc(3, 9), start_date=MONDAY + WEEK, seen=1)
        opened(MONDAY + WEEK)
        later = set_cadence(fernhill, Rhythm.MONTHLY, at=utc(10, 9), start_date=MONDAY + 2 * WEEK)
        assert later.pk != first.pk  # begun: kept as history
        opened(MONDAY + 2 * WEEK)
        assert periods(fernhill.employee)[-1] == (MONDAY + 2 * WEEK, dt.date(2026, 4, 5))  # the rest of the month
        assert CheckIn.objects.get(employee=fernhill.employee, period_start=MONDAY + WEEK).due_at == utc(11, 17)


def test_whoever_comes_from_another_rhythm_is_asked_for_what_is_left(fernhill):
    with fernhill.inside():
        set_cadence(fernhill, Rhythm.TWO_WEEKLY)
        opened(MONDAY)
        set_cadence(fernhill, Rhythm.MONTHLY, at=utc(3, 9), start_date=MONDAY + WEEK)
        assert opened(MONDAY + WEEK) == 0  # the two weeks are not over
        assert opened(MONDAY + 2 * WEEK) == 9
        assert periods(fernhill.employee) == [
            (MONDAY, MONDAY + 13 * DAY),
            (MONDAY + 2 * WEEK, dt.date(2026, 4, 5)),
        ]
        assert opened(MONDAY + 3 * WEEK) == 0


def test_facts_and_standing_count_a_longer_period_in_the_week_it_is_due(fernhill):
    with fernhill.inside():
        set_cadence(fernhill, Rhythm.TWO_WEEKLY, employee=fernhill.employee)
        opened(MONDAY)
        check_in = CheckIn.objects.get(employee=fernhill.employee)
        rules.answer(check_in, by=fernhill.employee, at=utc(4, 9), mood=4)
        first = {row["employee"] for row in queries.facts([MONDAY])}
        second = {row["employee"]: row for row in queries.facts([MONDAY + WEEK])}
        assert fernhill.employee.pk not in first and fernhill.peer.pk in first  # missing is not zero
        assert second[fernhill.employee.pk]["mood"] == 4 and second[fernhill.employee.pk]["on_time"] == 1
        stands = queries.standing([fernhill.employee.pk, fernhill.peer.pk], MONDAY)
        assert {pk: found.counts for pk, found in stands.items()} == {
            fernhill.employee.pk: False,
            fernhill.peer.pk: True,
        }


def test_questions_rotate_are_frozen_when_opened_and_keep_their_words(fernhill):
    with fernhill.inside():
        core = rules.add_question("scale", "How clear are your goals?", by=fernhill.hr_admin, at=AT)
        turning = rules.add_question("text", "What did you learn?", by=fernhill.hr_admin, at=AT)
        hers = rules.add_question("yes_no", "Is the van repaired?", by=fernhill.hr_admin, at=AT)
        for question, weeks, scope in (
            (core, 1, {}),
            (turning, 3, {}),
            (core, 0, {"employee": fernhill.peer}),
            (hers, 1, {"team": Team.objects.get(name="Field service")}),
        ):
            rules.ask(question, by=fernhill.hr_admin, at=AT, start_date=MONDAY, every_weeks=weeks, **scope)
        preview = [[w.text for w in form.wordings] for form in queries.preview_of(fernhill.employee, at=AT + WEEK)]
        for n in range(4):
            opened(MONDAY + n * WEEK)
        asked = [
            list(Asked.objects.filter(check_in=c).order_by("position").values_list("wording__text", flat=True))
            for c in CheckIn.objects.of(fernhill.employee).order_by("period_start")
        ]
        always = ["How clear are your goals?", "Is the van repaired?"]
        assert asked == [[*always, "What did you learn?"], always, always, [*always, "What did you learn?"]]
        assert preview == asked  # what HR was shown is what opened
        peers = Asked.objects.filter(check_in__employee=fernhill.peer, check_in__period_start=MONDAY + WEEK)
        assert [row.wording.text for row in peers] == ["Is the van repaired?"]
        assert not Asked.objects.filter(check_in__employee=fernhill.stranger, wording__question=hers).exists()
        rules.reword(turning, "What was new to you?", by=fernhill.hr_admin, at=utc(24, 9))
        check_in = CheckIn.objects.of(fernhill.employee).newest_first()[0]
        row = Asked.objects.get(check_in=check_in, wording__question=turning)
        number = Asked.objects.get(check_in=check_in, wording__question=core)
        said = {row.pk: "Torque tools", number.pk: 4, 0: "not asked"}
        rules.answer(check_in, by=fernhill.employee, at=utc(25, 9), answers=said)
        row, number = Asked.objects.get(pk=row.pk), Asked.objects.get(pk=number.pk)
        assert (row.wording.text, row.shown, number.shown) == ("What did you learn?", "Torque tools", "4 of 5")
        with pytest.raises(OpenedAlready):
            rules.ask(core, by=fernhill.hr_admin, at=utc(24, 9), start_date=MONDAY, every_weeks=0)
        with pytest.raises(Refused):
            rules.add_question("text", "Mine?", by=fernhill.manager, at=AT)
        assert Asking.objects.count() == 4


def test_the_preview_knows_zone_holidays_absences_and_pauses(fernhill):
    with fernhill.inside():
        person = EmployeeFactory(time_zone="Asia/Kolkata", location="Pune")
        CheckInFactory(employee=person, period_start=MONDAY)
        PublicHolidayFactory(date=MONDAY + 11 * DAY, location="Pune")
        AbsenceFactory(employee=person, start_date=MONDAY + 14 * DAY, end_date=MONDAY + 18 * DAY)
        PauseFactory(employee=person, start_date=MONDAY + 24 * DAY, end_date=MONDAY + 26 * DAY)
        forms = queries.preview_of(person, at=utc(4, 9))
        assert [form.start for form in forms] == [MONDAY + n * WEEK for n in (1, 2, 3, 4)]
        assert [form.skip_reason for form in forms] == ["", "absence", "pause", ""]
        # the Friday is a holiday and the week after an absence: due on the Thursday, at five there
        assert forms[0].due_at == dt.datetime(2026, 3, 12, 11, 30, tzinfo=dt.UTC)
        assert forms[3].due_at == dt.datetime(2026, 4, 3, 11, 30, tzinfo=dt.UTC)


# --- pauses ---------------------------------------------------------------------------------


def test_a_paused_week_is_neither_missed_nor_chased_and_both_are_told(fernhill):
    with fernhill.inside():
        opened(MONDAY)
        made = rules.pause(
            fernhill.employee,
            by=fernhill.manager,
            at=utc(3, 9),
            start_date=dt.date(2026, 3, 4),
            end_date=dt.date(2026, 3, 13),
        )
        row = CheckIn.objects.get(employee=fernhill.employee)
        assert (row.state, row.skip_reason, row.step) == ("skipped", "pause", "")
        told = set(Notice.objects.filter(kind="check_in.paused").values_list("recipient", flat=True))
        assert told == {fernhill.employee.pk, fernhill.manager.pk}
        opened(MONDAY + WEEK)
        assert not CheckIn.objects.of(fernhill.employee).due().exists()
        with pytest.raises(rules.PausedAlready):
            rules.pause(
                fernhill.employee,
                by=fernhill.employee,
                at=utc(3, 9),
                start_date=dt.date(2026, 3, 13),
                end_date=dt.date(2026, 3, 20),
            )
        with pytest.raises(rules.PauseTooLong):
            rules.pause(
                fernhill.employee,
                by=fernhill.employee,
                at=utc(3, 9),
                start_date=dt.date(2026, 2, 13),
                end_date=dt.date(2026, 2, 20),
            )
        with pytest.raises(Refused):
            rules.pause(
                fernhill.employee,
                by=fernhill.hr_admin,
                at=utc(3, 9),
                start_date=dt.date(2026, 4, 1),
                end_date=dt.date(2026, 4, 2),
            )
        rules.end_pause(made, by=fernhill.employee, at=utc(11, 9))
        states = CheckIn.objects.of(fernhill.employee).order_by("period_start").values_list("state", "skip_reason")
        assert list(states) == [("skipped", "pause"), ("due", "")]
        rules.end_pause(
            rules.pause(
                fernhill.employee,
                by=fernhill.employee,
                at=utc(11, 9),
                start_date=dt.date(2026, 3, 12),
                end_date=dt.date(2026, 3, 13),
            ),
            by=fernhill.manager,
            at=utc(11, 10),
        )
        assert CheckIn.objects.of(fernhill.employee).due().count() == 1


def test_a_hundred_overrides_cost_no_statement_more(fernhill):
    def statements():
        with CaptureQueriesContext(connection) as captured:
            opened(MONDAY)
        CheckIn.objects.all().delete()
        return len(captured)

    with fernhill.inside():
        CadenceFactory(employee=fernhill.employee, rhythm="two_weekly")
        one = statements()
        CadenceFactory(employee=fernhill.peer, rhythm="two_weekly")
        CadenceFactory(team=fernhill.stranger.team, rhythm="two_weekly")
        assert statements() == one
