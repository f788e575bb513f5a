"""Who brings in past feedback: whoever leads HR. A table is seen by its uploader alone."""

from django.db.models import QuerySet
from django.http import Http404

from people.access import SYSTEM, Actor, leads_hr
from people.models import Employee
from perfhub.kernel.errors import Refused

from ..models import FeedbackImport


def may_import(viewer: Actor) -> bool:
    return viewer is SYSTEM or (isinstance(viewer, Employee) and leads_hr(viewer))


def require_import(viewer: Actor) -> None:
    """Raise `Refused` unless this viewer brings in past feedback."""
    if not may_import(viewer):
        raise Refused


def visible_imports(viewer: Employee) -> QuerySet[FeedbackImport]:
    """The viewer's own tables, the newest first; without the files themselves."""
    rows = FeedbackImport.objects.filter(started_by=viewer).select_related("job", "file", "started_by")
    rows = rows.defer("file__content").order_by("-uploaded_at", "-pk")
    return rows if may_import(viewer) else rows.none()


def get_import(viewer: Employee, pk: int) -> FeedbackImport:
    found = visible_imports(viewer).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
