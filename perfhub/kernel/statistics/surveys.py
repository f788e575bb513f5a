"""What a pulse says: would you recommend us, and how engaged are you?"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from .. import checked
from ._normal import Z95


@dataclass(frozen=True)
class Enps:
    """An employee net promoter score with its uncertainty, all in points of -100..100."""

    score: float
    standard_error: float
    low: float
    high: float


def enps(promoters: int, passives: int, detractors: int, population: int | None = None) -> Enps:
    """How many more people would recommend us (9-10) than warn of us (0-6), in points.

    Formula: score = 100(p - d); standard error = 100 sqrt((p + d - (p-d)²)/n), times sqrt((N-n)/(N-1)) where the n
    answers are out of a known population of N people; low and high = score ± 1.96 standard errors.
    Units: counts in, points out. Low and high are not cut at ±100, so that the interval stays symmetrical. Where
    everybody answered (population = n) nothing is uncertain and the standard error is 0.
    Errors: ValueError if nobody answered, a count is negative or not whole, or more answered than there are people.
    Source: the variance of a difference of multinomial shares; census correction as in Cochran (1977), section 2.6.
    """
    counts = checked.counts([promoters, passives, detractors], "promoters, passives, detractors")
    n = sum(counts)
    if n == 0:
        raise ValueError("Nobody answered: promoters, passives and detractors are all 0.")
    ahead = counts[0] - counts[2]
    variance = (n * (counts[0] + counts[2]) - ahead**2) / n**3
    if population is not None:
        everybody = checked.count(population, "population", at_least=n)
        variance *= (everybody - n) / max(everybody - 1, 1)
    score, error = 100 * ahead / n, 100 * math.sqrt(variance)
    return Enps(score, error, score - Z95 * error, score + Z95 * error)


def engagement_index(answers: Sequence[float]) -> float:
    """How engaged a person (from the answers) or a group (from its persons' indexes) is, on 0..100.

    Formula: the mean; strongly agree .. strongly disagree stand for 100, 75, 50, 25, 0.
    Units: points of 0..100 in and out. A person who left an item out has no index: leave the person out before.
    Errors: ValueError on an empty list, on None, and outside of 0..100.
    Source: Civil Service People Survey, technical guide (engagement index).
    """
    found = [
        checked.within(answer, f"answers[{at}]", 0, 100) for at, answer in enumerate(checked.values(answers, "answers"))
    ]
    return math.fsum(found) / len(found)
