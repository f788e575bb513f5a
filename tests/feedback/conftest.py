"""A clock for whoever looks at pages; a mail worker, and the mail server it sends to."""

import pytest

from perfhub.kernel import clock
from tests.factories.feedback import DUE
from tests.notices.conftest import deliver
from tests.notices.smtp import mail_server

from .written import HOUR

__all__ = ["deliver", "mail_server"]


@pytest.fixture
def friday():
    """An hour after a week was due."""
    with clock.stopped(DUE + HOUR):
        yield
