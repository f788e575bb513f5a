"""Who may see and do what about notices."""

from collections.abc import Set
from datetime import datetime

from django.http import Http404

from people.access import SYSTEM, Actor, leads_hr
from people.models import Employee
from perfhub.kernel import slots
from perfhub.kernel.errors import Refused

from .models import Hold, Notice


def visible_to(viewer: Employee, *, at: datetime):
    """The bell of the viewer: own notices only, whoever one is."""
    shown = [name for name, kind in slots.providers("notice.kind").items() if kind.in_bell]
    return Notice.objects.shown_to(viewer, at=at, kinds=shown)


def get_notice(viewer: Employee, pk: int, *, at: datetime) -> Notice:
    notice = visible_to(viewer, at=at).filter(pk=pk).first()
    if notice is None:
        raise Http404
    return notice


def get_parked(viewer: Employee, pk: int) -> Notice:
    """What could not be delivered is seen by those who administer people."""
    notice = Notice.objects.parked().filter(pk=pk).first() if leads_hr(viewer) else None
    if notice is None:
        raise Http404
    return notice


def get_hold(viewer: Employee, pk: int) -> Hold:
    hold = Hold.objects.filter(pk=pk).first() if leads_hr(viewer) else None
    if hold is None:
        raise Http404
    return hold


def acts(viewer: Actor, subject: Notice | Hold | None = None) -> Set[str]:
    """The verbs open to this viewer: on a notice, on a hold, or (without subject) on the sending as a whole."""
    if viewer is SYSTEM:
        return {"see", "try_again", "release", "switch", "oversee"}
    assert isinstance(viewer, Employee)
    if isinstance(subject, Notice):
        own = {"see"} if subject.recipient_id == viewer.pk else frozenset()
        return own | ({"try_again"} if leads_hr(viewer) else frozenset())
    if not leads_hr(viewer):
        return frozenset()
    return {"release"} if isinstance(subject, Hold) else {"switch", "oversee"}


def require(act: str, viewer: Actor, subject: Notice | Hold | None = None) -> None:
    """Raise `Refused` unless the act is open to this viewer now."""
    if act not in acts(viewer, subject):
        raise Refused
