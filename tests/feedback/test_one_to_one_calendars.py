"""Meetings in calendars: one with its letter, all by an address that ends with the employment."""

import datetime as dt

import pytest
from django.test import Client

from feedback import rules
from feedback.models import CalendarFeed, Meeting
from notices.models import Notice
from notices.queries import Writer
from notices.tasks.post import as_message
from people import rules as people_rules
from people.access import SYSTEM
from perfhub.kernel import clock, slots
from tests.factories.one_to_ones import MeetingFactory, TalkingPointFactory

from .one_to_ones import AT, DAY, HOUR, one_to_one, planned

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("friday")]


def unfolded(answer) -> list[str]:
    return answer.content.decode().replace("\r\n ", "").split("\r\n")


def address_of(world, client):
    html = client.post(world.path("one-to-ones/calendar/")).content.decode()
    token = html.partition("/one-to-ones/calendar/calendar_")[2].partition("/")[0]
    return world.path(f"one-to-ones/calendar/calendar_{token}/")


def test_an_address_of_ones_own_tells_dates_and_names_and_nothing_that_is_written(fernhill, client_of):
    with fernhill.inside():
        one = one_to_one(fernhill)
        planned(one, start_at=AT + 3 * DAY, place="Room 4", notes="Quiet words", notes_version=1, notes_at=AT)
        MeetingFactory(one_to_one=one, held=True, start_at=AT - DAY)
        MeetingFactory(one_to_one=one, held=True, state="cancelled", start_at=AT + DAY, reason="Quiet reason")
        TalkingPointFactory(one_to_one=one, text="Quiet point")
        other = one_to_one(fernhill, lead=fernhill.skip, partner=fernhill.peer, by_line=False)
        planned(other)
    address = address_of(fernhill, client_of(fernhill.employee))
    answer = Client().get(address)
    lines = unfolded(answer)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert lines.count("BEGIN:VEVENT") == 3 and lines.count("SUMMARY:One-to-one with Max Manager") == 3
    assert "DTSTART:20260309T170000Z" in lines and "STATUS:CANCELLED" in lines and "LOCATION:Room 4" in lines
    assert "Quiet" not in answer.content.decode() and "Peter Peer" not in answer.content.decode()


def test_the_address_is_shown_once_and_kept_as_a_hash(fernhill, client_of):
    client = client_of(fernhill.employee)
    address = address_of(fernhill, client)
    token = address.rstrip("/").rpartition("/")[2]
    assert token not in client.get(fernhill.path("one-to-ones/calendar/")).content.decode()
    with fernhill.inside():
        assert token not in str(CalendarFeed.objects.values().get())


def test_a_new_one_ends_the_old_one_and_it_ends_by_hand_and_with_the_employment(fernhill, brackwater, client_of):
    client = client_of(fernhill.employee)
    first = address_of(fernhill, client)
    second = address_of(fernhill, client)
    assert (Client().get(first).status_code, Client().get(second).status_code) == (404, 200)
    assert Client().get(second.replace("fernhill", "brackwater")).status_code == 404
    client.post(fernhill.path("one-to-ones/calendar/end/"))
    assert Client().get(second).status_code == 404
    third = address_of(fernhill, client)
    with fernhill.inside():
        people_rules.leave(fernhill.employee, by=SYSTEM, at=AT, last_day=AT.date())
    assert Client().get(third).status_code == 404
    with fernhill.inside():
        assert not CalendarFeed.objects.exists()


def test_where_one_to_ones_are_off_the_address_opens_nothing(fernhill, client_of):
    address = address_of(fernhill, client_of(fernhill.employee))
    with fernhill.inside():
        people_rules.switch("one_to_ones", by=SYSTEM, at=AT, is_on=False, from_date=dt.date(2026, 1, 1))
    assert Client().get(address).status_code == 404
    assert client_of(fernhill.employee).get(fernhill.path("one-to-ones/")).status_code == 404


def letter(kind):
    notice = Notice.objects.select_related("recipient__user").get(kind=kind)
    notice.subject = Meeting.objects.select_related("one_to_one__lead", "one_to_one__partner").get(pk=notice.subject_id)
    found = slots.provider("notice.kind", kind)
    assert found.still_wanted(notice)
    return as_message(Writer(at=AT).letter(notice, found)).message()


def invitation_in(message) -> tuple[str, list[str]]:
    (part,) = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    return part.get_param("method"), part.get_payload(decode=True).decode().replace("\r\n ", "").split("\r\n")


def test_the_letter_of_a_date_brings_it_along_and_the_letter_of_cancelling_takes_it_away(fernhill):
    with fernhill.inside():
        one = one_to_one(fernhill)
        meeting = rules.plan(one, by=fernhill.manager, at=AT, start_at=AT + HOUR * 48)
        method, lines = invitation_in(letter("one_to_one.planned"))
        assert method == "REQUEST" and "SEQUENCE:0" in lines and "DTSTART:20260308T170000Z" in lines
        uid = next(line for line in lines if line.startswith("UID:"))
        assert sum(line.startswith("ATTENDEE;") for line in lines) == 2
        rules.cancel(meeting, by=fernhill.manager, at=AT, reason="Quiet reason")
        message = letter("one_to_one.cancelled")
        method, lines = invitation_in(message)
        assert method == "CANCEL" and uid in lines and "SEQUENCE:1" in lines and "STATUS:CANCELLED" in lines
        assert "Quiet" not in message.as_string()


def test_the_letter_of_a_meeting_that_is_over_has_links_and_no_contents(fernhill):
    with fernhill.inside():
        one = one_to_one(fernhill)
        meeting = planned(one, start_at=clock.now() - HOUR)
        meeting = Meeting.objects.select_related("one_to_one__lead", "one_to_one__partner").get(pk=meeting.pk)
        rules.add_point(one, "Quiet point", by=fernhill.manager, at=AT)
        rules.write_notes(meeting, "Quiet notes", by=fernhill.manager, at=AT)
        rules.hold(meeting, by=fernhill.manager, at=clock.now())
        Notice.objects.filter(kind="one_to_one.held", recipient=fernhill.manager).delete()
        message = letter("one_to_one.held").as_string()
        assert f"/one-to-ones/{one.pk}/meetings/{meeting.pk}/" in message and "Quiet" not in message


def test_a_meeting_is_a_file_to_take_over(fernhill, client_of):
    with fernhill.inside():
        one = one_to_one(fernhill)
        meeting = planned(one)
    path = fernhill.path(f"one-to-ones/{one.pk}/meetings/{meeting.pk}/calendar/")
    answer = client_of(fernhill.manager).get(path)
    assert "SUMMARY:One-to-one with Emma Employee" in unfolded(answer)
    assert 'filename="one-to-one.ics"' in answer["Content-Disposition"]
