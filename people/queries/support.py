"""Who looks in for support, now and before."""

from datetime import datetime

from django.db.models import F, Q, QuerySet

from ..models import AuditEntry, Employee, SupportSwitch, SupportVisit


def newest_switch() -> SupportSwitch | None:
    return SupportSwitch.objects.select_related("set_by").order_by("-set_at", "-pk").first()


def support_is_on() -> bool:
    """Has the organization allowed it, and not taken that back?"""
    newest = newest_switch()
    return newest is not None and newest.is_on


def open_visits(*, at: datetime) -> QuerySet[SupportVisit]:
    """Those that are not over: not ended, not out of time, by somebody who has been an operator ever since."""
    rows = SupportVisit.objects.filter(ended_at=None, ends_at__gt=at, operator__ended_at=None)
    rows = rows.filter(opened_at__gte=F("operator__since_at"))
    return rows.select_related("operator", "seen_as").order_by("-opened_at", "-pk")


def visits() -> QuerySet[SupportVisit]:
    """All there have been, the newest first."""
    rows = SupportVisit.objects.select_related("operator", "seen_as", "ended_by")
    return rows.order_by("-opened_at", "-pk")


def looks_of(viewer: Employee) -> QuerySet[AuditEntry]:
    """The lines that this viewer has left; whoever looks in as somebody has left those of the visit alone."""
    return looks_left(by=viewer, visit=viewer.visit)


def looks_left(*, by: Employee, visit: SupportVisit | None) -> QuerySet[AuditEntry]:
    """The same, for a composed question."""
    return AuditEntry.objects.filter(Q(by=by) if visit is None else Q(support=visit))
