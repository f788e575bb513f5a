"""Parts of an objective that the viewer has been given: a share, a comment."""

from django.db.models import QuerySet
from django.http import Http404

from people.access import SYSTEM, Actor
from people.models import Employee, Message

from ..models import GoalOwner, Objective
from ..states import Part
from . import relation_to, require


def requires_part(viewer: Actor, objective: Objective) -> bool:
    """Whether a viewer who reports does so on the key results that they lead alone, and not on the whole of it.

    Raise `Refused` for whoever reports on neither.
    """
    if viewer is SYSTEM:
        require("update", viewer, objective)
        return False
    assert isinstance(viewer, Employee)
    owns = relation_to(objective, viewer).viewer_owns
    require("update" if owns else "update_part", viewer, objective)
    return not owns


def contributions(objective: Objective) -> QuerySet[GoalOwner]:
    """Who contributes to it, or did."""
    return GoalOwner.objects.filter(objective=objective, part=Part.CONTRIBUTOR).select_related("employee")


def ownerships(objective: Objective) -> QuerySet[GoalOwner]:
    """Who owns it, or did."""
    return GoalOwner.objects.filter(objective=objective, part=Part.OWNER).select_related("employee")


def comments(objective: Objective) -> QuerySet[Message]:
    """The words under it."""
    return comments_in(objective.thread_id)


def comments_in(thread: int | None) -> QuerySet[Message]:
    """The words of its thread."""
    return Message.objects.filter(thread=thread).select_related("author")


def get_share(objective: Objective, pk: int) -> GoalOwner:
    """Somebody's contribution to it."""
    return _one(contributions(objective), pk)


def get_ownership(objective: Objective, pk: int) -> GoalOwner:
    """Somebody's share of owning it."""
    return _one(ownerships(objective), pk)


def _one(shares: QuerySet[GoalOwner], pk: int) -> GoalOwner:
    found = shares.select_related("objective").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def get_comment(objective: Objective, pk: int) -> Message:
    """Words under it."""
    found = comments(objective).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
