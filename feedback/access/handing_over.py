"""Somebody asked for the data held about them: who is asked for private notes, and who reads what was handed over.

Only whoever keeps notes knows that they are asked for: neither whoever asked nor HR learns that there are any.
"""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from people.access import handled_data_requests
from people.models import DataRequest, Employee

from ..models import FileNote, HandedOver, PrivateNote
from . import notes as file_notes
from . import one_to_ones as private_notes


def asked_of(viewer: Employee) -> QuerySet[DataRequest]:
    """Because of which a viewer is asked for notes written before, and has not said anything yet; not of support."""
    return asked_of_author(viewer) if viewer.is_here else DataRequest.objects.none()


def asked_of_author(author: Employee) -> QuerySet[DataRequest]:
    """The same of somebody who is here."""
    said = HandedOver.objects.filter(request=OuterRef("pk"), author=author)
    return _noted_by(author).exclude(Exists(said))


def with_notes(viewer: Employee) -> QuerySet[DataRequest]:
    """Asked for by somebody about whom the viewer had private notes then."""
    return _noted_by(viewer) if viewer.is_here else DataRequest.objects.none()


def _noted_by(author: Employee) -> QuerySet[DataRequest]:
    whom, asked_at = OuterRef("employee"), OuterRef("asked_at")
    noted = file_notes.written_by(author).filter(about=whom, written_at__lte=asked_at)
    private = private_notes.written_by(author).filter(_of_meetings_with(whom))
    private = private.filter(Q(saved_at__lte=asked_at) | Q(meeting__start_at__lte=asked_at))
    return DataRequest.objects.standing().exclude(employee=author).filter(Exists(noted) | Exists(private))


def file_notes_about(viewer: Employee, person: Employee) -> QuerySet[FileNote]:
    return file_notes.own_notes(viewer).filter(about=person)


def private_notes_about(viewer: Employee, person: Employee) -> QuerySet[PrivateNote]:
    """What the viewer wrote for oneself about meetings with this person."""
    return private_notes.own_notes(viewer).filter(_of_meetings_with(person))


def _of_meetings_with(person: Employee | OuterRef) -> Q:
    return Q(meeting__one_to_one__lead=person) | Q(meeting__one_to_one__partner=person)


def get_asked_for(viewer: Employee, pk: int) -> DataRequest:
    """A request because of which this viewer is, or was, asked for notes."""
    said = HandedOver.objects.filter(author=viewer).values("request")
    rows = DataRequest.objects.filter(Q(pk__in=with_notes(viewer).values("pk")) | Q(pk__in=said))
    found = rows.select_related("employee").filter(pk=pk).first() if viewer.is_here else None
    if found is None:
        raise Http404
    return found


def readable(viewer: Employee) -> QuerySet[HandedOver]:
    """What was handed over to a viewer: about oneself; or through HR, about somebody who had left."""
    rows = HandedOver.objects.filter(concerns=True)
    if not viewer.is_here:
        return rows.none()
    handled = Q(through_hr=True, request__in=handled_data_requests(viewer).values("pk"))
    return rows.filter(Q(through_hr=False, request__employee=viewer) | handled)


def get_handed_over(viewer: Employee, pk: int) -> HandedOver:
    found = readable(viewer).select_related("author", "request__employee").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
