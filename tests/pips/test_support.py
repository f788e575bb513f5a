"""Support: there when both say so, settled by HR where they differ, late from the first day that was promised."""

from datetime import timedelta

import pytest
from django.http import Http404

from notices.models import Notice
from people.models import AuditEntry
from perfhub.kernel.errors import Refused, StaleMove
from pips.access import running as access
from pips.models import Support, SupportEvent
from pips.queries.support import days_late, support_stands
from pips.rules import support as rules
from tests.factories import people as make_people
from tests.factories import pips as make

from .running import DAY, DAY_ONE, at, begun

pytestmark = pytest.mark.django_db
NOON = at(DAY_ONE + 14 * DAY)


@pytest.fixture(autouse=True)
def _inside(fernhill):
    with fernhill.inside():
        yield


@pytest.fixture
def plan(fernhill):
    return begun(fernhill)


@pytest.fixture
def owed(plan):
    return make.SupportFactory(plan=plan)


def told(kind):
    return set(Notice.objects.filter(kind=kind).values_list("recipient", flat=True))


def test_it_is_there_when_both_say_so_whoever_says_it_first(fernhill, plan):
    for first, second in [(fernhill.employee, fernhill.manager), (fernhill.manager, fernhill.employee)]:
        owed = make.SupportFactory(plan=plan)
        rules.say_there(owed, by=first, at=NOON)
        assert owed.state == "said"
        assert support_stands(plan, at=NOON).given == Support.objects.filter(plan=plan, state="delivered").count()
        rules.say_there(owed, by=second, at=NOON)
        owed.refresh_from_db()
        assert (owed.state, owed.closed_at) == ("delivered", NOON)
        assert owed.employee_says_at == owed.owner_says_at == NOON
    acts = list(AuditEntry.objects.filter(act__startswith="support.").values_list("act", flat=True).order_by("pk"))
    assert acts == ["support.said", "support.agreed"] * 2
    assert told("course.support") == {fernhill.employee.pk, fernhill.manager.pk}


def test_nobody_says_it_for_the_other_or_twice(fernhill, owed):
    rules.say_there(owed, by=fernhill.manager, at=NOON)
    with pytest.raises(rules.SaidAlready):
        rules.say_there(owed, by=fernhill.manager, at=NOON)
    for stranger in (fernhill.hr_admin, fernhill.skip, fernhill.peer):
        with pytest.raises(Refused):
            rules.say_there(owed, by=stranger, at=NOON)
    assert Support.objects.get(pk=owed.pk).state == "said"


def test_a_difference_is_settled_by_hr_with_a_reason_that_stays(fernhill, owed):
    rules.say_there(owed, by=fernhill.manager, at=NOON)
    with pytest.raises(rules.WordsMissing):
        rules.differ(owed, " ", by=fernhill.employee, at=NOON)
    rules.differ(owed, "Grace was away on both mornings.", by=fernhill.employee, at=NOON)
    assert (owed.state, owed.settle_by_date) == ("disputed", (NOON + timedelta(days=7)).date()), "five working days"
    assert told("course.to_settle") == {fernhill.hr_admin.pk}
    for side in (fernhill.manager, fernhill.employee, fernhill.skip):
        with pytest.raises(Refused):
            rules.settle(owed, True, "I say so.", by=side, at=NOON)
    rules.settle(owed, False, "The rota shows that she was away.", by=fernhill.hr_admin, at=NOON)
    owed.refresh_from_db()
    assert (owed.state, owed.settled_reason, owed.said_by) == ("owed", "The rota shows that she was away.", "")
    acts = list(SupportEvent.objects.filter(support=owed).order_by("pk").values_list("act", "words"))
    assert acts == [
        ("said", ""),
        ("differed", "Grace was away on both mornings."),
        ("settled_owed", "The rota shows that she was away."),
    ]


def test_whoever_differed_may_agree_after_all_and_hr_has_nothing_left_to_settle(fernhill, owed):
    rules.say_there(owed, by=fernhill.manager, at=NOON)
    rules.differ(owed, "I saw none.", by=fernhill.employee, at=NOON)
    rules.say_there(owed, by=fernhill.employee, at=NOON)
    assert owed.state == "delivered"
    with pytest.raises(StaleMove):
        rules.settle(owed, True, "Settled.", by=fernhill.hr_admin, at=NOON)


