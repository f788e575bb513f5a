"""Comments under a goal, each with what was said to it with one press."""

from collections import defaultdict
from dataclasses import dataclass

from people.models import Employee, Message

from ..models import GoalReaction, Objective
from ..states import ReactionKind

ICONS = {ReactionKind.THANK_YOU: "heart", ReactionKind.WELL_DONE: "thumb-up", ReactionKind.WILL_HELP: "heart-handshake"}


@dataclass(frozen=True)
class Reacted:
    """One of the things one can say, by whom it was said, and whether the viewer did."""

    kind: str
    label: str
    icon: str
    names: tuple[str, ...]
    pressed: bool


@dataclass(frozen=True)
class Comment:
    """Words under a goal."""

    message: Message
    reactions: tuple[Reacted, ...]


def comments_of(objective: Objective, *, viewer: Employee) -> list[Comment]:
    """The oldest first; two statements."""
    if objective.thread_id is None:
        return []
    rows = Message.objects.filter(thread=objective.thread_id).select_related("author").order_by("written_at", "pk")
    said: dict[tuple[int, str], list[Employee]] = defaultdict(list)
    of = GoalReaction.objects.filter(message__thread=objective.thread_id).select_related("by")
    for reaction in of.order_by("at", "pk"):
        said[reaction.message_id, reaction.kind].append(reaction.by)
    return [
        Comment(
            message=row,
            reactions=tuple(
                Reacted(
                    kind=kind.value,
                    label=str(kind.label),
                    icon=ICONS[kind],
                    names=tuple(person.name for person in said[row.pk, kind.value]),
                    pressed=any(person.pk == viewer.pk for person in said[row.pk, kind.value]),
                )
                for kind in ReactionKind
            ),
        )
        for row in rows
    ]
