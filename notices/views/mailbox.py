"""The mailbox of one's own machine: what would have been sent, while there is no mail server.

Mounted only where it is said that this is one machine and no mail server is named; whoever can reach it, can reach
the files.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

BETWEEN = b"\n" + b"-" * 79 + b"\n"  # what Django's file backend writes after each letter
NAME = re.compile(r"[0-9]{8}-[0-9]{6}-[0-9]+\.log")
SHOWN = 200
# The letter's own page: its inline styles may apply, nothing may run, load or be framed.
SANDBOX = "sandbox allow-popups; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'"


@dataclass(frozen=True)
class Shown:
    """One letter of the mailbox."""

    name: str
    number: int
    subject: str
    to: str
    sent_at: datetime | None
    text: str
    html: str


@require_safe
def letters(request):
    """Newest first."""
    shown = []
    for path in sorted(Path(settings.MAILBOX_DIR).glob("*.log"), key=lambda path: path.stat().st_mtime, reverse=True):
        shown += [as_shown(path.name, n, message) for n, message in reversed(list(enumerate(messages(path))))]
        if len(shown) >= SHOWN:
            break
    return render(request, "notices/mailbox.html", {"letters": shown[:SHOWN]})


@require_safe
def letter(request, name, number):
    return render(request, "notices/mailbox_letter.html", {"letter": find(name, number)})


@require_safe
def letter_html(request, name, number):
    """The HTML part as a mail program would show it, on a page of its own that can do nothing."""
    response = HttpResponse(find(name, number).html)
    response["Content-Security-Policy"] = SANDBOX
    return response


def find(name: str, number: int) -> Shown:
    path = Path(settings.MAILBOX_DIR) / name
    if not NAME.fullmatch(name) or not path.is_file():
        raise Http404
    found = messages(path)
    if number >= len(found):
        raise Http404
    return as_shown(name, number, found[number])


def messages(path: Path) -> list[EmailMessage]:
    """The letters in one file of Django's file backend."""
    parts = path.read_bytes().split(BETWEEN)
    return [message_from_bytes(part, policy=default) for part in parts if part.strip()]


def as_shown(name: str, number: int, message: EmailMessage) -> Shown:
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    date = message["Date"]
    return Shown(
        name=name,
        number=number,
        subject=str(message["Subject"] or ""),
        to=str(message["To"] or ""),
        sent_at=date.datetime.replace(tzinfo=date.datetime.tzinfo or UTC) if date else None,
        text=text.get_content() if text else "",
        html=html.get_content() if html else "",
    )
