"""A clock for whoever looks at pages."""

import pytest

from perfhub.kernel import clock
from tests.factories.feedback import DUE

from .written import HOUR


@pytest.fixture
def friday():
    """An hour after a week was due."""
    with clock.stopped(DUE + HOUR):
        yield
