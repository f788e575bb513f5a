"""Dates as calendars take them: the few lines of RFC 5545 (and 5546 for invitations) that meetings need.

Moments are written in UTC, so that no zone has to be described and no calendar can read one otherwise than it is.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

MEDIA_TYPE = "text/calendar; charset=utf-8"
PRODUCT = "-//perfhub//one-to-ones//EN"
FOLDED_AT = 75  # octets of a line without its end
Method = Literal["PUBLISH", "REQUEST", "CANCEL"]


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody at a meeting."""

    name: str
    email: str


@dataclass(frozen=True, kw_only=True)
class Event:
    """One meeting. `uid` stays whatever happens to it; `sequence` counts how often it was put off."""

    uid: str
    start_at: dt.datetime
    end_at: dt.datetime
    summary: str
    stamp_at: dt.datetime
    url: str = ""
    place: str = ""
    sequence: int = 0
    cancelled: bool = False
    organizer: Person | None = None
    attendees: tuple[Person, ...] = ()


def calendar(events: Iterable[Event], *, name: str = "", method: Method = "PUBLISH") -> bytes:
    """A calendar of these events, as a file or the answer to somebody's calendar program."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN", f"METHOD:{method}"]
    if name:
        lines += [f"X-WR-CALNAME:{_text(name)}", "REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H"]
    for event in events:
        lines += _lines(event)
    lines.append("END:VCALENDAR")
    return b"".join(folded + b"\r\n" for line in lines for folded in _folded(line))


def method_of(words: str) -> str:
    """How a calendar that we wrote is meant: a letter says it beside the file, too."""
    return next((line.partition(":")[2] for line in words.splitlines() if line.startswith("METHOD:")), "PUBLISH")


def _lines(event: Event) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(event.uid)}"
    yield f"DTSTAMP:{_moment(event.stamp_at)}"
    yield f"DTSTART:{_moment(event.start_at)}"
    yield f"DTEND:{_moment(event.end_at)}"
    yield f"SUMMARY:{_text(event.summary)}"
    yield f"SEQUENCE:{event.sequence}"
    yield f"STATUS:{'CANCELLED' if event.cancelled else 'CONFIRMED'}"
    if event.place:
        yield f"LOCATION:{_text(event.place)}"
    if event.url:
        yield f"URL:{_line(event.url)}"
        yield f"DESCRIPTION:{_text(event.url)}"
    if event.organizer:
        yield f"ORGANIZER;CN={_parameter(event.organizer.name)}:mailto:{_line(event.organizer.email)}"
    for person in event.attendees:
        how = "ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=FALSE"
        yield f"ATTENDEE;CN={_parameter(person.name)};{how}:mailto:{_line(person.email)}"
    yield "END:VEVENT"


def _moment(at: dt.datetime) -> str:
    """A naive moment is a mistake and raises."""
    if at.tzinfo is None:
        raise ValueError("A moment has a time zone; this one is naive.")
    return at.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")


def _line(text: str) -> str:
    """Without anything that would begin another line."""
    return "".join(letter for letter in text if letter.isprintable() or letter == " ")


def _text(text: str) -> str:
    """A value: backslash, semicolon, comma and line ends are escaped; what cannot be printed is left out."""
    said = text.replace("\r\n", "\n").replace("\r", "\n").replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join(_line(part) for part in said.split("\n"))


def _parameter(text: str) -> str:
    """In quotation marks, which cannot be escaped there and so become others."""
    return '"' + _line(text).replace('"', "'") + '"'


def _folded(line: str) -> Iterator[bytes]:
    """Lines of 75 octets at most; each further one begins with a space. No letter is cut in two."""
    raw, limit = line.encode(), FOLDED_AT
    prefix = b""
    while len(raw) > limit:
        cut = limit
        while raw[cut] & 0b1100_0000 == 0b1000_0000:
            cut -= 1
        yield prefix + raw[:cut]
        raw, prefix, limit = raw[cut:], b" ", FOLDED_AT - 1
    yield prefix + raw
