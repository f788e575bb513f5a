"""The whole house for a journey: web server, worker, broker, mail server, browser; one clock that the journey moves."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime

import pytest
from celery.contrib.testing.worker import start_worker
from django.db import connections
from kombu import Connection

from perfhub.celery import app
from perfhub.kernel import clock
from perfhub.kernel.queues import Queue
from tests.browser.conftest import base_url, browser_context_args, browser_type_launch_args, look, page
from tests.notices.conftest import mail_server

__all__ = ["base_url", "browser_context_args", "browser_type_launch_args", "look", "mail_server", "page"]


class Clock:
    """The moment at which everything happens, until the journey goes on."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack

    def is_now(self, at: datetime) -> None:
        self._stack.close()
        self._stack.enter_context(clock.stopped(at))


@pytest.fixture
def the_clock() -> Iterator[Clock]:
    with ExitStack() as stack:
        yield Clock(stack)


@pytest.fixture
def worker() -> Iterator[None]:
    """A Celery worker for all queues, in a thread of this process, on a part of Redis that is this journey's own."""
    with Connection(app.conf.broker_url) as broker:
        for queue in Queue.ALL:
            broker.SimpleQueue(queue).clear()
    with start_worker(
        app, pool="solo", perform_ping_check=False, queues=list(Queue.ALL), loglevel="WARNING", shutdown_timeout=30
    ):
        yield
    connections.close_all()


@pytest.fixture
def until() -> Callable[[Callable[[], object]], None]:
    """Wait for what a worker brings about."""

    def wait(holds: Callable[[], object], *, seconds: float = 60) -> None:
        give_up = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < give_up, "it did not come about"
            time.sleep(0.1)

    return wait
