"""The moment at which everything here happens, unless a test says another."""

import datetime as dt

import pytest

from tests.factories.skills import AT

TODAY = AT.date()
DAY = dt.timedelta(days=1)


@pytest.fixture
def world(fernhill):
    with fernhill.inside():
        yield fernhill
