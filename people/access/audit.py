"""Who may search the audit, and for what."""

from django.db.models import Q

from perfhub.kernel import slots
from perfhub.kernel.capabilities import closed_rooms

from ..models import AuditEntry, Employee
from ..states import Role
from .conflicts import conflicts_of
from .roles import holds, leads_hr, partner_teams


def sealed_acts() -> list[str]:
    """The acts that no search finds: that somebody has such a record at all is for those who may read it."""
    return [act for acts in slots.providers("audit.acts").values() if acts.sealed for act in acts.words]


def visible_audit(viewer: Employee):
    """The lines of the audit a viewer may search: an HR admin, owner or auditor all, an HR partner those about the
    own teams; sealed ones and those of closed rooms nobody. Nobody finds there who read or did what about themselves or
    those above: that is what the page of who has seen one's own records is for, the same for everybody."""
    rows = AuditEntry.objects.exclude(employee__in=conflicts_of(viewer)).exclude(of_closed_rooms())
    if leads_hr(viewer) or holds(viewer, Role.AUDITOR):
        return rows
    if teams := partner_teams(viewer):
        return rows.filter(employee__team__in=teams)
    return rows.none()


def of_closed_rooms() -> Q:
    """Lines that tell by being there: sealed acts, and whatever was done, seen or refused in a closed room."""
    found = Q(act__in=sealed_acts())
    for room in closed_rooms():
        found |= Q(object_type__startswith=f"{room}.")
        found |= Q(act__startswith=f"refused.{room}") | Q(act__startswith=f"unseen.{room}")
    return found


def own_audit(viewer: Employee):
    """Who else did or saw what of the viewer's own records."""
    return AuditEntry.objects.filter(employee=viewer).exclude(by=viewer)
