"""Saved views: everybody's own, and nobody else's."""

from django.http import Http404

from ..models import Employee, SavedView


def own_views(viewer: Employee, page: str):
    """The views of a page that the viewer has saved, by name."""
    return SavedView.objects.filter(employee=viewer, page=page).order_by("name", "pk")


def get_own_view(viewer: Employee, page: str, pk: int) -> SavedView:
    found = own_views(viewer, page).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
