"""The clock's door to concerns: it may run twice and die in the middle, and works for one organization."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from notices.models import Notice
from people.access import SYSTEM
from perfhub.kernel import clock
from pips import tasks
from pips.models import Case, Concern
from pips.rules import solving
from tests.factories import pips as make_pips
from tests.feedback.test_tasks import run

pytestmark = pytest.mark.django_db
AT = datetime(2026, 4, 20, 9, tzinfo=UTC)
DAY = timedelta(days=1)


def concerns(world, number=2, **said):
    with world.inside():
        for _one in range(number):
            case = make_pips.CaseFactory(employee=world.employee, manager=world.manager)
            make_pips.ConcernFactory(case=case, **said)


def states(world) -> list[tuple[str, bool]]:
    with world.inside():
        return [(one.state, one.asked_at is not None) for one in Concern.objects.order_by("pk")]


def test_both_are_asked_however_often_the_message_comes_and_elsewhere_nobody(fernhill, brackwater):
    concerns(fernhill)
    concerns(brackwater)
    with clock.stopped(AT):
        run(tasks.look_again_in, fernhill)
        run(tasks.look_again_in, fernhill)
    assert states(fernhill) == [("open", True)] * 2
    assert states(brackwater) == [("open", False)] * 2
    with fernhill.inside():
        assert Notice.objects.filter(kind="concern.look_again").count() == 4
    with brackwater.inside():
        assert not Notice.objects.filter(kind="concern.look_again").exists()


def test_a_death_in_the_middle_loses_nothing_and_does_nothing_twice(fernhill):
    concerns(fernhill, 3, asked_at=AT - 40 * DAY)
    with fernhill.inside(), clock.stopped(AT):
        assert solving.lapse(by=SYSTEM, at=AT, limit=1) == 1
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            solving.lapse(by=SYSTEM, at=AT, limit=1)
            raise ZeroDivisionError
        assert Case.objects.filter(state="closed").count() == 1
    with clock.stopped(AT):
        run(tasks.look_again_in, fernhill)
        run(tasks.look_again_in, fernhill)
    with fernhill.inside():
        assert list(Case.objects.values_list("outcome", flat=True)) == ["lapsed"] * 3
        assert Case.objects.filter(events__act="closed").count() == 3
        assert Notice.objects.filter(kind="concern.news").count() == 6


def test_what_is_over_for_twelve_months_is_spent_by_the_same_message(fernhill):
    with fernhill.inside():
        make_pips.CaseFactory(employee=fernhill.employee, manager=fernhill.manager, closed=True)
    with clock.stopped(datetime(2027, 3, 10, tzinfo=UTC)):
        run(tasks.look_again_in, fernhill)
    with fernhill.inside():
        assert Case.objects.get().state == "spent"
