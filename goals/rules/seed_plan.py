"""What happens to the goals of a demo organization: a pure function of the seed, the people and the day."""

import datetime as dt
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from people.models import Employee

from ..states import Level, Measure, Nature, Status, Visibility
from .writing import Wanted

DAY = dt.timedelta(days=1)
MORNING = dt.time(9, 30)

WHOLE = (
    ("Every customer trusts every reading", "Trust is what we sell; a wrong certificate costs a customer for years."),
    ("Grow in France without losing service", "The depot in Lyon opens the market; service must not pay for it."),
    ("A place people want to stay", "Whoever leaves takes two years of knowledge along."),
)
OF_TEAMS = (
    "Certificates right first time",
    "Customers answered in two days",
    "Audits without a finding",
    "A repair queue nobody waits in",
    "Visits that need no second one",
)
OF_PEOPLE = (
    "Cut the queue on my bench",
    "Four colleagues trained on uncertainty",
    "Close old tickets for good",
    "A checklist that saves a visit",
    "Price list without an error",
    "First on-site calibration alone",
    "Hand over the night shift calmly",
    "Faster quotes for existing customers",
)
#: title, measure, from, to, unit
MEASURED = (
    ("Share right first time", Measure.PERCENT, 84, 97, "%"),
    ("Complaints per month", Measure.NUMBER, 22, 8, ""),
    ("Days until the answer", Measure.NUMBER, 9, 5, "days"),
    ("Orders from existing customers", Measure.CURRENCY, 0, 120000, "EUR"),
    ("Colleagues trained", Measure.NUMBER, 0, 12, "people"),
    ("Audit passed", Measure.YES_NO, None, None, ""),
    ("Template in use", Measure.MILESTONES, None, None, ""),
    ("Days in the repair queue", Measure.MAINTAIN, 2, 6, "days"),
)
STEPS = ("Draft agreed", "Tried on one bench", "In use everywhere", "Reviewed")
COMMENTS = (
    "The best count in weeks. What is left are old jobs.",
    "Slower than I hoped: the bench was down for five days.",
    "Half of last month’s errors had one cause, and that one is gone.",
    "On it, nothing in the way.",
    "",
    "I need a decision on the second bench.",
)
LEARNED = ("Ask the lab before promising a date.", "Small steps every week beat one push at the end.", "")
DROPPED = "The customer postponed the project to next year."


@dataclass(frozen=True)
class Said:
    """One update: a share of the way for each key result (None: not said this time)."""

    at: dt.datetime
    shares: tuple[float | None, ...]
    status: str
    confidence: int
    comment: str


@dataclass(frozen=True)
class Aim:
    """One objective of the demo and its life. `ends` is "done", "not_done", "dropped" or nothing."""

    key: int
    owner: Employee
    level: str
    title: str
    why: str
    nature: str
    visibility: str
    key_results: tuple[Wanted, ...]
    parent: int | None
    written_at: dt.datetime
    state: str  # draft, proposed or active, before it ends
    said: tuple[Said, ...] = ()
    ends: str = ""
    ended_at: dt.datetime | None = None
    words: str = ""


@dataclass(frozen=True)
class Quarter:
    """A cycle of the demo."""

    name: str
    start: dt.date
    end: dt.date
    is_over: bool

    @property
    def opened_at(self) -> dt.datetime:
        return moment(self.start - 14 * DAY)

    @property
    def closed_at(self) -> dt.datetime:
        return moment(self.end + 5 * DAY)


def moment(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, MORNING, tzinfo=dt.UTC)


