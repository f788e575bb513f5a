"""Somebody asked for the data held about them: who is asked for private notes, and who reads what was handed over.

Only whoever keeps notes knows that they are asked for: neither whoever asked nor HR learns that there are any.
"""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from people.access import handled_data_requests
from people.models import DataRequest, Employee

from ..models import FileNote, HandedOver, PrivateNote
from .notes import own_notes as own_file_notes
from .one_to_ones import own_notes as own_private_notes


def asked_of(viewer: Employee) -> QuerySet[DataRequest]:
    """Because of which a viewer is asked for notes written before, and has not said anything yet; not of support."""
    said = HandedOver.objects.filter(request=OuterRef("pk"), author=viewer)
    return with_notes(viewer).exclude(Exists(said))


def with_notes(viewer: Employee) -> QuerySet[DataRequest]:
    """Asked for by somebody about whom the viewer had private notes then."""
    if not viewer.is_here:
        return DataRequest.objects.none()
    noted = file_notes_about(viewer, OuterRef("employee")).filter(written_at__lte=OuterRef("asked_at"))
    private = private_notes_about(viewer, OuterRef("employee")).filter(
        Q(saved_at__lte=OuterRef("asked_at")) | Q(meeting__start_at__lte=OuterRef("asked_at"))
    )
    return DataRequest.objects.standing().exclude(employee=viewer).filter(Exists(noted) | Exists(private))


def file_notes_about(viewer: Employee, person: Employee | OuterRef) -> QuerySet[FileNote]:
    return own_file_notes(viewer).filter(about=person)


def private_notes_about(viewer: Employee, person: Employee | OuterRef) -> QuerySet[PrivateNote]:
    """What the viewer wrote for oneself about meetings with this person."""
    return own_private_notes(viewer).filter(
        Q(meeting__one_to_one__lead=person) | Q(meeting__one_to_one__partner=person)
    )


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
