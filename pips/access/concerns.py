"""Who does what with a case and its concern.

| act | who |
|---|---|
| say, resolve, watch | both sides: the employee, and the manager now |
| read | the employee |
| raise, lower, reopen | the manager now |
| add_evidence, take_out | the manager now, the HR case owner |
| take_back | whoever did the newest thing, for ten minutes |
| name_reader | the employee; the manager and the HR case owner once there is more than a concern |
| end_reader | whoever named, and the employee |

Nobody for somebody else: a stand-in, support and roles do nothing here.
"""

from collections.abc import Set
from datetime import datetime, timedelta

from django.http import Http404

from people.access import SYSTEM, Actor, is_manager_of, managed_by, visible_employees
from people.models import Employee
from people.states import EmployeeState
from perfhub.kernel.errors import Refused

from ..models import Case, CaseEvent, CaseReader, Concern, Evidence, Plan
from ..states import (
    CONCERN_MOVES,
    PLAN_OPEN,
    CaseAct,
    CaseState,
    ConcernState,
    Rung,
)
from .cases import Standing, is_told, standing_of
from .opening import may_open

UNDO = timedelta(minutes=10)
SIDE_ACTS = frozenset({"say", "resolve", "watch"})
EMPLOYEE_ACTS = SIDE_ACTS | {"read", "name_reader"}
MANAGER_ACTS = SIDE_ACTS | {"raise", "lower", "reopen", "add_evidence", "take_out", "name_reader"}
HR_ACTS = frozenset({"add_evidence", "take_out", "name_reader"})
CLOCK_ACTS = frozenset({"ask", "lapse", "spend", "end"})
TAKEN_BACK = frozenset({CaseAct.OPENED, CaseAct.WATCHED, CaseAct.CLOSED, CaseAct.WENT_UP, CaseAct.WENT_DOWN})
OF_CONCERN = frozenset({"read", "resolve", "watch", "raise", "say"})


def of_standing(viewer: Employee, case: Case) -> Set[str]:
    """By what the viewer is to it, whatever its state."""
    standing = standing_of(viewer, case)
    if standing == Standing.EMPLOYEE:
        return EMPLOYEE_ACTS
    if standing == Standing.MANAGER:
        return MANAGER_ACTS if case.rung != Rung.CONCERN else MANAGER_ACTS - {"name_reader"}
    return HR_ACTS if standing == Standing.HR_OWNER else frozenset()


def acts(viewer: Actor, case: Case, concern: Concern | None = None, *, at: datetime | None = None) -> Set[str]:
    """The verbs open to this viewer now."""
    if viewer is SYSTEM:
        return CLOCK_ACTS
    assert isinstance(viewer, Employee)
    found = {verb for verb in of_standing(viewer, case) if _is_open(verb, case, concern)}
    if "lower" in found and Plan.objects.filter(case=case, state__in=PLAN_OPEN).exists():
        found.discard("lower")  # a plan that is there goes down by itself
    if at is not None and may_take_back(viewer, case, newest_event(case), at=at):
        found.add("take_back")
    return found


def _is_open(verb: str, case: Case, concern: Concern | None) -> bool:
    if verb == "reopen":
        return case.state == CaseState.CLOSED and concern is not None and concern.state == ConcernState.RESOLVED
    if not case.is_open:
        return verb == "say" and case.state == CaseState.CLOSED and concern is not None
    if verb == "lower":
        return case.rung == Rung.COACHING and concern is not None
    if verb not in OF_CONCERN:
        return True
    if concern is None:
        return False
    if verb == "read":
        return concern.read_at is None
    return verb == "say" or (case.rung == Rung.CONCERN and CONCERN_MOVES[verb].starts_at(concern.state))


def require(act: str, viewer: Actor, case: Case) -> None:
    """Raise `Refused` unless this viewer may do that; where only the state is wrong, the move says so (409)."""
    if viewer is SYSTEM:
        allowed = act in CLOCK_ACTS
    else:
        assert isinstance(viewer, Employee)
        allowed = act in of_standing(viewer, case)
    if not allowed:
        raise Refused


def require_clock(act: str, by: Actor) -> None:
    """Raise `Refused` unless the clock asks for it."""
    if by is not SYSTEM or act not in CLOCK_ACTS:
        raise Refused


def newest_event(case: Case) -> CaseEvent | None:
    """What was done last; that somebody was told is not done by itself."""
    return CaseEvent.objects.filter(case=case).exclude(act=CaseAct.TOLD).order_by("-pk").first()


def may_take_back(viewer: Employee, case: Case, event: CaseEvent | None, *, at: datetime) -> bool:
    """One's own newest act, for ten minutes; and what was shared, until it can be read."""
    if event is None or event.by_id != viewer.pk or event.act not in TAKEN_BACK or viewer.visit is not None:
        return False
    if viewer.state != EmployeeState.ACTIVE or case.state == CaseState.SPENT:
        return False
    if not (case.employee_id == viewer.pk or is_manager_of(viewer, case.employee)):
        return False
    if event.act in (CaseAct.WENT_UP, CaseAct.WENT_DOWN) and Plan.objects.filter(case=case).exists():
        return False  # with a plan it is more than a press
    if event.act == CaseAct.OPENED and event.rung != Rung.CONCERN:
        return False
    unread = event.act == CaseAct.OPENED and not is_told(case)
    return unread or at - event.at <= UNDO


# --- who, and what of a case ----------------------------------------------------------------------


def get_report(viewer: Employee, pk: int) -> Employee:
    """Somebody whose cases the viewer opens and lists: a direct report."""
    person = visible_employees(viewer).filter(pk=pk).first()
    if person is None or not may_open(viewer, person):
        raise Http404
    return person


def own_people(viewer: Employee):
    """About whom a viewer can open a case."""
    return managed_by(viewer) if viewer.visit is None else Employee.objects.none()


def get_concern(case: Case) -> Concern:
    """The concern of a case that the viewer has been given; Http404 for one that began with a plan."""
    found = Concern.objects.select_related("feedback", "by").filter(case=case).first()
    if found is None:
        raise Http404
    found.case = case
    return found


def get_evidence(case: Case, pk: int) -> Evidence:
    """A piece of evidence of a case that the viewer has been given."""
    found = Evidence.objects.select_related("file", "added_by").filter(case=case, pk=pk).first()
    if found is None:
        raise Http404
    found.case = case
    return found


def may_take_out_of(viewer: Employee, case: Case) -> bool:
    """Whether the viewer takes evidence out of a case that is open."""
    return case.is_open and "take_out" in of_standing(viewer, case)


def get_naming(case: Case, pk: int) -> CaseReader:
    """A naming in force, of a case that the viewer has been given."""
    found = CaseReader.objects.in_force().select_related("reader").filter(case=case, pk=pk).first()
    if found is None:
        raise Http404
    found.case = case
    return found


def may_end_naming(viewer: Employee, naming: CaseReader) -> bool:
    standing = standing_of(viewer, naming.case)
    return standing == Standing.EMPLOYEE or (standing is not None and naming.named_by_id == viewer.pk)


def require_end_naming(viewer: Employee, naming: CaseReader) -> None:
    if not may_end_naming(viewer, naming):
        raise Refused


def possible_readers(case: Case):
    """Who can be named: employed, not the employee, and nobody whom it would tell about those above."""
    below = Employee.objects.below(case.employee).values("pk")
    taken = CaseReader.objects.in_force().filter(case=case).values("reader")
    rows = Employee.objects.active().exclude(pk__in=[case.employee_id, case.manager_id])
    return rows.exclude(pk__in=below).exclude(pk__in=taken)
