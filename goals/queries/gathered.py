"""What notices of this floor are asked about, for many of them at once. Each answer is by the notice's key."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from people.models import Employee

from .. import access
from ..models import GoalCycle, GoalOwner, Objective
from ..states import COUNTING, ObjectiveState, Part


def owners_in(cycle_ids, *, states: Sequence[str] = COUNTING) -> QuerySet[GoalOwner]:
    """Who owns a goal in one of these cycles that counts."""
    return GoalOwner.objects.filter(
        objective__cycle__in=cycle_ids, objective__state__in=states, part=Part.OWNER, end_date=None
    )


def without_goal(cycle: GoalCycle) -> QuerySet[Employee]:
    """Everybody employed who owns no goal in a cycle yet; a draft is none."""
    owning = owners_in([cycle.pk]).filter(employee=OuterRef("pk"))
    return Employee.objects.active().exclude(Exists(owning))


def _owning(notices: Sequence[Any], states: Sequence[str]) -> dict[int, bool]:
    """Whether each recipient owns a goal of the cycle in one of these states; one statement."""
    rows = owners_in({n.subject_id for n in notices}, states=states)
    rows = rows.filter(employee__in={n.recipient_id for n in notices})
    pairs = set(rows.values_list("employee", "objective__cycle"))
    return {n.pk: (n.recipient_id, n.subject_id) in pairs for n in notices}


def has_goal(notices: Sequence[Any]) -> dict[int, bool]:
    return _owning(notices, COUNTING)


def has_open_goal(notices: Sequence[Any]) -> dict[int, bool]:
    return _owning(notices, (ObjectiveState.ACTIVE,))


def concerned(notices: Sequence[Any]) -> dict[int, frozenset[str]]:
    """What each recipient is to the objective now: "owns", "manages" (or stands in for who does), "helps"; one
    statement for each reader, who may stand in for somebody."""
    found: dict[int, frozenset[str]] = {}
    by_reader: dict[int, list[Any]] = defaultdict(list)
    for notice in notices:
        by_reader[notice.recipient_id].append(notice)
    for its in by_reader.values():
        rows = access.with_relation(
            Objective.objects.filter(pk__in={notice.subject_id for notice in its}), its[0].recipient
        )
        known = {
            row.pk: frozenset(
                name
                for name, yes in (
                    ("owns", row.viewer_owns),
                    ("manages", (row.viewer_manages or row.viewer_stands_in) and not row.viewer_owns),
                    ("helps", row.viewer_helps and not row.viewer_owns),
                )
                if yes
            )
            for row in rows
        }
        found |= {notice.pk: known.get(notice.subject_id, frozenset()) for notice in its}
    return found
