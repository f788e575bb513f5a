"""Two web processes on different ports, one pool in transaction mode: nobody sees the other organization’s rows."""

import http.client
import os
import pwd
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from bench.pages import free_port
from perfhub.management.local.places import ROOT

KEPT = "max_prepared_statements=100\n"
POOL = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
VERSION = subprocess.run([POOL, "--version"], capture_output=True, text=True).stdout if POOL else ""
KEEPS_STATEMENTS = [int(part) for part in re.findall(r"\d+", VERSION)[:2]] >= [1, 21]
pytestmark = [
    pytest.mark.prove,
    pytest.mark.services,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(POOL is None, reason="no pgbouncer on this machine (Debian: apt install pgbouncer)"),
]


@pytest.fixture
def pool() -> Iterator[str]:
    """PgBouncer with two connections for everybody; the address of the test's database behind it."""
    told = connection.settings_dict
    host = told["HOST"] or told["OPTIONS"]["host"]
    user = pwd.getpwuid(Path(host).stat().st_uid).pw_name
    with tempfile.TemporaryDirectory(prefix="pool-") as name:
        folder = Path(name)
        (folder / "pgbouncer.ini").write_text(
            f"[databases]\n* = host={host} port={told['PORT'] or 5432} user={settings.APP_ROLE}\n"
            f"[pgbouncer]\nlisten_addr=\nunix_socket_dir={folder}\nlisten_port=6432\nauth_type=any\n"
            "pool_mode=transaction\ndefault_pool_size=2\nmax_client_conn=100\n"
            f"ignore_startup_parameters=extra_float_digits,options\n{KEPT if KEEPS_STATEMENTS else ''}"
        )
        command = [str(POOL), str(folder / "pgbouncer.ini")]
        if os.geteuid() == 0:
            for path in (folder, folder / "pgbouncer.ini"):
                shutil.chown(path, user)
            command[1:1] = ["--user", user]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            yield f"postgresql://{settings.APP_ROLE}@/{told['NAME']}?host={folder}&port=6432"
        finally:
            process.terminate()
            process.wait(10)


@pytest.fixture
def webs(pool) -> Iterator[list[int]]:
    """The ports of two web processes that share the pool."""
    ports, started = [free_port(), free_port()], []
    environment = {**os.environ, "DATABASE_URL": pool, "DJANGO_SETTINGS_MODULE": "tests.bench.settings"}
    environment["PERFHUB_PREPARED"] = str(KEEPS_STATEMENTS)
    for port in ports:
        command = [sys.executable, "-m", "gunicorn", "perfhub.wsgi:application", "--bind", f"127.0.0.1:{port}"]
        command += ["--worker-class", "gthread", "--threads", "4"]
        started.append(subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL))
    try:
        for port in ports:
            until = time.monotonic() + 60
            while _status(port, "/readyz") != 200:
                assert time.monotonic() < until, "no answer through the pool"
                time.sleep(0.2)
        yield ports
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait(20)


def _ask(port: int, path: str, cookie: str = "") -> tuple[int, str]:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        line.request("GET", path, headers={"Cookie": cookie})
        response = line.getresponse()
        return response.status, response.read().decode()
    finally:
        line.close()


def _status(port: int, path: str) -> int:
    try:
        return _ask(port, path)[0]
    except OSError:
        return 0


def test_two_web_processes_behind_one_pool_keep_two_organizations_apart(fernhill, brackwater, webs):
    worlds = {}
    for world, other in ((fernhill, brackwater), (brackwater, fernhill)):
        client = Client()
        client.force_login(world.employee.user)
        worlds[world] = other, "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())

    def visit(seed: int) -> int:
        chance = Random(seed)
        for _ in range(40):
            world = chance.choice(list(worlds))
            other, cookie = worlds[world]
            status, body = _ask(chance.choice(webs), world.path(chance.choice(["", "people/", "check-in/"])), cookie)
            assert status == 200
            assert world.organization.name in body and other.organization.name not in body
            assert _ask(chance.choice(webs), other.path(), cookie)[0] == 404
        return 40

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(visit, range(8))) == 320
