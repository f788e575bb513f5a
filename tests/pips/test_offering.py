"""An improvement plan is told by a person, in working hours, and read for three working days before day 1."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from django.http import Http404

from notices.models import Notice
from people.access import SYSTEM
from perfhub.kernel.errors import Refused, StaleMove
from pips.access import get_plan
from pips.models import Case, Plan
from pips.queries.versions import Written, history, written
from pips.rules import offering, voice
from pips.rules import plans as rules
from pips.rules.versions import keep_version
from pips.states import PlanRequestKind, PlanState
from tests.factories import people as make
from tests.factories import pips as make_pips

from . import whole

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 3, 9, tzinfo=UTC)  # a Tuesday
TEN = datetime(2026, 3, 4, 10, tzinfo=UTC)  # the day after
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _inside(fernhill):
    with fernhill.inside():
        yield


@pytest.fixture
def people(fernhill):
    return {"manager": fernhill.manager, "reviewer": fernhill.hr_admin, "hears": fernhill.stranger}


@pytest.fixture
def plan(fernhill, people):
    return fresh(whole.approved(fernhill.employee, at=AT, **people))


def fresh(plan: Plan) -> Plan:
    return Plan.objects.select_related("case__hr_owner", "case__manager", "employee", "drafted_by").get(pk=plan.pk)


def book(plan, fernhill, when=TEN, **said):
    return offering.book(plan, when, said.pop("where", "Room Linden"), by=said.pop("by", fernhill.manager), at=AT)


# --- the meeting ------------------------------------------------------------------------------


def test_a_meeting_in_working_hours_is_booked_and_tells_nothing_of_the_plan(fernhill, plan):
    book(plan, fernhill)
    assert (plan.telling_at, plan.telling_where, plan.state) == (TEN, "Room Linden", PlanState.APPROVED)
    assert list(Notice.objects.values_list("recipient", "kind")) == [(fernhill.employee.pk, "plan.meeting")]
    with pytest.raises(Http404):
        get_plan(fernhill.employee, plan.pk)


@pytest.mark.parametrize(
    ("when", "error"),
    [
        (AT - timedelta(minutes=1), offering.MeetingOver),
        (AT, offering.MeetingOver),
        (AT + timedelta(days=61), offering.MeetingTooFar),
        (datetime(2026, 3, 4, 7, 59, tzinfo=UTC), offering.NotAtWork),
        (datetime(2026, 3, 4, 18, 0, tzinfo=UTC), offering.NotAtWork),
        (datetime(2026, 3, 7, 10, tzinfo=UTC), offering.NotAtWork),  # a Saturday
        (datetime(2026, 3, 6, 15, 1, tzinfo=UTC), offering.BeforeFreeDays),  # Friday afternoon
        (datetime(2026, 3, 9, 10, tzinfo=UTC), offering.NotAtWork),  # a holiday, see below
        (datetime(2026, 3, 11, 16, tzinfo=UTC), offering.BeforeFreeDays),  # the evening before leave
        (datetime(2026, 3, 12, 10, tzinfo=UTC), offering.NotAtWork),  # leave
    ],
)
def test_no_meeting_outside_of_working_hours_nor_in_the_last_ones(fernhill, plan, when, error):
    make.PublicHolidayFactory(date=date(2026, 3, 9), location="")
    make.AbsenceFactory(employee=fernhill.employee, start_date=date(2026, 3, 12), end_date=date(2026, 3, 13))
    with pytest.raises(error) as refused:
        book(plan, fernhill, when)
    assert "%(" not in str(refused.value)
    assert fresh(plan).telling_at is None


def test_the_last_hour_that_is_early_enough(fernhill, plan):
    book(plan, fernhill, datetime(2026, 3, 6, 15, 0, tzinfo=UTC))


def test_the_hours_are_those_of_the_employees_clock(fernhill, plan):
    fernhill.employee.time_zone = "Asia/Tokyo"
    fernhill.employee.save(update_fields=["time_zone"])
    with pytest.raises(offering.NotAtWork):
        book(fresh(plan), fernhill, TEN)  # seven in the evening there
    book(fresh(plan), fernhill, datetime(2026, 3, 4, 1, tzinfo=UTC))


def test_nobody_books_or_tells_but_the_manager(fernhill, plan):
    for who in (fernhill.hr_admin, fernhill.skip, fernhill.employee, fernhill.owner):
        with pytest.raises(Refused):
            book(plan, fernhill, by=who)
        with pytest.raises(Refused):
            offering.offer(plan, by=who, at=TEN)
    with pytest.raises(offering.WhereMissing):
        book(plan, fernhill, where=" ")


# --- told -------------------------------------------------------------------------------------


def test_it_is_told_in_the_meeting_and_not_before_it_nor_on_another_day(fernhill, plan):
    with pytest.raises(offering.NotBooked):
        offering.offer(plan, by=fernhill.manager, at=TEN)
    book(plan, fernhill)
    for at, error in (
        (TEN - timedelta(seconds=1), offering.MeetingToCome),
        (TEN + DAY, offering.AnotherDay),
    ):
        with pytest.raises(error):
            offering.offer(plan, by=fernhill.manager, at=at)
    offering.offer(plan, by=fernhill.manager, at=TEN + timedelta(minutes=30))
    found = get_plan(fernhill.employee, plan.pk)
    assert (found.state, found.reading_until_date) == (PlanState.OFFERED, date(2026, 3, 9))  # Thu, Fri, Mon
    case = Case.objects.get(pk=plan.case_id)
    assert (case.rung, case.told_at < AT) == ("pip", True)
    assert Notice.objects.filter(recipient=fernhill.employee, kind="plan.offered").count() == 1


def test_a_coaching_plan_of_the_matter_gives_way(fernhill, plan):
    before = make_pips.PlanFactory(case=plan.case, active=True)
    book(plan, fernhill)
    offering.offer(plan, by=fernhill.manager, at=TEN)
    assert fresh(before).state == PlanState.CLOSED


def test_two_tabs_tell_once(fernhill, plan):
    book(plan, fernhill)
    other_tab = fresh(plan)
    offering.offer(plan, by=fernhill.manager, at=TEN)
    with pytest.raises(StaleMove), transaction.atomic():
        offering.offer(other_tab, by=fernhill.manager, at=TEN)


# --- three working days, then day 1 -----------------------------------------------------------


@pytest.fixture
def told(fernhill, people):
    """Told on Wednesday the fourth: read on Thursday, Friday and Monday."""
    return fresh(whole.offered(fernhill.employee, at=TEN, **people))


def begin(plan, fernhill, day: date):
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return offering.begin(plan, by=fernhill.manager, at=at)


def test_day_one_comes_after_three_working_days_of_reading(fernhill, told):
    voice.acknowledge(told, by=fernhill.employee, at=TEN + DAY)
    with pytest.raises(offering.StillRead):
        begin(told, fernhill, date(2026, 3, 9))
    begin(told, fernhill, date(2026, 3, 10))
    found = fresh(told)
    assert (found.state, found.start_date, found.end_date) == (PlanState.ACTIVE, date(2026, 3, 10), date(2026, 6, 1))
    assert Notice.objects.filter(recipient=fernhill.employee, kind="plan.begun").count() == 1


def test_reading_days_are_working_days_of_the_employee(fernhill, people):
    make.PublicHolidayFactory(date=date(2026, 3, 5), location="")
    plan = whole.offered(fernhill.employee, at=TEN, **people)
    assert plan.reading_until_date == date(2026, 3, 10)


def test_nothing_begins_that_was_not_received_or_about_which_a_wish_is_open(fernhill, told):
    with pytest.raises(offering.NotReceived):
        begin(told, fernhill, date(2026, 3, 10))
    voice.acknowledge(told, by=fernhill.employee, at=TEN + DAY)
    wish = voice.ask(told, PlanRequestKind.CHANGE, "Ten drawn by lot", by=fernhill.employee, at=TEN + DAY)
    with pytest.raises(offering.WishOpen):
        begin(told, fernhill, date(2026, 3, 10))
    voice.decline(wish, "The last ten are what customers got", by=fernhill.manager, at=TEN + DAY)
    begin(told, fernhill, date(2026, 3, 10))


def test_a_wish_taken_up_is_a_new_version_to_be_received_once_more(fernhill, told):
    voice.acknowledge(told, by=fernhill.employee, at=TEN + DAY)
    wish = voice.ask(told, PlanRequestKind.CHANGE, "Ten drawn by lot", by=fernhill.employee, at=TEN + DAY)
    after = written(told)
    issue = after.issues[0].__class__(**{**vars(after.issues[0]), "measure": "Ten drawn by lot"})
    voice.take_up(wish, Written(**{**vars(after), "issues": (issue,)}), "Yes", by=fernhill.manager, at=TEN + DAY)
    told = fresh(told)
    assert (told.state, told.content, wish.state) == (PlanState.OFFERED, 2, "taken_up")
    with pytest.raises(offering.NotReceived):
        begin(told, fernhill, date(2026, 3, 10))
    voice.acknowledge(told, by=fernhill.employee, at=TEN + DAY)
    begin(told, fernhill, date(2026, 3, 10))


def test_it_begins_by_itself_where_nothing_stands_in_the_way(fernhill, told):
    after = datetime(2026, 3, 10, 12, tzinfo=UTC)
    assert offering.begin_due(by=SYSTEM, at=after) == 0, "it was not received"
    voice.acknowledge(told, by=fernhill.employee, at=TEN + DAY)
    assert offering.begin_due(by=SYSTEM, at=after - DAY) == 0, "it is still read"
    assert offering.begin_due(by=SYSTEM, at=after) == 1
    assert offering.begin_due(by=SYSTEM, at=after) == 0
    assert fresh(told).state == PlanState.ACTIVE


def test_a_plan_is_changed_after_it_was_received_by_a_new_version_alone(fernhill, told):
    voice.acknowledge(told, by=fernhill.employee, at=TEN + DAY)
    begin(told, fernhill, date(2026, 3, 10))
    plan = fresh(told)
    rules.change(plan, written(plan), reason="A clearer word", by=fernhill.manager, at=TEN + 10 * DAY)
    assert not plan.receipts.filter(content=plan.content).exists()
    voice.acknowledge(plan, by=fernhill.employee, at=TEN + 10 * DAY)
    assert plan.receipts.count() == 2


def test_what_was_sent_to_hr_before_is_no_version_of_the_employees(fernhill, told):
    keep_version(fresh(told), by=fernhill.manager, at=TEN - DAY)  # a second round with HR, before it was told
    voice.acknowledge(fresh(told), by=fernhill.employee, at=TEN + DAY)
    assert [one.version.number for one in history(fresh(told))] == [2]
    rules.change(fresh(told), written(told), reason="A clearer word", by=fernhill.manager, at=TEN + DAY)
    assert [one.version.number for one in history(fresh(told))] == [3, 2]
