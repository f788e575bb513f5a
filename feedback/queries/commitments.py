"""What I owe and what I am owed: lists, one promise with its history, and how I keep mine over time."""

import datetime as dt
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

from django.core.signing import Signer
from django.db.models import Case, CharField, Count, F, Q, QuerySet, Value, When
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext_lazy as _

from people.models import AuditEntry, Employee
from perfhub.kernel.calendars import local_date
from perfhub.kernel.keyset import NoCursor, behind, cursor_at

from ..access import commitments as access
from ..models import Commitment, CommitmentEvent
from ..states import STILL_OWED, Between, CommitmentAct, CommitmentState, PromisedIn

A_PAGE = 50
MOST_BETWEEN = 50  # on the page of a one-to-one
SIGNER = Signer(salt="feedback.commitments")
MONTHS = 12
SOON = dt.timedelta(days=7)

I_OWE, I_AM_OWED = "owe", "owed"
OPEN, CLOSED, ALL = "open", "closed", "all"
OVERDUE, THIS_WEEK, LATER = "overdue", "week", "later"

SIDES = ((I_OWE, _("What I owe")), (I_AM_OWED, _("What I am owed")))
SHOWN = ((OPEN, _("open")), (CLOSED, _("closed")), (ALL, _("all")))
DUE = ((OVERDUE, _("overdue")), (THIS_WEEK, _("within a week")), (LATER, _("later")))


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the list is narrowed to."""

    side: str = I_OWE
    shown: str = OPEN
    due: str = ""
    source: str = ""
    whom: str = ""


@dataclass(frozen=True)
class Row:
    """One promise as one of its sides sees it."""

    commitment: Commitment
    viewer: Employee
    today: dt.date

    @property
    def is_mine(self) -> bool:
        return self.commitment.owner_id == self.viewer.pk

    @property
    def partner(self) -> Employee:
        """The other side."""
        return self.commitment.other if self.is_mine else self.commitment.owner

    @property
    def with_manager(self) -> bool:
        """The other side is the viewer's manager; the next one takes it over while it is open."""
        return self.commitment.between == (Between.UP if self.is_mine else Between.DOWN)

    @property
    def is_overdue(self) -> bool:
        return self.commitment.is_open and self.commitment.due_date < self.today

    @property
    def tone(self) -> str:
        if self.is_overdue:
            return "late"
        tones = {CommitmentState.DONE: "good", CommitmentState.ASKED: "ask", CommitmentState.OPEN: "wait"}
        return tones.get(CommitmentState(self.commitment.state), "calm")

    @property
    def word(self) -> str:
        return str(_("overdue")) if self.is_overdue else str(CommitmentState(self.commitment.state).label)

    @property
    def acts(self) -> frozenset[str]:
        """What may be pressed at once; taking back is offered with the press itself."""
        return frozenset(access.acts(self.viewer, self.commitment))


@dataclass(frozen=True)
class Promises:
    """Some promises, where the next ones begin (empty: none), and how many are open on either side."""

    rows: tuple[Row, ...]
    after: str
    owe: int
    owed: int
    overdue: int


def promises_of(viewer: Employee, asked: Asked, *, at: dt.datetime, after: str = "") -> Promises:
    """One page of one side; three statements, however many there are. A place that is none of ours is the beginning."""
    today = local_date(at, viewer.time_zone)
    columns = ("due_date", "pk") if asked.shown == OPEN else ("-due_date", "-pk")
    rows = _found(viewer, asked, today=today).order_by(*columns)
    if after:
        with suppress(NoCursor):
            rows = rows.filter(behind(after, columns, signer=SIGNER))
    found = list(rows.with_sides()[: A_PAGE + 1])
    more = cursor_at(found[A_PAGE - 1], columns, signer=SIGNER) if len(found) > A_PAGE else ""
    own = Q(owner=viewer)
    counts = access.visible_to(viewer).aggregate(
        owe=Count("pk", filter=own & Q(state__in=STILL_OWED)),
        owed=Count("pk", filter=~own & Q(state__in=STILL_OWED)),
        overdue=Count("pk", filter=own & Q(state=CommitmentState.OPEN, due_date__lt=today)),
    )
    return Promises(tuple(Row(one, viewer, today) for one in found[:A_PAGE]), more, **counts)


def _found(viewer: Employee, asked: Asked, *, today: dt.date) -> QuerySet[Commitment]:
    mine = asked.side == I_OWE
    rows = access.visible_to(viewer).filter(Q(owner=viewer) if mine else Q(other=viewer))
    if asked.shown == OPEN:
        rows = rows.filter(state__in=STILL_OWED)
    elif asked.shown == CLOSED:
        rows = rows.exclude(state__in=STILL_OWED)
    if asked.due == OVERDUE:
        rows = rows.filter(state=CommitmentState.OPEN, due_date__lt=today)
    elif asked.due == THIS_WEEK:
        rows = rows.filter(due_date__range=(today, today + SOON))
    elif asked.due == LATER:
        rows = rows.filter(due_date__gt=today + SOON)
    if asked.source:
        rows = rows.filter(source=asked.source)
    for word in asked.whom.split()[:6]:
        rows = rows.filter(Q(other__search_name__icontains=word) if mine else Q(owner__search_name__icontains=word))
    return rows


