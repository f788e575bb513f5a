"""A manager's own file about somebody, for its author."""

from people.access import own_drafts
from people.models import Draft, Employee

from ..access.notes import own_notes
from ..models import FileNote

MOST_NOTES = 200  # on the page


def note_draft(about: Employee) -> str:
    return f"feedback:note:{about.pk}"


def notes_about(viewer: Employee, person: Employee) -> list[FileNote]:
    """The newest first."""
    rows = own_notes(viewer).filter(about=person).select_related("shared_as")
    return list(rows.order_by("-written_at", "-pk")[:MOST_NOTES])


def draft_about(viewer: Employee, person: Employee) -> Draft | None:
    return own_drafts(viewer).filter(key=note_draft(person)).first()
