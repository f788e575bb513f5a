"""Who handles what is confidential about whom: nobody what is about themselves or those above."""

from django.db import connection
from django.db.models import BigIntegerField, Exists, Func, OuterRef, Q

from ..models import Employee, Reach, RoleGrant
from ..states import Role
from .lines import is_above
from .roles import Scope, is_hr, leads_hr, partner_teams


def conflicts_of(viewer: Employee) -> set[int]:
    """The keys of those about whom this viewer decides and reads nothing confidential by a role: oneself, and
    everybody above in the own reporting line.

    The whole line, not the direct manager alone: what is decided about one of them decides who stands above oneself.
    """
    return {viewer.pk, *Reach.objects.filter(employee=viewer).values_list("manager_id", flat=True)}


def in_conflict(viewer: Employee, employee: Employee) -> bool:
    """Is this oneself, or somebody above oneself?"""
    return viewer.pk == employee.pk or is_above(employee, viewer)


def handles(viewer: Employee, employee: Employee) -> bool:
    """Reads and decides what is confidential about an employee by a role: whoever administers them (an HR partner
    within the own teams), but nobody about themselves or those above. Every confidential floor asks this."""
    return is_hr(viewer, employee) and not in_conflict(viewer, employee)


def handled_employees(viewer: Employee):
    """The employees whose confidential records this viewer handles; for lists."""
    rows = Employee.objects.exclude(pk__in=conflicts_of(viewer))
    if leads_hr(viewer):
        return rows
    return rows.filter(team__in=teams) if (teams := partner_teams(viewer)) else rows.none()


TEAMS_ABOVE = """
    WITH RECURSIVE up AS (
        SELECT id, parent_id FROM people_team WHERE id = %s
        UNION SELECT t.id, t.parent_id FROM people_team t JOIN up ON t.id = up.parent_id
    ) SELECT id FROM up
"""


def handlers_of(employee: Employee):
    """Who handles what is confidential about an employee: everybody of whom `handles` is true."""
    grants = RoleGrant.objects.filter(end_at__isnull=True)
    leading = grants.filter(role__in=[Role.OWNER, Role.HR_ADMIN]).values("employee")
    partners = grants.filter(role=Role.HR_PARTNER, team__in=teams_above(employee.team_id)).values("employee")
    below = Reach.objects.filter(manager=employee).values("employee")
    rows = Employee.objects.active().filter(Q(pk__in=leading) | Q(pk__in=partners))
    return rows.exclude(pk=employee.pk).exclude(pk__in=below)


def hr_of(team: int | None) -> list[int]:
    """Who administers a team: whoever does so for the whole organization, and the HR partners for it; their keys."""
    grants = RoleGrant.objects.filter(end_at__isnull=True)
    everywhere = Q(role__in=[Role.OWNER, Role.HR_ADMIN])
    partners = Q(role=Role.HR_PARTNER, team__in=teams_above(team))
    held = grants.filter(everywhere | partners, employee__in=Employee.objects.active())
    return list(held.order_by("employee_id").values_list("employee_id", flat=True).distinct())


def administers(employee: OuterRef | int, team: OuterRef) -> Exists:
    """Whether an employee, or that of each row, administers the team of each row; to be asked within another
    statement."""
    grants = RoleGrant.objects.filter(end_at__isnull=True, employee=employee)
    partner = Q(role=Role.HR_PARTNER, team__in=TeamsAbove(team))
    return Exists(grants.filter(Q(role__in=[Role.OWNER, Role.HR_ADMIN]) | partner))


def administered(viewer: Employee, scope: Scope, team: OuterRef) -> Q:
    """Whether a viewer of that scope administers the team of each row; to be asked within another statement."""
    if scope is Scope.ALL:
        return Q()
    return Q(pk__in=()) if scope is Scope.NONE else Q(administers(viewer.pk, team))


def teams_above(team: int | None) -> list[int]:
    """A team and all it is part of."""
    with connection.cursor() as cursor:
        cursor.execute(TEAMS_ABOVE, [team])
        return [pk for (pk,) in cursor.fetchall()]


class TeamsAbove(Func):
    """What `teams_above` asks, within another statement."""

    template = f"({TEAMS_ABOVE.replace('%s', '%(expressions)s')})"
    output_field = BigIntegerField()


def within_teams_above(team: int | None) -> TeamsAbove:
    """A team and all it is part of, to be looked for within another statement."""
    return TeamsAbove(team)
