"""What a goal serves: the line above it, and what it could serve."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext as _

from people.models import Employee

from .. import access
from ..models import DEEPEST, GoalCycle, GoalOwner, Objective
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


def ids_above(pk: int) -> list[int]:
    """What it serves, from the top downwards."""
    with connection.cursor() as cursor:
        cursor.execute(ABOVE, {"pk": pk, "deepest": DEEPEST})
        return [found for (found,) in cursor.fetchall()]


@dataclass(frozen=True)
class Parent:
    """A goal that another could serve, and why it is suggested."""

    objective: Objective
    why: str


def parents_for(
    viewer: Employee, *, owner: Employee, cycle: GoalCycle, today: dt.date, without: int = 0
) -> list[Parent]:
    """What a goal in this cycle could serve: those of the manager first, then of the line above, teams, the whole."""
    above = access.line_above(owner)
    of_line = {row.pk: place for place, row in enumerate(above)}
    rows = (
        access.visible_to(viewer)
        .filter(state__in=(ObjectiveState.ACTIVE, ObjectiveState.PROPOSED), start_date__lte=cycle.start_date)
        .filter(end_date__gte=cycle.end_date)
        .exclude(pk=without)
    )
    held = GoalOwner.objects.holding(today).filter(employee__in=of_line)
    theirs = rows.filter(pk__in=held.values("objective"))
    shared = rows.filter(level__in=(Level.ORGANIZATION, Level.TEAM))
    owners = dict(held.filter(objective__in=theirs.values("pk")).values_list("objective", "employee"))
    found: dict[int, Parent] = {}
    for row in sorted(theirs[:PARENTS], key=lambda one: (of_line[owners[one.pk]], one.title, one.pk)):
        found[row.pk] = Parent(row, _("goal of %(name)s") % {"name": above[of_line[owners[row.pk]]].name})
    for row in shared.select_related("team").order_by("level", "title", "pk")[:PARENTS]:
        why = row.team.name if row.team else _("goal of the organization")
        found.setdefault(row.pk, Parent(row, why))
    return list(found.values())[:PARENTS]


def with_present(parents: Iterable[Parent], present: Objective | None) -> list[Parent]:
    """The suggestions, with what is served now among them."""
    found = list(parents)
    if present is not None and all(one.objective.pk != present.pk for one in found):
        found.insert(0, Parent(present, _("as now")))
    return found
