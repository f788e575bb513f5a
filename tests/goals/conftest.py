"""What several tests of goals begin with."""

import pytest

from perfhub.kernel import clock
from tests.factories import goals as make_goals

from .writing import AT


@pytest.fixture
def cycle(fernhill):
    with fernhill.inside():
        return make_goals.GoalCycleFactory(name="Winter")


@pytest.fixture
def world(fernhill):
    """Fernhill, entered, on the morning on which goals are written."""
    with fernhill.inside(), clock.stopped(AT):
        yield fernhill


@pytest.fixture
def complaints(fernhill):
    with fernhill.inside():
        return make_goals.MetricFactory(name="Complaints", led_by=fernhill.manager, high=5)


@pytest.fixture
def rework(fernhill):
    """A share of each person's work, led by a stranger to them."""
    with fernhill.inside():
        return make_goals.MetricFactory(
            name="Rework", led_by=fernhill.hr_admin, measured_for="employee", read_as="share", high=4
        )
