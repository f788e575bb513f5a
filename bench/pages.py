"""`python -m bench.pages ROUNDS DATABASE…`: pages over HTTP through gunicorn, all sizes and the floor in turn.

Prints one JSON list of `PageFigure`s. Each round asks, for each page, every size once and the floor of every size once,
so that whatever else the machine does meets all of them alike.
"""

import gzip
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import world
from bench.figures import PageFigure, quantile
from bench.starting import printed_inside
from perfhub.management.local.children import dies_with

FLOOR = "floor"
SETTINGS = "bench.settings"
CLIENTS = 8
SECONDS_OF_LOAD = 3.0
WARM = 3
LINKED = re.compile(r'(?:href|src)="(/static/[^"#?]+)')
IN_CSS = re.compile(r"url\([\"']?([^)\"']+)[\"']?\)")
RANGE = re.compile(r"unicode-range:([^;}]+)")


@dataclass
class Site:
    """The application on one database: its address, and what to ask there as whom."""

    people: int
    port: int
    targets: dict[str, list[str]]  # page -> path, cookie
    statements: dict[str, int]
    round_trips: dict[str, int]

    def get(self, connection: http.client.HTTPConnection, page: str) -> tuple[float, int]:
        """Seconds and compressed bytes of one request on a connection that stays open."""
        path, cookie = self.targets[page]
        began = time.perf_counter()
        connection.request("GET", path, headers={"Cookie": cookie, "Accept-Encoding": "gzip"})
        response = connection.getresponse()
        body = response.read()
        seconds = time.perf_counter() - began
        if response.status != 200:
            raise AssertionError(f"{page}: {path} answered {response.status}")
        return seconds, len(body)

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)


@contextmanager
def site(database: str, folder: Path) -> Iterator[Site]:
    """gunicorn as in production, two processes of four threads, on one database."""
    environment = os.environ | {"DATABASE_URL": world.app_url(database), "DJANGO_SETTINGS_MODULE": SETTINGS}
    as_owner = environment | {"DATABASE_URL": world.owner_url(database)}
    known = json.loads(printed_inside("bench.asking", environment=as_owner))
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "perfhub.wsgi:application", "--bind", f"127.0.0.1:{port}"]
    command += ["--worker-class", "gthread", "--workers", "2", "--threads", "4", "--keep-alive", "75", "--preload"]
    with open(folder / f"{database}.log", "wb") as log:
        server = subprocess.Popen(
            command,
            cwd=world.ROOT,
            env=environment,
            stdout=log,
            stderr=log,
            preexec_fn=dies_with(os.getpid(), signal.SIGTERM),
        )
    found = Site(known["people"], port, known["targets"], known["statements"], known["round_trips"])
    try:
        _wait(found, server)
        yield found
    finally:
        server.terminate()
        server.wait(30)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait(found: Site, server: subprocess.Popen) -> None:
    for _ in range(600):
        if server.poll() is not None:
            raise RuntimeError("gunicorn ended before it answered")
        try:
            found.get(found.connect(), FLOOR)
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("gunicorn does not answer")


def measure(sites: list[Site], rounds: int) -> list[PageFigure]:
    """Every page of every site, in turn with its floor."""
    figures = []
    connections = {one.port: one.connect() for one in sites}
    for page in [page for page in sites[0].targets if page != FLOOR]:
        took: dict[int, list[float]] = {one.port: [] for one in sites}
        floor: dict[int, list[float]] = {one.port: [] for one in sites}
        sizes: dict[int, int] = {}
        # First many at once: after that each connection has asked often enough for PostgreSQL to keep its plans.
        rates = {one.port: requests_per_second(one, page) for one in sites}
        for number in range(-WARM, rounds):
            for one in sites:
                seconds, sizes[one.port] = one.get(connections[one.port], page)
                empty, _ = one.get(connections[one.port], FLOOR)
                if number >= 0:
                    took[one.port].append(1000 * seconds)
                    floor[one.port].append(1000 * empty)
        for one in sites:
            p50, p95 = quantile(took[one.port], 0.5), quantile(took[one.port], 0.95)
            beneath = quantile(floor[one.port], 0.5)
            figures.append(
                PageFigure(
                    page,
                    one.people,
                    round(p50, 2),
                    round(p95, 2),
                    one.statements[page],
                    sizes[one.port],
                    round(beneath, 2),
                    round(p50 / beneath, 2),
                    round(rates[one.port], 1),
                    one.round_trips[page],
                )
            )
    return figures


def requests_per_second(one: Site, page: str) -> float:
    """How many answers eight clients get in a second, each asking again as soon as it has one."""
    until = time.monotonic() + SECONDS_OF_LOAD

    def ask(_number: int) -> int:
        connection, done = one.connect(), 0
        while time.monotonic() < until:
            one.get(connection, page)
            done += 1
        return done

    with ThreadPoolExecutor(CLIENTS) as pool:
        return sum(pool.map(ask, range(CLIENTS))) / SECONDS_OF_LOAD


def first_load(one: Site, page: str = "home") -> dict[str, int]:
    """Compressed bytes of a page and of each file it needs, as a browser with an empty cache fetches them.

    A browser leaves out a font whose range has none of the letters on the page; so does this.
    """
    connection = one.connect()
    path, cookie = one.targets[page]
    found: dict[str, int] = {}
    letters: set[int] = set()
    waiting = [path]
    while waiting:
        asked = waiting.pop()
        connection.request("GET", asked, headers={"Cookie": cookie, "Accept-Encoding": "gzip"})
        response = connection.getresponse()
        body = response.read()
        found[asked] = len(body)
        plain = (gzip.decompress(body) if response.getheader("Content-Encoding") == "gzip" else body).decode("latin-1")
        kind = response.getheader("Content-Type", "")
        links: list[str] = []
        if "html" in kind:
            letters = set(map(ord, unescape(plain.encode("latin-1").decode())))
            links = LINKED.findall(plain)
        elif "css" in kind:
            links = [_joined(asked.rsplit("/", 1)[0], link) for link in _links_of_css(plain, letters)]
        waiting += [link for link in links if link.startswith("/static/") and link not in found]
    return found


def _links_of_css(css: str, letters: set[int]) -> Iterator[str]:
    for block in css.split("}"):
        ranges = RANGE.search(block)
        if ranges is None or any(letter in one for one in _ranges(ranges[1]) for letter in letters):
            yield from IN_CSS.findall(block)


def _ranges(words: str) -> Iterator[range]:
    for word in words.split(","):
        first, _, last = word.strip().upper().removeprefix("U+").partition("-")
        yield range(int(first.replace("?", "0"), 16), int((last or first).replace("?", "F"), 16) + 1)


def _joined(folder: str, link: str) -> str:
    return link if link.startswith("/") else os.path.normpath(f"{folder}/{link}")


def main(rounds: int, databases: list[str]) -> None:
    """Measure and say."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="perfhub-bench-")))
        sites = [stack.enter_context(site(database, folder)) for database in databases]
        figures = measure(sites, rounds)
        loaded = first_load(sites[0])
    print(json.dumps({"pages": [asdict(figure) for figure in figures], "first_load": loaded}))


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
