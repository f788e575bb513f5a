"""Everything `make run` starts, in a data folder of its own, supervised: what dies by kill -9 is started again."""

import http.client
import os
import shutil
import signal
import time
from collections.abc import Callable

from perfhub.management.local import children, postgres, redis, running
from perfhub.management.local.children import Child
from perfhub.management.local.errors import Refusal
from perfhub.management.local.places import Place
from perfhub.management.local.services import Services
from perfhub.management.local.steps import without

ORGANIZATION = "chaos"
VICTIMS = ("web", "worker", "worker-long", "beat", "redis", "postgres")
PATIENCE = 60.0  # seconds in which something killed must be up again


class Stack:
    """The processes by name."""

    def __init__(self, place: Place, port: int, mail_url: str) -> None:
        self.place, self.port = place, port
        self.server = postgres.prepare(place)
        self.services = Services(
            self.server.url("perfhub_app"),
            self.server.url("perfhub_owner"),
            redis.url(self.server.sockets),
            self.server,
            (),
        )
        self.owner = {**running.owner_environment(place, self.services, port), "EMAIL_URL": mail_url}
        self.app = without(self.owner, "DATABASE_OWNER_URL")
        self.children: dict[str, Child] = {}
        self._start: dict[str, Callable[[], Child]] = {
            "postgres": lambda: postgres.start(self.server, place),
            "redis": lambda: redis.start(place, self.server.sockets),
            "web": lambda: running.start_web(place, self.app, port),
            "worker": lambda: running.start_worker(place, self.app, "worker"),
            "worker-long": lambda: running.start_worker(place, self.app, "worker-long"),
            "beat": lambda: running.start_clock(place, self.app),
        }

    def start(self, *, people: int, weeks: int) -> None:
        """From nothing to a planted organization with everything running."""
        shutil.rmtree(self.place.data / "redis", ignore_errors=True)
        for name in ("postgres", "redis"):
            self.children[name] = self._start[name]()
        postgres.wait_ready(self.server, self.children["postgres"])
        redis.wait_ready(self.children["redis"], self.server.sockets)
        postgres.psql(self.server, "-c", f"DROP DATABASE IF EXISTS {postgres.DATABASE} WITH (FORCE)")
        postgres.make_roles(self.server)
        with running.static_files(self.place, self.app):
            running.migrate(self.services, self.owner)
            plant = ("--organization", ORGANIZATION, "--people", str(people), "--weeks", str(weeks), "--seed", "5")
            running.manage("seed_demo", "seed_demo", *plant, env=self.owner)
        for name in ("web", "worker", "worker-long", "beat"):
            self.children[name] = self._start[name]()
        children.wait_until(lambda: self.says("/readyz") == 200, self.children["web"], seconds=120)

    def kill(self, name: str) -> None:
        """kill -9, of a process and all that belong to it; of PostgreSQL the postmaster, whom the others follow."""
        child = self.children[name]
        if name == "postgres":
            os.kill(child.process.pid, signal.SIGKILL)
            child.process.wait()
        else:
            children.kill_session(child)

    def revive(self, name: str) -> None:
        """Start it again, as often as it takes: after a kill a PostgreSQL refuses while its children still end."""
        until = time.monotonic() + PATIENCE
        while True:
            child = self.children[name] = self._start[name]()
            time.sleep(0.5)
            if not child.ended:
                return
            if time.monotonic() > until:
                raise Refusal(f"{child.name} does not start again:\n{child.tail()}")

    def says(self, path: str) -> int:
        """The status with which the web answers this path now; 0 where it does not."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            connection.close()

    def stop(self) -> None:
        """All of them, the clock first and the database last."""
        for name in ("beat", "worker-long", "worker", "web", "redis", "postgres"):
            if name in self.children:
                children.stop(self.children[name])
        shutil.rmtree(self.server.sockets, ignore_errors=True)
