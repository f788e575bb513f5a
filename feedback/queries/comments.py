"""What is said under feedback, as a viewer may read it."""

from collections import defaultdict
from dataclasses import dataclass

from people.access import leads_hr
from people.models import Employee, Message

from ..access import giving as access
from ..models import CommentHiding, Feedback


@dataclass(frozen=True)
class Comment:
    """Somebody's words; and, for whoever wrote them and whoever leads HR, that HR has or had taken them off."""

    message: Message
    hiding: CommentHiding | None = None
    before: tuple[CommentHiding, ...] = ()

    @property
    def why_hidden(self) -> str:
        return self.hiding.reason if self.hiding is not None else ""


def comments_under(feedback: Feedback, *, viewer: Employee) -> tuple[Comment, ...]:
    """In the order in which they were said; two statements."""
    rows = access.comments(viewer, feedback).select_related("author", "acting_for").order_by("written_at", "pk")
    found = list(rows)
    keys = [message.pk for message in found if leads_hr(viewer) or message.author_id == viewer.pk]
    hidings: dict[int, list[CommentHiding]] = defaultdict(list)
    for hiding in CommentHiding.objects.filter(message__in=keys).select_related("by", "ended_by").order_by("at", "pk"):
        hidings[hiding.message_id].append(hiding)
    return tuple(
        Comment(
            message,
            hiding=next((one for one in hidings[message.pk] if one.ended_at is None), None),
            before=tuple(one for one in hidings[message.pk] if one.ended_at is not None),
        )
        for message in found
    )
