"""Child processes which never outlive the launcher, however it dies."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from perfhub.management.local.errors import Refusal
from perfhub.management.local.steps import say

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform.startswith("linux") else None


@dataclass
class Child:
    """One process of ours: how to end it, how long it may take, where it writes."""

    name: str
    process: subprocess.Popen
    log: Path
    ending: signal.Signals = signal.SIGTERM
    patience: float = 15.0

    @property
    def ended(self) -> bool:
        return self.process.poll() is not None

    def tail(self, lines: int = 20) -> str:
        """The end of what it wrote."""
        try:
            return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])
        except OSError:
            return ""


def dies_with(parent: int, ending: signal.Signals) -> Callable[[], None]:
    """What a child does between fork and exec: ask the kernel for a signal when its parent dies."""

    def ask() -> None:
        if LIBC is not None:
            LIBC.prctl(PR_SET_PDEATHSIG, int(ending), 0, 0, 0)
            if os.getppid() != parent:  # it died while we were asking
                os._exit(1)

    return ask


def becoming(user: tuple[int, int] | None) -> dict[str, Any]:
    """What subprocess needs to hear so that a child runs as somebody else."""
    return {"user": user[0], "group": user[1], "extra_groups": []} if user else {}


def start(
    name: str,
    command: Sequence[str | Path],
    *,
    log: Path,
    cwd: Path,
    env: Mapping[str, str],
    ending: signal.Signals = signal.SIGTERM,
    patience: float = 15.0,
    user: tuple[int, int] | None = None,
) -> Child:
    """Start a process in a session of its own (so that Ctrl-C reaches us, not it), writing to its log."""
    if log.exists():
        log.replace(log.with_name(log.name + ".1"))
    with open(log, "ab") as out:
        process = subprocess.Popen(
            [str(word) for word in command],
            cwd=cwd,
            env=dict(env),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
            preexec_fn=dies_with(os.getpid(), ending),
            **becoming(user),
        )
    return Child(name, process, log, ending, patience)


def wait_until(ready: Callable[[], bool], child: Child, *, seconds: float) -> None:
    """Wait for a child to answer; give up when it dies or takes too long."""
    until = time.monotonic() + seconds
    while not ready():
        heed()
        if child.ended or time.monotonic() > until:
            print(child.tail(), file=sys.stderr, flush=True)
            what = (
                f"ended with code {child.process.returncode}" if child.ended else f"gave no answer for {seconds:.0f} s"
            )
            raise Refusal(f"{child.name} {what}; the end of {child.log} is above.")
        time.sleep(0.05)


def stop(child: Child) -> None:
    """End one child politely, then firmly."""
    if not child.ended:
        child.process.send_signal(child.ending)
        try:
            child.process.wait(child.patience)
        except subprocess.TimeoutExpired:
            say(f"  {child.name} did not stop within {child.patience:.0f} s: killed")
            kill_session(child)
    kill_session(child)


def kill_session(child: Child) -> None:
    """Nobody stays behind: a child's session is a process group of its own."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.process.pid, signal.SIGKILL)
    child.process.wait()


class Stopped(BaseException):
    """Somebody pressed Ctrl-C or sent a signal."""


STOPPED: list[str] = []


def heed() -> None:
    """Stop if somebody has asked for it. What is raised while Python forks goes unheard: whoever waits asks again."""
    if STOPPED:
        raise Stopped(STOPPED[0])


def stop_on_signals() -> None:
    """Ctrl-C, `kill` and a closed terminal all mean the same: stop cleanly, once."""

    def raise_stopped(number: int, _: object) -> None:
        ignore_signals()
        STOPPED.append(signal.Signals(number).name)
        heed()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, raise_stopped)


def ignore_signals() -> None:
    """While stopping, a second Ctrl-C must not leave anything behind."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def watch(children: Sequence[Child]) -> None:
    """Stay until a child dies; then say which one and what it said last."""
    while True:
        heed()
        for child in children:
            if child.ended:
                print(child.tail(), file=sys.stderr, flush=True)
                raise Refusal(
                    f"{child.name} ended with code {child.process.returncode}; the end of {child.log} is above."
                )
        time.sleep(0.2)
