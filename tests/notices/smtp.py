"""A real mail server for tests, which can also be slow, rude or gone.

    def test_it_arrives(mail_server):
        ...
        assert mail_server.subjects == ["…"]

`mail_server.next_answers += ["451 later"]` makes it say that to the next letter; "slow", "hang up" and "half close" are
ways to misbehave in the middle of one.
"""

import asyncio
import logging
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from django.core.mail.backends.smtp import EmailBackend
from django.db import connection

TAKEN = "250 taken"
logging.getLogger("mail.log").setLevel(logging.WARNING)  # aiosmtpd writes a line for each command


@dataclass(frozen=True)
class Received:
    """One letter as it came over the wire."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.raw, policy=default)


class MailServer:
    """Takes letters and keeps them; one peer, whatever process they come from."""

    def __init__(self) -> None:
        self.letters: list[Received] = []
        self.next_answers: list[str] = []
        self.refused_addresses: dict[str, str] = {}
        self.connections = 0
        self.delay = 0.0
        self.lock = threading.Lock()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self._controller: Controller | None = None

    # what aiosmtpd asks
    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options):
        if answer := self.refused_addresses.get(address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.delay:
            await asyncio.sleep(self.delay)
        answer = self.next_answers.pop(0) if self.next_answers else TAKEN
        if answer == "slow":
            await asyncio.sleep(3)
            return "451 too slow"
        if answer == "hang up":
            server.transport.abort()
            return "451 gone"
        if answer == "half close":
            server.transport.write_eof()
            await asyncio.sleep(3)
            return "451 gone"
        if answer.startswith("2"):
            with self.lock:
                self.letters.append(Received(envelope.mail_from, tuple(envelope.rcpt_tos), envelope.content))
        return answer

    # what tests ask
    def start(self) -> None:
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def stop(self) -> None:
        if self._controller is not None:
            self._controller.stop(no_assert=True)
            self._controller = None

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def subjects(self) -> list[str]:
        return [letter.message["Subject"] for letter in self.letters]

    @property
    def message_ids(self) -> list[str]:
        return [letter.message["Message-ID"] for letter in self.letters]

    def to(self, address: str) -> list[EmailMessage]:
        return [letter.message for letter in self.letters if letter.recipients == (address,)]


@contextmanager
def running() -> Iterator[MailServer]:
    server = MailServer()
    server.start()
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture
def mail_server(settings) -> Iterator[MailServer]:
    """A mail server of one's own, which this process's mail goes to."""
    with running() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_TIMEOUT = 20  # a busy machine is no fault of the mail server
        yield server


class WatchingBackend(EmailBackend):
    """Django's own way to a mail server, which refuses to be walked inside a transaction."""

    def open(self):
        assert not connection.in_atomic_block, "a network call inside a transaction"
        return super().open()

    def send_messages(self, email_messages):
        assert not connection.in_atomic_block, "a network call inside a transaction"
        return super().send_messages(email_messages)
