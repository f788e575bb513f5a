"""Metrics of a demo organization with half a year of weekly numbers, some of teams, some of people."""

import datetime as dt
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from people.access import SYSTEM
from people.models import Employee
from perfhub.kernel.release import K

from ..models import KeyResult, Metric
from ..states import Grain, ObjectiveState, Reading
from .feeding import feed_from
from .measurements import Sent, measure
from .metrics import write_metric

WEEKS, TOGETHER = 26, 4
WEEK = dt.timedelta(days=7)
EIGHT = dt.time(8)
MOST_TEAMS, MOST_PEOPLE = 6, 6
MISSING = 0.06  # weeks in which nobody counted
FED = "Days until the answer"  # both a metric and a key result of the demo


@dataclass(frozen=True)
class Planned:
    """A metric of the demo. `level` is what is usual, `jump` what the newest three weeks are like against it."""

    name: str
    about: str
    measured_for: str
    read_as: str
    unit: str
    low: str | None
    high: str | None
    source: str
    level: float
    spread: float
    jump: float = 1.0
    of: int = 0
    kinds: tuple[str, ...] = ()


PLANNED = (
    Planned(
        "Certificates with an error",
        "Every certificate a customer or a colleague sends back, of all that went out that week.",
        *(Grain.TEAM, Reading.SHARE, "", None, "4", "certificate system", 0.03, 0.25),
        of=120,
        kinds=("wrong unit", "wrong label", "missing page"),
    ),
    Planned(
        "Complaints",
        "Written or called in, whoever was right. Counted on the day they came.",
        *(Grain.ORGANIZATION, Reading.NUMBER, "", None, "12", "crm", 9, 0.25, 1.9),
    ),
    Planned(
        "Days until the answer",
        "From the question to the first answer that helps, the median of the week.",
        *(Grain.ORGANIZATION, Reading.NUMBER, "days", None, "3", "crm", 2.4, 0.12),
    ),
    Planned(
        "Jobs done again",
        "Visits and repairs for what was done before, for each hundred done.",
        *(Grain.TEAM, Reading.RATE, "for each job", None, "0.08", "job list", 0.06, 0.3),
        of=90,
    ),
    Planned(
        "Right first time on the bench",
        "Certificates that came back from nobody. It says how the bench did, not how good anybody is.",
        *(Grain.EMPLOYEE, Reading.SHARE, "", "92", None, "certificate system", 0.95, 0.02),
        of=40,
    ),
)


def plant_metrics(*, people: Sequence[Employee], above: Mapping[int, int], seed: int, at: dt.datetime) -> None:
    """Plant what is measured, led by whoever is at the very top, sent every four weeks; some weeks are missing.

    Numbers come in by the rule whatever path the seed takes, for the rule writes set by set; so does the goal that
    takes its values from one of them.
    """
    leading = set(above.values())
    head = next((one for one in people if one.pk in leading and one.pk not in above), None)
    if head is None:
        return
    weeks = _weeks(at)
    begun = _morning_of(weeks[0])
    metrics = [_begin(planned, head, at=begun) for planned in PLANNED]
    benches = _benches(people, leading)
    for sent_with in range(0, WEEKS, TOGETHER):
        together = weeks[sent_with : sent_with + TOGETHER]
        rows = [
            row
            for place, (planned, metric) in enumerate(zip(PLANNED, metrics, strict=True))
            for start in together
            for row in _rows(metric, planned, place, start, benches=benches, seed=seed, late=start >= weeks[-3])
        ]
        measure(rows, by=SYSTEM, at=_morning_of(together[-1] + WEEK))
    fed = KeyResult.objects.counting().filter(title=FED, objective__state=ObjectiveState.ACTIVE).order_by("pk").first()
    if fed is not None:
        feed_from(fed, next(one for one in metrics if one.name == FED), by=SYSTEM, at=at)


def _morning_of(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, EIGHT, tzinfo=dt.UTC)


def _weeks(at: dt.datetime) -> list[dt.date]:
    """The Mondays of the last half year, without the week that runs."""
    monday = at.date() - dt.timedelta(days=at.weekday() + 7 * (at.weekday() == 0 and at.time() < EIGHT))
    return [monday - n * WEEK for n in range(WEEKS, 0, -1)]


def _begin(planned: Planned, head: Employee, *, at: dt.datetime) -> Metric:
    return write_metric(
        by=SYSTEM,
        at=at,
        led_by=head,
        name=planned.name,
        about=planned.about,
        measured_for=planned.measured_for,
        read_as=planned.read_as,
        unit=planned.unit,
        low=None if planned.low is None else Decimal(planned.low),
        high=None if planned.high is None else Decimal(planned.high),
    )


def _benches(people: Sequence[Employee], leading: set[int]) -> dict[int, list[Employee]]:
    """Some teams in which five or more work, and who works there, in the order of employee numbers."""
    found: dict[int, list[Employee]] = {}
    for one in people:
        if one.pk not in leading and one.team_id is not None:
            found.setdefault(one.team_id, []).append(one)
    return {team: members for team, members in list(found.items())[: 2 * MOST_TEAMS] if len(members) >= K}


def _subjects(planned: Planned, benches: Mapping[int, list[Employee]]) -> Iterator[tuple[str, dict[str, int]]]:
    """Of what a metric is measured: a name for the dice, and how a row says it."""
    teams = list(benches)[:MOST_TEAMS]
    if planned.measured_for == Grain.ORGANIZATION:
        yield "all", {}
    elif planned.measured_for == Grain.TEAM:
        yield from ((f"team {place}", {"team": team}) for place, team in enumerate(teams))
    else:
        first = benches[teams[0]][:MOST_PEOPLE] if teams else []
        yield from ((one.number, {"employee": one.pk}) for one in first)


def _rows(
    metric: Metric,
    planned: Planned,
    place: int,
    start: dt.date,
    *,
    benches: Mapping[int, list[Employee]],
    seed: int,
    late: bool,
) -> Iterator[Sent]:
    """The numbers of one week."""
    days = {"start": start, "end": start + WEEK - dt.timedelta(days=1)}
    of: dict[str, Any] = {"metric": metric.pk, "source": planned.source}
    for key, named in _subjects(planned, benches):
        dice = random.Random(f"{seed}/metric/{place}/{key}/{start}")
        if dice.random() < MISSING:
            continue
        own = random.Random(f"{seed}/metric/{place}/{key}").uniform(0.85, 1.2)
        level = planned.level * (planned.jump if late else 1.0) * (own if planned.of else 1.0)
        value = max(0.0, dice.gauss(level, level * planned.spread))
        if not planned.of:
            number = Decimal(str(round(value, 1))) if planned.unit else Decimal(round(value))
            yield Sent(numerator=number, **{**of, **named, **days})
            continue
        whole = dice.randint(planned.of * 2 // 3, planned.of * 4 // 3)
        for kind, part in _parts(min(whole, round(value * whole)), planned.kinds, dice):
            counted: dict[str, Any] = {"numerator": Decimal(part), "opportunities": Decimal(whole), "category": kind}
            yield Sent(**{**of, **named, **days, **counted})


def _parts(count: int, kinds: Sequence[str], dice: random.Random) -> Iterator[tuple[str, int]]:
    """A count by kinds, the first of them the most frequent; without kinds it stands for itself."""
    if not kinds:
        yield "", count
        return
    found = Counter(dice.choices(kinds, weights=range(len(kinds), 0, -1), k=count))
    yield from ((kind, found[kind]) for kind in kinds)
