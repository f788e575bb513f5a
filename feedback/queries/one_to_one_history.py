"""Earlier meetings of two people, and what was said in them."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from people.models import Employee

from ..access import one_to_ones as access
from ..models import Meeting, OneToOne, PrivateNote, TalkingPoint
from ..states import MeetingState, PointState
from .one_to_ones import Point, shaped

PAGE = 13  # meetings: a quarter of weekly ones


@dataclass(frozen=True)
class Earlier:
    """One meeting that is over: its notes, and what was done in it."""

    meeting: Meeting
    points: tuple[TalkingPoint, ...]
    has_private: bool


@dataclass(frozen=True)
class History:
    """A page of them, the newest first."""

    meetings: tuple[Earlier, ...]
    search: str
    older: int | None


def history_of(one_to_one: OneToOne, *, viewer: Employee, search: str = "", before: int | None = None) -> History:
    """Meetings that are over, of those that say the words searched for; four statements, however long ago."""
    search = search.strip()
    rows = Meeting.objects.filter(one_to_one=one_to_one).exclude(state=MeetingState.PLANNED)
    if before is not None:
        rows = _before(rows, one_to_one, before)
    if search:
        said = TalkingPoint.objects.filter(done_in=OuterRef("pk"), text__icontains=search)
        rows = rows.filter(Q(notes__icontains=search) | Q(reason__icontains=search) | Exists(said))
    found = list(rows.select_related("ended_by", "notes_by").newest_first()[: PAGE + 1])
    shown = found[:PAGE]
    points: dict[int, list[TalkingPoint]] = {meeting.pk: [] for meeting in shown}
    done = TalkingPoint.objects.filter(done_in__in=points, state=PointState.DONE).select_related("author")
    for point in done.order_by("position", "pk"):
        points[point.done_in_id].append(point)
    private = set(access.own_notes(viewer).filter(meeting__in=list(points)).values_list("meeting", flat=True))
    return History(
        meetings=tuple(Earlier(m, tuple(points[m.pk]), m.pk in private) for m in shown),
        search=search,
        older=shown[-1].pk if len(found) > PAGE else None,
    )


def _before(rows, one_to_one: OneToOne, before: int):
    """Those that lie before a meeting, as page 1,000 is found like page 1."""
    start = Meeting.objects.filter(one_to_one=one_to_one, pk=before).values_list("start_at", flat=True).first()
    if start is None:
        return rows
    return rows.filter(Q(start_at__lt=start) | Q(start_at=start, pk__lt=before))


@dataclass(frozen=True)
class MeetingPage:
    """One meeting on a page of its own."""

    meeting: Meeting
    other: Employee
    points: tuple[Point, ...]
    private: PrivateNote | None
    acts: frozenset[str]


def meeting_page(meeting: Meeting, *, viewer: Employee) -> MeetingPage:
    one_to_one = meeting.one_to_one
    rows = TalkingPoint.objects.filter(done_in=meeting, state=PointState.DONE).select_related("author", "done_by")
    return MeetingPage(
        meeting=meeting,
        other=one_to_one.other_than(viewer),
        points=tuple(shaped(one_to_one, rows.order_by("position", "pk"), viewer=viewer)),
        private=access.own_notes(viewer).filter(meeting=meeting).first(),
        acts=frozenset(access.acts(viewer, meeting)),
    )


@dataclass(frozen=True)
class Written:
    """A private note with the moment of its meeting."""

    note: PrivateNote
    start_at: dt.datetime


def private_notes_of(one_to_one: OneToOne, *, viewer: Employee) -> list[Written]:
    """All that the viewer wrote for oneself about meetings of these two, the newest first; one statement."""
    rows = access.own_notes(viewer).filter(meeting__one_to_one=one_to_one).select_related("meeting")
    return [Written(note, note.meeting.start_at) for note in rows.order_by("-meeting__start_at", "-pk")]
