"""Everybody who works here, and one of them."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from perfhub.kernel.composed import composed
from perfhub.kernel.names import sort_name
from perfhub.kernel.slots import Result
from perfhub.kernel.tenancy import page_url

from .. import access
from ..models import ApiToken, Employee, Invitation, Reach, RoleGrant, Team, User
from .finding import find_employees, find_teams

MOST_SHOWN = 100
TEAMS_FOUND = 5


def found_employees(rows: QuerySet[Employee], *, text: str = "", team: int | None = None) -> QuerySet[Employee]:
    """Whose name, in either order, number or address begins with what was typed; of a team with all below it."""
    typed = sort_name(text)
    if text.strip():
        beginnings = Q(number__begins=text.strip()) | Q(email__begins=text.strip().lower())
        if typed:
            beginnings |= Q(sort_name__begins=typed) | Q(search_name__begins=typed)
        rows = rows.filter(beginnings)
    if team is not None:
        rows = rows.filter(team__in=access.teams_below(team))
    return rows.select_related("team").by_name()


def teams() -> QuerySet[Team]:
    """Every team, by name."""
    return Team.objects.order_by("name", "pk")


def search(viewer: Employee, query: str, *, limit: int) -> list[Result]:
    """Employees, for the one search of the house."""
    return [
        Result(
            kind=_("Employee"),
            title=found.name,
            url=page_url("people:person", found.pk),
            meta=" · ".join(filter(None, [found.job_title, found.team])),
        )
        for found in find_employees(viewer, query, limit=limit)
    ]


def search_teams(viewer: Employee, query: str, *, limit: int) -> list[Result]:
    """Teams; each leads to who is in it."""
    return [
        Result(kind=_("Team"), title=team.name, url=f"{page_url('people:directory')}?team={team.pk}")
        for team in find_teams(query, limit=min(limit, TEAMS_FOUND))
    ]


@composed
def reach_up(*, employee: int) -> QuerySet[Reach]:
    """Who is above, the highest first."""
    return Reach.objects.filter(employee=employee).select_related("manager").order_by("-depth")


def line_up(employee: Employee) -> list[Employee]:
    """The managers above, the highest first."""
    return [row.manager for row in reach_up(employee=employee.pk)]


def manager_of(employee: Employee) -> Employee | None:
    """Directly above, by the line in force now."""
    return Employee.objects.filter(reaches__employee=employee, reaches__depth=1).first()


def with_manager(rows: QuerySet[Employee]) -> QuerySet[Employee]:
    """Employees that know whom they report to now, as `manager_id`."""
    above = Reach.objects.filter(employee=OuterRef("pk"), depth=1).values("manager")
    return rows.annotate(manager_id=Subquery(above[:1]))


@composed
def reports_by_name(*, manager: int) -> QuerySet[Employee]:
    return Employee.objects.active().reports_of(manager).by_name()


def reports_of(employee: Employee) -> list[Employee]:
    return list(reports_by_name(manager=employee.pk))


LETTERS = 200  # on one sheet


def without_address(viewer: Employee, *, team: int | None) -> QuerySet[Employee]:
    """Who works here, has no address and no sign-in yet; of a team with all below it."""
    rows = access.visible_employees(viewer).active().filter(email="", user=None)
    return (rows if team is None else rows.filter(team__in=access.teams_below(team))).select_related("user").by_name()


def has_sign_in(email: str) -> bool:
    """Whether this address signs in already, here or elsewhere; asked only for an address that was invited."""
    return User.objects.filter(email=email).exists()


def waiting_to_be_invited(*, at: dt.datetime) -> QuerySet[Employee]:
    """Employed, with an address, without a sign-in and without an open invitation."""
    invited = Invitation.objects.open(at).values("employee")
    return Employee.objects.active().filter(user__isnull=True).exclude(email="").exclude(pk__in=invited)


@dataclass(frozen=True)
class InvitationCounts:
    """How many can sign in, are invited, wait to be invited, or have no address."""

    joined: int
    invited: int
    waiting: int
    without_address: int


def invitation_counts(*, at: dt.datetime) -> InvitationCounts:
    invited = Q(pk__in=Invitation.objects.open(at).values("employee"))
    outside = Q(user__isnull=True)
    counts = Employee.objects.active().aggregate(
        joined=Count("pk", filter=~outside),
        invited=Count("pk", filter=outside & invited),
        waiting=Count("pk", filter=outside & ~invited & ~Q(email="")),
        without_address=Count("pk", filter=outside & ~invited & Q(email="")),
    )
    return InvitationCounts(**counts)


def tokens_of(viewer: Employee) -> list[ApiToken]:
    """The viewer's own tokens that still open something, or did of late; the newest first."""
    return list(ApiToken.objects.filter(employee=viewer).newest_first()[:MOST_SHOWN])


@composed
def roles_held(*, employee: int) -> QuerySet[RoleGrant]:
    rows = RoleGrant.objects.filter(employee=employee, end_at__isnull=True)
    return rows.select_related("team", "employee").order_by("role", "pk")


def held_roles(employee: Employee) -> list[RoleGrant]:
    return list(roles_held(employee=employee.pk))


def all_roles() -> list[RoleGrant]:
    """Every role held now, by name of the employee."""
    rows = RoleGrant.objects.filter(end_at__isnull=True).select_related("team", "employee")
    return list(rows.order_by("role", "employee__sort_name", "pk"))
