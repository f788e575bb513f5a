"""Whether those who are to be told may still read what it is about: asked for all at once, recipient by recipient."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import QuerySet

from people.models import Employee


def readable(
    notices: Sequence[Any], *, key: Callable[[Any], int], visible_to: Callable[[Employee], QuerySet]
) -> dict[int, bool]:
    """By notice, whether its recipient sees the row of this key; a statement or two for each recipient."""
    of: dict[int, list[Any]] = defaultdict(list)
    for notice in notices:
        of[notice.recipient_id].append(notice)
    found: dict[int, bool] = {}
    for its in of.values():
        rows = visible_to(its[0].recipient).filter(pk__in={key(notice.subject) for notice in its})
        seen = set(rows.values_list("pk", flat=True))
        found |= {notice.pk: key(notice.subject) in seen for notice in its}
    return found
