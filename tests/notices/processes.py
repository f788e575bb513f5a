"""Other processes of ours, some of which die on purpose: forked from the test, with connections of their own."""

import os
import signal
import sys
import time
from collections.abc import Callable
from types import FrameType

from django.core.cache import caches
from django.db import connections

_kept: list[object] = []  # a child must not close what its parent speaks through


def fork(work: Callable[[], None]) -> int:
    """Run `work` in a process of its own; returns its id. It ends with 0, or with 1 after an exception."""
    sys.stdout.flush()
    if pid := os.fork():
        return pid
    code = 1
    try:
        for connection in connections.all(initialized_only=True):
            _kept.append(connection.connection)
            connection.connection = None
            connection.in_atomic_block = False
        caches.close_all()
        work()
        code = 0
    except BaseException as error:
        os.write(2, f"{type(error).__name__}: {error}\n".encode())
    finally:
        os._exit(code)


def ends(*pids: int) -> list[int]:
    """Wait for processes; their exit codes, minus the signal for those that were killed."""
    return [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids]


def kill(pid: int) -> None:
    """kill -9, and no goodbye."""
    os.kill(pid, signal.SIGKILL)
    ends(pid)


DIED = 9


def dying(work: Callable[[], None], *, function: str, event: str) -> Callable[[], None]:
    """`work`, in which the process vanishes as the named function of ours is called, or is about to return."""

    def watch(frame: FrameType, found: str, _value: object) -> None:
        if found == event and frame.f_code.co_qualname == function and "/notices/" in frame.f_code.co_filename:
            os._exit(DIED)

    def run() -> None:
        sys.setprofile(watch)
        work()

    return run


def wait_until(done: Callable[[], bool], *, seconds: float) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if done():
            return True
        time.sleep(0.05)
    return done()
