"""From employees' weeks to those of teams and managers."""

from datetime import UTC, date, datetime

import pytest

from analytics.models import EmployeeWeek, ManagerWeek, TeamWeek
from analytics.rules.groups import take_groups, take_lines
from people import rules as people
from people.access import SYSTEM
from tests.factories.analytics import EmployeeWeekFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 9, 9, tzinfo=UTC)
WEEK, NEXT = date(2026, 3, 2), date(2026, 3, 9)
COUNTS = ("people", "asked", "answered", "on_time", "mood_n", "mood_sum", "mood_sum_sq")


def managers(week=WEEK):
    rows = ManagerWeek.objects.filter(week_start=week)
    return {(row.manager_id, row.scope): tuple(getattr(row, name) for name in COUNTS) for row in rows}


def teams(week=WEEK):
    rows = TeamWeek.objects.filter(week_start=week)
    return {row.team_id: tuple(getattr(row, name) for name in COUNTS) for row in rows}


def test_a_week_is_counted_for_the_manager_for_all_above_and_for_the_team(fernhill, brackwater):
    for world in (fernhill, brackwater):
        with world.inside():
            team = world.employee.team
            EmployeeWeekFactory(employee=world.employee, team=team, mood=5)
            EmployeeWeekFactory(employee=world.peer, team=team, answered=0, on_time=0, mood=None)
            EmployeeWeekFactory(employee=world.manager, team=team, mood=2)
            take_lines([WEEK])
            take_groups([WEEK])
            assert managers() == {
                (world.manager.pk, "direct"): (2, 2, 1, 1, 1, 5, 25),
                (world.manager.pk, "all"): (2, 2, 1, 1, 1, 5, 25),
                (world.skip.pk, "direct"): (1, 1, 1, 1, 1, 2, 4),
                (world.skip.pk, "all"): (3, 3, 2, 2, 2, 7, 29),
            }
            assert teams() == {team.pk: (3, 3, 2, 2, 2, 7, 29)}


def test_who_was_not_asked_is_a_person_of_the_group_and_counts_nowhere_else(fernhill):
    with fernhill.inside():
        EmployeeWeekFactory(employee=fernhill.employee, asked=0, answered=0, on_time=0, mood=None)
        take_lines([WEEK])
        take_groups([WEEK])
        assert managers()[fernhill.manager.pk, "direct"] == (1, 0, 0, 0, 0, 0, 0)


def test_a_late_answer_counts_as_answered_and_leaves_the_mean_alone(fernhill):
    with fernhill.inside():
        EmployeeWeekFactory(employee=fernhill.employee, mood=2)
        EmployeeWeekFactory(employee=fernhill.peer, on_time=0, mood=5)
        take_lines([WEEK])
        take_groups([WEEK])
        assert managers()[fernhill.manager.pk, "direct"] == (2, 2, 2, 1, 1, 2, 4)


def test_the_group_is_the_group_as_it_was(fernhill):
    with fernhill.inside():
        for week in (WEEK, NEXT):
            EmployeeWeekFactory(employee=fernhill.employee, week_start=week)
        people.report_to(fernhill.employee, fernhill.stranger, by=SYSTEM, at=AT, from_date=NEXT)
        take_lines([WEEK, NEXT])
        take_groups([WEEK, NEXT])
        then, now = managers(WEEK), managers(NEXT)
        assert (fernhill.manager.pk, "direct") in then and (fernhill.manager.pk, "direct") not in now
        assert (fernhill.stranger.pk, "direct") in now and (fernhill.hr_admin.pk, "all") in now
        assert list(EmployeeWeek.objects.order_by("week_start").values_list("manager", flat=True)) == [
            fernhill.manager.pk,
            fernhill.stranger.pk,
        ]


def test_who_changes_managers_within_a_week_belongs_to_the_later_one_and_is_counted_once(fernhill):
    with fernhill.inside():
        EmployeeWeekFactory(employee=fernhill.employee)
        people.report_to(fernhill.employee, fernhill.stranger, by=SYSTEM, at=AT, from_date=date(2026, 3, 5))
        take_lines([WEEK])
        take_groups([WEEK])
        assert {pk for pk, scope in managers() if scope == "direct"} == {fernhill.stranger.pk}


def test_a_group_that_has_lost_its_people_is_gone(fernhill):
    with fernhill.inside():
        row = EmployeeWeekFactory(employee=fernhill.employee, team=fernhill.employee.team)
        take_lines([WEEK])
        take_groups([WEEK])
        row.delete()
        take_groups([WEEK])
        assert managers() == {} and teams() == {}


def test_a_group_whose_people_have_changed_is_not_shown_until_it_is_decided_anew(fernhill):
    with fernhill.inside():
        EmployeeWeekFactory(employee=fernhill.employee)
        take_lines([WEEK])
        take_groups([WEEK])
        ManagerWeek.objects.update(mood_shown=True, share_shown=True)
        take_groups([WEEK])
        assert set(ManagerWeek.objects.values_list("mood_shown", "share_shown")) == {(True, True)}
        EmployeeWeekFactory(employee=fernhill.peer)
        take_lines([WEEK])
        take_groups([WEEK])
        assert set(ManagerWeek.objects.values_list("mood_shown", "share_shown")) == {(False, False)}
