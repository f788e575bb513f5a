"""What is kept for days only."""

from datetime import timedelta

import pytest

from people import rules, tasks
from people.models import RequestKey
from tests.factories.people import AT, RequestKeyFactory

pytestmark = pytest.mark.django_db


def test_an_answer_is_kept_two_days_and_then_forgotten_here_only(fernhill, brackwater):
    with brackwater.inside():
        RequestKeyFactory(employee=brackwater.employee, key="of-the-others")
    with fernhill.inside():
        RequestKeyFactory(employee=fernhill.employee, key="old-answer")
        fresh = RequestKeyFactory(employee=fernhill.employee, key="new-answer", created_at=AT + timedelta(hours=1))
        assert rules.forget_answers(at=AT + timedelta(days=2)) == 0
        assert rules.forget_answers(at=AT + timedelta(days=2, minutes=30)) == 1
        assert list(RequestKey.objects.all()) == [fresh]
    with brackwater.inside():
        assert RequestKey.objects.filter(key="of-the-others").exists()


def test_the_clock_does_it(fernhill):
    with fernhill.inside():
        RequestKeyFactory(employee=fernhill.employee)
    tasks.resume_work_of.apply(headers={"organization": fernhill.organization.pk}).get()
    with fernhill.inside():
        assert not RequestKey.objects.exists()
