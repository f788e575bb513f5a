"""Looking at thousands of people at once without accusing dozens of blameless ones."""

import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from .. import checked

_ROUNDING = 8 * sys.float_info.epsilon


@dataclass(frozen=True)
class Screening:
    """For each test, in the order given: whether it is flagged, and the smallest q at which it would be."""

    rejected: list[bool]
    q_values: list[float]


def benjamini_hochberg(p_values: Sequence[float], q: float) -> Screening:
    """Which of many tests to flag, so that on average at most the share q of the flags is false.

    Formula: with p_(1) <= … <= p_(m), flag 1..k for the largest k with p_(k) <= k q/m (step-up; equality flags, and
    what equals q but for the rounding of floats counts as equal). q-value of i = min over j >= i of m p_(j)/j, which
    is never above 1; a test is flagged if and only if its q-value is at most q.
    Units: probabilities. Independent or positively dependent tests; discrete p-values only make it more careful.
    Errors: ValueError if a p is outside 0..1 or q not strictly inside. An empty list is fine: nobody, nothing flagged.
    Source: Benjamini and Hochberg (1995), JRSS B 57, 289-300; q-values: Storey (2002) with pi0 = 1.
    """
    found = checked.probabilities(p_values, "p_values", at_least=0)
    q = checked.between(q, "q", 0, 1)
    m, smallest = len(found), 1.0
    q_values = [smallest] * m
    ascending = sorted(range(m), key=found.__getitem__)
    for rank in range(m, 0, -1):
        at = ascending[rank - 1]
        smallest = min(smallest, found[at] * (m / rank))
        if math.isclose(smallest, q, rel_tol=_ROUNDING):
            smallest = q
        q_values[at] = smallest
    return Screening([value <= q for value in q_values], q_values)


def poisson_binomial_tail(probabilities: Sequence[float], observed: int) -> float:
    """How likely at least `observed` of these independent events are, each with its own probability.

    For somebody's missed goals: each goal's probability is the share of comparable goals that others missed.

    Formula: the exact distribution of the sum, built up event by event; P(X >= observed). For equal probabilities it is
    the binomial tail.
    Units: probabilities in and out; observed a whole number 0..n. O(n²).
    Errors: ValueError on an empty list, a probability outside 0..1, observed not whole, negative or above n.
    Source: Hong (2013), Computational Statistics & Data Analysis 59, 41-51 (recursive formula).
    """
    found = checked.probabilities(probabilities, "probabilities")
    observed = checked.part(observed, "observed", len(found), "the number of probabilities")
    if observed == 0:
        return 1.0
    chances = [1.0]  # of 0, 1, 2, … events among those seen so far
    for p in found:
        chances = [stays * (1 - p) + comes * p for stays, comes in zip([*chances, 0.0], [0.0, *chances], strict=True)]
    return min(math.fsum(chances[observed:]), 1.0)
