"""Who is asking, and where they are employed."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import CharField, OuterRef, Value
from django.db.models.functions import Cast, Coalesce, Concat

from ..models import (
    Employee,
    Organization,
    RoleGrant,
    User,
)


def viewer_of(user: User) -> Employee | None:
    """The employee this user is in the current organization, with the roles held, in one statement."""
    held = (
        RoleGrant.objects.filter(employee=OuterRef("pk"), end_at__isnull=True)
        .annotate(held=Concat("role", Value(":"), Coalesce(Cast("team_id", CharField()), Value(""))))
        .values("held")
    )
    viewer = Employee.objects.active().filter(user=user).annotate(held_names=ArraySubquery(held)).first()
    if viewer is not None:
        pairs = (name.split(":") for name in viewer.held_names)
        viewer.held_roles = frozenset((role, int(team) if team else None) for role, team in pairs)
    return viewer


def organizations_of(user: User) -> list[Organization]:
    """The organizations in which this user is employed now; asked before any organization is entered."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT organizations_of(%s)", [user.pk])
        keys = [pk for (pk,) in cursor.fetchall()]
    return list(Organization.objects.filter(pk__in=keys).order_by("name", "pk"))
