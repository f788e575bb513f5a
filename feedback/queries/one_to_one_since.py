"""“Since we last met”: what two people could talk about. One page for both, so only what both may see stands here.

Whoever has something to say registers under "agenda.suggestions": one statement for each source, however much it is.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from people.models import Absence, Employee, Reach
from perfhub.kernel import slots
from perfhub.kernel.calendars import local_date
from perfhub.kernel.composed import composed
from perfhub.kernel.slots import Item, Talk, listed
from perfhub.kernel.tenancy import page_url

from ..access import giving
from ..models import ANSWERED, CheckIn, Commitment, Feedback, Meeting, OneToOne, Received, TalkingPoint
from ..states import CommitmentState, FeedbackKind, FeedbackState, MeetingState
from .told.letters import days_of

MOST_CHECK_INS, MOST_PROMISES, MOST_FEEDBACK = 4, 8, 8
CLOSED_PROMISES = (CommitmentState.DONE, CommitmentState.DROPPED)
LOOKS_AHEAD = dt.timedelta(days=28)  # for leave, where no next date is planned
FIRST_LOOK_BACK = dt.timedelta(days=14)  # where the two have not met yet
A_MINUTE = 15  # lines: each is read in about four seconds


@composed
def moments_of(*, one_to_one: OneToOne) -> QuerySet:
    """When the two talked last and when they talk next."""
    held = Meeting.objects.filter(one_to_one=OuterRef("pk"), state=MeetingState.HELD).newest_first()
    planned = Meeting.objects.planned().filter(one_to_one=OuterRef("pk"))
    rows = OneToOne.objects.filter(pk=one_to_one.pk).annotate(
        last=Subquery(held.values("start_at")[:1]), next=Subquery(planned.values("start_at")[:1])
    )
    return rows.values("last", "next")


def talk_of(one_to_one: OneToOne, moments: Iterable[Any] | None = None) -> Talk:
    """The two, since when and until when; one statement, unless these moments are read already."""
    (row,) = moments_of(one_to_one=one_to_one) if moments is None else moments
    since = row["last"] or one_to_one.opened_at - FIRST_LOOK_BACK
    return Talk(lead=one_to_one.lead, partner=one_to_one.partner, since=since, until=row["next"])


def suggested(one_to_one: OneToOne, *, viewer: Employee, at: dt.datetime) -> list[Item]:
    """What all sources suggest."""
    return slots.collect("agenda.suggestions", talk_of(one_to_one), viewer=viewer, at=at)


@dataclass(frozen=True)
class Suggestion:
    """Something that happened, and whether it is on the agenda already."""

    item: Item
    is_there: bool


@dataclass(frozen=True)
class Since:
    """What happened since the two last met, as both read it; `left_open` is what was longest not talked about.

    What is shown at once is read within a minute; the rest is `more`.
    """

    since: dt.datetime
    met: bool
    suggestions: tuple[Suggestion, ...]
    more: tuple[Suggestion, ...]
    left_open: TalkingPoint | None


def since_of(
    one_to_one: OneToOne,
    points: list[TalkingPoint],
    *,
    viewer: Employee,
    at: dt.datetime,
    moments: Iterable[Any] | None = None,
) -> Since:
    talk = talk_of(one_to_one, moments)
    there = {point.source for point in points if point.source}
    found = slots.collect("agenda.suggestions", talk, viewer=viewer, at=at)
    carried = [point for point in points if point.carried]
    left_open = max(carried, key=lambda point: (point.carried, -point.pk), default=None)
    suggestions = [Suggestion(item, item.key in there) for item in found]
    first = _of_each_in_turn(suggestions, A_MINUTE - bool(left_open))
    return Since(
        since=talk.since,
        met=talk.since > one_to_one.opened_at - FIRST_LOOK_BACK,
        suggestions=tuple(one for place, one in enumerate(suggestions) if place in first),
        more=tuple(one for place, one in enumerate(suggestions) if place not in first),
        left_open=left_open,
    )


def _of_each_in_turn(suggestions: list[Suggestion], number: int) -> set[int]:
    """The places of so many of them: the first of each source, then the second of each, and so on."""
    of_source: Counter[str] = Counter()
    turns = []
    for place, one in enumerate(suggestions):
        source = one.item.key.partition(":")[0]
        turns.append((of_source[source], place))
        of_source[source] += 1
    return {place for _turn, place in sorted(turns)[:number]}


# --- this floor's own sources ---------------------------------------------------------------------


@composed
def _check_ins(*, people: list[int], since: dt.datetime) -> QuerySet[CheckIn]:
    leads = Reach.objects.filter(depth=1, employee=OuterRef("employee"), manager__in=people)
    rows = CheckIn.objects.filter(
        Exists(leads),
        Q(answered_at__gt=since) | Q(raised_at__isnull=False),
        employee__in=people,
        state__in=ANSWERED,
    ).select_related("employee")
    return rows.order_by("-period_start", "pk")[: 3 * MOST_CHECK_INS]


@listed(lambda talk, *, viewer, at: _check_ins(people=list(talk.people), since=talk.since))
def check_ins(rows: QuerySet[CheckIn], talk: Talk, *, viewer: Employee, at: dt.datetime) -> Iterator[Item]:
    """Check-ins that both may open: those of a report, by link; the ones kept for the talk first. One statement."""
    found = sorted(rows, key=lambda c: c.raised_at is None)
    for check_in in found[:MOST_CHECK_INS]:
        words = {"name": check_in.employee.name, "days": days_of(check_in)}
        yield Item(
            key=f"check_in:{check_in.pk}",
            title=_("Check-in of %(name)s, %(days)s") % words,
            meta=_("kept for your one-to-one") if check_in.raised_at else "",
            url=page_url("feedback:check_in", check_in.pk),
            icon="checkbox",
        )


@composed
def _promises(*, lead: Employee, partner: Employee, since: dt.datetime) -> QuerySet[Commitment]:
    rows = Commitment.objects.between(lead, partner).filter(
        Q(state=CommitmentState.OPEN) | Q(state__in=CLOSED_PROMISES, closed_at__gt=since)
    )
    rows = rows.annotate(whose=F("owner__name")).order_by(F("closed_at").asc(nulls_first=True), "due_date", "pk")
    return rows[:MOST_PROMISES]


@listed(lambda talk, *, viewer, at: _promises(lead=talk.lead, partner=talk.partner, since=talk.since))
def promises(rows: QuerySet[Commitment], talk: Talk, *, viewer: Employee, at: dt.datetime) -> Iterator[Item]:
    """What the two owe each other: open, or closed since then; those that are due first come first. One statement."""
    for promise in rows:
        words = {"name": promise.whose, "day": date_format(promise.due_date, "j F")}
        said = _("%(name)s, by %(day)s") if promise.is_open else _("%(name)s, closed")
        yield Item(
            key=f"commitment:{promise.pk}",
            title=_("Promise: %(text)s") % {"text": promise.text},
            meta=said % words,
            url=page_url("feedback:commitment", promise.pk),
            icon="circle-check",
        )


@composed
def _said(*, people: list[int], since: dt.datetime, at: dt.datetime) -> QuerySet[Feedback]:
    received = Received.objects.filter(employee__in=people).values("feedback")
    hangs = Exists(Feedback.objects.on_the_wall().filter(pk=OuterRef("pk")))
    rows = Feedback.objects.filter(
        Q(by__in=people, state=FeedbackState.GIVEN) | Q(hangs, receivers__off_the_wall_at__isnull=True),
        pk__among=received,
        receivers__employee__in=people,
        shared_at__gt=since,
        shared_at__lte=at,
    )
    rows = rows.annotate(giver=F("by__name"), to=F("receivers__employee__name"), to_key=F("receivers__employee"))
    return rows.order_by("-shared_at", "-pk", "to")[:MOST_FEEDBACK]


@listed(lambda talk, *, viewer, at: _said(people=list(talk.people), since=talk.since, at=at))
def said(rows: QuerySet[Any], talk: Talk, *, viewer: Employee, at: dt.datetime) -> Iterator[Item]:
    """Feedback of one of the two to the other, and praise on the wall for either; that it is there, not what it says.

    What waits for a gentle moment is not there yet. One statement, and what the wall may show where it shows anything.
    """
    found = list(rows)
    hung = [one.pk for one in found if not {one.by_id, one.to_key} <= set(talk.people)]
    hangs = set(giving.on_the_wall(giving.allowed(at)).filter(pk__in=hung).values_list("pk", flat=True)) if hung else ()
    shown: set[int] = set()
    for one in found:
        if one.pk not in shown and (one.pk not in hung or one.pk in hangs):
            shown.add(one.pk)
            words = {"kind": FeedbackKind(one.kind).label, "to": one.to, "by": one.giver}
            yield Item(
                key=f"feedback:{one.pk}",
                title=_("%(kind)s to %(to)s, from %(by)s") % words,
                url=page_url("feedback:given", one.pk),
                icon="heart" if one.kind == FeedbackKind.PRAISE else "message-circle-question",
            )


@composed
def _absences(*, people: list[int], first: dt.date, last: dt.date) -> QuerySet[Absence]:
    above = Reach.objects.filter(employee=OuterRef("employee"), manager__in=people)
    rows = Absence.objects.filter(Exists(above), employee__in=people, start_date__lte=last, end_date__gte=first)
    return rows.select_related("employee").order_by("start_date", "pk")


def _leave_of(talk: Talk, *, viewer: Employee, at: dt.datetime) -> QuerySet[Absence]:
    first = local_date(talk.since, talk.lead.time_zone)
    last = local_date((talk.until or at) + LOOKS_AHEAD, talk.lead.time_zone)
    return _absences(people=list(talk.people), first=first, last=last)


@listed(_leave_of)
def leave(rows: QuerySet[Absence], talk: Talk, *, viewer: Employee, at: dt.datetime) -> Iterator[Item]:
    """When a report was or will be away, which the manager sees and the report knows. One statement."""
    for absence in rows:
        is_over = absence.end_date < local_date(at, talk.lead.time_zone)
        title = _("%(name)s was away, %(days)s") if is_over else _("%(name)s is away, %(days)s")
        words = {"name": absence.employee.name, "days": _days(absence)}
        yield Item(key=f"absence:{absence.pk}", title=title % words, icon="beach")


def _days(absence: Absence) -> str:
    first, last = (date_format(day, "j F") for day in (absence.start_date, absence.end_date))
    return first if first == last else _("%(first)s to %(last)s") % {"first": first, "last": last}
