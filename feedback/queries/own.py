"""The employee's own pages: this week's check-in with what stands beside it, and those of the past."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db.models import QuerySet

from people.models import Absence, Draft, Employee, Message
from perfhub.kernel import slots
from perfhub.kernel.calendars import local_date
from perfhub.kernel.composed import composed, read_each
from perfhub.kernel.slots import Item

from .. import access
from ..models import Asked, CheckIn, PassedUp, Pause, Priority, Reaction, Reopening
from ..states import CheckInState
from .answers import USUAL_OF, answered_later, draft_key, left_open, planned_in, questions_of, settled_in, usual
from .differences import Correction, corrections_of, said_before
from .reading import Said
from .seen import Seen, seen_of


@dataclass(frozen=True)
class Week:
    """One check-in as its employee sees it."""

    check_in: CheckIn
    line: access.Line
    planned: tuple[Priority, ...]
    next: tuple[Priority, ...]
    asked: tuple[Asked, ...]
    reopening: Reopening | None
    moods: tuple[int | None, ...]
    usual: float | None
    others_open: tuple[CheckIn, ...]

    # Beside a form.
    is_taken_up: bool = False
    items: tuple[Item, ...] = ()
    absences: tuple[Absence, ...] = ()
    coming_absence: Absence | None = None
    last_words: Said | None = None
    last_words_about: CheckIn | None = None
    draft: Draft | None = None

    # Beside what was sent.
    seen: tuple[Seen, ...] = ()
    messages: tuple[Said, ...] = ()
    reactions: tuple[Reaction, ...] = ()
    passed_up: tuple[PassedUp, ...] = ()
    corrections: tuple[Correction, ...] = ()

    @property
    def manager(self) -> Employee | None:
        return self.line[0]

    @property
    def known_items(self) -> list[Item]:
        """What higher floors know and ask nothing about."""
        return [item for item in self.items if not item.form]

    @property
    def draft_saved_at(self) -> dt.datetime | None:
        return self.draft.saved_at if self.draft else None

    @property
    def days(self) -> tuple[dt.date, dt.date]:
        """Monday and Friday, as one says a working week."""
        return self.check_in.days


def week_of(check_in: CheckIn, *, viewer: Employee, at: dt.datetime, writes: bool) -> Week:
    """A check-in of the viewer's own with all that stands on its page: a form, or what was sent."""
    past = list(_before(viewer=viewer, day=check_in.period_start))
    beside = {
        "settled": settled_in(check_in=check_in) if check_in.edition else None,
        "left_open": left_open(employee=check_in.employee_id, before=check_in.period_start),
        "next": planned_in(check_in=check_in) if check_in.edition else None,
        "asked": questions_of(check_in=check_in),
        "reopening": _reopenings(check_in=check_in) if check_in.state == CheckInState.REOPENED else None,
        "others_open": _others_open(viewer=viewer, check_in=check_in),
    }
    also = _beside_a_form(check_in, past, viewer=viewer, at=at) if writes else _beside_what_was_sent(check_in)
    found = read_each(beside | also)
    moods = [earlier.mood for earlier in past]
    week = Week(
        check_in=check_in,
        line=access.line_above(viewer),
        planned=tuple(found["settled"] or found["left_open"]),
        next=tuple(found["next"]),
        asked=tuple(found["asked"]),
        reopening=next(iter(found["reopening"]), None),
        moods=tuple(reversed(moods)),
        usual=usual(moods),
        others_open=tuple(found["others_open"]),
    )
    if not writes:
        return replace(
            week,
            seen=tuple(seen_of(check_in)) if check_in.is_answered else (),
            messages=tuple(map(_said, found["messages"])),
            reactions=tuple(found["reactions"]),
            passed_up=tuple(found["passed_up"]),
            corrections=tuple(corrections_of(check_in)) if found["corrected"] else (),
        )
    words = next(iter(found["last_words"]), None)
    return replace(
        week,
        is_taken_up=bool(found["later"]),
        items=tuple(slots.collect("check_in.items", check_in, viewer=viewer, at=at)),
        absences=tuple(absence for absence in found["absences"] if _falls_in(check_in, absence)),
        coming_absence=next((absence for absence in found["absences"] if absence.end_date >= at.date()), None),
        last_words=_said(words) if words else None,
        last_words_about=next((earlier for earlier in past if words and earlier.thread_id == words.thread_id), None),
        draft=next(iter(found["draft"]), None),
    )


