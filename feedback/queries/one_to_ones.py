"""The page of a one-to-one, and the list of all somebody has."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from people.models import Employee, Message, Reach
from people.queries import found_employees
from people.states import EmployeeState
from perfhub.kernel.calendars import local
from perfhub.kernel.composed import composed
from perfhub.kernel.together import read_each

from ..access import one_to_ones as access
from ..models import AgendaTemplate, Meeting, MeetingQuerySet, OneToOne, PrivateNote, TalkingPoint
from ..states import MeetingState, PointState
from .one_to_one_dates import next_start
from .one_to_one_since import Since, moments_of, since_of

CANDIDATES = 20
RECENTLY = 6  # ended meetings shown on the page; the rest by history
POLL_SECONDS = 4  # while they meet; QUIET_SECONDS else
QUIET_SECONDS = 20
AROUND = dt.timedelta(minutes=30)


@dataclass(frozen=True)
class Point:
    """A talking point with what was said under it and what the viewer may do."""

    point: TalkingPoint
    messages: tuple[Message, ...]
    acts: frozenset[str]
    is_first: bool = False
    is_last: bool = False


@dataclass(frozen=True)
class Page:
    """One one-to-one as one of the two has it open. All but the private notes is the same for both."""

    one_to_one: OneToOne
    other: Employee
    acts: frozenset[str]
    next: Meeting | None
    asks: Meeting | None  # the last one, if nobody said whether it was held
    current: Meeting | None  # whose notes are open: the planned one, which is the newest, else the last
    points: tuple[Point, ...]
    done: tuple[Point, ...]  # done in the current meeting, or since the last
    since: Since | None
    recent: tuple[Meeting, ...]
    private: PrivateNote | None
    templates: tuple[AgendaTemplate, ...]  # where a point may be put on the agenda
    questions: tuple[AgendaTemplate, ...]
    poll: int
    other_time: str

    @property
    def is_open(self) -> bool:
        return self.one_to_one.is_open


def page_of(one_to_one: OneToOne, *, viewer: Employee, at: dt.datetime) -> Page:
    """A constant number of statements, however many points and meetings there are."""
    acts = frozenset(access.acts(viewer, one_to_one))
    found = read_each(
        {
            "meetings": _meetings(one_to_one=one_to_one),
            "points": _points_now(one_to_one=one_to_one),
            "messages": _messages_now(one_to_one=one_to_one),
            "talk": moments_of(one_to_one=one_to_one) if one_to_one.is_open else None,
            "private": _private(one_to_one=one_to_one, author=viewer) if viewer.is_here else None,
            "offered": _offered() if acts else None,
        }
    )
    meetings = found["meetings"]
    for meeting in meetings:
        meeting.one_to_one = one_to_one
    planned = next((m for m in meetings if m.state == MeetingState.PLANNED), None)
    ended = [m for m in meetings if m.state != MeetingState.PLANNED]
    current = meetings[0] if meetings else None
    points = _shaped(one_to_one, found["points"], found["messages"], viewer=viewer)
    still = [one.point for one in points if one.point.state == PointState.OPEN]
    return Page(
        one_to_one=one_to_one,
        other=one_to_one.other_than(viewer),
        acts=acts,
        next=planned,
        asks=ended[0] if acts and ended and ended[0].state == MeetingState.PASSED else None,
        current=current,
        points=tuple(one for one in points if one.point.state == PointState.OPEN),
        done=tuple(one for one in points if one.point.state == PointState.DONE),
        since=since_of(one_to_one, still, viewer=viewer, at=at, moments=found["talk"]) if one_to_one.is_open else None,
        recent=tuple(ended[:RECENTLY]),
        private=next(iter(found["private"]), None),
        templates=tuple(row for row in found["offered"] if not row.is_question),
        questions=tuple(row for row in found["offered"] if row.is_question),
        poll=_poll(one_to_one, planned, at=at),
        other_time=_other_time(one_to_one, planned, viewer=viewer),
    )


def _not_cancelled(one_to_one: OneToOne) -> MeetingQuerySet:
    return Meeting.objects.filter(one_to_one=one_to_one).exclude(state=MeetingState.CANCELLED).newest_first()


@composed
def _meetings(*, one_to_one: OneToOne) -> QuerySet[Meeting]:
    return _not_cancelled(one_to_one).select_related("notes_by", "ended_by")[: RECENTLY + 1]


def _standing_now(one_to_one: OneToOne) -> QuerySet[TalkingPoint]:
    """What is open, and what was done in the meeting whose notes are open, or before there was any."""
    meetings = _not_cancelled(one_to_one)
    done = Q(done_in__in=meetings.values("pk")[:1]) | Q(~Exists(meetings), done_in=None)
    rows = TalkingPoint.objects.filter(one_to_one=one_to_one)
    return rows.filter(Q(state=PointState.OPEN) | Q(done, state=PointState.DONE))


@composed
def _points_now(*, one_to_one: OneToOne) -> QuerySet[TalkingPoint]:
    return _standing_now(one_to_one).select_related("author", "done_by").order_by("position", "pk")


@composed
def _messages_now(*, one_to_one: OneToOne) -> QuerySet[Message]:
    rows = Message.objects.filter(thread__in=_standing_now(one_to_one).values("thread"))
    return rows.select_related("author").order_by("written_at", "pk")


@composed
def _private(*, one_to_one: OneToOne, author: Employee) -> QuerySet[PrivateNote]:
    newest = _not_cancelled(one_to_one).values("pk")[:1]
    return access.written_by(author).filter(meeting__in=newest).order_by("pk")[:1]


@composed
def _offered() -> QuerySet[AgendaTemplate]:
    return AgendaTemplate.objects.filter(retired_at__isnull=True).order_by("name", "pk")


def _poll(one_to_one: OneToOne, planned: Meeting | None, *, at: dt.datetime) -> int:
    """After how many seconds the page asks again whether there is anything new; 0: never."""
    if not one_to_one.is_open:
        return 0
    meets = planned is not None and planned.start_at - AROUND <= at <= planned.end_at + AROUND
    return POLL_SECONDS if meets else QUIET_SECONDS


def _other_time(one_to_one: OneToOne, planned: Meeting | None, *, viewer: Employee) -> str:
    """What the other's clock shows, where it differs from the viewer's."""
    other = one_to_one.other_than(viewer)
    if planned is None:
        return ""
    mine, theirs = local(planned.start_at, viewer.time_zone), local(planned.start_at, other.time_zone)
    if mine.utcoffset() == theirs.utcoffset():
        return ""
    return _("%(time)s for %(name)s") % {"time": theirs.strftime("%H:%M"), "name": other.name}


def points_of(one_to_one: OneToOne, *, viewer: Employee, current: Meeting | None) -> list[Point]:
    """The open points in their order, then what was done in this meeting; two statements."""
    done_now = Q(state=PointState.DONE, done_in=current) if current else Q(state=PointState.DONE, done_in=None)
    rows = (
        TalkingPoint.objects.filter(Q(state=PointState.OPEN) | done_now, one_to_one=one_to_one)
        .select_related("author", "done_by")
        .order_by("position", "pk")
    )
    return shaped(one_to_one, rows, viewer=viewer)


def shaped(one_to_one: OneToOne, rows: Iterable[TalkingPoint], *, viewer: Employee) -> list[Point]:
    """These points with what was said under them."""
    points = list(rows)
    threads = [point.thread_id for point in points if point.thread_id]
    messages = Message.objects.filter(thread__in=threads).select_related("author").order_by("written_at", "pk")
    return _shaped(one_to_one, points, messages, viewer=viewer)


def _shaped(
    one_to_one: OneToOne, points: Sequence[TalkingPoint], messages: Iterable[Message], *, viewer: Employee
) -> list[Point]:
    said: dict[int, list[Message]] = defaultdict(list)
    for message in messages:
        said[message.thread_id].append(message)
    for point in points:
        point.one_to_one = one_to_one
    still = [point.pk for point in points if point.state == PointState.OPEN]
    return [
        Point(
            point=point,
            messages=tuple(said.get(point.thread_id, ())),
            acts=frozenset(access.acts(viewer, point)),
            is_first=bool(still) and point.pk == still[0],
            is_last=bool(still) and point.pk == still[-1],
        )
        for point in points
    ]


def current_meeting(one_to_one: OneToOne) -> Meeting | None:
    """Whose notes stand on the page: the planned one, else the newest that was not cancelled."""
    rows = Meeting.objects.filter(one_to_one=one_to_one).exclude(state=MeetingState.CANCELLED)
    return rows.select_related("notes_by").newest_first().first()


def planned_meeting(one_to_one: OneToOne) -> Meeting | None:
    return Meeting.objects.planned().filter(one_to_one=one_to_one).first()


def proposed_start(one_to_one: OneToOne, *, at: dt.datetime, last: dt.datetime | None = None) -> dt.datetime:
    """The next date by the cadence, after the planned one or the last that was."""
    if last is None:
        rows = Meeting.objects.filter(one_to_one=one_to_one).newest_first()
        last = rows.values_list("start_at", flat=True).first()
    return next_start(one_to_one, after=at, last=last)


# --- all of them ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """A one-to-one in the list."""

    one_to_one: OneToOne
    other: Employee
    next_at: dt.datetime | None
    last_at: dt.datetime | None
    open_points: int


@dataclass(frozen=True)
class Mine:
    """All that somebody has, and with whom of the own line there is none yet."""

    rows: tuple[Row, ...]
    over: tuple[Row, ...]
    without: tuple[Employee, ...]


def mine(viewer: Employee) -> Mine:
    """Two statements, however many there are."""
    ordered = [_row(row, viewer) for row in (_all_of(viewer=viewer) if viewer.state == EmployeeState.ACTIVE else ())]
    there = [row for row in ordered if row.one_to_one.is_open]
    there.sort(key=lambda row: (row.next_at is None, row.next_at or row.one_to_one.opened_at, row.other.sort_name))
    over = [row for row in ordered if not row.one_to_one.is_open]
    over.sort(key=lambda row: row.one_to_one.ended_at or row.one_to_one.opened_at, reverse=True)
    lines = _near(viewer=viewer)
    near = [line.employee if line.manager_id == viewer.pk else line.manager for line in lines]
    met = {row.other.pk for row in there}
    without = [one for one in near if one.pk not in met and one.state == EmployeeState.ACTIVE]
    return Mine(tuple(there), tuple(over), tuple(sorted(without, key=lambda one: (one.sort_name, one.pk))))


@composed
def _all_of(*, viewer: Employee) -> QuerySet[OneToOne]:
    rows = with_dates(OneToOne.objects.of(viewer)).select_related("lead", "partner")
    return rows.order_by("ended_at", "partner__sort_name", "pk")


@composed
def _near(*, viewer: Employee) -> QuerySet[Reach]:
    """The own manager, and the own reports."""
    rows = Reach.objects.filter(Q(manager=viewer) | Q(employee=viewer), depth=1)
    return rows.select_related("manager", "employee")


def with_dates(rows):
    """Each with its next date, the last meeting that was held and how many points are open."""
    planned = Meeting.objects.planned().filter(one_to_one=OuterRef("pk"))
    held = Meeting.objects.filter(one_to_one=OuterRef("pk"), state=MeetingState.HELD).newest_first()
    still = TalkingPoint.objects.open().filter(one_to_one=OuterRef("pk")).order_by().values("one_to_one")
    return rows.annotate(
        next_at=Subquery(planned.values("start_at")[:1]),
        last_at=Subquery(held.values("start_at")[:1]),
        open_points=Subquery(still.annotate(number=Count("pk")).values("number")),
    )


def could_be_partners(text: str, *, viewer: Employee) -> list[Employee]:
    """Whom a search finds and with whom there is no one-to-one yet."""
    return list(found_employees(access.possible_partners(viewer), text=text)[:CANDIDATES]) if text.strip() else []


def _row(one_to_one: OneToOne, viewer: Employee) -> Row:
    return Row(
        one_to_one=one_to_one,
        other=one_to_one.other_than(viewer),
        next_at=one_to_one.next_at,
        last_at=one_to_one.last_at,
        open_points=one_to_one.open_points or 0,
    )


def templates_offered() -> tuple[list[AgendaTemplate], list[AgendaTemplate]]:
    """The templates and the questions of the bank, by name; one statement."""
    rows = list(_offered())
    return [row for row in rows if not row.is_question], [row for row in rows if row.is_question]
