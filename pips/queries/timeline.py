"""The days of a plan as a line, and how it went and goes on."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from perfhub.kernel.calendars import WorkingCalendar

from ..models import CaseEvent, Milestone, Plan, Receipt
from ..states import CaseAct, PlanKind, PlanState, ReceiptKind
from .courses import Days
from .days import today_of
from .ladder import words_of
from .versions import VersionShown


@dataclass(frozen=True)
class Mark:
    """One point on the line of a plan's days, in per cent."""

    at: float
    past: bool


@dataclass(frozen=True)
class CourseShown:
    """Where a plan stands among its days."""

    day: int
    length: int
    percent: float
    start: dt.date
    middle: dt.date
    end: dt.date
    marks: tuple[Mark, ...]
    sentence: str

    @property
    def anchor(self) -> str:
        """So that the word over the line stays within it."""
        return "start" if self.percent < 12 else "end" if self.percent > 88 else "middle"


@dataclass(frozen=True)
class Moment:
    """One line of how it went and goes on."""

    on: dt.date
    pin: str  # next, now or nothing
    title: str
    text: str = ""


def course_shown(
    plan: Plan, calendar: WorkingCalendar, today: dt.date, numbered: Days | None = None
) -> CourseShown | None:
    """The line of a plan's days: day so many of so many, working days; nothing before it has days.

    Under way its days are numbered by what stopped the clock and what was added (`courses`).
    """
    if plan.start_date is None or plan.end_date is None:
        return None
    days = calendar.working_days(plan.start_date, plan.end_date)
    length = max(len(days), 1)
    day = min(len(calendar.working_days(plan.start_date, today)), length) if today >= plan.start_date else 0
    if numbered is not None:
        day, length = numbered.number, max(numbered.total, 1)
    percent = 100 * max(day - 1, 0) / max(length - 1, 1)
    step = max(plan.meeting_days, 1)
    marks = [
        Mark(round(100 * share, 1), plan.start_date + dt.timedelta(days=step * number) <= today)
        for number, share in _beats(plan.start_date, plan.end_date, step)
    ]
    words = {
        "day": day,
        "length": length,
        "start": date_format(plan.start_date, "j F"),
        "end": date_format(plan.end_date, "j F"),
    }
    sentence = _("Day %(day)s of %(length)s. Day 1 %(start)s, end %(end)s.") % words
    middle = plan.mid_review_date or plan.start_date
    return CourseShown(day, length, round(percent, 1), plan.start_date, middle, plan.end_date, tuple(marks), sentence)


def _beats(start: dt.date, end: dt.date, step: int) -> Iterator[tuple[int, float]]:
    span = max((end - start).days, 1)
    for number in range(span // step + 1):
        yield number, min(number * step / span, 1)


# --- how it went ------------------------------------------------------------------------------

ACTS_TOLD = (CaseAct.OPENED, CaseAct.WENT_UP, CaseAct.WENT_DOWN, CaseAct.CLOSED, CaseAct.REOPENED)


def moments_of(
    plan: Plan,
    milestones: Sequence[Milestone],
    receipts: Sequence[Receipt],
    versions: Sequence[VersionShown],
    events: Iterable[CaseEvent],
    today: dt.date,
) -> list[Moment]:
    """What comes, what is now, what was: the last first."""
    found: list[Moment] = []
    if plan.state in (PlanState.OFFERED, PlanState.ACTIVE, PlanState.PAUSED) and plan.end_date is not None:
        found.append(Moment(plan.end_date, "next", _("End review, within five working days.")))
    if plan.start_date is not None:
        found.append(Moment(plan.start_date, pin(plan.start_date, today), _("Day 1")))
    if plan.state == PlanState.OFFERED and plan.reading_until_date is not None:
        over = plan.reading_until_date
        found.append(Moment(over, pin(over, today), _("The last day on which it is only read.")))
    found += [_of_milestone(one, plan) for one in milestones]
    if plan.told_at is not None and plan.told_by is not None:
        told = _("Told by %(name)s") % {"name": plan.told_by.name}
        if plan.kind == PlanKind.PIP:
            told = _("Told by %(name)s, in person") % {"name": plan.told_by.name}
        found.append(Moment(today_of(plan.employee, plan.told_at), "", told))
    for receipt in receipts:
        words = _("Version %(number)s: %(what)s") % {"number": receipt.content, "what": receipt.get_kind_display()}
        if receipt.kind == ReceiptKind.REFUSED and receipt.witness is not None:
            words = _("%(what)s. Witness: %(name)s") % {"what": words, "name": receipt.witness.name}
        found.append(Moment(today_of(plan.employee, receipt.at), "", words))
    for shown in versions[:-1]:  # the first one is what was told
        row = shown.version
        words = _("Version %(number)s, by %(name)s") % {"number": row.number, "name": row.written_by.name}
        found.append(Moment(today_of(plan.employee, row.written_at), "", words, row.reason))
    for event in events:
        found.append(Moment(today_of(plan.employee, event.at), "", words_of(event), event.reason))
    return sorted(found, key=lambda one: one.on, reverse=True)


def _of_milestone(milestone: Milestone, plan: Plan) -> Moment:
    """A step that was reached, on the day it was; any other stays open, whatever day it is."""
    if milestone.reached_at is None:
        return Moment(milestone.due_date, "next", _("By this day: %(what)s") % {"what": milestone.what})
    on = today_of(plan.employee, milestone.reached_at)
    return Moment(on, "", _("Reached: %(what)s") % {"what": milestone.what})


def pin(day: dt.date, today: dt.date) -> str:
    """How a day stands on the line: to come, now, or over."""
    return "next" if day > today else "now" if day == today else ""
