"""A manager's own file: its author alone, and nobody else by any role; not whoever looks in for support."""

from collections.abc import Set

from django.db.models import Q, QuerySet
from django.http import Http404

from people.access import is_manager_of, visible_employees
from people.models import Employee
from people.states import EmployeeState
from perfhub.kernel.errors import Refused

from ..models import FileNote


def own_notes(viewer: Employee) -> QuerySet[FileNote]:
    """What the viewer has noted, of whomever; nothing for support."""
    return written_by(viewer) if viewer.is_here else FileNote.objects.none()


def written_by(author: Employee) -> QuerySet[FileNote]:
    """The same of somebody who is here."""
    return FileNote.objects.filter(author=author)


def get_noted_person(viewer: Employee, pk: int) -> Employee:
    """Somebody about whom a viewer keeps a file: a direct report, or of whom there are notes of the viewer's, also when
    they have left."""
    seen = Q(pk__in=visible_employees(viewer).values("pk")) | Q(pk__in=own_notes(viewer).values("about"))
    person = Employee.objects.filter(seen, pk=pk).exclude(pk=viewer.pk).first()
    if person is None or not (acts(viewer, person) or own_notes(viewer).filter(about=person).exists()):
        raise Http404
    return person


def get_note(viewer: Employee, pk: int) -> FileNote:
    """A note of the viewer's own."""
    found = own_notes(viewer).select_related("about", "shared_as").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def acts(viewer: Employee, person: Employee) -> Set[str]:
    """Whether the viewer notes something about this person: the manager now."""
    may = viewer.state == EmployeeState.ACTIVE and viewer.visit is None and is_manager_of(viewer, person)
    return frozenset({"note"}) if may else frozenset()


def require_own(viewer: Employee, note: FileNote) -> None:
    if viewer.state != EmployeeState.ACTIVE or note.author_id != viewer.pk:
        raise Refused


def require(act: str, viewer: Employee, person: Employee) -> None:
    if act not in acts(viewer, person):
        raise Refused
