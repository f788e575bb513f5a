"""The way to the mail server. Never walked inside a transaction."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.utils import format_datetime
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused, SMTPResponseException

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import sanitize_address

from perfhub.kernel.icalendar import method_of
from perfhub.kernel.tenancy import current

from ..queries import Letter

ANSWER = 20.0  # seconds for the answer to a whole letter: who gives up early sends it twice
IDLE = 1.0  # seconds after which a connection is asked whether it still lives
LONGEST = 60.0  # seconds for one letter, however slowly the other side reads; far below the lease
LASTING = 500  # from this answer on the same letter will never be taken


class Unreachable(Exception):
    """Nobody takes mail at the moment; no letter is to blame."""


class NotTaken(Exception):
    """This letter was not taken: now (`lasting` False), or ever."""

    def __init__(self, words: str, *, lasting: bool = False):
        super().__init__(words)
        self.lasting = lasting


class Post:
    """One way to the mail server, kept open from letter to letter where that saves something."""

    def __init__(self) -> None:
        self._open: EmailBackend | None = None
        self._used_at = 0.0
        self._watch = _Watch()

    def __enter__(self) -> "Post":
        return self

    def __exit__(self, *error: object) -> None:
        self._close()
        self._watch.end()

    def send(self, letter: Letter) -> None:
        """Hand one letter over. Raises `Unreachable` or `NotTaken`."""
        if current.get() is not None:
            raise RuntimeError("no mail is sent inside an organization's transaction")
        message = as_message(letter)
        connection = self._connection()
        try:
            with self._watch.over(_line(connection)):
                taken = connection.send_messages([message])
        except (SMTPException, OSError) as error:
            self._close()
            raise NotTaken(_words(error), lasting=_is_lasting(error)) from error
        if not taken:
            raise NotTaken("nobody took it")
        self._used_at = time.monotonic()

    def _connection(self):
        """The open connection if it still answers, else a new one. Other ways than SMTP are new for each letter."""
        if self._open is not None:
            if time.monotonic() - self._used_at < IDLE or _answers(self._open):
                return self._open
            self._close()
        connection = get_connection()
        try:
            connection.open()
        except (SMTPException, OSError) as error:
            raise Unreachable(_words(error)) from error
        if isinstance(connection, EmailBackend):
            if (line := _line(connection)) is not None:
                line.settimeout(ANSWER)
            self._open = connection
        return connection

    def _close(self) -> None:
        if self._open is not None:
            connection, self._open = self._open, None
            with suppress(SMTPException, OSError):  # it may be gone already
                connection.close()


def as_message(letter: Letter) -> EmailMultiAlternatives:
    """The letter as mail: text and HTML, a Message-ID that stays, and the one-click way out (RFC 8058).

    Machines that answer by themselves are asked not to; the date is that of our clock, not of this machine.
    """
    headers = {
        "Message-ID": letter.message_id,
        "Date": format_datetime(letter.written_at),
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
    if letter.unsubscribe_url:
        headers["List-Unsubscribe"] = f"<{letter.unsubscribe_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message = EmailMultiAlternatives(
        letter.subject,
        letter.text,
        sanitize_address((letter.sender_name, letter.sender_address), "utf-8"),
        [sanitize_address((letter.to_name, letter.to_address), "utf-8")],
        reply_to=[letter.reply_to] if letter.reply_to else None,
        headers=headers,
    )
    message.attach_alternative(letter.html, "text/html")
    if letter.calendar:
        message.attach("one-to-one.ics", letter.calendar, f"text/calendar; method={method_of(letter.calendar)}")
    return message


def _answers(connection: EmailBackend) -> bool:
    try:
        return connection.connection is not None and connection.connection.noop()[0] == 250
    except (SMTPException, OSError):
        return False


def _line(connection) -> socket.socket | None:
    """What the conversation goes through; ways that are none have none."""
    return getattr(getattr(connection, "connection", None), "sock", None)


class _Watch:
    """Ends a conversation after a while even with somebody who says one byte at a time."""

    def __init__(self) -> None:
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None
        self._line: socket.socket | None = None
        self._until = 0.0

    @contextmanager
    def over(self, line: socket.socket | None) -> Iterator[None]:
        """While this letter is handed over."""
        self._until, self._line = time.monotonic() + LONGEST, line
        if line is not None and self._thread is None:
            self._thread = threading.Thread(target=self._look, daemon=True)
            self._thread.start()
        try:
            yield
        finally:
            self._line = None

    def end(self) -> None:
        self._ended.set()

    def _look(self) -> None:
        while not self._ended.wait(min(1.0, LONGEST)):
            line = self._line
            if line is not None and time.monotonic() >= self._until:
                with suppress(OSError):  # it may have ended meanwhile
                    line.shutdown(socket.SHUT_RDWR)


def _words(error: BaseException) -> str:
    """What happened, without what the other side wrote: its answer may quote names and addresses."""
    code = error.smtp_code if isinstance(error, SMTPResponseException) else next(iter(_codes(error)), "")
    return f"{type(error).__name__} {code}".strip()


def _codes(error: BaseException) -> list[int]:
    return [code for code, _said in error.recipients.values()] if isinstance(error, SMTPRecipientsRefused) else []


def _is_lasting(error: BaseException) -> bool:
    if isinstance(error, SMTPDataError):
        return error.smtp_code >= LASTING
    codes = _codes(error)
    return bool(codes) and min(codes) >= LASTING
