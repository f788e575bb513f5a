"""Reads of this floor, shaped for pages."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import CharField, OuterRef, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils import timezone

from perfhub.kernel.slots import Due

from .models import Employee, Organization, RoleGrant, User


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


@dataclass(frozen=True)
class Waiting:
    """What waits for a viewer: lines by the day they are due, how many things, about how many minutes."""

    days: tuple[tuple[dt.date | None, tuple[Due, ...]], ...]
    count: int
    minutes: int


def waiting_for(lines: Iterable[Due], *, at: dt.datetime) -> Waiting:
    """One list of what waits, by due date in the viewer's own time zone; what is overdue counts as today."""
    today = timezone.localdate(at)
    days: dict[dt.date | None, list[Due]] = {}
    for line in sorted(lines, key=lambda due: (due.due_at is None, due.due_at or at, due.key)):
        day = None if line.due_at is None else max(today, timezone.localdate(line.due_at))
        days.setdefault(day, []).append(line)
    all_lines = [line for lines_of_day in days.values() for line in lines_of_day]
    return Waiting(
        days=tuple((day, tuple(lines_of_day)) for day, lines_of_day in days.items()),
        count=sum(line.count for line in all_lines),
        minutes=sum(line.minutes for line in all_lines),
    )
