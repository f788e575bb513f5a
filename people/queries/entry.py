"""Who is asking, and where they are employed."""

import datetime as dt

from django.db import connection
from django.db.models import F, Func, JSONField, QuerySet

from perfhub.kernel import clock
from perfhub.kernel.composed import composed
from perfhub.kernel.keys import hash_token

from ..models import ApiToken, Employee, Organization, User
from .security import has_second_factor
from .support import open_visits, support_is_on


@composed
def _at(*, slug: str) -> QuerySet[Organization]:
    return Organization.objects.filter(slug=slug)


def organization_at(slug: str) -> Organization | None:
    """The organization that an address names."""
    return next(iter(_at(slug=slug)), None)


def viewer_of(user: User) -> Employee | None:
    """The employee this user is in the current organization, with roles, lines, stand-ins and announcements.

    One statement.

    `switched` says whether anything was ever switched off or on here at all.
    `roles_changed_at` is when a role was last given to them or taken back, `guarded_since` since when they hold one
    without a break (`None`: never), `has_second_factor` whether their sign-in asks for a code.
    """
    return _standing(_of_user(user=user, at=clock.now()))


def viewer_with(pk: int) -> Employee | None:
    """The employee of this key as one who asks, for whoever may look as them."""
    return _standing(_of_key(pk=pk, at=clock.now()))


def viewer_by_token(token: str, *, at: dt.datetime) -> tuple[Employee, ApiToken] | None:
    """The employee a program acts for, and the token, which is good now."""
    hashed = hash_token(token)
    viewer = _standing(_of_token(hashed=hashed, good_at=at, at=clock.now()))
    return (viewer, ApiToken.objects.get(token_hash=hashed)) if viewer is not None else None


def viewer_looking_in(user: User, *, at: dt.datetime) -> Employee | None:
    """As whom an operator looks in for support now; None where nobody has opened that, or it is over."""
    visit = open_visits(at=at).filter(operator__user=user).first()
    if visit is None or not support_is_on():
        return None
    viewer = _standing(_of_key(pk=visit.seen_as_id, at=clock.now()))
    if viewer is not None:
        viewer.visit = visit
        viewer.has_second_factor = has_second_factor(user)
    return viewer


@composed
def _of_user(*, user: User, at: dt.datetime) -> QuerySet[Employee]:
    return _employed(at).filter(user=user)


@composed
def _of_key(*, pk: int, at: dt.datetime) -> QuerySet[Employee]:
    return _employed(at).filter(pk=pk).select_related("team", "user")


@composed
def _of_token(*, hashed: str, good_at: dt.datetime, at: dt.datetime) -> QuerySet[Employee]:
    good = ApiToken.objects.good(good_at).filter(token_hash=hashed).values("employee")
    return _employed(at).filter(pk__in=good, user__is_active=True).select_related("user")


def _employed(at: dt.datetime) -> QuerySet[Employee]:
    """Whoever is employed, with what `standing_of` in the database knows about them."""
    known = Func(F("pk"), at, function="standing_of", output_field=JSONField())
    return Employee.objects.active().annotate(known=known)


def _standing(rows: QuerySet[Employee]) -> Employee | None:
    """The one employee there is, as one who asks."""
    viewer = next(iter(rows), None)
    if viewer is not None:
        for name in ("announced", "switched", "has_second_factor", "leads_people", "is_led"):
            setattr(viewer, name, viewer.known[name])
        for name in ("roles_changed_at", "guarded_since"):
            setattr(viewer, name, _moment(viewer.known[name]))
        roles, places = viewer.known["roles"], viewer.known["stands_in_for"]
        viewer.once("roles", lambda: frozenset((role, team) for role, team in roles))
        viewer.once("stands_in_for", lambda: {manager: _moment(since) for manager, since in places})
    return viewer


def _moment(written: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(written) if written else None


def organizations_of(user: User) -> list[Organization]:
    """The organizations in which this user is employed now; asked before any organization is entered."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT organizations_of(%s)", [user.pk])
        keys = [pk for (pk,) in cursor.fetchall()]
    return list(Organization.objects.filter(pk__in=keys).order_by("name", "pk"))
