"""Who may write, change or close many goals by a table.

Whoever leads HR may do so with every goal they may see, and each owner is told; a manager with those they may change
on their pages. A table is seen by its uploader alone: it may hold words that nobody else in HR may read.
"""

import datetime as dt

from django.db.models import Q, QuerySet
from django.http import Http404

from people.access import leads_hr
from people.models import Employee
from perfhub.kernel.errors import Refused

from ..models import GoalImport, Objective
from ..models.objectives import ObjectiveQuerySet
from ..states import ObjectiveState
from . import acts, possible_owners, visible_to


def require_bulk(viewer) -> None:
    """Raise `Refused` unless this viewer works with tables of goals."""
    if "bulk" not in acts(viewer):
        raise Refused


def visible_imports(viewer: Employee) -> QuerySet[GoalImport]:
    """The viewer's own tables, the newest first; without the files themselves."""
    rows = GoalImport.objects.filter(started_by=viewer).select_related("job", "file", "started_by")
    rows = rows.defer("file__content").order_by("-uploaded_at", "-pk")
    return rows if "bulk" in acts(viewer) else rows.none()


def get_import(viewer: Employee, pk: int) -> GoalImport:
    found = visible_imports(viewer).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def entrust(objective: Objective, viewer: Employee) -> Objective:
    """One of the goals a viewer sees, in a table: whoever leads HR may change and close it."""
    if leads_hr(viewer):
        objective.entrusted_to = viewer.pk
    return objective


def within_reach(viewer: Employee) -> ObjectiveQuerySet:
    """What a viewer sees, and the drafts they wrote for others, as long as those hold no words but their own."""
    written = Q(written_by=viewer, state=ObjectiveState.DRAFT, version=1)
    return Objective.objects.filter(Q(pk__in=visible_to(viewer).values("pk")) | written)


def to_take_back(viewer: Employee, *, on: dt.date) -> ObjectiveQuerySet:
    """Of what is within reach: for whoever leads HR all of it, else what the own people or the viewer own today."""
    rows = within_reach(viewer)
    return rows if leads_hr(viewer) else rows.owned_among(possible_owners(viewer).values("pk"), on=on)


def entrust_to_take_back(pk: int, viewer: Employee, *, on: dt.date) -> Objective | None:
    """A goal that the viewer's own table has changed, if it is still theirs to write on."""
    found = to_take_back(viewer, on=on).select_related("cycle").filter(pk=pk).first()
    if found is not None:
        found.entrusted_to = viewer.pk
    return found
