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


@composed
def _messages(*, thread: int) -> QuerySet[Message]:
    return comments_in(thread).order_by("written_at", "pk")


@composed
def _reactions_under(*, thread: int) -> QuerySet[GoalReaction]:
    return GoalReaction.objects.filter(message__thread=thread).select_related("by").order_by("at", "pk")


def asked_of_comments(objective: Objective) -> dict[str, QuerySet | None]:
    """The words under a goal, the oldest first, and what was said to them by one press; none where nobody wrote."""
    if (thread := objective.thread_id) is None:
        return {"messages": None, "reactions": None}
    return {"messages": _messages(thread=thread), "reactions": _reactions_under(thread=thread)}


@composed
def _reactions(*, messages: list[int]) -> QuerySet[GoalReaction]:
    return GoalReaction.objects.filter(message__in=messages).select_related("by").order_by("at", "pk")


def with_reactions(messages: Iterable[Message], *, viewer: Employee) -> list[Comment]:
    """These with what was said to each by one press; one statement."""
    rows = list(messages)
    return as_comments(rows, _reactions(messages=[row.pk for row in rows]) if rows else (), viewer=viewer)


def as_comments(messages: Iterable[Message], reactions: Iterable[GoalReaction], *, viewer: Employee) -> list[Comment]:
    """Words, each with what was said to it."""
    said: dict[tuple[int, str], list[Employee]] = defaultdict(list)
    for reaction in reactions:
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
        for row in messages
    ]