def quarters(today: dt.date) -> list[Quarter]:
    """The running quarter and the two before it, the oldest first."""
    first = dt.date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    found = []
    for back in (2, 1, 0):
        months = first.year * 12 + first.month - 1 - 3 * back
        start = dt.date(months // 12, months % 12 + 1, 1)
        after = months + 3
        end = dt.date(after // 12, after % 12 + 1, 1) - DAY
        found.append(Quarter(f"{start.year}, quarter {(start.month + 2) // 3}", start, end, end + 6 * DAY < today))
    return found


def value_at(wanted: Wanted, share: float) -> Decimal:
    """The value of a key result at a share of its way."""
    if wanted.measure == Measure.YES_NO:
        return Decimal(int(share > 0.8))
    if wanted.measure == Measure.MAINTAIN:
        return Decimal(4 if share > 0.3 else 7)
    return round(wanted.start + (wanted.target - wanted.start) * Decimal(str(share)), 1)


def steps_at(wanted: Wanted, share: float) -> frozenset[int]:
    return frozenset(range(1, 1 + int(share * len(wanted.steps))))


def aims_of(
    quarter: Quarter, place: int, *, people: Sequence[Employee], above: Mapping[int, int], seed: int, at: dt.datetime
) -> Iterator[Aim]:
    """The goals of a quarter, each after what it serves. `above` is everybody's manager, by key."""
    leading = set(above.values())
    of_owner: dict[int, int] = {}
    head = next((one for one in people if one.pk in leading and one.pk not in above), None)
    key = 0
    if head is not None:
        for title, why in WHOLE:
            yield _aim(key, head, Level.ORGANIZATION, title, why, None, quarter, place, seed=seed, at=at)
            of_owner.setdefault(head.pk, key)
            key += 1
    for person in people:
        dice = random.Random(f"{seed}/{place}/{person.number}")
        if person is head or dice.random() > (0.55 if quarter.is_over else 0.85):
            continue
        titles = OF_TEAMS if person.pk in leading else OF_PEOPLE
        parent = of_owner.get(above.get(person.pk, 0))
        yield _aim(key, person, Level.INDIVIDUAL, dice.choice(titles), "", parent, quarter, place, seed=seed, at=at)
        of_owner[person.pk] = key
        key += 1


def _aim(key, owner, level, title, why, parent, quarter: Quarter, place: int, *, seed: int, at: dt.datetime) -> Aim:
    dice = random.Random(f"{seed}/{place}/{key}/{owner.number}")
    key_results = tuple(
        Wanted(
            title=name,
            measure=measure,
            start=None if start is None else Decimal(start),
            target=None if target is None else Decimal(target),
            unit=unit,
            steps=STEPS if measure == Measure.MILESTONES else (),
        )
        for name, measure, start, target, unit in dice.sample(MEASURED, 2)
    )
    written = quarter.opened_at + dice.randrange(1, 13) * DAY
    state = "active"
    if not quarter.is_over and level == Level.INDIVIDUAL and dice.random() < 0.1:
        state = dice.choice(("draft", "proposed"))
    said = tuple(_said(quarter, dice, len(key_results), at=at)) if state == "active" and written <= at else ()
    ends, ended, words = "", None, ""
    if quarter.is_over and state == "active":
        reached = said[-1].shares[0] if said else 0.0
        ends = "done" if (reached or 0) > 0.75 else "not_done"
        ended, words = quarter.closed_at - DAY, dice.choice(LEARNED)
        if dice.random() < 0.06:
            ends, ended, words = "dropped", moment(quarter.end - 30 * DAY), DROPPED
            said = tuple(one for one in said if one.at < ended)
        elif dice.random() < 0.08:
            ends, ended, words = "", None, ""  # closed with its cycle
    return Aim(
        key=key,
        owner=owner,
        level=level,
        title=title,
        why=why,
        nature=Nature.ASPIRATIONAL if level == Level.ORGANIZATION or dice.random() < 0.3 else Nature.COMMITTED,
        visibility=Visibility.PRIVATE if level == Level.INDIVIDUAL and dice.random() < 0.1 else Visibility.EVERYONE,
        key_results=key_results,
        parent=parent,
        written_at=written,
        state=state,
        said=said,
        ends=ends,
        ended_at=ended,
        words=words,
    )


def _said(quarter: Quarter, dice: random.Random, number: int, *, at: dt.datetime) -> Iterator[Said]:
    """An update every three weeks or so, nearer to the target each time, by some more than by others."""
    pull = dice.uniform(0.5, 1.15)
    day = quarter.start + dice.randrange(14, 24) * DAY
    days = (quarter.end - quarter.start).days
    while day <= quarter.end and moment(day) <= at - DAY:
        gone = (day - quarter.start).days / days
        shares = tuple(
            None if dice.random() < 0.1 else round(max(0.0, gone * pull + dice.uniform(-0.08, 0.08)), 2)
            for _number in range(number)
        )
        status = Status.ON_TRACK if pull > 0.9 else Status.AT_RISK if pull > 0.65 else Status.OFF_TRACK
        sureness = min(10, max(0, round(10 * pull * 0.8)))
        yield Said(moment(day), shares, status, sureness, dice.choice(COMMENTS))
        day += dice.randrange(14, 30) * DAY
