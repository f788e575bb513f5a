"""Set-up steps: each runs once, and again only when what it depends on has changed."""

import hashlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from perfhub.management.local.errors import Refusal, disk_is_full


def say(text: str) -> None:
    """One line for the person at the terminal, shown at once even through a pipe."""
    print(text, flush=True)


def digest(paths: Iterable[Path], *extra: str) -> str:
    """A fingerprint of files (names and contents) and of plain words."""
    whole = hashlib.sha256("\n".join(extra).encode())
    for path in sorted(paths):
        whole.update(f"\0{path.name}\0".encode())
        whole.update(path.read_bytes())
    return whole.hexdigest()


def fresh(stamp: Path, fingerprint: str) -> bool:
    """Was the step behind this stamp done with exactly these inputs?"""
    try:
        return stamp.read_text() == fingerprint
    except OSError:
        return False


def once(title: str, stamp: Path, fingerprint: str, work: Callable[[], None]) -> bool:
    """Do the work unless its stamp is fresh; returns whether it was done."""
    if fresh(stamp, fingerprint):
        return False
    started = time.monotonic()
    say(f"· {title} …")
    stamp.unlink(missing_ok=True)
    work()
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(fingerprint)
    say(f"  done in {time.monotonic() - started:.1f} s")
    return True


def tool(title: str, command: Sequence[str | Path], *, cwd: Path, env: Mapping[str, str] | None = None) -> str:
    """Run a tool quietly; on failure show the end of what it said and give up. Returns its standard output."""
    with begun(title, command, cwd=cwd, env=env) as outcome:
        return outcome()


@contextmanager
def begun(
    title: str, command: Sequence[str | Path], *, cwd: Path, env: Mapping[str, str] | None = None
) -> Iterator[Callable[[], str]]:
    """A tool that runs while we do something else; asked for its outcome it is waited for, as `tool` does.

    It ends with the block, at the latest.
    """
    with tempfile.TemporaryFile("w+", errors="replace") as said, tempfile.TemporaryFile("w+", errors="replace") as told:
        process = subprocess.Popen(
            [str(word) for word in command], cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=said, stderr=told
        )
        try:
            yield lambda: _outcome(title, process.wait(), said, told)
        finally:
            process.kill()
            process.wait()


def _outcome(title: str, code: int, *files: IO[str]) -> str:
    for file in files:
        file.seek(0)
    said, told = (file.read() for file in files)
    if code:
        words = (said + told).strip()
        if disk_is_full(words):
            raise Refusal(f"the disk is full: {title} could not write. Make room and start again.")
        print("\n".join(words.splitlines()[-20:]), file=sys.stderr, flush=True)
        raise Refusal(f"{title} failed (exit code {code}); its last lines are above.")
    return said


def without(env: Mapping[str, str], *names: str) -> dict[str, str]:
    """An environment in which these variables are unknown."""
    return {name: value for name, value in env.items() if name not in names}


def environment(**extra: str) -> dict[str, str]:
    """This process's environment with a few more variables."""
    return {**os.environ, **extra}
