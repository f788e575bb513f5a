"""Dates as calendars take them (RFC 5545, and 5546 for invitations).

Moments are written in UTC, so that no zone has to be described and no calendar can read one otherwise than it is.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from icalendar import Calendar, vCalAddress, vDuration, vText
from icalendar import Event as Entry

MEDIA_TYPE = "text/calendar; charset=utf-8"
PRODUCT = "-//perfhub//one-to-ones//EN"
AN_HOUR = dt.timedelta(hours=1)
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
    """A calendar of these events, as a file or the answer to somebody's calendar program. A naive moment raises."""
    whole = Calendar()
    for key, said in (("prodid", PRODUCT), ("version", "2.0"), ("calscale", "GREGORIAN"), ("method", method)):
        whole.add(key, said)
    if name:
        whole.add("x-wr-calname", vText(_one_line(name)))
        whole.add("refresh-interval", AN_HOUR, parameters={"VALUE": "DURATION"})
        whole.add("x-published-ttl", vDuration(AN_HOUR))
    for event in events:
        whole.add_component(_entry(event))
    return whole.to_ical()


def method_of(words: str) -> str:
    """How a calendar that we wrote is meant: a letter says it beside the file, too."""
    return next((line.partition(":")[2] for line in words.splitlines() if line.startswith("METHOD:")), "PUBLISH")


def _entry(event: Event) -> Entry:
    made = Entry()
    made.add("uid", _printable(event.uid))
    for key, at in (("dtstamp", event.stamp_at), ("dtstart", event.start_at), ("dtend", event.end_at)):
        made.add(key, _in_utc(at))
    made.add("summary", _printable(event.summary))
    made.add("sequence", event.sequence)
    made.add("status", "CANCELLED" if event.cancelled else "CONFIRMED")
    if event.place:
        made.add("location", _printable(event.place))
    if event.url:
        made.add("url", _one_line(event.url))
        made.add("description", _printable(event.url))
    if event.organizer:
        made.add("organizer", _address(event.organizer))
    for person in event.attendees:
        made.add("attendee", _address(person, ROLE="REQ-PARTICIPANT", PARTSTAT="NEEDS-ACTION", RSVP="FALSE"))
    return made


def _address(person: Person, **parameters: str) -> vCalAddress:
    """Quotation marks cannot be written in a name there and become others."""
    found = vCalAddress(f"mailto:{_one_line(person.email)}")
    found.params.update({"CN": _one_line(person.name).replace('"', "'"), **parameters})
    return found


def _in_utc(at: dt.datetime) -> dt.datetime:
    if at.tzinfo is None:
        raise ValueError("A moment has a time zone; this one is naive.")
    return at.astimezone(dt.UTC)


def _one_line(text: str) -> str:
    """Without anything that would begin another line."""
    return "".join(letter for letter in text if letter.isprintable() or letter == " ")


def _printable(text: str) -> str:
    """What cannot be printed is left out; the end of a line is one."""
    return "\n".join(map(_one_line, text.replace("\r\n", "\n").replace("\r", "\n").split("\n")))
