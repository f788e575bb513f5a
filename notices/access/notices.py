"""Who may see and do what about notices."""

from collections.abc import Set
from datetime import datetime

from django.http import Http404

from people.access import SYSTEM, Actor, leads_hr
from people.models import Employee
from people.queries import line_up
from perfhub.kernel import capabilities, slots
from perfhub.kernel.errors import Refused
from perfhub.kernel.slots import NoticeKind

from ..models import Hold, Notice


def visible_to(viewer: Employee, *, at: datetime):
    """The bell of the viewer: own notices only, whoever one is; nothing of what is switched off for them."""
    return Notice.objects.shown_to(viewer, at=at, kinds=kinds_in_bell(viewer))


def kinds_in_bell(viewer: Employee) -> tuple[str, ...]:
    """The kinds of notices that the bell shows a viewer."""
    return tuple(
        name
        for name, kind in slots.providers("notice.kind").items()
        if kind.in_bell and not capabilities.is_off(viewer, slots.capability("notice.kind", name))
    )


def get_notice(viewer: Employee, pk: int, *, at: datetime) -> Notice:
    notice = visible_to(viewer, at=at).filter(pk=pk).first()
    if notice is None:
        raise Http404
    return notice


def of_open_kinds():
    """Notices of which those who answer for the sending may know."""
    return Notice.objects.exclude(kind__in=closed_kinds())


def closed_kinds() -> tuple[str, ...]:
    """Kinds of a closed capability: such a notice tells by being there."""
    return tuple(
        name for name in slots.providers("notice.kind") if capabilities.is_closed(slots.capability("notice.kind", name))
    )


def overseen(viewer: Employee):
    """Every notice, for those who answer for the sending. What is confidential about the own manager is not theirs, and
    what tells by being there is nobody's but its recipient's."""
    if not leads_hr(viewer):
        return Notice.objects.none()
    sensitive = [name for name, kind in slots.providers("notice.kind").items() if kind.sensitive]
    above = [found.pk for found in line_up(viewer)]
    return of_open_kinds().exclude(kind__in=sensitive, recipient__in=above)


def get_overseen(viewer: Employee, pk: int) -> Notice:
    """A notice of anybody's, with its recipient, for those who answer for the sending."""
    notice = overseen(viewer).select_related("recipient").filter(pk=pk).first()
    if notice is None:
        raise Http404
    return notice


def get_kind(viewer: Employee, name: str) -> NoticeKind:
    """A kind of notice that has letters, for those who answer for the sending."""
    kind = slots.providers("notice.kind").get(name) if leads_hr(viewer) else None
    if kind is None or not kind.label:
        raise Http404
    return kind


def get_parked(viewer: Employee, pk: int) -> Notice:
    """What could not be delivered is seen by those who administer people."""
    notice = of_open_kinds().parked().filter(pk=pk).first() if leads_hr(viewer) else None
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
        return {"see", "try_again", "send_again", "stop", "release", "switch", "oversee"}
    assert isinstance(viewer, Employee)
    if isinstance(subject, Notice):
        own = {"see"} if subject.recipient_id == viewer.pk else frozenset()
        return own | (_open_to_hr(subject) if leads_hr(viewer) else frozenset())
    if not leads_hr(viewer):
        return frozenset()
    return {"release"} if isinstance(subject, Hold) else {"switch", "oversee"}


def _open_to_hr(notice: Notice) -> Set[str]:
    """A digest is not sent again, what it gathered is; what must reach somebody by mail is not stopped."""
    kind = slots.providers("notice.kind").get(notice.kind)
    is_letter = kind is not None and (kind.in_bell or kind.legal)
    stoppable = kind is None or (is_letter and not kind.legal)
    return {"try_again"} | ({"send_again"} if is_letter else set()) | ({"stop"} if stoppable else set())


def require(act: str, viewer: Actor, subject: Notice | Hold | None = None) -> None:
    """Raise `Refused` unless the act is open to this viewer now."""
    if act not in acts(viewer, subject):
        raise Refused
