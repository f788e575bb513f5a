"""The employee's own pages: this week's check-in with what stands beside it, and those of the past."""

import datetime as dt
from dataclasses import dataclass, replace

from django.db.models import QuerySet

from people.models import Absence, Draft, Employee, Message
from people.queries import Audience
from perfhub.kernel import slots
from perfhub.kernel.calendars import local_date
from perfhub.kernel.composed import composed
from perfhub.kernel.slots import Item
from perfhub.kernel.together import read_each

from .. import access
from ..models import Asked, CheckIn, CheckInQuerySet, PassedUp, Pause, Priority, Reaction, Reopening
from ..states import CheckInState
from .answers import USUAL_OF, answered_later, draft_key, left_open, planned_in, questions_of, settled_in, usual
from .audience import audience_said
from .differences import Correction, corrections_of, reopenings, said_before
from .reading import Said
from .seen import Seen, first_looks, looks_at, new_words_of
from .sharing import Sharing, lines_from, sharings


@dataclass(frozen=True)
class Week:
    """One check-in as its employee sees it."""

    check_in: CheckIn
    readers: access.Readers  # of a form, once it is sent
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
    dotted: tuple[Sharing, ...] = ()
    has_new_words: bool = False

    @property
    def manager(self) -> Employee | None:
        return self.readers.manager

    @property
    def audience(self) -> Audience:
        return audience_said(self.check_in, self.readers)

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
    beside = {
        "past": _before(viewer=viewer, day=check_in.period_start),
        "settled": settled_in(check_in=check_in) if check_in.edition else None,
        "left_open": left_open(employee=check_in.employee_id, before=check_in.period_start),
        "next": planned_in(check_in=check_in) if check_in.edition else None,
        "asked": questions_of(check_in=check_in),
        "reopening": reopenings(check_in=check_in) if check_in.state == CheckInState.REOPENED else None,
        "others_open": _others_open(viewer=viewer, check_in=check_in),
    }
    also = _beside_a_form if writes else _beside_what_was_sent
    readers = access.asked_of_readers(check_in, at=at)
    found = read_each({**beside, **readers, **also(check_in, viewer=viewer, at=at)})
    past = found["past"]
    moods = [earlier.mood for earlier in past]
    week = Week(
        check_in=check_in,
        readers=access.readers_found(check_in, found, at=at, once_sent=writes),
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
            seen=tuple(first_looks(found["looks"])),
            messages=tuple(map(_said, found["messages"])),
            reactions=tuple(found["reactions"]),
            passed_up=tuple(found["passed_up"]),
            corrections=tuple(corrections_of(check_in)) if found["corrected"] else (),
            dotted=tuple(sharings(found["dotted_lines"])),
            has_new_words=bool(found["new_words"]),
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


def _beside_a_form(check_in: CheckIn, *, viewer: Employee, at: dt.datetime) -> dict[str, QuerySet | None]:
    return {
        "later": answered_later(employee=check_in.employee_id, after=check_in.period_start),
        "absences": _absences(viewer=viewer, since=min(check_in.period_start, at.date())),
        "last_words": _last_words(viewer=viewer, day=check_in.period_start),
        "draft": _draft(writer=viewer, key=draft_key(check_in)) if viewer.is_here else None,
    }


def _beside_what_was_sent(check_in: CheckIn, *, viewer: Employee, at: dt.datetime) -> dict[str, QuerySet | None]:
    written = check_in.edition > 0  # what follows an answer is looked for where there has been one
    return {
        "messages": _messages(thread=check_in.thread_id) if check_in.thread_id else None,
        "reactions": _reactions(check_in=check_in) if written else None,
        "passed_up": _passed_up(check_in=check_in) if written else None,
        "corrected": said_before(check_in=check_in) if written else None,
        "looks": looks_at(check_in=check_in, employee=check_in.employee_id) if check_in.is_answered else None,
        "dotted_lines": lines_from(check_in, at=at) if check_in.is_answered else None,
        "new_words": new_words_of(viewer, [check_in]),
    }


def _falls_in(check_in: CheckIn, absence: Absence) -> bool:
    return absence.start_date <= check_in.period_end and absence.end_date >= check_in.period_start


def _weeks_before(viewer: Employee, day: dt.date) -> CheckInQuerySet:
    """The own weeks before, as far as they tell what is usual."""
    return CheckIn.objects.of(viewer).filter(period_start__lt=day).newest_first()[:USUAL_OF]


@composed
def _before(*, viewer: Employee, day: dt.date) -> QuerySet[CheckIn]:
    return _weeks_before(viewer, day).only("mood", "thread")


@composed
def _others_open(*, viewer: Employee, check_in: CheckIn) -> QuerySet[CheckIn]:
    return CheckIn.objects.of(viewer).answerable().exclude(pk=check_in.pk).newest_first()[:3]


@composed
def _absences(*, viewer: Employee, since: dt.date) -> QuerySet[Absence]:
    """Those of the week, and what comes."""
    return Absence.objects.filter(employee=viewer, end_date__gte=since).order_by("start_date", "pk")


@composed
def _last_words(*, viewer: Employee, day: dt.date) -> QuerySet[Message]:
    """What somebody else wrote last under one of the earlier check-ins."""
    threads = _weeks_before(viewer, day).values("thread")
    rows = Message.objects.filter(thread__in=threads).exclude(author=viewer).select_related("author")
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
