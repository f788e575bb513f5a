"""What a goal serves: the line above it, and what it could serve."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import BigIntegerField, Exists, F, Func, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from people.access import teams_above
from people.models import Employee, Reach

from .. import access
from ..access.asker import Asker
from ..models import DEEPEST, Alignment, GoalOwner, Objective
from ..states import Level, ObjectiveState

PARENTS = 60  # suggested at most
ABOVE = """
    WITH RECURSIVE up AS (
        SELECT %(pk)s::bigint AS id, 0 AS depth
        UNION ALL
        SELECT a.parent_id, up.depth + 1 FROM up
        JOIN goals_alignment a ON a.child_id = up.id AND a.ended_at IS NULL AND a.child_key_result_id IS NULL
        WHERE up.depth <= %(deepest)s
    ) SELECT id FROM up WHERE depth > 0 ORDER BY depth DESC
"""
# On every way, over goals and over key results; each goal once a depth, however many ways lead there.
DEPTHS_ABOVE = """
    WITH RECURSIVE up AS (
        SELECT %(pk)s::bigint AS id, 0 AS depth
        UNION
        SELECT a.parent_id, up.depth + 1 FROM up
        JOIN goals_alignment a ON a.child_id = up.id AND a.ended_at IS NULL WHERE up.depth <= %(deepest)s
    ) SELECT id, max(depth) FROM up GROUP BY id
"""
DEPTHS_BELOW = """
    WITH RECURSIVE down AS (
        SELECT %(pk)s::bigint AS id, 0 AS depth
        UNION
        SELECT a.child_id, down.depth + 1 FROM down
        JOIN goals_alignment a ON a.parent_id = down.id AND a.ended_at IS NULL WHERE down.depth <= %(deepest)s
    ) SELECT id, max(depth) FROM down GROUP BY id
"""


class Spanning(Protocol):
    """Something with a first and a last day: a cycle, or a goal."""

    start_date: dt.date
    end_date: dt.date


def depths_above(pk: int) -> dict[int, int]:
    """All that a goal serves, and itself, with how many steps up the longest way there goes."""
    return _depths(DEPTHS_ABOVE, pk)


def depths_below(pk: int) -> dict[int, int]:
    """All that serves a goal, and itself, with how many steps down the longest way there goes."""
    return _depths(DEPTHS_BELOW, pk)


def _depths(statement: str, pk: int) -> dict[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"pk": pk, "deepest": DEEPEST})
        return dict(cursor.fetchall())


class KeysAbove(Func):
    """What `ids_above` tells, within another statement."""

    template = f"ARRAY({ABOVE % {'pk': '%(expressions)s', 'deepest': DEEPEST}})"
    output_field = ArrayField(BigIntegerField())


def ids_above(pk: int) -> list[int]:
    """What it serves, from the top downwards."""
    with connection.cursor() as cursor:
        cursor.execute(ABOVE, {"pk": pk, "deepest": DEEPEST})
        return [found for (found,) in cursor.fetchall()]


@dataclass(frozen=True)
class Parent:
    """A goal that another could serve, why it is suggested, and whether its owner would be asked first."""

    objective: Objective
    why: str
    asks: bool = False
    near: bool = True  # so near that its key results are offered, too


def parents_for(
    viewer: Employee,
    *,
    owner: Employee,
    within: Spanning,
    today: dt.date,
    without: Iterable[int] = (),
    words: str = "",
) -> list[Parent]:
    """What a goal of these dates could serve: those of the manager first, then of the line above, teams, the whole.

    With `words` all that the viewer sees and that has them in its title, in the same order.
    """
    above = {reach.manager_id: reach for reach in Reach.objects.filter(employee=owner).select_related("manager")}
    held = GoalOwner.objects.holding(today).filter(objective=OuterRef("pk"), employee__in=above)
    nearest = held.order_by("employee__reaches__depth", "pk").filter(employee__reaches__employee=owner)
    below = Reach.objects.filter(manager=viewer).values("employee")
    theirs = GoalOwner.objects.holding(today).filter(objective=OuterRef("pk"))
    mine = theirs.filter(Q(employee__in=[viewer.pk, owner.pk]) | Q(employee__in=below))
    rows = (
        access.visible_to(viewer)
        .filter(state__in=(ObjectiveState.ACTIVE, ObjectiveState.PROPOSED))
        .filter(start_date__lte=within.start_date, end_date__gte=within.end_date)
        .exclude(pk__in=list(without))
        .annotate(of_line=Subquery(nearest.values("employee")[:1]))
        .annotate(steps=Subquery(nearest.values("employee__reaches__depth")[:1]))
        .annotate(is_near=Exists(mine))
    )
    teams = teams_above(owner.team_id) if owner.team_id else []
    if words:
        rows = rows.filter(title__icontains=words)
    else:
        rows = rows.filter(Q(of_line__isnull=False) | Q(level__in=(Level.ORGANIZATION, Level.TEAM)))
    ordered = rows.select_related("team").order_by(F("steps").asc(nulls_last=True), "level", "title", "pk")[:PARENTS]
    return [_suggested(row, above, teams, searched=bool(words)) for row in ordered]


def _suggested(row: Objective, above: Mapping[int, Reach], teams: Iterable[int], *, searched: bool) -> Parent:
    """Whether its owner would be asked is what access says of each, for many at once."""
    in_line = bool(getattr(row, "of_line", None) or getattr(row, "is_near", False))
    shared = row.level == Level.ORGANIZATION or (row.level == Level.TEAM and row.team_id in teams)
    return Parent(row, _reason(row, above), asks=not in_line and not shared, near=in_line or searched)


def _reason(row: Objective, above: Mapping[int, Reach]) -> str:
    of_line = getattr(row, "of_line", None)
    if of_line in above:
        return _("goal of %(name)s") % {"name": above[of_line].manager.name}
    if row.team is not None:
        return row.team.name
    return _("goal of the organization") if row.level == Level.ORGANIZATION else _("goal of others")


def with_present(parents: Iterable[Parent], present: Objective | None) -> list[Parent]:
    """The suggestions, with what is served now among them."""
    found = list(parents)
    if present is not None and all(one.objective.pk != present.pk for one in found):
        found.insert(0, Parent(present, _("as now")))
    return found


def by_serving(rows: QuerySet[Objective], serves: bool, *, seen_by: Asker) -> QuerySet[Objective]:
    """Those that serve one of the goals that somebody sees, or those that do not; looked up goal by goal, so that the
    first of many are found without the others."""
    above = Alignment.objects.in_force().filter(child=OuterRef("pk"), child_key_result=None)
    served = Subquery(above.filter(access.seen_by(seen_by, "parent")).order_by().values("pk")[:1])
    return rows.alias(serves=served).filter(serves__isnull=not serves)
