"""Who is asking, and where they are employed."""

import datetime as dt

from allauth.mfa.models import Authenticator
from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import CharField, Exists, Max, Min, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat, Greatest, JSONObject

from perfhub.kernel import clock
from perfhub.kernel.keys import hash_token

from ..models import (
    ApiToken,
    CapabilitySwitch,
    Employee,
    Organization,
    Reach,
    RoleGrant,
    StandIn,
    User,
)
from .promises import announced_to_all
from .security import has_second_factor
from .support import open_visits, support_is_on


def viewer_of(user: User) -> Employee | None:
    """The employee this user is in the current organization, with roles, lines, stand-ins and announcements.

    One statement.

    `switched` says whether anything was ever switched off or on here at all.
    `roles_changed_at` is when a role was last given to them or taken back, `guarded_since` since when they hold one
    without a break (`None`: never), `has_second_factor` whether their sign-in asks for a code.
    """
    return _with_roles(Employee.objects.active().filter(user=user))


def viewer_with(pk: int) -> Employee | None:
    """The employee of this key as one who asks, for whoever may look as them."""
    return _with_roles(Employee.objects.active().select_related("team", "user").filter(pk=pk))


def viewer_by_token(token: str, *, at: dt.datetime) -> tuple[Employee, ApiToken] | None:
    """The employee a program acts for, and the token, which is good now."""
    hashed = hash_token(token)
    good = ApiToken.objects.good(at).filter(token_hash=hashed).values("employee")
    viewer = _with_roles(Employee.objects.active().filter(pk__in=good, user__is_active=True).select_related("user"))
    return (viewer, ApiToken.objects.get(token_hash=hashed)) if viewer is not None else None


def viewer_looking_in(user: User, *, at: dt.datetime) -> Employee | None:
    """As whom an operator looks in for support now; None where nobody has opened that, or it is over."""
    visit = open_visits(at=at).filter(operator__user=user).first()
    if visit is None or not support_is_on():
        return None
    viewer = _with_roles(Employee.objects.active().filter(pk=visit.seen_as_id))
    if viewer is not None:
        viewer.visit = visit
        viewer.has_second_factor = has_second_factor(user)
    return viewer


def _with_roles(rows: QuerySet[Employee]) -> Employee | None:
    held = (
        RoleGrant.objects.filter(employee=OuterRef("pk"), end_at__isnull=True)
        .annotate(held=Concat("role", Value(":"), Coalesce(Cast("team_id", CharField()), Value(""))))
        .values("held")
    )
    told = JSONObject(setting="setting", value="value", effective_at="effective_at")
    announced = announced_to_all().values(told=told)
    changes = RoleGrant.objects.filter(employee=OuterRef("pk")).order_by().values("employee")
    changed = changes.annotate(at=Max(Greatest("start_at", "end_at"))).values("at")
    holding = changes.filter(end_at__isnull=True).annotate(at=Min("start_at")).values("at")
    app = Authenticator.objects.filter(user=OuterRef("user"), type=Authenticator.Type.TOTP)
    standing_in = StandIn.objects.in_force(clock.now()).filter(stand_in=OuterRef("pk")).order_by("pk")
    direct = Reach.objects.filter(depth=1)
    viewer = rows.annotate(
        held_names=ArraySubquery(held),
        managers_away=ArraySubquery(standing_in.values("manager")),
        announced=ArraySubquery(announced),
        switched=Exists(CapabilitySwitch.objects.all()),
        since=ArraySubquery(standing_in.values("start_at")),
        roles_changed_at=Subquery(changed),
        guarded_since=Subquery(holding),
        has_second_factor=Exists(app),
        leads_people=Exists(direct.filter(manager=OuterRef("pk"))),
        is_led=Exists(direct.filter(employee=OuterRef("pk"))),
    ).first()
    if viewer is not None:
        pairs = (name.split(":") for name in viewer.held_names)
        viewer.stands_in_for = dict(zip(viewer.managers_away, viewer.since, strict=True))
        viewer.held_roles = frozenset((role, int(team) if team else None) for role, team in pairs)
    return viewer


def organizations_of(user: User) -> list[Organization]:
    """The organizations in which this user is employed now; asked before any organization is entered."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT organizations_of(%s)", [user.pk])
        keys = [pk for (pk,) in cursor.fetchall()]
    return list(Organization.objects.filter(pk__in=keys).order_by("name", "pk"))
