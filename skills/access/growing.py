"""Who sees a growth action and does what with it: its employee, and whoever is the direct manager now.

| act | who |
|---|---|
| plan | everybody, for oneself |
| suggest | the direct manager now |
| accept, decline | the employee to whom it was suggested |
| withdraw | whoever suggested it, as long as nobody answered |
| begin, not_yet, finish, drop, take_up, change, say_learned | the employee |

Nobody else sees it: no manager above, no stand-in, no earlier manager, HR neither.
"""

from collections.abc import Set

from django.db.models import Q
from django.http import Http404

from people.access import Actor, is_manager_of, managed_by, visible_employees
from people.models import Employee
from people.states import EmployeeState
from perfhub.kernel.errors import Refused

from ..models import GrowthAction, GrowthActionQuerySet
from ..states import CELEBRATED, GROWTH_MOVES, GrowthState

OWN_ACTS = frozenset({"accept", "decline", "begin", "not_yet", "finish", "drop", "take_up", "change", "say_learned"})
SUGGESTER_ACTS = frozenset({"withdraw"})


def visible_to(viewer: Employee) -> GrowthActionQuerySet:
    """The growth actions a viewer may read: the own ones, and those of the direct reports now."""
    rows = GrowthAction.objects.all()
    if viewer.state != EmployeeState.ACTIVE:
        return rows.none()
    return rows.filter(Q(employee=viewer) | Q(employee__in=managed_by(viewer).values("pk")))


def get_action(viewer: Employee, pk: int) -> GrowthAction:
    """A growth action with its people and its skill; Http404 for whoever may not read it."""
    found = visible_to(viewer).with_names().filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def get_celebrated(viewer: Employee, pk: int) -> GrowthAction | None:
    """A finished step that the viewer sees and that may be celebrated; None for any other."""
    rows = visible_to(viewer).with_names().filter(state=GrowthState.DONE, kind__in=CELEBRATED)
    return rows.filter(pk=pk).first()


def readable_person(viewer: Employee, pk: int) -> Employee:
    """Somebody whose growth actions a viewer finds in a list: oneself, and the direct reports."""
    person = visible_employees(viewer).filter(pk=pk).first()
    if person is None or not reads_of(viewer, person):
        raise Http404
    return person


def reads_of(viewer: Employee, person: Employee) -> bool:
    return viewer.pk == person.pk or is_manager_of(viewer, person)


def get_report(viewer: Employee, pk: int) -> Employee:
    """A direct report, to whom the viewer suggests something; Http404 for everybody else."""
    person = visible_employees(viewer).active().filter(pk=pk).first()
    if person is None or not is_manager_of(viewer, person):
        raise Http404
    return person


def acts(viewer: Actor, subject: GrowthAction | Employee | None = None) -> Set[str]:
    """The verbs open to this viewer now: on a growth action, towards a person or (without subject) here."""
    if not isinstance(viewer, Employee) or viewer.state != EmployeeState.ACTIVE:
        return frozenset()
    if subject is None:
        return frozenset({"plan"})
    if isinstance(subject, Employee):
        is_here = subject.state == EmployeeState.ACTIVE
        return frozenset({"suggest"}) if is_here and is_manager_of(viewer, subject) else frozenset()
    return frozenset(verb for verb in of_side(viewer, subject) if _is_open(verb, subject))


def of_side(viewer: Employee, action: GrowthAction) -> Set[str]:
    """What this viewer does with it at all; which of it is open now says the table of moves."""
    if action.employee_id == viewer.pk:
        return OWN_ACTS
    return SUGGESTER_ACTS if action.suggested_by_id == viewer.pk else frozenset()


def _is_open(verb: str, action: GrowthAction) -> bool:
    return action.is_going_on if verb == "change" else GROWTH_MOVES[verb].starts_at(action.state)


def require(act: str, viewer: Actor, subject: GrowthAction | Employee | None = None) -> None:
    """Raise `Refused` unless this viewer may do that; where only the state is wrong, the move says so (409)."""
    if isinstance(subject, GrowthAction):
        allowed = (
            isinstance(viewer, Employee) and viewer.state == EmployeeState.ACTIVE and act in of_side(viewer, subject)
        )
    else:
        allowed = act in acts(viewer, subject)
    if not allowed:
        raise Refused
