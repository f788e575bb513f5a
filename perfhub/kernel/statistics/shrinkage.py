"""Small teams' means are drawn toward the organization's, as far as chance alone would spread them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from .. import checked


@dataclass(frozen=True)
class Shrinkage:
    """The common mean, the true variance between groups, and for each group mu's share and the shrunk mean."""

    mu: float
    tau2: float
    weights: list[float]
    shrunk: list[float]


def shrink_means(means: Sequence[float], sizes: Sequence[int], within_sd: float) -> Shrinkage:
    """The best guess of each team's true mean: its own, drawn toward all teams' the more, the fewer answered.

    Formula: v = within_sd²/n; tau2 by DerSimonian and Laird with weights 1/v: (Q - (G-1)) / (sum w - sum w²/sum w), at
    least 0; mu = mean weighted by 1/(v + tau2); weights B = v/(v + tau2), the share given to mu; shrunk = B mu +
    (1-B) mean. With tau2 = 0 the teams differ by no more than chance, and every shrunk mean is mu.
    Units: those of the means; sizes are numbers of answers; order of the groups kept. Uncertainty of a true mean:
    sd = sqrt(tau2 v/(tau2 + v)).
    Errors: ValueError on fewer than 2 groups, lists of unequal length, NaN or infinity, a size that is 0, negative or
    not whole, within_sd not above 0.
    Source: DerSimonian and Laird (1986), Controlled Clinical Trials 7, 177-188; Efron and Morris (1975), JASA 70.
    """
    found = checked.numbers(means, "means", at_least=2)
    answers = checked.counts(sizes, "sizes", at_least=2, each=1)
    checked.alike(means=found, sizes=answers)
    variance = checked.positive(within_sd, "within_sd") ** 2
    errors = [variance / n for n in answers]
    tau2 = _between(found, errors)
    mu = _weighted(found, [1 / (error + tau2) for error in errors])
    weights = [error / (error + tau2) for error in errors]
    shrunk = [share * mu + (1 - share) * mean for share, mean in zip(weights, found, strict=True)]
    return Shrinkage(mu, tau2, weights, shrunk)


def _between(means: Sequence[float], errors: Sequence[float]) -> float:
    """The variance of the true means, by the method of moments."""
    precisions = [1 / error for error in errors]
    total = math.fsum(precisions)
    middle = _weighted(means, precisions)
    q = math.fsum(w * (mean - middle) ** 2 for w, mean in zip(precisions, means, strict=True))
    scale = total - math.fsum(w * w for w in precisions) / total
    return max(0.0, (q - (len(means) - 1)) / scale)


def _weighted(values: Sequence[float], weights: Sequence[float]) -> float:
    return math.fsum(w * value for w, value in zip(weights, values, strict=True)) / math.fsum(weights)
