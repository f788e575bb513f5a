"""Who takes all of a case as one paper, and who compares one: its two sides, and whoever looks after it for HR."""

from django.http import Http404

from people.models import Employee

from ..models import Case, Packet
from .cases import Standing, get_case, standing_of, visible_to

TAKE = frozenset({Standing.EMPLOYEE, Standing.MANAGER, Standing.HR_OWNER, Standing.LEAD})


EMPLOYEE, MANAGER, HR = "employee", "manager", "hr"
#: Which of the three papers is whose.
VIEWS = {
    Standing.EMPLOYEE: EMPLOYEE,
    Standing.MANAGER: MANAGER,
    Standing.HR_OWNER: HR,
    Standing.LEAD: HR,
}


def get_case_to_take(viewer: Employee, pk: int) -> tuple[Case, Standing]:
    """A case with what the viewer is to it; Http404 for whoever may not take it, a named reader among them."""
    case = get_case(viewer, pk)
    standing = standing_of(viewer, case)
    if standing not in TAKE:
        raise Http404
    return case, standing


def get_packet(viewer: Employee, pk: int) -> Packet:
    """A packet for whoever took it, as long as they may read the case as they did then."""
    packet = Packet.objects.select_related("case__employee", "taken_by").filter(pk=pk, taken_by=viewer).first()
    if packet is None:
        raise Http404
    _case, standing = get_case_to_take(viewer, packet.case_id)
    if packet.view != VIEWS[standing]:
        raise Http404
    return packet


def packet_with(viewer: Employee, digest: str) -> Packet | None:
    """The packet whose number was typed, if its case may be read by who typed it."""
    rows = Packet.objects.select_related("case__employee", "taken_by")
    return rows.filter(digest=digest, case__in=visible_to(viewer)).order_by("pk").first()
