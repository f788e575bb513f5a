"""Visits of support."""

from django.http import Http404

from ..models import Draft, Employee, SupportVisit
from .roles import leads_hr


def own_drafts(viewer: Employee):
    """What the viewer has typed and not sent. Nobody was told it yet, so whoever looks in for support is not either."""
    return Draft.objects.none() if viewer.visit is not None else Draft.objects.filter(employee=viewer)


def get_visit(viewer: Employee, pk: int) -> SupportVisit:
    """A visit of support: for whoever looks in, the employee it is seen as, and who leads HR."""
    visit = SupportVisit.objects.select_related("seen_as", "operator").filter(pk=pk).first()
    if visit is None or not ends(viewer, visit):
        raise Http404
    return visit


def ends(viewer: Employee, visit: SupportVisit) -> bool:
    """Whoever looks in ends that one visit; else the employee it is seen as, or who leads HR."""
    if viewer.visit is not None:
        return viewer.visit.pk == visit.pk
    return viewer.pk == visit.seen_as_id or leads_hr(viewer)
