"""Parts of an objective that the viewer has been given: a share, a comment."""

from django.http import Http404

from people.models import Message

from ..models import GoalOwner, Objective
from ..states import Part


def get_share(objective: Objective, pk: int) -> GoalOwner:
    """Somebody's contribution to it."""
    rows = GoalOwner.objects.select_related("objective", "employee")
    found = rows.filter(pk=pk, objective=objective, part=Part.CONTRIBUTOR).first()
    if found is None:
        raise Http404
    return found


def get_comment(objective: Objective, pk: int) -> Message:
    """Words under it."""
    rows = Message.objects.select_related("author")
    found = rows.filter(pk=pk, thread=objective.thread_id).first() if objective.thread_id else None
    if found is None:
        raise Http404
    return found
