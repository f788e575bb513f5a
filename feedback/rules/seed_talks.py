"""What two people of a demo organization talk about: a pure function of the seed, the two and their calendars."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import md5

from people.models import Employee
from people.queries import calendars_of
from perfhub.kernel.calendars import WorkingCalendar, local, local_date, moment

from ..models import ENDS_AFTER, OneToOne
from ..queries.one_to_one_dates import day_for_both, next_start

DAY, WEEK, MINUTE = dt.timedelta(days=1), dt.timedelta(weeks=1), dt.timedelta(minutes=1)

POINTS = (
    "The rota of the night shift in the holidays",
    "Who takes over the Leeds visits from March",
    "The uncertainty course: dates and budget",
    "A second pair of hands for the audit",
    "How the handover to Brno goes",
    "The pressure bench: repair or replace",
    "My goal on first visits: where it stands",
    "Feedback on the talk at the customer day",
    "The new order form and what it does to us",
    "Overtime of the last weeks",
    "Shadowing two customer calls",
    "What we tell the team about the move",
    "The price list: what is left to check",
    "A mentor for the new colleague",
    "Working from Thursday at home",
    "The complaint from Doncaster, calmly",
)
COMMENTS = (
    "I have the numbers; I bring them along.",
    "Could we take this one first?",
    "Grace knows more about it. Shall I ask her before?",
    "Not urgent, but I would like to hear your view.",
)
NOTES = (
    "- Bench: quote by Friday, then we decide.\n- Course: the one in May.\n- Nothing else in the way.",
    "We looked at first visits: **nine of ten** need no second one. Keep going as it is.",
    "Overtime goes down from next week: two late shifts are taken by the other team.",
    "- Audit papers are complete.\n- Handover to Brno needs one more visit.\n- Talk about the mentor next time.",
    "A short talk. All calm; the holidays are covered.",
    "Agreed to try the new order form for a month and to look at it again then.",
)
PRIVATE = (
    "Seemed tired. Ask again about the late shifts, gently.",
    "Would make a good mentor: think of it for the autumn.",
    "Say thank you in front of the team on Monday.",
)
REASONS = ("The audit takes the whole day.", "I am with a customer in York.", "A cold; I would rather sleep.")


class Happens(StrEnum):
    """What becomes of a meeting by the moment of the seed."""

    HELD = "held"
    PASSED = "passed"
    MISSED = "missed"
    CANCELLED = "cancelled"
    WAITS = "waits"


@dataclass(frozen=True)
class Said:
    """A talking point, and perhaps what the other answered."""

    text: str
    author: Employee
    added_at: dt.datetime
    answers: Employee
    comment: str
    commented_at: dt.datetime


@dataclass(frozen=True)
class Talked:
    """One meeting of two, with all that was said for it."""

    start_at: dt.datetime
    planned_at: dt.datetime
    over_at: dt.datetime
    happens: Happens
    points: tuple[Said, ...]
    left_open: int
    writer: Employee
    notes: str
    private: str
    reason: str
    next_at: dt.datetime


def chosen(
    one: OneToOne, *, seed: int, at: dt.datetime, calendars: Mapping[int, WorkingCalendar] | None = None
) -> Iterator[Talked]:
    """Meeting by meeting until the one that is still to come."""
    dice = Dice(f"{seed}/{one.lead.number}/{one.partner.number}")
    if calendars is None:
        calendars = calendars_of(one.people, one.opened_at.date(), (at + 8 * WEEK).date())
    number, start = 0, _first(one, dice, calendars)
    planned_at = one.opened_at + 60 * MINUTE
    earlier = planned_at + MINUTE
    while True:
        talk = _talk(one, dice.of(number), start, planned_at, earlier, at=at, calendars=calendars)
        yield talk
        if talk.happens == Happens.WAITS:
            return
        if talk.happens == Happens.CANCELLED:
            start = talk.next_at
        else:
            start = next_start(one, after=talk.over_at, last=start, calendars=calendars)
        number, earlier = number + 1, talk.over_at + 15 * 60 * MINUTE


class Dice:
    """Whole numbers from a hash of what is thrown for."""

    def __init__(self, key: str) -> None:
        self.key = key

    def of(self, number: int) -> "Dice":
        return Dice(f"{self.key}/{number}")

    def throw(self, name: str, sides: int) -> int:
        return int(md5(f"{self.key}/{name}".encode(), usedforsecurity=False).hexdigest()[:8], 16) % sides

    def pick(self, name: str, of: Sequence[str]) -> str:
        return of[self.throw(name, len(of))]


def _first(one: OneToOne, dice: Dice, calendars: Mapping[int, WorkingCalendar]) -> dt.datetime:
    zone = one.time_zone
    day = max(local_date(one.opened_at, zone), one.partner.start_date) + (1 + dice.throw("day", 10)) * DAY
    time = dt.time(9 + dice.throw("hour", 7), 30 * dice.throw("half", 2))
    return moment(day_for_both(one, day, calendars=calendars), time, zone)


def _talk(
    one: OneToOne,
    dice: Dice,
    start: dt.datetime,
    planned_at: dt.datetime,
    earlier: dt.datetime,
    *,
    at: dt.datetime,
    calendars: Mapping[int, WorkingCalendar],
) -> Talked:
    happens = _fate(dice.throw("fate", 100))
    over_at = {
        Happens.HELD: start + one.minutes * MINUTE,
        Happens.CANCELLED: max(earlier, start - 26 * 60 * MINUTE),
    }.get(happens, start + one.minutes * MINUTE + ENDS_AFTER)
    settled = over_at + (14 * 60 * MINUTE if happens == Happens.MISSED else 0 * MINUTE)
    if settled > at:
        happens = Happens.WAITS
    points = tuple(said for n in range(dice.throw("many", 4)) if (said := _said(one, dice, n, earlier, over_at, at=at)))
    next_day = day_for_both(one, local_date(start, one.time_zone) + 7 * DAY, calendars=calendars)
    return Talked(
        start_at=start,
        planned_at=planned_at,
        over_at=over_at,
        happens=happens,
        points=points,
        left_open=1 if dice.throw("left", 100) < 45 else 0,
        writer=one.lead if dice.throw("writer", 2) else one.partner,
        notes=dice.pick("notes", NOTES) if dice.throw("writes", 100) < 80 else "",
        private=dice.pick("private", PRIVATE) if dice.throw("alone", 100) < 8 else "",
        reason=dice.pick("reason", REASONS),
        next_at=moment(next_day, local(start, one.time_zone).time(), one.time_zone),
    )


def _fate(die: int) -> Happens:
    if die < 80:
        return Happens.HELD
    return Happens.CANCELLED if die < 90 else Happens.PASSED if die < 95 else Happens.MISSED


def _said(
    one: OneToOne, dice: Dice, n: int, earlier: dt.datetime, over_at: dt.datetime, *, at: dt.datetime
) -> Said | None:
    """Put on the agenda between the meeting before and this one; not what would lie after the moment of the seed."""
    by_lead = dice.throw(f"author{n}", 5) < 2
    added_at = earlier + (over_at - earlier) * (1 + dice.throw(f"when{n}", 60)) / 100
    added_at = added_at.replace(microsecond=0)
    if added_at > at:
        return None
    author, other = (one.lead, one.partner) if by_lead else (one.partner, one.lead)
    commented_at = added_at + (over_at - added_at) / 4
    comments = dice.throw(f"comments{n}", 100) < 20 and commented_at <= at
    return Said(
        text=dice.pick(f"text{n}", POINTS),
        author=author,
        added_at=added_at,
        answers=other,
        comment=dice.pick(f"comment{n}", COMMENTS) if comments else "",
        commented_at=commented_at.replace(microsecond=0),
    )
