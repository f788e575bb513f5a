"""What the clock tells of goals: once each, and not any more when it is done."""

import datetime as dt

import pytest

from goals import rules
from goals.models import KeyResult, Objective
from notices.models import Notice
from notices.queries.subjects import with_subjects
from people.access import SYSTEM
from perfhub.kernel import slots
from perfhub.kernel.errors import Refused
from tests.factories.goals import GoalCycleFactory, KeyResultFactory, ObjectiveFactory

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 1, 12, 10, tzinfo=dt.UTC)


def told(kind):
    return sorted(Notice.objects.filter(kind=kind).values_list("recipient__name", flat=True))


def wanted(notice) -> bool:
    (notice,) = with_subjects([notice])
    return bool(slots.provider("notice.kind", notice.kind).still_wanted(notice))


def only(kind, **more) -> Notice:
    return Notice.objects.get(kind=kind, **more)


def remind(at=AT):
    return rules.remind(by=SYSTEM, at=at, today=at.date())


def test_who_has_no_goal_is_told_once_until_there_is_one(world):
    cycle = GoalCycleFactory()
    ObjectiveFactory(cycle=cycle, owner=world.peer, active=True)
    ObjectiveFactory(cycle=cycle, owner=world.manager)  # a draft is none
    remind()
    first = told("goal.cycle_opened")
    assert "Emma Employee" in first and "Max Manager" in first
    assert "Peter Peer" not in first and "Leo Leaver" not in first
    assert told("goal.none_yet") == first  # the days of writing end within a week
    assert remind() == 0
    mine = only("goal.none_yet", recipient=world.employee)
    assert wanted(mine)
    ObjectiveFactory(cycle=cycle, owner=world.employee, active=True)
    assert not wanted(mine)


def test_owners_are_told_of_what_is_due_until_they_have_updated(world):
    goal = ObjectiveFactory(owner=world.employee, active=True, due_date=AT.date())
    KeyResultFactory(objective=goal)
    remind()
    assert told("goal.update_due") == ["Emma Employee"] and told("goal.silent") == []
    assert remind() == 0
    notice = only("goal.update_due")
    assert wanted(notice)
    row = KeyResult.objects.get()
    rules.report(Objective.objects.get(pk=goal.pk), by=world.employee, at=AT, values={row.pk: 3})
    assert not wanted(only("goal.update_due"))
    later = AT + dt.timedelta(days=14)
    remind(later)
    assert told("goal.update_due") == ["Emma Employee"] * 2  # the next due day is another occasion


def test_the_manager_is_told_of_silence_of_two_cadences_only(world):
    quiet = ObjectiveFactory(owner=world.employee, active=True, due_date=AT.date() - dt.timedelta(days=14))
    remind()
    assert told("goal.silent") == []
    remind(AT + dt.timedelta(days=1))
    assert told("goal.silent") == ["Max Manager"]
    notice = only("goal.silent")
    assert wanted(notice)
    rules.report(Objective.objects.get(pk=quiet.pk), by=world.employee, at=AT, status="on_track")
    assert not wanted(only("goal.silent"))


def test_who_has_open_goals_is_told_that_a_cycle_closes(world):
    cycle = GoalCycleFactory()
    goal = ObjectiveFactory(cycle=cycle, owner=world.employee, active=True, due_date=dt.date(2026, 3, 1))
    rules.begin_closing(cycle, by=world.hr_admin, at=AT)
    remind()
    assert told("goal.cycle_closing") == ["Emma Employee"]
    assert wanted(only("goal.cycle_closing"))
    rules.close(Objective.objects.get(pk=goal.pk), "", by=world.employee, at=AT, done=True)
    assert not wanted(only("goal.cycle_closing"))


def test_nobody_but_the_clock_reminds(world):
    with pytest.raises(Refused):
        rules.remind(by=world.hr_admin, at=AT, today=AT.date())


def test_a_letter_about_a_private_goal_does_not_name_it(world):
    ObjectiveFactory(owner=world.employee, active=True, due_date=AT.date(), visibility="private", title="Quiet aim")
    remind()
    (notice,) = with_subjects([only("goal.update_due")])
    words = slots.provider("notice.kind", "goal.update_due").render(notice)
    assert "Quiet aim" not in f"{words}" and "not everybody sees" in words.lead


def test_where_goals_are_switched_off_nobody_is_told(world):
    from tests.factories.people import CapabilitySwitchFactory

    CapabilitySwitchFactory(capability="goals", team=world.employee.team, is_on=False, from_date=dt.date(2026, 1, 1))
    ObjectiveFactory(owner=world.employee, active=True, due_date=AT.date())
    remind()
    assert told("goal.update_due") == []
    assert set(told("goal.cycle_opened")) == {
        *("Olive Owner", "Hannah Admin", "Paul Partner", "Audrey Auditor", "Stella Stranger")
    }
