"""The application as a worker of the bench runs it: ours, with its clock stopped at BENCH_AT."""

import os
from contextlib import ExitStack
from datetime import datetime

from perfhub.celery import app
from perfhub.kernel import clock

__all__ = ["app"]

kept = ExitStack()
kept.enter_context(clock.stopped(datetime.fromisoformat(os.environ["BENCH_AT"])))
