"""The roles: who holds which, and for whom."""

from collections.abc import Set
from enum import Enum

from django.db import connection
from django.http import Http404

from ..models import Employee, RoleGrant
from ..states import Role
from .actors import Actor

Held = frozenset[tuple[str, int | None]]


def roles_of(viewer: Employee) -> Held:
    """The (role, team) pairs an employee holds now; read once per request with the viewer."""
    return viewer.once("roles", lambda: _held(viewer))


def _held(viewer: Employee) -> Held:
    return frozenset(RoleGrant.objects.filter(employee=viewer, end_at__isnull=True).values_list("role", "team_id"))


def holds(viewer: Employee, *roles: str) -> bool:
    return any(role in roles for role, _team in roles_of(viewer))


def leads_hr(viewer: Actor) -> bool:
    """Administers people for the whole organization."""
    return isinstance(viewer, Employee) and holds(viewer, Role.OWNER, Role.HR_ADMIN)


class Scope(Enum):
    """Whom the roles that somebody holds let them administer; what a question that is composed once is given."""

    ALL = "everybody"
    SOME = "those of some teams, if anybody"
    NONE = "nobody"


def scope_of(viewer: Employee) -> Scope:
    """Read once per request with the viewer."""
    if leads_hr(viewer):
        return Scope.ALL
    return Scope.SOME if roles_of(viewer) else Scope.NONE


def owns(viewer: Actor) -> bool:
    """Owns the organization, with others or alone."""
    return isinstance(viewer, Employee) and holds(viewer, Role.OWNER)


def is_hr(viewer: Employee, employee: Employee) -> bool:
    """Administers this employee: an HR admin or owner for all, an HR partner within the own teams."""
    return leads_hr(viewer) or (employee.team_id is not None and employee.team_id in partner_teams(viewer))


def is_guarded(viewer: Employee) -> bool:
    """Holds a role that opens more than the own work: its sign-in rests early and asks for a second factor.

    Auditors too: they change nothing, but see of everybody who did and saw what.
    """
    return bool(roles_of(viewer)) or viewer.visit is not None


def is_for_a_team(role: str) -> bool:
    """Is this role held for one team, and those below it, only?"""
    return role == Role.HR_PARTNER


def owners() -> list[int]:
    """Who owns the organization now; their keys."""
    held = RoleGrant.objects.filter(role=Role.OWNER, end_at__isnull=True)
    return list(held.order_by("employee_id").values_list("employee_id", flat=True))


def not_owners():
    """Everybody employed now who does not own the organization: for whom it is made."""
    held = RoleGrant.objects.filter(role=Role.OWNER, end_at__isnull=True)
    return Employee.objects.active().exclude(pk__in=held.values("employee"))


def hr_leads() -> list[int]:
    """Who administers people for the whole organization now; their keys."""
    held = RoleGrant.objects.filter(role__in=(Role.OWNER, Role.HR_ADMIN), end_at__isnull=True)
    return list(held.order_by("employee_id").values_list("employee_id", flat=True).distinct())


def partner_teams(viewer: Employee) -> Set[int]:
    """The teams an HR partner looks after, with all below them; read once per request with the viewer."""
    return viewer.once("partner_teams", lambda: teams_below(*_partnered(viewer)))


def _partnered(viewer: Employee) -> list[int]:
    return [team for role, team in roles_of(viewer) if role == Role.HR_PARTNER and team is not None]


def teams_below(*tops: int) -> frozenset[int]:
    """These teams and all teams below them; one statement."""
    if not tops:
        return frozenset()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH RECURSIVE below AS (
                SELECT id FROM people_team WHERE id = ANY (%s)
                UNION SELECT t.id FROM people_team t JOIN below b ON t.parent_id = b.id
            ) SELECT id FROM below
            """,
            [list(tops)],
        )
        return frozenset(pk for (pk,) in cursor.fetchall())


def get_grant(viewer: Employee, employee: Employee, pk: int) -> RoleGrant:
    """A role somebody holds now; seen by whoever may give roles."""
    held = RoleGrant.objects.select_related("employee", "team").filter(pk=pk, employee=employee, end_at=None).first()
    if held is None or not leads_hr(viewer):
        raise Http404
    return held
