"""A letter as mail, and as it goes over the wire.

What goes over the wire is octet for octet what Django's own message would be, at a twentieth of the time: most letters
are two texts under plain headers, which are put together here. Whatever is not plain is left to Django to write.
"""

import random
import re
import sys
from contextlib import suppress
from email.policy import compat32
from email.utils import format_datetime
from functools import lru_cache
from smtplib import SMTP, SMTPDataError, SMTPException, SMTPRecipientsRefused, SMTPSenderRefused

from django.core.mail import EmailMultiAlternatives
from django.core.mail.message import forbid_multi_line_headers, sanitize_address

from perfhub.kernel.icalendar import method_of

from ..queries import Letter

TAKEN, PASSED_ON, GO_ON, CLOSING = 250, 251, 354, 421
NOT_ASKED = 0, b""
ENCODING = "utf-8"
LONGEST_LINE = 998  # octets, by RFC 5322
ROOM, TOO_LONG = 76, 80  # a header that need not be folded, and one that must be
FOLDING = compat32.clone(linesep="\r\n")
PLAIN = re.compile(r"[!-~]+( [!-~]+)*")
PLAIN_NAME = re.compile(r"[A-Za-z0-9]+( [A-Za-z0-9]+)*")
PLAIN_ADDRESS = re.compile(r"[a-z0-9]+([._-][a-z0-9]+)*@[a-z0-9]+([.-][a-z0-9]+)+")
SPLIT_AT = re.compile(r"[;, \t]")


def as_message(letter: Letter) -> EmailMultiAlternatives:
    """The letter as mail: text and HTML, a Message-ID that stays, and the one-click way out (RFC 8058).

    Machines that answer by themselves are asked not to; the date is that of our clock, not of this machine.
    """
    message = EmailMultiAlternatives(
        letter.subject,
        letter.text,
        address_of(letter.sender_name, letter.sender_address),
        [address_of(letter.to_name, letter.to_address)],
        reply_to=[letter.reply_to] if letter.reply_to else None,
        headers=_headers(letter),
    )
    message.attach_alternative(letter.html, "text/html")
    if letter.calendar:
        message.attach("one-to-one.ics", letter.calendar, f"text/calendar; method={method_of(letter.calendar)}")
    return message


def as_octets(letter: Letter) -> bytes:
    """The same letter, ready to be handed over."""
    text, html = _part("plain", letter.text), _part("html", letter.html)
    if letter.calendar or not letter.text or text is None or html is None:
        return as_message(letter).message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]  # Django's own takes it
    boundary = _boundary(letter)
    fields = {
        "Subject": letter.subject,
        "From": address_of(letter.sender_name, letter.sender_address),
        "To": address_of(letter.to_name, letter.to_address),
        **({"Reply-To": letter.reply_to} if letter.reply_to else {}),
        **_headers(letter),
    }
    head = (
        f'Content-Type: multipart/alternative;\r\n boundary="{boundary}"\r\nMIME-Version: 1.0\r\n'
        f"{''.join([_field(name, value) for name, value in fields.items()])}"
        f"\r\n--{boundary}\r\n"
    )
    return b"".join((head.encode(), text, f"\r\n--{boundary}\r\n".encode(), html, f"\r\n--{boundary}--\r\n".encode()))


@lru_cache(maxsize=1024)
def address_of(name: str, address: str) -> str:
    """Name and address as they stand in a header; names of people by RFC 2047."""
    if PLAIN_NAME.fullmatch(name) and PLAIN_ADDRESS.fullmatch(address):
        return f"{name} <{address}>"
    return sanitize_address((name, address), ENCODING)


@lru_cache(maxsize=1024)
def envelope(address: str) -> str:
    """An address as the mail server is told it; names of places by IDNA."""
    return address if PLAIN_ADDRESS.fullmatch(address) else sanitize_address(address, ENCODING)


_date = lru_cache(maxsize=16)(format_datetime)  # a batch has one


