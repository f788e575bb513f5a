"""Dates for calendars: RFC 5545 line by line, whatever stands in a name."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfhub.kernel.icalendar import Event, Person, calendar

START = dt.datetime(2026, 3, 10, 14, tzinfo=dt.UTC)
NASTY = 'A "b"; c, \\ d\r\nBEGIN:VEVENT\nATTENDEE:mailto:evil@x.test 日本語'


def event(**fields):
    given = {"uid": "1@perfhub", "start_at": START, "end_at": START + dt.timedelta(minutes=30), "summary": "Talk"}
    return Event(**{**given, "stamp_at": START, **fields})


def unfolded(words: bytes) -> list[str]:
    assert words.endswith(b"\r\n") and b"\n" not in words.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in words.split(b"\r\n"))
    return words.decode().replace("\r\n ", "").split("\r\n")[:-1]


def value(lines: list[str], name: str) -> str:
    (found,) = [line for line in lines if line.split(":")[0].split(";")[0] == name]
    return found


def read(text: str) -> str:
    """A value as a calendar program reads it."""
    out, rest = "", iter(text)
    for letter in rest:
        out += {"n": "\n", "N": "\n"}.get(following := next(rest), following) if letter == "\\" else letter
    return out


def test_a_meeting_is_written_in_utc_with_what_was_put_off():
    moved = START.astimezone(dt.timezone(dt.timedelta(hours=-5)))
    lines = unfolded(calendar([event(start_at=moved, sequence=2, place="Room 4")], name="One-to-ones"))
    assert lines[:5] == ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//perfhub//one-to-ones//EN",
                         "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]  # fmt: skip
    for line in ("DTSTART:20260310T140000Z", "DTEND:20260310T143000Z", "SEQUENCE:2", "STATUS:CONFIRMED",
                 "LOCATION:Room 4", "X-WR-CALNAME:One-to-ones", "UID:1@perfhub"):  # fmt: skip
        assert line in lines
    assert lines[-2:] == ["END:VEVENT", "END:VCALENDAR"]


def test_an_invitation_names_both_and_a_cancelled_one_says_so():
    both = (Person(name="Max", email="max@x.test"), Person(name="Emma", email="emma@x.test"))
    lines = unfolded(calendar([event(organizer=both[0], attendees=both, cancelled=True)], method="CANCEL"))
    assert "ORGANIZER;CN=Max:mailto:max@x.test" in lines and "STATUS:CANCELLED" in lines
    assert len([line for line in lines if line.startswith("ATTENDEE;")]) == 2


def test_no_name_place_or_address_begins_a_line_of_its_own():
    person = Person(name=NASTY, email="a@x.test\r\nX-EVIL:1")
    words = calendar([event(summary=NASTY, place=NASTY, uid=NASTY, organizer=person)], name=NASTY)
    lines = unfolded(words)
    assert lines.count("BEGIN:VEVENT") == 1 and not any(line.startswith(("ATTENDEE", "X-EVIL")) for line in lines)
    assert read(value(lines, "SUMMARY").partition(":")[2]) == NASTY.replace("\r\n", "\n")


@settings(max_examples=200)
@given(st.text(max_size=200))
def test_every_text_comes_back_as_it_was_and_no_line_is_too_long(text):
    person = Person(name=text, email="a@x.test")
    lines = unfolded(calendar([event(summary=text, place=text, organizer=person, attendees=(person,))], name=text))
    assert lines.count("BEGIN:VEVENT") == 1
    shown = "".join(c for c in text.replace("\r\n", "\n").replace("\r", "\n") if c.isprintable() or c in " \n")
    assert read(value(lines, "SUMMARY").partition(":")[2]) == shown


def test_a_moment_without_a_zone_is_a_mistake():
    with pytest.raises(ValueError, match="naive"):
        calendar([event(start_at=dt.datetime(2026, 3, 10))])
