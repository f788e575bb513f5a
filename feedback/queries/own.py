"""The employee's own pages: this week's check-in with what stands beside it, and those of the past."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from people.access import own_drafts
from people.models import Absence, Draft, Employee, Message
from perfhub.kernel import slots
from perfhub.kernel.calendars import local_date
from perfhub.kernel.slots import Item

from .. import access
from ..models import Asked, CheckIn, PassedUp, Pause, Priority, Reaction, Reopening
from ..states import CheckInState
from .answers import USUAL_OF, asked_in, draft_key, is_taken_up, planned_before, priorities_of, usual
from .differences import Correction, corrections_of
from .reading import Said
from .seen import Seen, seen_of


@dataclass(frozen=True)
class Week:
    """One check-in as its employee sees it."""

    check_in: CheckIn
    planned: tuple[Priority, ...]
    next: tuple[Priority, ...]
    is_taken_up: bool
    manager: Employee | None
    above: Employee | None
    asked: tuple[Asked, ...]
    items: tuple[Item, ...]
    absences: tuple[Absence, ...]
    reopening: Reopening | None
    moods: tuple[int | None, ...]
    usual: float | None
    last_words: Said | None
    last_words_about: CheckIn | None
    seen: tuple[Seen, ...]
    messages: tuple[Said, ...]
    reactions: tuple[Reaction, ...]
    passed_up: tuple[PassedUp, ...]
    corrections: tuple[Correction, ...]
    others_open: tuple[CheckIn, ...]
    coming_absence: Absence | None
    draft: Draft | None

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


def current_check_in(viewer: Employee) -> CheckIn | None:
    """What the viewer would answer next: the one due first, else the newest week there is."""
    own = CheckIn.objects.of(viewer)
    return own.due().order_by("due_at", "pk").first() or own.newest_first().first()


def week_of(check_in: CheckIn, *, viewer: Employee, at: dt.datetime) -> Week:
    """A check-in of the viewer's own with all that stands on its page."""
    before = CheckIn.objects.of(viewer).filter(period_start__lt=check_in.period_start).newest_first()
    past = list(before.values_list("mood", "thread", "pk")[:USUAL_OF])
    words, about = _last_words(viewer, [thread for _mood, thread, _pk in past if thread])
    manager, above = access.line_above(viewer)
    absences = _absences(check_in, viewer, at=at)
    written = check_in.edition > 0  # what follows an answer is looked for where there has been one
    return Week(
        check_in=check_in,
        planned=tuple(planned_before(check_in)),
        next=tuple(priorities_of(check_in)) if written else (),
        is_taken_up=is_taken_up(check_in),
        manager=manager,
        above=above,
        asked=tuple(asked_in(check_in)),
        absences=tuple(
            absence
            for absence in absences
            if absence.start_date <= check_in.period_end and absence.end_date >= check_in.period_start
        ),
        reopening=reopening_of(check_in),
        items=tuple(slots.collect("check_in.items", check_in, viewer=viewer, at=at)),
        moods=tuple(mood for mood, _thread, _pk in reversed(past)),
        usual=usual([mood for mood, _thread, _pk in past]),
        last_words=words,
        last_words_about=about,
        seen=tuple(seen_of(check_in)) if check_in.is_answered else (),
        messages=tuple(messages_of(check_in)),
        reactions=tuple(_reactions(check_in)) if written else (),
        passed_up=tuple(_passed_up(check_in)) if written else (),
        corrections=tuple(corrections_of(check_in)) if written else (),
        others_open=tuple(CheckIn.objects.of(viewer).answerable().exclude(pk=check_in.pk).newest_first()[:3]),
        coming_absence=next((absence for absence in absences if absence.end_date >= at.date()), None),
        draft=own_drafts(viewer).filter(key=draft_key(check_in)).first(),
    )


def _absences(check_in: CheckIn, viewer: Employee, *, at: dt.datetime) -> list[Absence]:
    """Those of the week, and what comes."""
    since = min(check_in.period_start, at.date())
    return list(Absence.objects.filter(employee=viewer, end_date__gte=since).order_by("start_date", "pk"))


def _reactions(check_in: CheckIn) -> QuerySet[Reaction]:
    return Reaction.objects.filter(check_in=check_in).select_related("by").order_by("at", "pk")


def _passed_up(check_in: CheckIn) -> QuerySet[PassedUp]:
    rows = PassedUp.objects.filter(check_in=check_in).select_related("passed_by", "passed_to")
    return rows.order_by("at", "pk")


def reopening_of(check_in: CheckIn) -> Reopening | None:
    """Who wants an answer looked at again, and why, while it is open."""
    if check_in.state != CheckInState.REOPENED:
        return None
    return Reopening.objects.filter(check_in=check_in).select_related("by").order_by("-at", "-pk").first()


def pauses_of(employee: Employee, *, at: dt.datetime) -> list[Pause]:
    """Pauses which are not over, the next one first."""
    today = local_date(at, employee.time_zone)
    return list(
        Pause.objects.filter(employee=employee, end_date__gte=today).select_related("by").order_by("start_date")
    )


def messages_of(check_in: CheckIn) -> list[Said]:
    if check_in.thread_id is None:
        return []
    rows = Message.objects.filter(thread=check_in.thread_id).select_related("author", "acting_for")
    return [Said(row.author, row.text, row.written_at, row.acting_for) for row in rows.order_by("written_at", "pk")]


def _last_words(viewer: Employee, threads: Sequence[int]) -> tuple[Said | None, CheckIn | None]:
    """What somebody else wrote last under one of the earlier check-ins."""
    message = (
        Message.objects.filter(thread__in=threads)
        .exclude(author=viewer)
        .select_related("author")
        .order_by("-written_at", "-pk")
        .first()
    )
    if message is None:
        return None, None
    about = CheckIn.objects.of(viewer).filter(thread=message.thread_id).first()
    return Said(message.author, message.text, message.written_at), about
