"""Help that was asked for, as its pages show it."""

from dataclasses import dataclass

from django.db.models import Count, Max
from django.utils.translation import gettext as _

from people.models import AuditEntry, Employee
from people.queries import Audience, readers

from ..access import helping as access
from ..access.cases import visible_to
from ..models import Case, HelpRequest, HelpWord
from .ladder import SeenBy

HELP_DRAFT = "help"
SEEN = "help.seen"
A_LIST = 50


@dataclass(frozen=True)
class HelpPage:
    """Help somebody asked for, with what was said to it."""

    request: HelpRequest
    is_own: bool
    words: tuple[HelpWord, ...]
    case: Case | None
    with_somebody: bool
    audience: Audience
    seen: tuple[SeenBy, ...]


def own_requests(viewer: Employee) -> list[HelpRequest]:
    """What the viewer has asked for, the newest first."""
    return list(access.own(viewer).select_related("to").newest_first()[:A_LIST])


def received_requests(viewer: Employee, *, person: Employee | None = None) -> list[HelpRequest]:
    """What the viewer was asked for: what is open first."""
    rows = access.received(viewer).select_related("employee")
    if person is not None:
        rows = rows.filter(employee=person)
    return sorted(rows.newest_first()[:A_LIST], key=lambda row: not row.is_open)


def was_asked(viewer: Employee) -> bool:
    """Whether anybody asked the viewer for help, and has not withdrawn it."""
    return access.received(viewer).exists()


def page_of(request: HelpRequest, *, viewer: Employee) -> HelpPage:
    own = request.employee_id == viewer.pk
    words = HelpWord.objects.filter(request=request).select_related("by", "to").order_by("at", "pk")
    if not own:  # what was said to somebody else before is theirs
        words = words.filter(pk__gte=_since(request, viewer))
    case = visible_to(viewer).filter(pk=request.case_id).first() if request.case_id else None
    there = access.is_with_somebody(request)
    return HelpPage(
        request=request,
        is_own=own,
        words=tuple(words),
        case=case,
        with_somebody=there,
        audience=audience_of(request.employee, request.to if there and not request.withdrawn_at else None),
        seen=seen_by(request) if own else (),
    )


def _since(request: HelpRequest, viewer: Employee) -> int:
    """From which word on it has been with the viewer."""
    turned = HelpWord.objects.filter(request=request, to=viewer).order_by("-pk").values_list("pk", flat=True)
    return turned.first() or 0


def audience_of(employee: Employee, to: Employee | None) -> Audience:
    """Who reads it, by name: said before it is sent."""
    groups = [readers(_("whom you ask"), [to])] if to is not None else []
    note = _(
        "Nobody else, no later manager either. It is evidence of nothing, and you can withdraw it at any time: then "
        "whoever you asked sees nothing of it any more."
    )
    return Audience(employee, tuple(groups), note)


def seen_by(request: HelpRequest) -> tuple[SeenBy, ...]:
    """Who was shown it, for its employee alone."""
    looks = AuditEntry.objects.filter(
        act=SEEN, object_type=HelpRequest._meta.label_lower, object_id=request.pk, employee=request.employee_id
    )
    found = looks.values("by__name").annotate(last=Max("at"), times=Count("pk")).order_by("-last", "by__name")
    return tuple(SeenBy(row["by__name"] or _("support"), row["last"], row["times"]) for row in found)
