"""Saved views: everybody's own, and nobody else's."""

from django.db.models import QuerySet
from django.http import Http404

from perfhub.kernel.composed import composed

from ..models import Employee, SavedView


def own_views(viewer: Employee, page: str) -> QuerySet[SavedView]:
    """The views of a page that the viewer has saved, by name."""
    return _views(viewer=viewer, page=page)


@composed
def _views(*, viewer: Employee, page: str) -> QuerySet[SavedView]:
    return SavedView.objects.filter(employee=viewer, page=page).order_by("name", "pk")


def get_own_view(viewer: Employee, page: str, pk: int) -> SavedView:
    found = SavedView.objects.filter(employee=viewer, page=page, pk=pk).first()
    if found is None:
        raise Http404
    return found
