"""Control charts with a memory: small deviations that last. Those of single points are in `perfhub.kernel.control`.

A value outside of its limits says "look here"; it says nothing about anybody's fault.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from .. import checked


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
