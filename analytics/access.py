"""Who may see which grain, and who may have facts taken.

| viewer | sees |
|---|---|
| employee | the own weeks |
| direct manager, now | own reports by name, moods included |
| anybody above, now | groups of managers below, where `kernel.release` allows it |
| HR admin, owner | teams, where `kernel.release` allows it |
| HR partner | the own teams, likewise |

Nobody sees groups of both kinds: a team less the people of its manager would be the manager. So whoever
administers people sees teams, and of managers only the own reports.
"""

from collections.abc import Set

from django.db.models import Q
from django.http import Http404

from people.access import SYSTEM, Actor, leads_hr, partner_teams, roles_of
from people.models import Employee, Team
from people.states import EmployeeState, Role
from perfhub.kernel.errors import Refused

from .states import Scope


def acts(viewer: Actor) -> Set[str]:
    """Facts are taken by the clock or an operator, never by a person at a page."""
    return frozenset({"take_facts"}) if viewer is SYSTEM else frozenset()


def require(act: str, viewer: Actor) -> None:
    if act not in acts(viewer):
        raise Refused


def sees_teams(viewer: Employee) -> bool:
    """Administers people, so that groups are shown by team and not by manager."""
    return leads_hr(viewer) or any(role == Role.HR_PARTNER for role, _team in roles_of(viewer))


def get_manager(viewer: Employee, pk: int) -> Employee:
    """The viewer, or somebody below who has reports, by the lines in force now."""
    if pk == viewer.pk:
        return viewer
    below = Employee.objects.filter(pk=pk, reached_by__manager=viewer, reaches__depth=1)
    manager = None if sees_teams(viewer) else below.select_related("team").distinct().first()
    if manager is None:
        raise Http404
    return manager


def visible_teams(viewer: Employee):
    """Teams whose averages the viewer may ask for."""
    if viewer.state != EmployeeState.ACTIVE:
        return Team.objects.none()
    return Team.objects.all() if leads_hr(viewer) else Team.objects.filter(pk__in=partner_teams(viewer))


def get_team(viewer: Employee, pk: int) -> Team:
    team = visible_teams(viewer).filter(pk=pk).first()
    if team is None:
        raise Http404
    return team


def require_teams(viewer: Employee) -> None:
    """The list of teams is there for whoever looks after some."""
    if not sees_teams(viewer):
        raise Http404


def scope_of(viewer: Employee, asked: str | None) -> str:
    """Own reports, unless all below was asked for by somebody who sees groups by manager."""
    return Scope.ALL if asked == Scope.ALL and Scope.ALL in scopes_of(viewer) else Scope.DIRECT


def scopes_of(viewer: Employee) -> tuple[str, ...]:
    return (Scope.DIRECT,) if sees_teams(viewer) else (Scope.DIRECT, Scope.ALL)


def visible_people(viewer: Employee):
    """Whose weeks a viewer sees one by one: the own, and those of the reports by the lines in force now."""
    reports = Employee.objects.reports_of(viewer).values("pk")
    return Employee.objects.filter(Q(pk=viewer.pk) | Q(pk__in=reports))


def get_person(viewer: Employee, pk: int) -> Employee:
    """The viewer, or a report of the viewer's, by the line in force now."""
    if pk == viewer.pk:
        return viewer
    employee = Employee.objects.reports_of(viewer).filter(pk=pk).first()
    if employee is None:
        raise Http404
    return employee
