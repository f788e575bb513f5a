"""`make run` as a whole, without the demo organizations."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time

import pytest

from perfhub.management.local.places import ROOT

from .conftest import Launcher, running

pytestmark = pytest.mark.services


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def sign_in_page(port: int) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", "/accounts/login/")
    reply = connection.getresponse()
    return reply.status, reply.read().decode()


def until_all_run(launcher: Launcher, seconds: float = 60) -> None:
    """Workers and clock start after the first page."""
    until = time.monotonic() + seconds
    while not any(" beat " in words for words in launcher.processes().values()):
        assert time.monotonic() < until
        time.sleep(0.1)


def test_the_page_comes_nobody_but_the_operator_holds_the_owners_address_and_all_stops(launcher):
    port = free_port()
    process = launcher.start("run", PORT=str(port), PERFHUB_DEMO="no")
    launcher.until_ready(process)
    status, page = sign_in_page(port)
    assert status == 200
    style = re.search(r'href="(/static/[^"]+\.[0-9a-f]{12}\.css)"', page)
    assert style, "stylesheets have hashed names, as in production"

    until_all_run(launcher)
    ours = {found.pid: found for found in running() if found.pid in launcher.processes()}
    roles = {role for role in ("gunicorn", " worker ", " beat ") if any(role in one.words for one in ours.values())}
    assert roles == {"gunicorn", " worker ", " beat "}
    assert [one.words for one in ours.values() if "DATABASE_OWNER_URL" in one.environment] == []

    told = next(one.environment for one in ours.values() if "gunicorn" in one.words)
    owner = told["DATABASE_URL"].replace("perfhub_app", "perfhub_owner")
    done = subprocess.run(
        [sys.executable, "manage.py", "doctor"],
        cwd=ROOT,
        env=told | {"DATABASE_OWNER_URL": owner},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, [line for line in done.stdout.splitlines() if not line.startswith("ok ")]) == (0, [])

    assert launcher.stop(process) == 0
    assert launcher.nobody_left(0)

    process = launcher.start("run", PORT=str(port), PERFHUB_DEMO="no")
    launcher.until_ready(process)
    assert [line for line in launcher.said if line.startswith("·")] == [], "the second start repeats no step"
    until_all_run(launcher)
    os.kill(next(pid for pid, words in launcher.processes().items() if " beat " in words), signal.SIGKILL)
    said, _ = process.communicate(timeout=120)
    assert process.returncode == 1
    assert "ended with code -9" in said
    assert launcher.nobody_left()
