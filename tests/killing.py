"""A broker and a worker of a test's own, which it may kill."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import redis as redis_client
from django.conf import settings as configured
from django.db import connection

from perfhub.management.local.redis import program

from .notices.processes import wait_until

ROOT = Path(__file__).resolve().parents[1]


class Broker:
    """A Redis of one's own, on a unix socket, which keeps nothing."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.socket = folder, folder / "redis.sock"
        self.process: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        return f"unix://{self.socket}?db=0"

    @property
    def client(self) -> redis_client.Redis:
        return redis_client.Redis(unix_socket_path=str(self.socket))

    def start(self) -> None:
        command = [program(), "--port", "0", "--unixsocket", self.socket, "--dir", self.folder, "--save", ""]
        self.process = subprocess.Popen([str(word) for word in command], stdout=subprocess.DEVNULL)
        assert wait_until(self.answers, seconds=20)

    def answers(self) -> bool:
        try:
            with self.client as client:
                return client.ping()
        except redis_client.RedisError:
            return False

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


class Worker:
    """`celery worker` as production runs it, for some queues, against the test's database."""

    def __init__(self, broker_url: str, log: Path, *, queues: str, mail_url: str = "", prefix: Sequence[str] = ()):
        self.log, self.prefix, self.queues = log, prefix, queues
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "perfhub.settings",
            "DATABASE_URL": as_application(),
            "DATABASE_OWNER_URL": "",
            "REDIS_URL": broker_url,
            "EMAIL_URL": mail_url,
            "PYTHONPATH": str(ROOT),
        }
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        command = [
            *self.prefix,
            sys.executable,
            "-m",
            "celery",
            "-A",
            "tests.notices.worker",
            "worker",
            "-Q",
            self.queues,
            "-c",
            "1",
        ]
        with open(self.log, "ab") as out:
            self.process = subprocess.Popen(
                [*command, "--without-gossip", "--without-mingle", "--loglevel", "INFO"],
                env=self.environment,
                cwd=ROOT,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )

    def kill(self) -> None:
        """The worker and its child, at once."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None


@contextmanager
def stack(folder: Path, *, queues: str, mail_url: str = "", **environment: str) -> Iterator[tuple[Broker, Worker]]:
    """A broker and a worker for these queues, both gone in the end; what the worker said when something is wrong."""
    broker = Broker(folder)
    worker = Worker(broker.url, folder / "worker.log", queues=queues, mail_url=mail_url)
    worker.environment |= environment
    try:
        broker.start()
        worker.start()
        yield broker, worker
    except AssertionError as error:
        error.add_note(worker.log.read_text()[-4000:])  # what the worker said
        raise
    finally:
        worker.kill()
        broker.kill()


def as_application() -> str:
    """The address of the test's database, in which a connection works as the application."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    query = "&".join(filter(None, [parts.query, f"assume_role={configured.APP_ROLE}"]))
    return urlunsplit(parts._replace(path=f"/{connection.settings_dict['NAME']}", query=query))
