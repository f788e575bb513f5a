"""Who may search the audit, and for what."""

from ..models import AuditEntry, Employee
from ..states import Role
from .conflicts import conflicts_of
from .roles import holds, leads_hr, partner_teams


def visible_audit(viewer: Employee):
    """The lines of the audit a viewer may search: an HR admin, owner or auditor all, an HR partner those about the
    own teams. Nobody finds there who read or did what about themselves or those above: that is what the page of who
    has seen one's own records is for, the same for everybody."""
    conflicts = conflicts_of(viewer)
    if leads_hr(viewer) or holds(viewer, Role.AUDITOR):
        return AuditEntry.objects.exclude(employee__in=conflicts)
    if teams := partner_teams(viewer):
        return AuditEntry.objects.filter(employee__team__in=teams).exclude(employee__in=conflicts)
    return AuditEntry.objects.none()


def own_audit(viewer: Employee):
    """Who else did or saw what of the viewer's own records."""
    return AuditEntry.objects.filter(employee=viewer).exclude(by=viewer)
