"""One goal as it was asked for; its owners learn of it where not everybody sees the goal."""

from .. import access, queries, rules


def whole(request, pk: int) -> queries.ShownGoal:
    """With its owners and the acts open to whoever asks."""
    found = queries.shown_goal(access.get_objective(request.viewer, pk), viewer=request.viewer, at=request.at)
    rules.note_seen([found], by=request.viewer, at=request.at)
    return found


def seen(request, pk: int):
    """The row itself."""
    found = access.get_objective(request.viewer, pk)
    shown = queries.shown_goals([found], viewer=request.viewer, at=request.at)
    rules.note_seen(shown, by=request.viewer, at=request.at)
    return found
