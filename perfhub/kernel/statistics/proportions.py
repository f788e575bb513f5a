"""Shares of people, and how far apart two shares are."""

import math

from .. import checked
from ._normal import half_width


def wilson_interval(successes: int, n: int, confidence: float = 0.95) -> tuple[float, float]:
    """Between which shares the true one lies, when `successes` of `n` were counted.

    Unlike the textbook interval it stays inside 0..1 and keeps its promise for few people, for none and for all.

    Formula: (p + z²/2n ± z sqrt(p(1-p)/n + z²/4n²)) / (1 + z²/n), p = successes/n, no continuity correction.
    Units: counts in, shares (0..1) out, as (low, high). 0 successes give a low of exactly 0, n a high of exactly 1.
    Errors: ValueError if n is 0, a count is negative or not whole, successes > n, or confidence is not inside 0..1.
    Source: Wilson (1927); Newcombe (1998), Statistics in Medicine 17, 857-872, method 3.
    """
    n = checked.count(n, "n", at_least=1)
    successes = checked.part(successes, "successes", n, "n")
    z2 = half_width(checked.between(confidence, "confidence", 0, 1)) ** 2
    centre = successes + z2 / 2
    reach = math.sqrt(z2 * (successes * (n - successes) / n + z2 / 4))
    low = (centre - reach) / (n + z2) if successes else 0.0
    high = (centre + reach) / (n + z2) if successes < n else 1.0
    return max(low, 0.0), min(high, 1.0)


def newcombe_difference(x1: int, n1: int, x2: int, n2: int) -> tuple[float, float]:
    """Between which values the true difference of two shares, x1/n1 - x2/n2, lies (95 %).

    Formula: d - sqrt((p1-l1)² + (u2-p2)²) .. d + sqrt((u1-p1)² + (p2-l2)²), where (l, u) are the Wilson intervals of
    the two shares; hybrid score, no continuity correction.
    Units: counts in, a difference of shares (-1..1) out, as (low, high).
    Errors: ValueError as for `wilson_interval`.
    Source: Newcombe (1998), Statistics in Medicine 17, 873-890, method 10.
    """
    n1, n2 = checked.count(n1, "n1", at_least=1), checked.count(n2, "n2", at_least=1)
    p1, p2 = checked.part(x1, "x1", n1, "n1") / n1, checked.part(x2, "x2", n2, "n2") / n2
    (low1, high1), (low2, high2) = wilson_interval(x1, n1), wilson_interval(x2, n2)
    low = p1 - p2 - math.hypot(p1 - low1, high2 - p2)
    high = p1 - p2 + math.hypot(high1 - p1, p2 - low2)
    return max(low, -1.0), min(high, 1.0)
