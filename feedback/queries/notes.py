"""A manager's own file about somebody, for its author."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.access import own_drafts
from people.models import Draft, Employee
from people.states import EmployeeState
from perfhub.kernel.composed import composed
from perfhub.kernel.slots import Due, listed
from perfhub.kernel.tenancy import page_url

from ..access.notes import own_notes, written_by
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


@composed
def _noted_leavers(*, author: Employee) -> QuerySet[Employee]:
    noted = written_by(author).filter(about=OuterRef("pk"))
    return Employee.objects.filter(Exists(noted), state=EmployeeState.LEFT).order_by("sort_name", "pk")


@listed(lambda viewer, *, at: _noted_leavers(author=viewer) if viewer.is_here else None)
def file_about_leavers(rows: QuerySet[Employee], viewer: Employee, *, at: dt.datetime) -> Iterator[Due]:
    """The own file about somebody who has left: to be thrown away, or kept for a reason. One statement."""
    for person in rows:
        yield Due(
            key=f"file_notes:{person.pk}",
            verb=gettext_lazy("Decide"),
            title=_("Your own notes about %(name)s") % {"name": person.name},
            meta=_("%(name)s has left. Throw away what you no longer need; hand over what concerns an open matter.")
            % {"name": person.name},
            url=page_url("feedback:file", person.pk),
            icon="lock",
            minutes=3,
        )
