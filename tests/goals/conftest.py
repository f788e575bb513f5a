"""What several tests of goals begin with."""

import pytest

from tests.factories import goals as make_goals


@pytest.fixture
def cycle(fernhill):
    with fernhill.inside():
        return make_goals.GoalCycleFactory(name="Winter")
