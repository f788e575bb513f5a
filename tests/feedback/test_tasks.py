"""Doors opened by the clock: they may run twice and die in the middle."""

import datetime as dt

import pytest
from django.db import transaction

from feedback import rules, tasks
from feedback.models import CheckIn
from feedback.states import Step
from notices.models import Notice
from people.access import SYSTEM
from perfhub.celery import app
from perfhub.kernel import clock
from tests.factories.feedback import DUE, CheckInFactory

pytestmark = pytest.mark.django_db
MONDAY_MORNING = dt.datetime(2026, 3, 2, 6, tzinfo=dt.UTC)


def run(task, world):
    """As a worker runs a message for one organization."""
    task.push_request(headers={"organization": world.organization.pk})
    try:
        task.run()
    finally:
        task.pop_request()


def test_the_week_opens_for_one_organization_however_often_the_message_comes(fernhill, brackwater):
    with clock.stopped(MONDAY_MORNING):
        run(tasks.open_weeks_of, fernhill)
        run(tasks.open_weeks_of, fernhill)
    with fernhill.inside():
        assert CheckIn.objects.count() == 9
    with brackwater.inside():
        assert CheckIn.objects.count() == 0


@pytest.fixture
def at_once():
    """Messages are worked on where they are sent."""
    app.conf.update(task_always_eager=True, task_eager_propagates=True)
    yield
    app.conf.update(task_always_eager=False, task_eager_propagates=False)


def test_the_tick_sends_one_message_to_each_organization(fernhill, brackwater, at_once):
    for world in (fernhill, brackwater):
        with world.inside():
            CheckInFactory(employee=world.employee, step=Step.DUE, step_at=DUE)
    with clock.stopped(DUE):
        tasks.remind()
    for world in (fernhill, brackwater):
        with world.inside():
            assert Notice.objects.values_list("recipient", flat=True).get() == world.employee.pk


def test_reminders_of_many_go_out_in_one_run_and_once(fernhill):
    with fernhill.inside():
        people = [CheckInFactory(step=Step.DUE, step_at=DUE).employee_id for _ in range(5)]
    with clock.stopped(DUE):
        run(tasks.remind_in, fernhill)
        run(tasks.remind_in, fernhill)
    with fernhill.inside():
        assert sorted(Notice.objects.values_list("recipient", flat=True)) == sorted(people)


def test_a_batch_that_dies_is_taken_again_whole(fernhill):
    with fernhill.inside():
        CheckInFactory(step=Step.DUE, step_at=DUE)
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            rules.remind(by=SYSTEM, at=DUE)
            raise ZeroDivisionError
        assert not Notice.objects.exists()
        assert rules.remind(by=SYSTEM, at=DUE) == 1
        assert Notice.objects.count() == 1
