"""PostgreSQL and Redis for one data folder: our own, or the ones that the environment names."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from perfhub.management.local import children, postgres, redis
from perfhub.management.local.children import Child
from perfhub.management.local.errors import Refusal
from perfhub.management.local.places import Place


@dataclass(frozen=True)
class Services:
    """Where the database and the broker are. `server` is None where PostgreSQL is somebody else's."""

    database_url: str
    owner_url: str
    redis_url: str
    server: postgres.Server | None
    running: tuple[Child, ...]

    @property
    def variables(self) -> dict[str, str]:
        """What a process of the owner's needs to know; everybody else must not get DATABASE_OWNER_URL."""
        return {"DATABASE_URL": self.database_url, "DATABASE_OWNER_URL": self.owner_url, "REDIS_URL": self.redis_url}


@contextmanager
def services(place: Place, *, testing: bool = False, own: bool = False) -> Iterator[Services]:
    """Start what the environment does not name (for tests, or `own`: always both); stop Redis, then PostgreSQL.

    A server for tests gives up on surviving a crash, which makes it quick; one that is merely our `own` does not.
    """
    outside = {} if testing or own else os.environ
    database_url, owner_url, redis_url = (
        outside.get(name, "") for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL")
    )
    if database_url and not owner_url:
        raise Refusal(
            "DATABASE_URL is set but DATABASE_OWNER_URL is not: migrations need the address of the tables' owner."
        )
    running: list[Child] = []
    server = None if database_url else postgres.prepare(place)
    sockets = server.sockets if server else postgres.socket_folder(place, None)
    try:
        if server:
            running.append(postgres.start(server, place, testing=testing))
        if not redis_url:
            running.append(redis.start(place, sockets, testing=testing))
            redis.wait_ready(running[-1], sockets)
            redis_url = redis.url(sockets)
        if server:
            postgres.wait_ready(server, running[0])
            postgres.make_roles(server)
            database_url, owner_url = server.url("perfhub_app"), server.url("perfhub_owner")
        yield Services(database_url, owner_url, redis_url, server, tuple(running))
    finally:
        children.ignore_signals()
        for child in reversed(running):
            children.stop(child)
        shutil.rmtree(sockets, ignore_errors=True)
