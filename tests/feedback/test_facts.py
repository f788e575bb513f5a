"""What other floors read of check-ins."""

import datetime as dt

import pytest

from feedback import queries, rules
from people.models import Touched
from tests.factories.feedback import DUE, MONDAY, CheckInFactory

pytestmark = pytest.mark.django_db
WEEK = dt.timedelta(weeks=1)


def test_one_row_for_each_employee_and_week_says_what_was_asked_and_answered(fernhill):
    with fernhill.inside():
        CheckInFactory(employee=fernhill.employee, answered=True, mood=4)
        CheckInFactory(employee=fernhill.peer, missed=True)
        CheckInFactory(employee=fernhill.manager, skipped=True)
        late = CheckInFactory(employee=fernhill.skip)
        rules.answer(late, by=fernhill.skip, at=DUE + WEEK)
        CheckInFactory(employee=fernhill.employee, period_start=MONDAY - WEEK)
        names = ("asked", "answered", "on_time", "missed", "skipped", "mood")
        rows = {row["employee"]: tuple(row[name] for name in names) for row in queries.facts([MONDAY])}
        assert rows == {
            fernhill.employee.pk: (1, 1, 1, 0, 0, 4),
            fernhill.peer.pk: (1, 0, 0, 1, 0, None),
            fernhill.manager.pk: (0, 0, 0, 0, 1, None),
            fernhill.skip.pk: (1, 1, 0, 0, 0, None),
        }


def test_only_what_was_touched_is_taken_again(fernhill):
    with fernhill.inside():
        CheckInFactory(employee=fernhill.peer)
        check_in = CheckInFactory(employee=fernhill.employee)
        rules.answer(check_in, by=fernhill.employee, at=DUE)
        assert [row["employee"] for row in queries.facts(Touched.objects.all())] == [fernhill.employee.pk]


def test_the_other_organizations_weeks_are_not_among_the_facts(fernhill, brackwater):
    with brackwater.inside():
        CheckInFactory(employee=brackwater.employee)
    with fernhill.inside():
        assert list(queries.facts([MONDAY])) == []


def test_standing_tells_how_it_stands_and_no_contents(fernhill, django_assert_num_queries):
    with fernhill.inside():
        CheckInFactory(employee=fernhill.employee, answered=True, progress="A secret")
        CheckInFactory(employee=fernhill.peer)
        people = [fernhill.employee.pk, fernhill.peer.pk, fernhill.stranger.pk]
        with django_assert_num_queries(1):
            found = queries.standing(people, MONDAY, at=DUE + WEEK)
        assert {pk: (s.state, s.label, s.tone) for pk, s in found.items()} == {
            fernhill.employee.pk: ("answered", "In", "good"),
            fernhill.peer.pk: ("due", "Not yet", "watch"),
        }
