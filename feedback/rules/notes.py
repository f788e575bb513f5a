"""A manager's own file about a report: written, shared one day, thrown away."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from people.models import Employee
from people.rules import drop_draft, record
from perfhub.kernel import typed
from perfhub.kernel.calendars import local_date
from perfhub.kernel.errors import RuleBroken

from ..access.notes import require, require_own
from ..models import LONGEST_FEEDBACK, Feedback, FileNote
from ..queries.notes import note_draft
from .giving import NothingSaid, give
from .handing_over import check_not_asked_for


class SharedAlready(RuleBroken):
    sentence = _("This note was shared already.")


@transaction.atomic
def write_note(about: Employee, text: str, *, by: Employee, at: dt.datetime) -> FileNote:
    """The manager notes something for themselves; nobody else reads it, and it is evidence of nothing.

    Raises NothingSaid, TooLong.
    """
    require("note", by, about)
    if not (said := typed.lines(text, LONGEST_FEEDBACK)):
        raise NothingSaid
    note = FileNote(author=by, about=about, text=said, written_at=at)
    note.save(force_insert=True)
    drop_draft(by, note_draft(about))
    record("file_note.written", by=by, at=at, subject=note)  # no word of whom: the audit is read by others
    return note


@transaction.atomic
def share_note(note: FileNote, *, by: Employee, at: dt.datetime, **said) -> Feedback:
    """It becomes feedback of this day, in words that fit; the note says so. Raises SharedAlready, and as `give`."""
    require_own(by, note)
    locked = FileNote.objects.select_for_update().get(pk=note.pk)
    if locked.shared_as_id is not None:
        raise SharedAlready
    if said.get("happened_on") is None:
        said["happened_on"] = local_date(locked.written_at, by.time_zone)
    made = give([note.about], by=by, at=at, **said)
    FileNote.objects.filter(pk=note.pk).update(shared_as=made)
    note.shared_as = made
    record("file_note.shared", by=by, at=at, subject=note)
    return made


@transaction.atomic
def throw_away(note: FileNote, *, by: Employee, at: dt.datetime) -> None:
    """It is deleted, for good. Raises HandOverFirst."""
    require_own(by, note)
    check_not_asked_for(by, note.about)
    record("file_note.thrown_away", by=by, at=at, subject=note)
    note.delete()