def commitments_between(one: Employee, another: Employee, *, at: dt.datetime) -> list[Row]:
    """What is open between two people, as the first of them sees it, what is due first at the top; one statement.

    The same rows for both, with the acts of the one who looks.
    """
    rows = Commitment.objects.between(one, another).still_owed().with_sides().by_due()
    today = local_date(at, one.time_zone)
    return [Row(row, one, today) for row in rows[:MOST_BETWEEN]]


def row_of(commitment: Commitment, *, viewer: Employee, at: dt.datetime) -> Row:
    return Row(commitment, viewer, local_date(at, viewer.time_zone))


@dataclass(frozen=True)
class Line:
    """One line of the history of a promise."""

    event: CommitmentEvent
    was_taken_back: bool

    @property
    def moved(self) -> bool:
        return self.event.act == CommitmentAct.MOVED


def history_of(commitment: Commitment) -> list[Line]:
    """All that became of it, the newest first; one statement."""
    rows = CommitmentEvent.objects.filter(commitment=commitment).select_related("by", "party_before", "taken_back_by")
    return [Line(event, hasattr(event, "taken_back_by")) for event in rows.order_by("-pk")]


def both_know_its_source(history: list[Line]) -> bool:
    """Nobody came to it later: what it is about is there for both its sides."""
    return all(line.event.act != CommitmentAct.HANDED_OVER for line in history)


def seen_by_the_other(row: Row) -> dt.datetime | None:
    """When the other side was first shown it, or None; who wrote it down knows it. One statement."""
    lines = AuditEntry.objects.filter(
        act="commitment.seen", by=row.partner, object_type="feedback.commitment", object_id=row.commitment.pk
    )
    return lines.order_by("at", "pk").values_list("at", flat=True).first()


# --- over time --------------------------------------------------------------------------------

KEPT, KEPT_MOVED, LATE, LET_GO, NOT_YET = "kept", "moved", "late", "dropped", "open"
WAYS = {
    KEPT: _("Kept"),
    KEPT_MOVED: _("Kept, day agreed anew"),
    LATE: _("Done later"),
    LET_GO: _("Dropped"),
    NOT_YET: _("Still open"),
}


@dataclass(frozen=True)
class Month:
    """The own promises that were due in a month, by what became of them."""

    start: dt.date
    numbers: dict[str, int]

    @property
    def cells(self) -> list[tuple[str, int]]:
        return [(str(label), self.numbers.get(way, 0)) for way, label in WAYS.items()]


@dataclass(frozen=True)
class OverTime:
    """How somebody kept the own promises, month by month, the newest first; for that person alone."""

    months: tuple[Month, ...]
    due: int
    kept: int
    moved: int

    @property
    def ways(self) -> list[str]:
        return [str(label) for label in WAYS.values()]


def kept_by(viewer: Employee, *, at: dt.datetime) -> OverTime:
    """Those that fell due in the last twelve months; what is due later says nothing yet. One statement.

    Kept is what was done no later than the day agreed last; what was agreed anew counts as moved. Nobody else is shown
    this, and nothing is counted from it.
    """
    today = local_date(at, viewer.time_zone)
    since = (today.replace(day=1) - dt.timedelta(days=30 * (MONTHS - 1))).replace(day=1)
    rows = Commitment.objects.filter(owner=viewer, due_date__range=(since, today)).exclude(
        state__in=(CommitmentState.ASKED, CommitmentState.DECLINED)
    )
    in_time = Q(state=CommitmentState.DONE, closed_at__date__lte=F("due_date"))
    way = Case(
        When(in_time & Q(due_date=F("first_due_date")), then=Value(KEPT)),
        When(in_time, then=Value(KEPT_MOVED)),
        When(state=CommitmentState.DONE, then=Value(LATE)),
        When(state=CommitmentState.DROPPED, then=Value(LET_GO)),
        default=Value(NOT_YET),
        output_field=CharField(),
    )
    counted = rows.annotate(month=TruncMonth("due_date"), way=way).values_list("month", "way").annotate(n=Count("pk"))
    return _over_time(counted.order_by("-month", "way"))


def _over_time(counted: Iterable[tuple[dt.date, str, int]]) -> OverTime:
    months: dict[dt.date, dict[str, int]] = {}
    for month, way, number in counted:
        months.setdefault(month, {})[way] = number
    found = tuple(Month(start, numbers) for start, numbers in months.items())
    totals = {way: sum(month.numbers.get(way, 0) for month in found) for way in WAYS}
    return OverTime(found, sum(totals.values()), totals[KEPT] + totals[KEPT_MOVED], totals[KEPT_MOVED])


SOURCES = PromisedIn.choices
