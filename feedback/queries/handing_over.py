"""What an author hands over, for its pages, for home, and for whoever asked."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.models import DataRequest, Employee
from perfhub.kernel.calendars import local
from perfhub.kernel.composed import composed
from perfhub.kernel.slots import Due, ExportPart, Line, listed
from perfhub.kernel.tenancy import page_url

from ..access import handing_over as access
from ..models import HandedOver

WITHIN = dt.timedelta(days=14)  # so that HR answers within the month


@dataclass(frozen=True)
class Noted:
    """One private note, and when it was written or its meeting was."""

    at: dt.datetime
    text: str


def noted_about(viewer: Employee, person: Employee) -> list[Noted]:
    """All that the viewer keeps about this person for oneself, the oldest first; two statements."""
    found = [Noted(note.written_at, note.text) for note in access.file_notes_about(viewer, person)]
    private = access.private_notes_about(viewer, person).select_related("meeting")
    found += [Noted(note.meeting.start_at, note.text) for note in private]
    return sorted(found, key=lambda one: one.at)


def as_words(noted: list[Noted], *, viewer: Employee) -> str:
    """They one after another, each under its day, to be gone through."""
    days = (date_format(local(one.at, viewer.time_zone), "j F Y") for one in noted)
    return "\n\n".join(f"{day}\n{one.text}" for day, one in zip(days, noted, strict=True))


def said_by(viewer: Employee, request: DataRequest) -> HandedOver | None:
    return HandedOver.objects.filter(request=request, author=viewer).first()


@composed
def _asked_of(*, author: Employee) -> QuerySet[DataRequest]:
    return access.asked_of_author(author).select_related("employee").order_by("asked_at", "pk")


@listed(lambda viewer, *, at: _asked_of(author=viewer) if viewer.is_here else None)
def notes_asked_for(rows: QuerySet[DataRequest], viewer: Employee, *, at: dt.datetime) -> Iterator[Due]:
    """Somebody about whom the viewer keeps private notes asked for the data held about them. One statement."""
    for request in rows:
        name = {"name": request.employee.name}
        yield Due(
            key=f"notes_asked_for:{request.pk}",
            verb=gettext_lazy("Hand over"),
            title=_("What your private notes say about %(name)s") % name,
            meta=_("%(name)s asked for the data held about them. Nobody but you knows whether you have notes.") % name,
            url=page_url("feedback:hand_over", request.pk),
            icon="lock",
            due_at=request.asked_at + WITHIN,
            minutes=10,
        )


def beside_a_data_request(request: DataRequest, *, viewer: Employee, at: dt.datetime) -> Iterator[Line]:
    """What was handed over to the viewer because of it. One statement."""
    for row in access.readable(viewer).filter(request=request).select_related("author").order_by("at", "pk"):
        yield Line(
            text=_("Handed over by %(name)s") % {"name": row.author.name},
            icon="notes",
            url=page_url("feedback:handed_over", row.pk),
        )


def own_data(employee: Employee) -> Iterator[ExportPart]:
    """What was handed over to somebody; who wrote it stands there as another."""
    rows = HandedOver.objects.filter(request__employee=employee, concerns=True, through_hr=False).order_by("at", "pk")
    yield ExportPart(
        name="notes_handed_over",
        header=("at", "text", "by"),
        rows=((row.at, row.text, "another") for row in rows.iterator()),
    )
