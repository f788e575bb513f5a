"""The bell: what an employee was told."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from people.models import Employee
from perfhub.kernel.composed import composed
from perfhub.kernel.slots import Rendered, Text
from perfhub.kernel.tenancy import page_url

from .. import access
from ..models import Notice
from .subjects import kinds, with_subjects
from .wishes import label_of

MOST = 99


@dataclass(frozen=True)
class BellCount:
    """The mark on the bell: where it leads, and how much is new."""

    url: str
    count: int


@dataclass(frozen=True)
class BellEntry:
    """One line of the bell, in words made now."""

    pk: int
    label: Text
    words: Rendered
    due_at: dt.datetime
    is_new: bool


def bell_count(viewer: Employee, *, at: dt.datetime) -> BellCount:
    """How much is new, up to 99: one statement."""
    new = _new(viewer=viewer, at=at, kinds=access.kinds_in_bell(viewer))
    return BellCount(url=page_url("notices:bell"), count=len(new))


@composed
def _new(*, viewer: Employee, at: dt.datetime, kinds: tuple[str, ...]) -> QuerySet[Notice]:
    return Notice.objects.shown_to(viewer, at=at, kinds=kinds).unseen().values_list("pk")[:MOST]


def bell_of(notices: Iterable[Notice], *, viewer: Employee) -> list[BellEntry]:
    """The lines for these notices of a viewer; one whose subject is gone, or is no longer for them, is left out.

    As many statements for thirty as for one of each kind.
    """
    mine = list(notices)
    for notice in mine:
        notice.recipient = viewer
    entries = []
    for notice in with_subjects(mine):
        kind = kinds()[notice.kind]
        if notice.subject is not None and kind.still_wanted(notice):
            entries.append(
                BellEntry(
                    pk=notice.pk,
                    label=label_of(notice.kind),
                    words=kind.render(notice),
                    due_at=notice.due_at,
                    is_new=notice.seen_at is None,
                )
            )
    return entries
