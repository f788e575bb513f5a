"""Does an outcome fall on two groups alike, and is something more frequent here than elsewhere?"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import scipy  # its `stats` takes a second and 50 MB, and is loaded where it is asked for

from .. import checked
from ._normal import Z95, two_sided


@dataclass(frozen=True)
class Impact:
    """The ratio of two rates with its 95 % limits (None where there are none), and two tests of their difference."""

    ratio: float
    z: float
    p_value: float
    fisher_p: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Over:
    """How likely so many marked people are by chance alone, and how many times the expected share they are."""

    p_value: float
    lift: float


def impact_ratio(selected: Sequence[int], total: Sequence[int]) -> Impact:
    """How the first group's rate of an outcome compares with the second's: the four-fifths rule, with its uncertainty.

    The tests may disagree, most of all in small groups: show both, and call a low ratio without support "insufficient
    evidence". Where the outcome is a bad one, look at its own rate too, not only at the rate of those spared.

    Formula: ratio = r1/r2; z = (r1 - r2)/sqrt(r(1-r)(1/n1 + 1/n2)) with the pooled rate r, no continuity correction;
    p_value two-sided from z; fisher_p two-sided, exact; limits exp(ln ratio ± 1.96 sqrt(1/x1 - 1/n1 + 1/x2 - 1/n2)).
    Units: counts in, for two groups: [x1, x2], [n1, n2]. Nobody of the first selected: ratio 0, no limits. Everybody of
    both: ratio 1, z 0, p 1, limits 1.
    Errors: ValueError if there are not two groups, one is empty, a count is negative, not whole or above its total, or
    nobody of the second group was selected, so that there is no ratio.
    Source: UGESP (29 CFR 1607.4 D) and its Questions and Answers; Katz et al. (1978), Biometrics 34, 469-474.
    """
    given = checked.values(selected, "selected", at_least=2)
    sizes = checked.counts(total, "total", at_least=2, each=1)
    checked.alike(selected=given, total=sizes)
    if len(sizes) > 2:
        raise ValueError(f"Two groups are compared, not {len(sizes)}.")
    n1, n2 = sizes
    x1, x2 = (
        checked.part(given[0], "selected[0]", n1, "total[0]"),
        checked.part(given[1], "selected[1]", n2, "total[1]"),
    )
    if x2 == 0:
        raise ValueError("Nobody of the second group was selected, so that there is no ratio.")
    ratio, pooled = (x1 / n1) / (x2 / n2), (x1 + x2) / (n1 + n2)
    z = (x1 / n1 - x2 / n2) / math.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2)) if pooled < 1 else 0.0
    fisher = min(float(scipy.stats.fisher_exact([[x1, n1 - x1], [x2, n2 - x2]]).pvalue), 1.0)
    low = high = None
    if x1:
        reach = math.exp(Z95 * math.sqrt((n1 - x1) / (n1 * x1) + (n2 - x2) / (n2 * x2)))
        low, high = ratio / reach, ratio * reach
    return Impact(ratio, z, two_sided(z), fisher, low, high)


def overrepresentation(population: int, marked: int, drawn: int, marked_drawn: int) -> Over:
    """Whether a unit (`drawn`) holds more people with a mark, say a skill gap, than the whole organization suggests.

    Formula: p_value = P(X >= marked_drawn) for X hypergeometric (drawn without replacement out of the population);
    lift = (marked_drawn/drawn)/(marked/population).
    Units: counts in; the population includes the drawn. Lift 1 = as everywhere.
    Errors: ValueError if a count is negative or not whole, a part is larger than its whole (also: more unmarked people
    drawn than there are), or nobody is marked or drawn, so that nothing can be compared.
    Source: the hypergeometric test (Fisher); scipy.stats.hypergeom.
    """
    population = checked.count(population, "population", at_least=1)
    marked = checked.part(checked.count(marked, "marked", at_least=1), "marked", population, "population")
    drawn = checked.part(checked.count(drawn, "drawn", at_least=1), "drawn", population, "population")
    found = checked.part(marked_drawn, "marked_drawn", min(marked, drawn), "marked or drawn")
    checked.part(drawn - found, "drawn without marked_drawn", population - marked, "population without marked")
    p_value = float(scipy.stats.hypergeom.sf(found - 1, population, marked, drawn))
    return Over(min(p_value, 1.0), (found / drawn) / (marked / population))
