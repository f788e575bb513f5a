"""Is it going up or down, and how fast? Without assuming any distribution, and not led astray by one odd value."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import scipy  # and its `stats` where it is asked for

from .. import checked
from ._normal import below

_EXACT_UP_TO = 10


@dataclass(frozen=True)
class MannKendall:
    """How far a series goes one way; `exact` says whether the p-values were counted or approximated."""

    s: int
    variance: float
    z: float
    tau: float
    p_decreasing: float
    p_increasing: float
    exact: bool


@dataclass(frozen=True)
class TheilSen:
    """The median slope per step of the series, and its 95 % limits."""

    slope: float
    low: float
    high: float


def mann_kendall(values: Sequence[float]) -> MannKendall:
    """Whether a series goes down, or up, more steadily than chance would have it.

    Formula: S = number of pairs that rise minus number that fall; variance = (n(n-1)(2n+5) - sum t(t-1)(2t+5))/18 over
    groups of t equal values; z = (S - sign S)/sd (0 when S is 0); tau = S/(n(n-1)/2), always from this same S.
    One-sided p-values: p_decreasing = P(S' <= S), p_increasing = P(S' >= S), where S' is of a shuffled series. Counted
    over all orders when n <= 10 and no two values are equal (exact), else Phi(z) and 1 - Phi(z). All equal: z = 0 and
    both .5.
    Units: any; only the order of the values matters. At least 2 values; no exact p can be below 1/n!.
    Errors: ValueError on fewer than 2 values, NaN or infinity.
    Source: Mann (1945); Kendall (1975), Rank Correlation Methods, ch. 4.
    """
    found = checked.numbers(values, "values", at_least=2)
    n = len(found)
    pairs = n * (n - 1) // 2
    s = sum((later > value) - (later < value) for at, value in enumerate(found) for later in found[at + 1 :])
    tied = sum(t * (t - 1) * (2 * t + 5) for t in Counter(found).values())
    variance = (n * (n - 1) * (2 * n + 5) - tied) / 18
    sign = (s > 0) - (s < 0)
    z = (s - sign) / math.sqrt(variance) if s else 0.0
    exact = n <= _EXACT_UP_TO and len(set(found)) == n
    if exact:
        orders = _orders_by_falls(n)
        falls = (pairs - s) // 2
        down = sum(orders[falls:]) / math.factorial(n)
        up = sum(orders[: falls + 1]) / math.factorial(n)
    else:
        down, up = below(z), below(-z)
    return MannKendall(s, variance, z, s / pairs, down, up, exact)


def _orders_by_falls(n: int) -> list[int]:
    """Of the n! orders of n different values, how many have 0, 1, 2, … falling pairs (Mahonian numbers)."""
    orders = [1]
    for size in range(2, n + 1):
        # The newest, largest value may stand before 0 … size-1 of the others, and falls to each of them.
        length = len(orders) + size - 1
        orders = [sum(orders[max(0, falls - size + 1) : falls + 1]) for falls in range(length)]
    return orders


def theil_sen(values: Sequence[float]) -> TheilSen:
    """How much a series changes per step: the median of the slopes between all pairs of its values.

    Formula: median of (x_j - x_i)/(j - i) over all i < j; the 95 % limits are the slopes at the ranks which Kendall's S
    leaves open (Sen), with the variance corrected for ties.
    Units: those of the values, per step; the steps are 0, 1, 2, …. At least 2 values.
    Errors: ValueError on fewer than 2 values, NaN or infinity.
    Source: Theil (1950); Sen (1968), JASA 63, 1379-1389; scipy.stats.theilslopes.
    """
    found = scipy.stats.theilslopes(checked.numbers(values, "values", at_least=2), alpha=0.95)
    return TheilSen(float(found.slope), float(found.low_slope), float(found.high_slope))
