"""Comments under a goal, each with what was said to it with one press."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from people.models import Employee, Message
from perfhub.kernel.composed import composed

from ..access.taking_part import comments_in
from ..models import GoalReaction, Objective
from ..states import ReactionKind

ICONS = {ReactionKind.THANK_YOU: "heart", ReactionKind.WELL_DONE: "thumb-up", ReactionKind.WILL_HELP: "heart-handshake"}


@dataclass(frozen=True)
class Reacted:
    """One of the things one can say, by whom it was said, and whether the viewer did."""

    kind: str
    label: str
    icon: str
    by: tuple[Employee, ...]
    pressed: bool

    @property
    def names(self) -> list[str]:
        return [person.name for person in self.by]

    @property
    def people(self) -> list[int]:
        return [person.pk for person in self.by]


@dataclass(frozen=True)
class Comment:
    """Words under a goal."""

    message: Message
    reactions: tuple[Reacted, ...]


def comments_of(objective: Objective, *, viewer: Employee) -> list[Comment]:
    """The oldest first; two statements at most."""
    if objective.thread_id is None:
        return []
    return with_reactions(_messages(thread=objective.thread_id), viewer=viewer)


@composed
def _messages(*, thread: int) -> QuerySet[Message]:
    return comments_in(thread).order_by("written_at", "pk")


@composed
def _reactions(*, messages: list[int]) -> QuerySet[GoalReaction]:
    return GoalReaction.objects.filter(message__in=messages).select_related("by").order_by("at", "pk")


def with_reactions(messages: Iterable[Message], *, viewer: Employee) -> list[Comment]:
    """These with what was said to each by one press; one statement."""
    rows = list(messages)
    said: dict[tuple[int, str], list[Employee]] = defaultdict(list)
    for reaction in _reactions(messages=[row.pk for row in rows]) if rows else ():
        said[reaction.message_id, reaction.kind].append(reaction.by)
    return [
        Comment(
            message=row,
            reactions=tuple(
                Reacted(
                    kind=kind.value,
                    label=str(kind.label),
                    icon=ICONS[kind],
                    by=tuple(said[row.pk, kind.value]),
                    pressed=any(person.pk == viewer.pk for person in said[row.pk, kind.value]),
                )
                for kind in ReactionKind
            ),
        )
        for row in rows
    ]
