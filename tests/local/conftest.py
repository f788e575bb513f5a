"""A launcher of one's own: real processes in odd places, none of them left behind."""

import os
import pwd
import re
import shlex
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from perfhub.management.local import postgres
from perfhub.management.local.places import ROOT

ODD = "a folder with spaces, 'quotes' and a long name " + "x" * 60


def clean_environment(**more: str) -> dict[str, str]:
    """As a newcomer's shell: nothing points to the services that these tests themselves run on."""
    ours = re.compile(r"DATABASE|REDIS|EMAIL|PERFHUB|DJANGO|PORT$|PYTEST")
    return {name: value for name, value in os.environ.items() if not ours.match(name)} | more


@dataclass
class Launcher:
    """A launcher in a data folder, started as often as a test wants."""

    data: Path
    user: int | None = None
    started: list[subprocess.Popen] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def start(self, *words: str, **env: str) -> subprocess.Popen:
        who = {"user": self.user, "group": pwd.getpwuid(self.user).pw_gid, "extra_groups": []} if self.user else {}
        process = subprocess.Popen(
            [sys.executable, "-m", "perfhub.management.local", *(words or ("services",))],
            cwd=ROOT,
            env=clean_environment(PERFHUB_DATA=str(self.data), PERFHUB_BOOTSTRAPPED="1", **env),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            **who,
        )
        self.started.append(process)
        return process

    def until_ready(self, process: subprocess.Popen) -> dict[str, str]:
        """The addresses that it prints."""
        self.said, found = [], {}
        for line in process.stdout:
            self.said.append(line)
            if line.startswith("export "):
                name, _, value = shlex.split(line)[1].partition("=")
                found[name] = value
            if "Ctrl-C stops" in line:
                return found
        raise AssertionError("".join(self.said))

    def refusal(self, *words: str, **env: str) -> str:
        """What it says when it does not start."""
        process = self.start(*words, **env)
        said, _ = process.communicate(timeout=30)
        assert process.returncode == 1, said
        return said.strip().splitlines()[-1]

    def stop(self, process: subprocess.Popen) -> int:
        process.send_signal(signal.SIGINT)
        process.stdout.read()
        return process.wait(30)

    def processes(self) -> dict[int, str]:
        """Whatever belongs to this data folder, by pid: it works there, or it was told where it is."""
        mine = (str(self.data), elsewhere(self.data))
        return {
            process.pid: process.words
            for process in running()
            if process.folder.startswith(mine) or process.environment.get("PERFHUB_DATA") == str(self.data)
            if process.pid not in {started.pid for started in self.started}
        }

    def nobody_left(self, seconds: float = 10) -> bool:
        until = time.monotonic() + seconds
        while self.processes() and time.monotonic() < until:
            time.sleep(0.05)
        return not self.processes()


def elsewhere(data: Path) -> str:
    """Where root puts the cluster of a data folder that nobody else can enter."""
    return str(postgres.home_elsewhere(data))


@dataclass(frozen=True)
class Running:
    """One process of this machine."""

    pid: int
    folder: str
    words: str
    environment: dict[str, str]


def running() -> Iterator[Running]:
    """Every process that we may look into."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                words = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                told = (entry / "environ").read_bytes().decode(errors="replace").split("\0")
                pairs = dict(pair.split("=", 1) for pair in told if "=" in pair)
                yield Running(int(entry.name), os.readlink(entry / "cwd"), words, pairs)
            except OSError:
                continue


@pytest.fixture
def launcher() -> Iterator[Launcher]:
    """In a folder with spaces and of more than 100 characters, which others may enter (pytest's own are closed)."""
    with tempfile.TemporaryDirectory(prefix="perfhub launcher ") as folder:
        Path(folder).chmod(0o755)
        made = Launcher(Path(folder) / ODD / "data")
        yield made
        for process in made.started:
            if process.poll() is None:
                made.stop(process)
        assert made.nobody_left(), made.processes()
