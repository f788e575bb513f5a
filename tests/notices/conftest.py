"""A mail worker and a mail server for tests."""

import pytest

from notices import tasks
from perfhub.kernel import clock
from tests.factories import notices  # noqa: F401  registers the kinds of the tests

from .smtp import mail_server

__all__ = ["mail_server"]


@pytest.fixture
def deliver():
    """What the mail worker does for one organization at one moment."""

    def run(world, at):
        with clock.stopped(at):
            tasks.deliver.apply(headers={"organization": world.organization.pk}).get()

    return run