def _beside_a_form(
    check_in: CheckIn, past: Sequence[CheckIn], *, viewer: Employee, at: dt.datetime
) -> dict[str, QuerySet | None]:
    threads = [earlier.thread_id for earlier in past if earlier.thread_id]
    return {
        "later": answered_later(employee=check_in.employee_id, after=check_in.period_start),
        "absences": _absences(viewer=viewer, since=min(check_in.period_start, at.date())),
        "last_words": _last_words(threads=threads, reader=viewer) if threads else None,
        "draft": _draft(writer=viewer, key=draft_key(check_in)) if viewer.visit is None else None,
    }


def _beside_what_was_sent(check_in: CheckIn) -> dict[str, QuerySet | None]:
    written = check_in.edition > 0  # what follows an answer is looked for where there has been one
    return {
        "messages": _messages(thread=check_in.thread_id) if check_in.thread_id else None,
        "reactions": _reactions(check_in=check_in) if written else None,
        "passed_up": _passed_up(check_in=check_in) if written else None,
        "corrected": said_before(check_in=check_in) if written else None,
    }


def _falls_in(check_in: CheckIn, absence: Absence) -> bool:
    return absence.start_date <= check_in.period_end and absence.end_date >= check_in.period_start


@composed
def _before(*, viewer: Employee, day: dt.date) -> QuerySet[CheckIn]:
    """The own weeks before, as far as they tell what is usual."""
    rows = CheckIn.objects.of(viewer).filter(period_start__lt=day).newest_first()
    return rows.only("mood", "thread")[:USUAL_OF]


@composed
def _others_open(*, viewer: Employee, check_in: CheckIn) -> QuerySet[CheckIn]:
    return CheckIn.objects.of(viewer).answerable().exclude(pk=check_in.pk).newest_first()[:3]


@composed
def _absences(*, viewer: Employee, since: dt.date) -> QuerySet[Absence]:
    """Those of the week, and what comes."""
    return Absence.objects.filter(employee=viewer, end_date__gte=since).order_by("start_date", "pk")


@composed
def _last_words(*, threads: list[int], reader: Employee) -> QuerySet[Message]:
    """What somebody else wrote last under one of the earlier check-ins."""
    rows = Message.objects.filter(thread__in=threads).exclude(author=reader).select_related("author")
    return rows.order_by("-written_at", "-pk")[:1]


@composed
def _draft(*, writer: Employee, key: str) -> QuerySet[Draft]:
    return Draft.objects.filter(employee=writer, key=key).order_by("pk")[:1]


@composed
def _reactions(*, check_in: CheckIn) -> QuerySet[Reaction]:
    return Reaction.objects.filter(check_in=check_in).select_related("by").order_by("at", "pk")


@composed
def _passed_up(*, check_in: CheckIn) -> QuerySet[PassedUp]:
    rows = PassedUp.objects.filter(check_in=check_in).select_related("passed_by", "passed_to")
    return rows.order_by("at", "pk")


@composed
def _reopenings(*, check_in: CheckIn) -> QuerySet[Reopening]:
    return Reopening.objects.filter(check_in=check_in).select_related("by").order_by("-at", "-pk")[:1]


def reopening_of(check_in: CheckIn) -> Reopening | None:
    """Who wants an answer looked at again, and why, while it is open."""
    if check_in.state != CheckInState.REOPENED:
        return None
    return next(iter(_reopenings(check_in=check_in)), None)


def pauses_of(employee: Employee, *, at: dt.datetime) -> list[Pause]:
    """Pauses which are not over, the next one first."""
    today = local_date(at, employee.time_zone)
    return list(
        Pause.objects.filter(employee=employee, end_date__gte=today).select_related("by").order_by("start_date")
    )


@composed
def _messages(*, thread: int) -> QuerySet[Message]:
    rows = Message.objects.filter(thread=thread).select_related("author", "acting_for")
    return rows.order_by("written_at", "pk")


def _said(message: Message) -> Said:
    return Said(message.author, message.text, message.written_at, message.acting_for)


def messages_of(check_in: CheckIn) -> list[Said]:
    return [_said(message) for message in _messages(thread=check_in.thread_id)] if check_in.thread_id else []
