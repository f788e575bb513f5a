"""What a goal serves: links up, ended and begun anew, never in a circle and never deeper than twelve levels."""

import datetime as dt

from django.db import connection, transaction
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from people.access import Actor
from people.models import Employee
from perfhub.kernel.errors import RuleBroken
from perfhub.kernel.moves import move

from .. import access
from ..access import require
from ..access.aligning import decides_alone
from ..models import DEEPEST, Alignment, AlignmentRequest, KeyResult, Objective
from ..queries.serving import depths_above, depths_below
from ..states import REQUEST_MOVES, Happening, RequestState
from .happening import DatesOutside, locked, record_of, tell_history
from .measuring import counted_twice, settle


class InACircle(RuleBroken):
    """What a goal serves cannot serve that goal."""

    sentence = _("This would go in a circle: that goal serves, over others or directly, this one.")


class TooDeep(RuleBroken):
    sentence = _("Goals are aligned over twelve levels at most: this would be the thirteenth.")


class NotTogether(RuleBroken):
    sentence = _("That key result belongs to another goal, or is not counted any more.")


class NothingThere(RuleBroken):
    sentence = _("That goal is over: what is under way serves what is under way.")


class CountedTwice(RuleBroken):
    """A value is added up once on its way to each goal above."""

    sentence = _("Its progress is counted there already, over another link. Please count only one of them.")


class MustAsk(RuleBroken):
    """What serves somebody else's goal is for its owner to say."""

    sentence = _("That goal is of somebody outside of your line: please ask its owner whether this one may serve it.")


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
    reads it is told only of goals they may see. Nothing is added up unless `rolls_up` says so. Raises MustAsk where
    somebody else decides (access/aligning.py), InACircle, TooDeep, DatesOutside, NotTogether, NothingThere,
    CountedTwice.
    """
    require("align", by, child)
    if parent is not None:
        require_sight(parent, by=by)
        if must_ask(child, parent, by=by, child_key_result=child_key_result, rolls_up=rolls_up):
            raise MustAsk
    take_back_waiting(child, child_key_result, by=by, at=at)
    if parent is None:
        _unlink(child, child_key_result, by=by, at=at)
        return None
    return put(
        child,
        parent,
        by=by,
        at=at,
        child_key_result=child_key_result,
        parent_key_result=parent_key_result,
        rolls_up=rolls_up,
    )


def must_ask(
    child: Objective, parent: Objective, *, by: Actor, child_key_result: KeyResult | None, rolls_up: bool
) -> bool:
    """Whether the owner of what it would serve is to be asked first. What was agreed is not asked again."""
    present = Alignment.objects.in_force().filter(child=child, child_key_result=child_key_result, parent=parent)
    if rolls_up:
        present = present.filter(rolls_up=True)
    return not decides_alone(by, child, parent) and not present.exists()


def require_sight(parent: Objective, *, by: Actor) -> None:
    """Nobody aligns to what they do not see. Raises NothingThere."""
    if isinstance(by, Employee) and not access.visible_to(by).filter(pk=parent.pk).exists():
        raise NothingThere


def take_back_waiting(child: Objective, child_key_result: KeyResult | None, *, by: Actor, at: dt.datetime) -> None:
    """What was asked before is not wanted any more: something else is."""
    waiting = AlignmentRequest.objects.filter(
        child=child, child_key_result=child_key_result, state=RequestState.PROPOSED
    )
    for request in waiting:
        move(request, REQUEST_MOVES["withdraw"], decided_by_id=by.pk, decided_at=at)


def _unlink(child: Objective, child_key_result: KeyResult | None, *, by: Actor, at: dt.datetime) -> None:
    _alone()
    found = locked(child)
    if end_link(found, child_key_result, at=at) is not None:
        tell_history(found, Happening.ALIGNED, by=by, at=at)
        record_of("goal.unaligned", found, by=by, at=at)


def end_link(child: Objective, child_key_result: KeyResult | None, *, at: dt.datetime) -> Alignment | None:
    """What it served until now it serves no more, and is counted there no more."""
    links = Alignment.objects.in_force().filter(child=child, child_key_result=child_key_result)
    before = links.select_related("parent__cycle").first()
    if before is not None:
        links.update(ended_at=at)
        if before.rolls_up:
            settle(before.parent)
    return before


def put(
    child: Objective,
    parent: Objective,
    *,
    by: Actor,
    at: dt.datetime,
    child_key_result: KeyResult | None = None,
    parent_key_result: KeyResult | None = None,
    rolls_up: bool = False,
) -> Alignment:
    """The link itself, whoever has agreed to it; again is nothing new. Raises as `align`."""
    _alone()
    found = locked(child)
    wanted = (parent.pk, getattr(parent_key_result, "pk", None), rolls_up)
    before = Alignment.objects.in_force().filter(child=found, child_key_result=child_key_result).first()
    if before is not None and (before.parent_id, before.parent_key_result_id, before.rolls_up) == wanted:
        return before
    end_link(found, child_key_result, at=at)
    check(found, parent, child_key_result, parent_key_result)
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
        if counted_twice(found):
            raise CountedTwice
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


def check(
    child: Objective, parent: Objective, child_key_result: KeyResult | None, parent_key_result: KeyResult | None
) -> None:
    """Whether this could serve that. Raises NotTogether, NothingThere, InACircle, TooDeep, DatesOutside."""
    for key_result, of in ((child_key_result, child), (parent_key_result, parent)):
        if key_result is not None and (key_result.objective_id != of.pk or key_result.removed_at is not None):
            raise NotTogether
    if not child.is_open or not parent.is_open:
        raise NothingThere
    above = depths_above(parent.pk)
    if child.pk in above:
        raise InACircle
    if max(above.values()) + 1 + max(depths_below(child.pk).values()) + 1 > DEEPEST:
        raise TooDeep
    if not child.lies_within(parent):
        words = {"title": parent.title, "first": parent.start_date, "last": parent.end_date}
        raise DatesOutside(_now("“%(title)s” goes from %(first)s to %(last)s; this goal reaches beyond that.") % words)
