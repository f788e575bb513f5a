"""What varies anyway: the limits of a metric's control chart, from its own values."""

from collections.abc import Sequence
from dataclasses import dataclass

from perfhub.kernel.control import p_chart, xmr

from ..models import Metric
from ..states import Reading
from .measured import Point

SHOWN_FROM = 8  # values: before, limits are mostly noise


@dataclass(frozen=True)
class Limits:
    """The mean and, for each point, between which values it lies as long as nothing has changed."""

    mean: float
    lower: tuple[float, ...]
    upper: tuple[float, ...]

    def outside(self, place: int, value: float) -> bool:
        return not self.lower[place] <= value <= self.upper[place]


def limits_of(metric: Metric, points: Sequence[Point]) -> Limits | None:
    """A p' chart of shares, else mean ± 2.66 mean steps; None while there are fewer than eight values.

    What cannot lie below zero has no limit below zero.
    """
    if len(points) < SHOWN_FROM:
        return None
    if metric.read_as == Reading.SHARE:
        found = p_chart([int(point.count) for point in points], [int(point.of or 0) for point in points])
        return Limits(100 * found.mean, tuple(100 * x for x in found.lower), tuple(100 * x for x in found.upper))
    values = [float(point.value) for point in points]
    single = xmr(values)
    lower = max(single.lower, 0.0) if min(values) >= 0 else single.lower
    return Limits(single.mean, (lower,) * len(values), (single.upper,) * len(values))
