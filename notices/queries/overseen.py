"""Every notice with its state, page by page, for those who answer for the sending.

However many there are, a page reads about as many rows as it shows: each way of narrowing has its stretch of one
index, read from its newest end. A page is named by the last row of the one before it.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from people.models import Employee
from people.queries import found_employees
from perfhub.kernel.calendars import moment
from perfhub.kernel.slots import Text

from .. import access
from ..models import Notice
from ..states import NOTICE_MOVES, NoticeState
from .outbox import said_of
from .wishes import label_of

A_PAGE = 50
MOST_PEOPLE = 20  # whose notices are looked for when several begin with what was typed
DAY = dt.timedelta(days=1)
LAST_DAY = dt.date(9000, 1, 1)
ACTS = frozenset({"try_again", "send_again", "stop"})
TONES = {
    NoticeState.WAITING: "wait",
    NoticeState.HELD: "wait",
    NoticeState.SENDING: "wait",
    NoticeState.SENT: "good",
    NoticeState.KEPT: "calm",
    NoticeState.DROPPED: "calm",
    NoticeState.PARKED: "off",
    NoticeState.STOPPED: "watch",
}


@dataclass(frozen=True)
class Asked:
    """What the list is narrowed to; dates are those of the viewer, both included."""

    text: str = ""
    kind: str = ""
    state: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    recipient: int | None = None


@dataclass(frozen=True)
class Line:
    """One notice as whoever oversees the sending sees it: never its words."""

    pk: int
    recipient: Employee
    kind: str
    label: Text
    state: str
    state_label: Text
    tone: str
    due_at: dt.datetime
    sent_at: dt.datetime | None
    seen_at: dt.datetime | None
    attempts: int
    failure: str
    acts: frozenset[str]


@dataclass(frozen=True)
class Leaf:
    """One page of the list, and the name of the next one (empty: this is the last)."""

    lines: tuple[Line, ...]
    after: str


def narrowed(viewer: Employee, asked: Asked) -> QuerySet[Notice]:
    """All notices this viewer may oversee, of what was asked."""
    rows = access.overseen(viewer)
    if asked.text.strip():
        people = found_employees(Employee.objects.all(), text=asked.text).values_list("pk", flat=True)
        rows = rows.filter(recipient__in=list(people[:MOST_PEOPLE]))
    if asked.recipient is not None:
        rows = rows.filter(recipient=asked.recipient)
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.state:
        rows = rows.filter(state=asked.state)
    if asked.since:
        rows = due_from(rows, asked.since, zone=viewer.time_zone)
    if asked.until:
        rows = due_until(rows, asked.until, zone=viewer.time_zone)
    return rows


def due_from(rows: QuerySet[Notice], day: dt.date, *, zone: str) -> QuerySet[Notice]:
    """Those due on this day of a zone or later."""
    return rows.filter(due_at__gte=moment(day, dt.time(), zone))


def due_until(rows: QuerySet[Notice], day: dt.date, *, zone: str) -> QuerySet[Notice]:
    """Those due on this day of a zone or earlier."""
    return rows.filter(due_at__lt=moment(min(day, LAST_DAY) + DAY, dt.time(), zone))


def leaf(viewer: Employee, asked: Asked, *, after: str = "") -> Leaf:
    """One page, the latest due first. A name of a page that is none begins at the top."""
    rows = narrowed(viewer, asked)
    if (place := _place(after)) is not None:
        due_at, pk = place
        rows = rows.filter(due_at__lte=due_at).filter(Q(due_at__lt=due_at) | Q(pk__lt=pk))
    keys = [pk for _due_at, pk in _newest(rows, asked)]
    found = Notice.objects.select_related("recipient").in_bulk(keys[:A_PAGE])
    shown = [found[pk] for pk in keys[:A_PAGE] if pk in found]
    more = len(keys) > A_PAGE
    return Leaf(lines=tuple(lines_of(shown, viewer=viewer)), after=_name(shown[-1]) if more else "")


def lines_of(notices: Iterable[Notice], *, viewer: Employee) -> list[Line]:
    return [
        Line(
            pk=row.pk,
            recipient=row.recipient,
            kind=row.kind,
            label=label_of(row.kind),
            state=row.state,
            state_label=NoticeState(row.state).label,
            tone=TONES[NoticeState(row.state)],
            due_at=row.due_at,
            sent_at=row.sent_at,
            seen_at=row.seen_at,
            attempts=row.attempts,
            failure=said_of(row.failure) if row.failure else "",
            acts=frozenset(act for act in ACTS & access.acts(viewer, row) if NOTICE_MOVES[act].starts_at(row.state)),
        )
        for row in notices
    ]


def _newest(rows: QuerySet[Notice], asked: Asked) -> list[tuple[dt.datetime, int]]:
    """The keys of one page and one more. A kind in any state is read as one stretch of the index for each state."""
    keys = rows.order_by("-due_at", "-id").values_list("due_at", "id")
    if not asked.kind or asked.state or asked.text or asked.recipient:
        return list(keys[: A_PAGE + 1])
    first, *others = (keys.filter(state=state)[: A_PAGE + 1] for state in NoticeState.values)
    return list(first.union(*others, all=True).order_by("-due_at", "-id")[: A_PAGE + 1])


def _name(last: Notice) -> str:
    return f"{last.due_at.timestamp():.6f}_{last.pk}"


def _place(name: str) -> tuple[dt.datetime, int] | None:
    seconds, _bar, pk = name.partition("_")
    try:
        return dt.datetime.fromtimestamp(float(seconds), dt.UTC), int(pk)
    except (ValueError, OverflowError, OSError):
        return None


def nobody_found(asked: Asked) -> str:
    """What to say of an empty page."""
    if asked == Asked():
        return _("When something is told to somebody, it appears here with its state.")
    return _("Nothing fits all of this. Take away one of the limits.")
