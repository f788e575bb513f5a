"""What stands around one answer: last time's priorities, the own usual mood, the draft."""

import datetime as dt
import statistics
from collections.abc import Iterable

from django.db.models import QuerySet

from perfhub.kernel.composed import composed

from ..models import Asked, CheckIn, Priority
from ..states import Outcome

USUAL_OF = 12  # answers the usual mood is taken from
USUAL_FROM = 3  # fewer say nothing about what is usual


def draft_key(check_in: CheckIn) -> str:
    return f"check-in:{check_in.pk}"


def priorities_of(check_in: CheckIn) -> list[Priority]:
    """What was planned in this check-in for the week after."""
    return list(planned_in(check_in=check_in))


@composed
def planned_in(*, check_in: CheckIn) -> QuerySet[Priority]:
    return Priority.objects.filter(check_in=check_in).order_by("position", "pk")


@composed
def settled_in(*, check_in: CheckIn) -> QuerySet[Priority]:
    return Priority.objects.filter(settled_in=check_in).order_by("position", "pk")


@composed
def left_open(*, employee: int, before: dt.date) -> QuerySet[Priority]:
    """What is open of the newest answered week before this day."""
    rows = CheckIn.objects.filter(employee=employee, period_start__lt=before).answered()
    newest = rows.newest_first().values("pk")[:1]
    return Priority.objects.filter(check_in__in=newest, outcome=Outcome.OPEN).order_by("position", "pk")


def planned_before(check_in: CheckIn) -> list[Priority]:
    """What this check-in says the outcome of: the priorities of the newest answered week before it."""
    if check_in.edition and (settled := list(settled_in(check_in=check_in))):
        return settled
    return list(left_open(employee=check_in.employee_id, before=check_in.period_start))


@composed
def answered_later(*, employee: int, after: dt.date) -> QuerySet[CheckIn]:
    return CheckIn.objects.filter(employee=employee, period_start__gt=after).answered().order_by("pk")[:1]


def is_taken_up(check_in: CheckIn) -> bool:
    """A later week is answered already: what was planned here has its outcome there."""
    return any(answered_later(employee=check_in.employee_id, after=check_in.period_start))


def priorities_as_text(check_in: CheckIn) -> str:
    """The priorities an answer settled and planned, a line each, for its history."""
    settled = [f"{p.text} ({p.get_outcome_display()})" for p in planned_before(check_in) if p.outcome != Outcome.OPEN]
    return "\n".join([*settled, *(p.text for p in priorities_of(check_in))])


def asked_in(check_in: CheckIn) -> list[Asked]:
    """The organization's own questions in this check-in, in order, with what was answered."""
    return list(questions_of(check_in=check_in))


@composed
def questions_of(*, check_in: CheckIn) -> QuerySet[Asked]:
    return Asked.objects.filter(check_in=check_in).select_related("wording__question").order_by("position", "pk")


def questions_as_text(check_in: CheckIn) -> str:
    """Questions and answers, a line each, for the history of an answer."""
    return "\n".join(f"{asked.wording.text} {asked.shown}" for asked in asked_in(check_in) if asked.shown)


def contents_alone(check_ins: Iterable[CheckIn]) -> None:
    """What is left for whoever reads what was written and nothing else: no mood, not what is kept for a talk."""
    for check_in in check_ins:
        check_in.mood = check_in.raised_at = check_in.raised_by = check_in.asked_back_at = None


def first_planned_here(priorities: Iterable[Priority]) -> list[Priority]:
    """Of what was planned, for the same readers: what was first said here, as it was said.

    What is carried was written in an earlier check-in, perhaps under another promise; what became of a plan stands in
    a later one.
    """
    said = [priority for priority in priorities if priority.carried_from_id is None]
    for priority in said:
        priority.outcome = Outcome.OPEN
    return said


def usual(moods: Iterable[int | None]) -> float | None:
    """The median of a person's own last twelve moods, newest first; None where fewer than three are known."""
    known = [mood for mood in moods if mood is not None][:USUAL_OF]
    return statistics.median(known) if len(known) >= USUAL_FROM else None
