"""What was measured, period by period: one value for each, whatever sources and kinds it was sent in."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from itertools import groupby

from django.db.models import F, QuerySet, Window
from django.db.models.functions import DenseRank

from ..models import Measurement, Metric
from ..states import Band, Reading

PLACES = Decimal("0.0001")
Subject = tuple[int, int | None, int | None]  # the keys of the metric, and of the team or the person

COLUMNS = (
    *("metric", "team", "employee", "period_end", "period_start", "pk"),
    *("source", "category", "numerator", "opportunities"),
)


@dataclass(frozen=True)
class Point:
    """The value of one period. `count` of, or for, `of` opportunities where there are such."""

    start: dt.date
    end: dt.date
    count: Decimal
    of: Decimal | None
    value: Decimal
    source: str
    other_sources: int

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1

    def band(self, metric: Metric) -> Band | None:
        """Where it lies; nothing where the metric has no band."""
        if metric.low is None and metric.high is None:
            return None
        if metric.low is not None and self.value < metric.low:
            return Band.BELOW
        return Band.ABOVE if metric.high is not None and self.value > metric.high else Band.WITHIN


def value_of(read_as: str, count: Decimal, of: Decimal | None) -> Decimal:
    """What a count comes to: itself, per cent of its opportunities, or so many for each of them."""
    if read_as == Reading.NUMBER or of is None:
        return count
    whole = 100 if read_as == Reading.SHARE else 1
    return (whole * count / of).quantize(PLACES, ROUND_HALF_EVEN)


def newest_periods(rows: QuerySet[Measurement], *, periods: int) -> QuerySet[Measurement]:
    """Of each subject only what was measured in the newest periods."""
    place = Window(
        DenseRank(),
        partition_by=[F("metric"), F("team"), F("employee")],
        order_by=[F("period_end").desc(), F("period_start").desc()],
    )
    return rows.standing().annotate(place=place).filter(place__lte=periods)


def points_by_subject(
    rows: QuerySet[Measurement], *, readings: dict[int, str], periods: int
) -> dict[Subject, list[Point]]:
    """The values of the newest periods of each subject, the oldest first; one statement.

    Of one period the number without a category is the whole; where there is none, the kinds are added up. Where two
    sources say something of the same period, who spoke last counts: nothing is counted twice.
    """
    found: dict[Subject, list[Point]] = defaultdict(list)
    ordered = newest_periods(rows, periods=periods).order_by(
        *("metric", "team", "employee", "period_end", "period_start", "source", "pk")
    )
    told = ordered.values_list(*COLUMNS)
    for key, of_period in groupby(told.iterator(chunk_size=5000), key=lambda row: row[:5]):
        metric, team, employee, end, start = key
        sources = list(_by_source(of_period))
        _newest, source, count, of = max(sources)
        value = value_of(readings[metric], count, of)
        found[metric, team, employee].append(Point(start, end, count, of, value, source, len(sources) - 1))
    return found


def _by_source(rows: Iterable[tuple]) -> Iterator[tuple[int, str, Decimal, Decimal | None]]:
    for source, its in groupby(rows, key=lambda row: row[6]):
        said = list(its)
        whole = [row[8] for row in said if not row[7]]
        known = [row[9] for row in said if row[9] is not None]
        newest = max(row[5] for row in said)
        yield newest, source, whole[0] if whole else sum(row[8] for row in said), max(known) if known else None


def points_of(
    metric: Metric, *, team: int | None = None, employee: int | None = None, periods: int = 60
) -> list[Point]:
    """The values of one subject, the oldest first, of periods about as long as the newest: a day is no month.

    Whoever asks has been let in by `access`.
    """
    rows = Measurement.objects.filter(metric=metric, team=team, employee=employee)
    found = points_by_subject(rows, readings={metric.pk: metric.read_as}, periods=periods)
    points = found.get((metric.pk, team, employee), [])
    return [point for point in points if points[-1].days <= 2 * point.days <= 4 * points[-1].days]
