"""Each thing that can stand in the way ends in one sentence and an exit code."""

import errno
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from perfhub.management.local import bootstrap, places
from perfhub.management.local.errors import Refusal, sentence
from perfhub.management.local.steps import begun, tool

pytestmark = pytest.mark.services


def test_a_port_in_use_is_named(launcher):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        assert launcher.refusal("run", PORT=port) == (
            f"perfhub: port {port} is in use by another program: name another one with PORT=…."
        )


def test_a_port_that_is_no_port_is_named(launcher):
    assert launcher.refusal("run", PORT="http") == (
        "perfhub: PORT=http is not a port: name a number between 1 and 65535."
    )


def test_a_data_folder_that_cannot_be_written_is_named(launcher):
    launcher.data = Path("/proc/perfhub")
    assert launcher.refusal().startswith("perfhub: the data folder /proc/perfhub cannot be written to")
    launcher.data = Path("/nonexistent")


def test_a_database_without_its_owner_is_refused(launcher):
    assert launcher.refusal(DATABASE_URL="postgresql://somewhere/perfhub") == (
        "perfhub: DATABASE_URL is set but DATABASE_OWNER_URL is not: migrations need the address of the tables' owner."
    )


def test_a_full_disk_is_called_a_full_disk():
    assert sentence(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/data/keys")) == (
        "the disk is full (/data/keys): make room and start again."
    )
    with pytest.raises(Refusal, match="the disk is full: writing could not write"):
        tool("writing", ["cp", "/etc/passwd", "/dev/full"], cwd=Path("/"))


def test_an_install_that_was_stopped_midway_begins_anew(tmp_path, monkeypatch):
    venv = tmp_path / ".venv"
    monkeypatch.setattr(bootstrap, "VENV", venv)
    monkeypatch.setattr(bootstrap, "PYTHON", venv / "bin" / "python")
    bootstrap.make_venv()
    half = venv / "lib" / "half-a-package"
    half.touch()
    bootstrap.make_venv()
    assert half.exists()  # a whole one is used as it stands
    (venv / "bin" / "uv").symlink_to("/bin/false")
    with pytest.raises(Refusal):
        bootstrap.install_wholly([tmp_path / "no-such-lock.txt"])
    bootstrap.make_venv()
    assert not half.exists() and bootstrap.works(venv / "bin" / "python")


def test_a_tool_beside_something_else_ends_with_it_and_its_failure_is_told(capfd):
    root = Path("/")
    with begun("talking", ["sh", "-c", "echo one; echo two >&2"], cwd=root) as outcome:
        assert outcome() == "one\n"
    with (
        pytest.raises(Refusal, match=r"^talking failed \(exit code 3\)"),
        begun("talking", ["sh", "-c", "echo why; exit 3"], cwd=root) as outcome,
    ):
        outcome()
    assert capfd.readouterr().err == "why\n"
    started = time.monotonic()
    with pytest.raises(ZeroDivisionError), begun("sleeping", ["sleep", "60"], cwd=root):
        1 / 0  # noqa: B018
    assert time.monotonic() - started < 20


UNHEARD = """
import os, signal
from perfhub.management.local.children import Stopped, stop_on_signals, watch

class Unheard:
    def __del__(self):  # what is raised in here Python swallows, as it does while it forks
        os.kill(os.getpid(), signal.SIGINT)
        for _ in range(1000):
            pass

stop_on_signals()
Unheard()
print("went on", flush=True)
try:
    watch([])
except Stopped as stopped:
    print(stopped)
"""


def test_a_signal_that_python_swallowed_stops_all_the_same():
    done = subprocess.run([sys.executable, "-c", UNHEARD], cwd=places.ROOT, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (0, "went on\nSIGINT\n")
    assert "Exception ignored" in done.stderr
