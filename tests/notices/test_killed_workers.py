"""A real worker, a real broker and a real mail server; worker and broker are killed with -9 under load."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
import redis as redis_client
from django.conf import settings as configured
from django.db import connection
from django.utils import timezone
from kombu import Connection

from notices import rules, tasks
from notices.models import Notice
from perfhub.celery import broker
from perfhub.management.local.redis import program

from .processes import wait_until
from .smtp import MailServer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services, pytest.mark.xdist_group("services")]
ROOT = Path(__file__).resolve().parents[2]


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
    """`celery worker` as production runs it, for the clock's and the mail's queue, against the test's database."""

    def __init__(self, broker_url: str, mail_url: str, log: Path, *, prefix: Sequence[str] = ()) -> None:
        self.log, self.prefix = log, prefix
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
            "ticks,mail",
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


def as_application() -> str:
    """The address of the test's database, in which a connection works as the application."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    query = "&".join(filter(None, [parts.query, f"assume_role={configured.APP_ROLE}"]))
    return urlunsplit(parts._replace(path=f"/{connection.settings_dict['NAME']}", query=query))


@contextmanager
def stack(folder: Path, mail_server: MailServer) -> Iterator[tuple[Broker, Worker]]:
    own_broker = Broker(folder)
    worker = Worker(own_broker.url, mail_server.url, folder / "worker.log")
    try:
        own_broker.start()
        worker.start()
        yield own_broker, worker
    except AssertionError:
        print(worker.log.read_text()[-4000:])  # noqa: T201  what the worker said
        raise
    finally:
        worker.kill()
        own_broker.kill()


def tick(own_broker: Broker) -> None:
    """What the clock does each minute."""
    with Connection(broker(own_broker.url)) as line:
        tasks.tick.apply_async(connection=line, retry=False)


def tell_all(world, count):
    with world.inside():
        for number in range(count):
            rules.tell(world.employee, "tests.at_once", subject=world.peer, occurrence=number, at=timezone.now())


def states(world) -> set[str]:
    with world.inside():
        return set(Notice.objects.values_list("state", flat=True))


def leases_end(world) -> None:
    """Five minutes pass for what a dead worker had claimed."""
    with world.inside():
        claimed = Notice.objects.filter(state="sending").values_list("pk", "claimed_at")
        for pk, claimed_at in list(claimed):
            Notice.objects.filter(pk=pk).update(claimed_at=claimed_at - timedelta(minutes=6))


def arrived(mail_server) -> int:
    return len(set(mail_server.message_ids))


def test_worker_and_broker_die_under_load_and_every_letter_arrives(fernhill, brackwater, mail_server, tmp_path):
    letters = 120
    tell_all(fernhill, letters)
    tell_all(brackwater, 10)
    mail_server.delay = 0.02
    with stack(tmp_path, mail_server) as (own_broker, worker):
        tick(own_broker)
        assert wait_until(lambda: arrived(mail_server) >= 15, seconds=30), "the worker sends"

        worker.kill()  # in the middle of a batch
        leases_end(fernhill), leases_end(brackwater)
        own_broker.client.flushall()  # nothing in the broker is missed
        worker.start()
        tick(own_broker)
        assert wait_until(lambda: arrived(mail_server) >= 45, seconds=30), "a new worker goes on"

        own_broker.kill()  # the broker, with a worker at work
        with fernhill.inside():  # rules do not need it
            rules.tell(fernhill.manager, "tests.at_once", subject=fernhill.peer, at=timezone.now())
        own_broker.start()
        tick(own_broker)
        complete = letters + 11
        assert wait_until(lambda: arrived(mail_server) == complete, seconds=40), "the worker comes back by itself"
        tick(own_broker)
        assert wait_until(lambda: states(fernhill) | states(brackwater) == {"sent"}, seconds=20)
    assert len(mail_server.letters) - complete <= 1  # one kill of a worker: at most one letter twice