def test_what_one_side_said_it_may_take_back_and_the_other_may_not(fernhill, owed):
    rules.say_there(owed, by=fernhill.employee, at=NOON)
    with pytest.raises(StaleMove):
        rules.unsay(owed, by=fernhill.manager, at=NOON)
    rules.unsay(owed, by=fernhill.employee, at=NOON)
    assert (owed.state, owed.said_by, owed.employee_says_at) == ("owed", "", None)


def test_what_is_declined_in_writing_counts_as_given(fernhill, plan, owed):
    with pytest.raises(Refused):
        rules.decline(owed, "No, thank you.", by=fernhill.manager, at=NOON)
    with pytest.raises(rules.WordsMissing):
        rules.decline(owed, "", by=fernhill.employee, at=NOON)
    rules.decline(owed, "I learn better alone, with the worked examples.", by=fernhill.employee, at=NOON)
    stands = support_stands(plan, at=NOON)
    assert (stands.given, stands.total, stands.is_short) == (1, 1, False)


def test_promised_for_another_day_it_is_still_late_from_the_first(fernhill, plan, owed):
    first = owed.due_date
    day = first + 9 * DAY
    with pytest.raises(Refused):
        rules.move_to(owed, first + 14 * DAY, "It comes later.", by=fernhill.employee, at=at(day))
    rules.move_to(owed, first + 14 * DAY, "The tool comes a fortnight later.", by=fernhill.manager, at=at(day))
    owed.refresh_from_db()
    assert (owed.due_date, owed.first_due_date) == (first + 14 * DAY, first)
    assert days_late(owed, day) == 9
    assert support_stands(plan, at=at(day)).overdue == (owed,)
    moved = SupportEvent.objects.get(support=owed, act="moved")
    assert (moved.due_before_date, moved.due_date) == (first, first + 14 * DAY)
    for wrong, error in [(first - DAY, rules.DayOver), (first + 14 * DAY, rules.SameDay)]:
        with pytest.raises(error):
            rules.move_to(owed, wrong, "Another day.", by=fernhill.manager, at=at(day))


@pytest.mark.parametrize(("late", "short"), [(7, False), (8, True)])
def test_more_than_seven_days_late_is_short(plan, owed, late, short):
    for _ in range(9):
        make.SupportFactory(plan=plan, state="delivered")
    assert support_stands(plan, at=at(owed.first_due_date + late * DAY)).is_short is short


@pytest.mark.parametrize(("given", "short"), [(7, True), (8, False)])
def test_under_four_in_five_is_short_and_what_was_taken_out_counts_for_nothing(plan, given, short):
    for number in range(10):
        make.SupportFactory(plan=plan, state="delivered" if number < given else "owed")
    make.SupportFactory(plan=plan, state="dropped")
    assert support_stands(plan, at=at(DAY_ONE)).is_short is short


def test_somebody_from_elsewhere_sees_the_one_thing_owed_and_says_it_is_there(fernhill, plan):
    tools = make_people.EmployeeFactory(name="Ivo Marek")
    owed = make.SupportFactory(plan=plan, owner=tools)
    found = access.get_support(tools, owed.pk)
    assert access.support_acts(tools, found, None) == {"there", "move"}
    for stranger in (fernhill.peer, fernhill.skip, fernhill.stranger):
        with pytest.raises(Http404):
            access.get_support(stranger, owed.pk)
    rules.say_there(owed, by=tools, at=NOON)
    rules.say_there(owed, by=fernhill.employee, at=NOON)
    assert owed.state == "delivered"


def test_nothing_of_it_changes_in_a_plan_that_is_over(fernhill, owed):
    type(owed.plan).objects.filter(pk=owed.plan_id).update(state="closed", closed_at=NOON)
    with pytest.raises(rules.NotLivingAnyMore):
        rules.say_there(owed, by=fernhill.manager, at=NOON)
