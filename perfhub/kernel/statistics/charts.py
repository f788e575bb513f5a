"""Control charts: what a process does anyway, and what is more than that.

A value outside of its limits says "look here"; it says nothing about anybody's fault.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from . import _checked as checked

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


@dataclass(frozen=True)
class Ewma:
    """The smoothed values, the limits of each, and the indexes (from 0) of those strictly outside of theirs."""

    values: list[float]
    upper: list[float]
    lower: list[float]
    signals: list[int]


@dataclass(frozen=True)
class Cusum:
    """The two sums after each value, and the index (from 0) where one first went above the decision limit."""

    high: list[float]
    low: list[float]
    first_signal: int | None


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


def ewma(values: Sequence[float], target: float, sd: float, lam: float = 0.2, limit: float = 2.7) -> Ewma:
    """Whether a measure has slipped away from its target, by a mean in which older values fade.

    Formula: E_0 = target, E_k = lam x_k + (1-lam) E_{k-1}; limits of E_k = target ± limit sd sqrt(lam/(2-lam)
    (1-(1-lam)^{2k})), k = 1, 2, …. Two-sided, without reset. Where target and sd were estimated from few values, these
    limits are too narrow: see `corrected_ewma_limit`.
    Units: those of the values; limit in standard deviations of E; 0 < lam <= 1 (1 is a Shewhart chart).
    Errors: ValueError on an empty list, NaN or infinity, sd or limit not above 0, lam outside of (0, 1].
    Source: Roberts (1959); Lucas and Saccucci (1990), Technometrics 32, 1-12; NIST/SEMATECH e-Handbook, 6.3.2.4.
    """
    found = checked.numbers(values, "values")
    target, sd = checked.number(target, "target"), checked.positive(sd, "sd")
    lam, limit = fading(lam), checked.positive(limit, "limit")
    smoothed = list(accumulate(found, lambda faded, value: lam * value + (1 - lam) * faded, initial=target))[1:]
    reach = [limit * sd * math.sqrt(spread(lam, k)) for k in range(1, len(found) + 1)]
    upper, lower = [target + r for r in reach], [target - r for r in reach]
    signals = [at for at, now in enumerate(smoothed) if not lower[at] <= now <= upper[at]]
    return Ewma(smoothed, upper, lower, signals)


def cusum(values: Sequence[float], target: float, k: float, h: float) -> Cusum:
    """Whether many small deviations from the target add up to a lasting one, on either side.

    Formula: high_t = max(0, high_{t-1} + x_t - target - k), low_t = max(0, low_{t-1} + target - k - x_t), both from 0
    and without reset; the first signal is where either is strictly above h.
    Units: k (the slack, usually half of the shift that matters) and h (the decision limit, usually 4 or 5 sd) in the
    units of the values.
    Errors: ValueError on an empty list, NaN or infinity, a negative k or h.
    Source: Page (1954); Montgomery, Introduction to Statistical Quality Control, ch. 9.
    """
    found = checked.numbers(values, "values")
    target = checked.number(target, "target")
    k, h = checked.not_negative(k, "k"), checked.not_negative(h, "h")
    high, low = [0.0], [0.0]
    for value in found:
        high.append(max(0.0, high[-1] + value - target - k))
        low.append(max(0.0, low[-1] + target - k - value))
    first = next((at for at, sums in enumerate(zip(high[1:], low[1:], strict=True)) if max(sums) > h), None)
    return Cusum(high[1:], low[1:], first)


def fading(lam: float) -> float:
    """The weight of the newest value, above 0 and at most 1."""
    return checked.within(checked.positive(lam, "lam"), "lam", 0, 1)


def spread(lam: float, k: int) -> float:
    """The variance of the k-th smoothed value, as a share of that of a single value."""
    return lam / (2 - lam) * (1 - (1 - lam) ** (2 * k))


def _mean_step(values: Sequence[float]) -> float:
    return math.fsum(abs(later - value) for value, later in pairwise(values)) / (len(values) - 1)
