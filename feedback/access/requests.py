"""Who asks for feedback, who is asked, and who reads what was said.

| what | who reads it |
|---|---|
| that it was asked, what, and of whom | whoever asked, and whom it is about |
| why somebody would rather not | whoever asked |
| the question and the own answer | each who was asked; not who else was |
| what a guest said | whom it is about; where a manager asked, that manager, too, while they are |
| feedback given in answer | as its giver chose: `access.giving` says so |
"""

from collections.abc import Set
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from people.access import SYSTEM, Actor, is_manager_of, leads_hr
from people.models import Employee, Reach
from people.states import EmployeeState
from perfhub.kernel.errors import Refused

from ..models import AskedOf, FeedbackRequest, RequestTemplate
from ..states import REQUEST_MOVES, RequestState

CAPABILITY = "feedback"
ASKED_ACTS = frozenset({"answer", "decline"})
ASKER_ACTS = frozenset({"withdraw", "new_link", "write_again"})


def visible_to(viewer: Employee) -> QuerySet[FeedbackRequest]:
    """The requests a viewer made, while they may, or that are about the viewer."""
    reports = Reach.objects.filter(manager=viewer, depth=1, employee=OuterRef("about"))
    return FeedbackRequest.objects.filter(Q(about=viewer) | Q(by=viewer) & Exists(reports))


def get_request(viewer: Employee, pk: int) -> FeedbackRequest:
    """One of those; Http404 for everybody else, and for a manager who is so no more."""
    found = visible_to(viewer).select_related("by", "about").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def asked_of(viewer: Employee) -> QuerySet[AskedOf]:
    """What this viewer was asked."""
    return AskedOf.objects.filter(employee=viewer)


def get_asked(viewer: Employee, pk: int) -> AskedOf:
    """What the viewer was asked; Http404 for what others were."""
    found = asked_of(viewer).select_related("request__by", "request__about", "employee").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def get_asked_of(viewer: Employee, pk: int) -> AskedOf:
    """One whom the viewer asked."""
    rows = AskedOf.objects.filter(request__in=visible_to(viewer).filter(by=viewer).values("pk"))
    found = rows.select_related("request__by", "request__about", "employee").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def get_about(viewer: Employee, pk: int) -> Employee:
    """About whom the viewer may ask: oneself, and the direct reports; Http404 for everybody else."""
    person = Employee.objects.active().filter(pk=pk).first()
    if person is None or "ask" not in acts_towards(viewer, person):
        raise Http404
    return person


def templates() -> QuerySet[RequestTemplate]:
    """Those one may choose now."""
    return RequestTemplate.objects.filter(retired_at__isnull=True).order_by("name", "pk")


def get_template(viewer: Employee, pk: int) -> RequestTemplate:
    """Words of the organization, for whoever keeps them."""
    found = RequestTemplate.objects.filter(pk=pk).first() if leads_hr(viewer) else None
    if found is None:
        raise Http404
    return found


def keeps_templates(viewer: Actor) -> bool:
    return viewer is SYSTEM or (isinstance(viewer, Employee) and leads_hr(viewer))


def acts_towards(viewer: Actor, about: Employee) -> Set[str]:
    """Whether one may ask others about this person."""
    if viewer is SYSTEM:
        return frozenset({"ask"})
    assert isinstance(viewer, Employee)
    if viewer.state != EmployeeState.ACTIVE:
        return frozenset()
    return frozenset({"ask"}) if viewer.pk == about.pk or is_manager_of(viewer, about) else frozenset()


def acts(viewer: Actor, asked: AskedOf, *, at: datetime | None = None) -> Set[str]:
    """The verbs open to this viewer now about one who was asked."""
    return {verb for verb in _of(viewer, asked) if _is_open(verb, asked)}


def _of(viewer: Actor, asked: AskedOf) -> Set[str]:
    if viewer is SYSTEM:
        return frozenset({"remind", "withdraw"})
    assert isinstance(viewer, Employee)
    if viewer.state != EmployeeState.ACTIVE:
        return frozenset()
    found: Set[str] = frozenset()
    if asked.employee_id == viewer.pk:
        found = found | ASKED_ACTS
    if asked.request.by_id == viewer.pk and "ask" in acts_towards(viewer, asked.request.about):
        found = found | (ASKER_ACTS if asked.is_guest else {"withdraw"})
    return found


def _is_open(verb: str, asked: AskedOf) -> bool:
    if verb == "write_again":
        return asked.state == RequestState.ASKED and asked.guest_email != ""
    if verb == "new_link":
        return asked.state == RequestState.ASKED
    return verb not in REQUEST_MOVES or REQUEST_MOVES[verb].starts_at(asked.state)


def require(act: str, viewer: Actor, asked: AskedOf) -> None:
    """Raise `Refused` unless this viewer may do that; where only the state is wrong, the move says so (409)."""
    if act not in _of(viewer, asked):
        raise Refused


def require_ask(viewer: Actor, about: Employee) -> None:
    if "ask" not in acts_towards(viewer, about):
        raise Refused


def require_templates(viewer: Actor) -> None:
    if not keeps_templates(viewer):
        raise Refused


def reads_guests(viewer: Employee, request: FeedbackRequest) -> bool:
    """Whether the viewer reads what guests said: whom it is about; the manager who asked, while they are that."""
    if request.about_id == viewer.pk:
        return True
    return request.by_id == viewer.pk and is_manager_of(viewer, request.about)
