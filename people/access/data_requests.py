"""Who asks for the data held about somebody, who sees that, who answers.

Everybody asks for their own. Whoever leads HR writes down that somebody did, such as one who has left, and answers; not
about themselves or those above. Nobody else learns that somebody asked, but whoever is asked for notes because of it.
"""

from collections.abc import Set

from django.db.models import Q, QuerySet
from django.http import Http404

from perfhub.kernel.errors import Refused

from ..models import DataRequest, Employee
from ..states import DATA_REQUEST_MOVES, EmployeeState
from .conflicts import conflicts_of, in_conflict
from .roles import leads_hr


def handled_data_requests(viewer: Employee) -> QuerySet[DataRequest]:
    """Those that a viewer answers."""
    if viewer.state != EmployeeState.ACTIVE or not leads_hr(viewer):
        return DataRequest.objects.none()
    return DataRequest.objects.exclude(employee__in=conflicts_of(viewer))


def own_data_requests(viewer: Employee) -> QuerySet[DataRequest]:
    """What the viewer asked for, or HR for the viewer."""
    if viewer.state != EmployeeState.ACTIVE:
        return DataRequest.objects.none()
    return DataRequest.objects.filter(employee=viewer)


def visible_data_requests(viewer: Employee) -> QuerySet[DataRequest]:
    """The viewer's own, and those they answer."""
    return DataRequest.objects.filter(
        Q(pk__in=own_data_requests(viewer).values("pk")) | Q(pk__in=handled_data_requests(viewer).values("pk"))
    )


def get_data_request(viewer: Employee, pk: int) -> DataRequest:
    rows = visible_data_requests(viewer).select_related("employee", "asked_by", "closed_by")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def data_acts(viewer: Employee, subject: Employee | DataRequest) -> Set[str]:
    """What is open to a viewer now: to ask about somebody, or what may become of what was asked."""
    if isinstance(subject, Employee):
        return _of(viewer, subject)
    return {verb for verb in _of(viewer, subject) if DATA_REQUEST_MOVES[verb].starts_at(subject.state)}


def _of(viewer: Employee, subject: Employee | DataRequest) -> Set[str]:
    if viewer.state != EmployeeState.ACTIVE:
        return frozenset()
    employee = subject if isinstance(subject, Employee) else subject.employee
    handles = leads_hr(viewer) and not in_conflict(viewer, employee)
    if isinstance(subject, Employee):
        return frozenset({"ask"}) if handles or viewer.pk == employee.pk else frozenset()
    if handles:
        return frozenset(DATA_REQUEST_MOVES)
    return frozenset({"withdraw"}) if viewer.pk == employee.pk else frozenset()


def require_for_data(act: str, viewer: Employee, subject: Employee | DataRequest) -> None:
    """Raise `Refused` unless this viewer may do that; where only the state is wrong, the move says so."""
    if act not in _of(viewer, subject):
        raise Refused
