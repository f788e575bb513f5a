"""What a goal serves: links up, ended and begun anew, never in a circle and never deeper than twelve levels."""

import datetime as dt

from django.db import connection, transaction
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from people.access import Actor
from people.models import Employee
from perfhub.kernel.errors import RuleBroken

from .. import access
from ..access import require
from ..models import DEEPEST, Alignment, KeyResult, Objective
from ..states import Happening, ObjectiveState
from .happening import DatesOutside, locked, record_of, tell_history
from .measuring import settle

UP = """
    WITH RECURSIVE up AS (
        SELECT %(pk)s::bigint AS id, 0 AS depth
        UNION ALL
        SELECT a.parent_id, up.depth + 1 FROM up
        JOIN goals_alignment a ON a.child_id = up.id AND a.ended_at IS NULL WHERE up.depth <= %(deepest)s
    ) SELECT id, max(depth) FROM up GROUP BY id
"""
DOWN = """
    WITH RECURSIVE down AS (
        SELECT %(pk)s::bigint AS id, 0 AS depth
        UNION ALL
        SELECT a.child_id, down.depth + 1 FROM down
        JOIN goals_alignment a ON a.parent_id = down.id AND a.ended_at IS NULL WHERE down.depth <= %(deepest)s
    ) SELECT coalesce(max(depth), 0) FROM down
"""


class InACircle(RuleBroken):
    """What a goal serves cannot serve that goal."""

    sentence = _("This would go in a circle: that goal serves, over others or directly, this one.")


class TooDeep(RuleBroken):
    sentence = _("Goals are aligned over twelve levels at most: this would be the thirteenth.")


class NotTogether(RuleBroken):
    sentence = _("That key result belongs to another goal, or is not counted any more.")


class NothingThere(RuleBroken):
    sentence = _("That goal is over: what is under way serves what is under way.")


@transaction.atomic
def align(
    child: Objective,
    parent: Objective | None,
    *,
    by: Actor,
    at: dt.datetime,
    child_key_result: KeyResult | None = None,
    parent_key_result: KeyResult | None = None,
    rolls_up: bool = False,
) -> Alignment | None:
    """A goal, or one of its key results, serves another from now on; what it served before stays in the history.

    Without a parent it serves nothing any more. The history keeps the moment, the links keep what was served: whoever
    reads it is told only of goals they may see. Nothing is added up unless `rolls_up` says so. Raises InACircle,
    TooDeep, DatesOutside, NotTogether, NothingThere.
    """
    require("align", by, child)
    if parent is not None and isinstance(by, Employee) and not access.visible_to(by).filter(pk=parent.pk).exists():
        raise NothingThere
    _alone()
    found = locked(child)
    links = Alignment.objects.in_force().filter(child=found, child_key_result=child_key_result)
    before = links.select_related("parent").first()
    wanted = (getattr(parent, "pk", None), getattr(parent_key_result, "pk", None), rolls_up)
    if before is not None:
        if (before.parent_id, before.parent_key_result_id, before.rolls_up) == wanted:
            return before
        links.update(ended_at=at)
        if before.rolls_up:
            settle(before.parent)
    if parent is None:
        if before is not None:
            tell_history(found, Happening.ALIGNED, by=by, at=at)
            record_of("goal.unaligned", found, by=by, at=at)
        return None
    _check(found, parent, child_key_result, parent_key_result)
    link = Alignment.objects.create(
        child=found,
        child_key_result=child_key_result,
        parent=parent,
        parent_key_result=parent_key_result,
        rolls_up=rolls_up,
        by_id=by.pk,
        start_at=at,
    )
    if rolls_up:
        settle(found)
    tell_history(found, Happening.ALIGNED, by=by, at=at)
    record_of("goal.aligned", found, by=by, at=at)
    return link


def _alone() -> None:
    """Two links made at the same moment could close a circle that neither of them sees: one after the other."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext('goals.align'), current_setting('perfhub.organization')::int)"
        )


def _check(
    child: Objective, parent: Objective, child_key_result: KeyResult | None, parent_key_result: KeyResult | None
) -> None:
    for key_result, of in ((child_key_result, child), (parent_key_result, parent)):
        if key_result is not None and (key_result.objective_id != of.pk or key_result.removed_at is not None):
            raise NotTogether
    if parent.state not in (ObjectiveState.DRAFT, ObjectiveState.PROPOSED, ObjectiveState.ACTIVE):
        raise NothingThere
    with connection.cursor() as cursor:
        cursor.execute(UP, {"pk": parent.pk, "deepest": DEEPEST})
        above = dict(cursor.fetchall())
        cursor.execute(DOWN, {"pk": child.pk, "deepest": DEEPEST})
        below = cursor.fetchone()[0]
    if child.pk in above:
        raise InACircle
    if max(above.values()) + 1 + below + 1 > DEEPEST:
        raise TooDeep
    if not child.lies_within(parent):
        words = {"title": parent.title, "first": parent.start_date, "last": parent.end_date}
        raise DatesOutside(_now("“%(title)s” goes from %(first)s to %(last)s; this goal reaches beyond that.") % words)
