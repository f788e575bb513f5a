"""Behind a caching proxy, as some network has one: what was personal is never answered to anybody else (T13)."""

import http.client
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from people import middleware
from tests.guards.access import GET
from tests.guards.access_table import ROWS

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(shutil.which("nginx") is None, reason="no nginx on this machine; install it to prove T13"),
]
CANARY = "canary4f1d9c7a2be86350aa71"
CONFIGURATION = """
pid {folder}/nginx.pid;
error_log {folder}/error.log;
daemon off;
worker_processes 1;
events {{ worker_connections 64; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    proxy_cache_path {folder}/cache keys_zone=all:1m;
    server {{
        listen unix:{folder}/nginx.sock;
        location / {{
            proxy_pass http://{upstream};
            proxy_set_header Host $http_host;
            proxy_cache all;
            proxy_cache_valid any 10m;  # keeps whatever nobody forbade it to keep,
            proxy_ignore_headers Set-Cookie;  # also what hands out cookies
            add_header X-Cache $upstream_cache_status always;
        }}
    }}
}}
"""


class Proxy:
    """nginx with a cache, on a unix socket; asked through the socket as a browser would."""

    def __init__(self, folder: Path, upstream: str) -> None:
        self.folder, self.host = folder, urlsplit(upstream).netloc
        (folder / "nginx.conf").write_text(CONFIGURATION.format(folder=folder, upstream=self.host))
        itself = ["-g", "user root;"] if os.geteuid() == 0 else []
        command = ["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf"), *itself]
        self.process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        for _ in range(100):
            if (folder / "nginx.sock").exists():
                return
            time.sleep(0.05)
        raise AssertionError((folder / "error.log").read_text())

    def get(self, path: str, client: Client) -> tuple[str, str]:
        """What the cache says of its answer, and the answer."""
        connection = http.client.HTTPConnection(self.host, timeout=20)
        connection.sock = socket.socket(socket.AF_UNIX)
        connection.sock.connect(str(self.folder / "nginx.sock"))
        cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
        connection.request("GET", path, headers={"Cookie": cookies} if cookies else {})
        response = connection.getresponse()
        text = response.read().decode(errors="replace")
        connection.close()
        return response.getheader("X-Cache", ""), text

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)


@pytest.fixture
def proxy(tmp_path, live_server, monkeypatch) -> Iterator[Proxy]:
    found = Proxy(tmp_path, live_server.url)
    yield found
    found.stop()


def of_oneself(cast) -> list[str]:
    """Every address an employee reads about him- or herself, with a valid object."""
    rows = [row for row in ROWS if row.method == GET and not row.at and row.expected("employee") == 200]
    addresses = []
    for row in rows:
        # of a week there is one check-in: addresses which want it in another state are asked elsewhere
        with suppress(IntegrityError), transaction.atomic():
            addresses.append(cast.address(row, cast.make(row)))
    return addresses


def kept(proxy: Proxy, paths: list[str], reader: Client, others: list[Client]) -> list[str]:
    """Where the cache kept a reader's answer, or gave the reader's words to somebody else."""
    found = []
    for path in paths:
        for _ in range(2):
            state, text = proxy.get(path, reader)
            if state == "HIT":
                found.append(f"{path} was kept")
        for other in others:
            state, text = proxy.get(path, other)
            if state == "HIT" or CANARY in text:
                found.append(f"{path} was given to somebody else ({state})")
    return found


def test_a_cache_in_front_keeps_nothing_personal_and_gives_it_to_nobody_else(proxy, cast):
    with cast.world.inside():
        cast.world.employee.job_title = CANARY
        cast.world.employee.save(update_fields=["job_title"])
    paths = of_oneself(cast)
    reader, others = cast.client("employee"), [cast.client("other_employee"), cast.client("leaver"), Client()]
    assert CANARY in proxy.get(cast.world.path(f"people/{cast.world.employee.pk}/"), reader)[1]
    assert kept(proxy, paths, reader, others) == []
    assert len(paths) > 20


def test_the_cache_does_keep_what_is_not_personal(proxy, client):
    states = [proxy.get("/static/css/perfhub.css", client)[0] for _ in range(2)]
    assert states == ["MISS", "HIT"]


def test_a_page_that_forgot_to_forbid_it_is_found_in_the_cache(proxy, cast, monkeypatch):
    monkeypatch.setattr(middleware, "patch_cache_control", lambda response, **kwargs: None)
    assert any("was kept" in words for words in kept(proxy, [cast.world.path()], cast.client("employee"), []))
