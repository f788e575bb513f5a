"""What is written down: by both, where nobody overwrites what they have not seen; and by each for oneself."""

import datetime as dt

from django.db import transaction
from django.db.models import F

from people.models import Employee
from people.rules import record
from people.states import EmployeeState
from perfhub.kernel.errors import Conflict, Refused

from ..access.one_to_ones import own_notes, require
from ..models import Meeting, OneToOne, PrivateNote
from .handing_over import check_not_asked_for
from .one_to_ones import changed, lock, note

A_STRETCH = dt.timedelta(minutes=10)  # of writing without a longer pause: one audit line


@transaction.atomic
def write_notes(meeting: Meeting, text: str, *, by: Employee, at: dt.datetime, seen: int | None = None) -> Meeting:
    """Either of the two writes in the notes of both. Raises Conflict where the other wrote since, with both texts."""
    require("write_notes", by, meeting)
    lock(meeting.one_to_one)
    require("write_notes", by, meeting)
    now = Meeting.objects.get(pk=meeting.pk)
    if now.notes == text:
        return _as(meeting, now)
    if seen is not None and now.notes_version != seen:
        raise Conflict(yours={"notes": text}, theirs={"notes": now.notes})
    begins = now.notes_by_id != by.pk or now.notes_at is None or at - now.notes_at > A_STRETCH
    Meeting.objects.filter(pk=meeting.pk).update(
        notes=text, notes_version=F("notes_version") + 1, notes_by=by, notes_at=at
    )
    changed(meeting.one_to_one)
    if begins:
        note("notes_written", meeting.one_to_one, meeting, by=by, at=at)
    return _as(meeting, Meeting.objects.select_related("notes_by").get(pk=meeting.pk))


def _as(meeting: Meeting, now: Meeting) -> Meeting:
    for field in ("notes", "notes_version", "notes_by", "notes_at"):
        setattr(meeting, field, getattr(now, field))
    return meeting


@transaction.atomic
def write_private(
    meeting: Meeting, text: str, *, by: Employee, at: dt.datetime, seen: int | None = None
) -> PrivateNote | None:
    """One of the two writes for oneself; an empty text deletes the note. Also when the one-to-one is over.

    Raises Conflict, where the same author wrote elsewhere since; HandOverFirst.
    """
    if by.pk not in meeting.one_to_one.people or by.state != EmployeeState.ACTIVE or by.visit is not None:
        raise Refused
    lock(meeting.one_to_one)
    found = own_notes(by).filter(meeting=meeting).first()
    version = found.version if found else 0
    if seen is not None and seen != version and (found.text if found else "") != text:
        raise Conflict(yours={"private": text}, theirs={"private": found.text if found else ""})
    if not text.strip():
        if found is not None:
            check_not_asked_for(by, meeting.one_to_one.other_than(by))
            record("one_to_one.private_deleted", by=by, at=at, employee=by, subject=found)
            found.delete()
        return None
    if found is None:
        found = PrivateNote.objects.create(meeting=meeting, author=by, text=text, saved_at=at)
        record("one_to_one.private_written", by=by, at=at, employee=by, subject=found)
        return found
    if found.text != text:
        begins = at - found.saved_at > A_STRETCH
        found.text, found.saved_at, found.version = text, at, found.version + 1
        found.save(update_fields=["text", "saved_at", "version"])
        if begins:
            record("one_to_one.private_written", by=by, at=at, employee=by, subject=found)
    return found


@transaction.atomic
def delete_private(one_to_one: OneToOne, *, by: Employee, at: dt.datetime) -> int:
    """The author deletes all that was written for oneself about the meetings of these two. Returns how many.

    Raises HandOverFirst.
    """
    check_not_asked_for(by, one_to_one.other_than(by))
    notes = list(own_notes(by).filter(meeting__one_to_one=one_to_one).order_by("pk"))
    for written in notes:
        record("one_to_one.private_deleted", by=by, at=at, employee=by, subject=written)
        written.delete()
    return len(notes)


def note_one_to_one_seen(one_to_one: OneToOne, *, by: Employee, at: dt.datetime) -> None:
    """Whoever looks in for support leaves a line for each of the two; the two themselves are at home here."""
    if by.visit is not None:
        for person in (one_to_one.lead, one_to_one.partner):
            record("one_to_one.seen", by=by, at=at, employee=person, subject=one_to_one)