def _headers(letter: Letter) -> dict[str, str]:
    headers = {
        "Message-ID": letter.message_id,
        "Date": _date(letter.written_at),
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
    if letter.unsubscribe_url:
        headers["List-Unsubscribe"] = f"<{letter.unsubscribe_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def hand_over(line: SMTP, octets: bytes, *, sender: str, to: str) -> None:
    """What `SMTP.sendmail` does, for one letter to one address, with the same errors.

    That reads addresses and lines once more, which takes longer than the conversation itself, and waits for each answer
    also where the server says that it need not (RFC 2920): from far away that doubles the time.
    """
    line.ehlo_or_helo_if_needed()
    size = f" size={len(octets)}" if line.does_esmtp and line.has_extn("size") else ""
    begun, named, ready = _asked(line, f"mail FROM:<{sender}>{size}", f"rcpt TO:<{to}>", "data")
    if begun[0] == TAKEN and named[0] in (TAKEN, PASSED_ON) and ready[0] == GO_ON:
        line.send(_stuffed(octets))
        ready = line.getreply()
        if ready[0] == TAKEN:
            return
    elif ready[0] == GO_ON:  # asked in one breath, it was said that nobody takes it, and that it may come
        line.send(b".\r\n")
        line.getreply()
    _leave(line, begun[0], named[0], ready[0])
    if begun[0] != TAKEN:
        raise SMTPSenderRefused(*begun, sender)
    if named[0] not in (TAKEN, PASSED_ON):
        raise SMTPRecipientsRefused({to: named})
    raise SMTPDataError(*ready)


def _asked(line: SMTP, *commands: str) -> list[tuple[int, bytes]]:
    """The answers to these commands; one that was not asked because another was refused is answered by `NOT_ASKED`."""
    if line.does_esmtp and line.has_extn("pipelining"):
        line.send("".join([f"{command}\r\n" for command in commands]))
        return [line.getreply() for _command in commands]
    found = [NOT_ASKED] * len(commands)
    for index, command in enumerate(commands):
        found[index] = line.docmd(command)
        if found[index][0] not in (TAKEN, PASSED_ON, GO_ON):
            break
    return found


def _stuffed(octets: bytes) -> bytes:
    """With the end of a letter, and no line that looks like it (RFC 5321, 4.5.2)."""
    if octets.startswith(b"."):
        octets = b"." + octets
    return octets.replace(b"\r\n.", b"\r\n..") + b".\r\n"


def _leave(line: SMTP, *codes: int) -> None:
    if CLOSING in codes:
        line.close()
    else:
        with suppress(SMTPException):  # it closes itself
            line.rset()


def _field(name: str, value: str) -> str:
    """One header; a long address in one piece begins on the next line, all else that is not plain is Django's."""
    if PLAIN.fullmatch(value):
        length = len(name) + len(value) + 2
        if length <= ROOM:
            return f"{name}: {value}\r\n"
        if TOO_LONG <= length < LONGEST_LINE and name != "Subject" and not SPLIT_AT.search(value):
            return f"{name}: \r\n {value}\r\n"
    return FOLDING.fold(*forbid_multi_line_headers(name, value, ENCODING))


def _part(kind: str, words: str) -> bytes | None:
    """One of the two texts; None where a line is too long to go as it is."""
    lines = words.encode().splitlines()
    if max(map(len, lines), default=0) > LONGEST_LINE:
        return None
    coding = "7bit" if words.isascii() else "8bit"
    head = f'Content-Type: text/{kind}; charset="utf-8"\r\nMIME-Version: 1.0\r\nContent-Transfer-Encoding: {coding}'
    end = b"\r\n" if words.endswith(("\n", "\r")) else b""
    return b"\r\n".join([head.encode(), b"", *lines]) + end


def _boundary(letter: Letter) -> str:
    """A line that stands in neither text."""
    while True:
        found = f"==============={random.randrange(sys.maxsize):019}=="
        if found not in letter.text and found not in letter.html:
            return found
