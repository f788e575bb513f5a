"""Limits of control charts: what a process does anyway, and what is more than that.

Plain arithmetic, so that pages may ask for it; what needs more stands in `perfhub.kernel.statistics`, which workers
alone load. A value outside of its limits says "look here"; it says nothing about anybody's fault.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from . import checked

_SIGMAS = 3
_D2 = 1.128  # the mean distance of two normal values, in sd
_XMR_LIMIT = 2.66  # 3/d2
_XMR_RANGE = 3.267  # D4 of ranges of two


@dataclass(frozen=True)
class PChart:
    """The mean share, the limits of each point, and how much more (or less) the points vary than chance (raw)."""

    mean: float
    upper: list[float]
    lower: list[float]
    sigma_z: float


@dataclass(frozen=True)
class Xmr:
    """The mean, the mean step from point to point, the limits of the points and the limit of the steps."""

    mean: float
    mean_moving_range: float
    lower: float
    upper: float
    upper_moving_range: float


def p_chart(counts: Sequence[int], opportunities: Sequence[int]) -> PChart:
    """Between which shares each period's errors per opportunity lie as long as nothing has changed.

    Formula: mean = sum of counts / sum of opportunities; limits = mean ± 3 sqrt(mean(1-mean)/n_t) max(1, sigma_z), cut
    at 0 and 1; sigma_z = mean |z_t - z_{t-1}| / 1.128 with z_t = (p_t - mean)/sqrt(mean(1-mean)/n_t) (Laney p'). The
    limits are never narrower than chance, while sigma_z is given as it is found. Where nothing or everything was
    counted, the limits are the mean and sigma_z is 0.
    Units: counts in; shares (0..1) out; one limit for each period, in order.
    Errors: ValueError on fewer than 2 periods, lists of unequal length, a period without opportunities, a count that is
    negative, not whole or above its opportunities.
    Source: Shewhart; Laney (2002), Quality Engineering 14, 531-537.
    """
    sizes = checked.counts(opportunities, "opportunities", at_least=2, each=1)
    given = checked.values(counts, "counts", at_least=2)
    checked.alike(counts=given, opportunities=sizes)
    found = [
        checked.part(count, f"counts[{at}]", size, f"opportunities[{at}]")
        for at, (count, size) in enumerate(zip(given, sizes, strict=True))
    ]
    mean = sum(found) / sum(sizes)
    if mean in (0, 1):
        return PChart(mean, [mean] * len(found), [mean] * len(found), 0.0)
    errors = [math.sqrt(mean * (1 - mean) / size) for size in sizes]
    z = [(count / size - mean) / error for count, size, error in zip(found, sizes, errors, strict=True)]
    sigma_z = _mean_step(z) / _D2
    reach = [_SIGMAS * error * max(1.0, sigma_z) for error in errors]
    upper, lower = [min(mean + r, 1.0) for r in reach], [max(mean - r, 0.0) for r in reach]
    return PChart(mean, upper, lower, sigma_z)


def xmr(values: Sequence[float]) -> Xmr:
    """Between which values a single measure lies as long as nothing has changed, judged by its steps.

    Formula: mean ± 2.66 mMR, where mMR is the mean of |x_t - x_{t-1}|; a step above 3.267 mMR is one too many.
    Units: those of the values; the lower limit is not cut at 0.
    Errors: ValueError on fewer than 2 values, NaN or infinity.
    Source: Wheeler and Chambers (1992), Understanding Statistical Process Control; Shewhart's constants.
    """
    found = checked.numbers(values, "values", at_least=2)
    mean, step = math.fsum(found) / len(found), _mean_step(found)
    return Xmr(mean, step, mean - _XMR_LIMIT * step, mean + _XMR_LIMIT * step, _XMR_RANGE * step)


def _mean_step(values: Sequence[float]) -> float:
    return math.fsum(abs(later - value) for value, later in pairwise(values)) / (len(values) - 1)
