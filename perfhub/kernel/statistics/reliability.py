"""How far a rating can be trusted: whether raters agree, and by how much a score may be off."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import variance

from .. import checked


@dataclass(frozen=True)
class Icc:
    """The six intraclass correlations of Shrout and Fleiss: of one rater's rating, then of the mean of all k raters.

    1: each person has other raters; 2: the same raters, drawn from many; 3: the same raters, and only these count.
    None where the formula divides by 0, as it does where the raters' means tell no two persons apart.
    """

    icc1: float | None
    icc2: float | None
    icc3: float | None
    icc1k: float | None
    icc2k: float | None
    icc3k: float | None


def icc(ratings: Sequence[Sequence[float]]) -> Icc:
    """Which share of the differences between ratings is due to the persons rated, and not to who rated them.

    Formula: mean squares between persons (B), within persons (W), between raters (J) and of the rest (E) for n persons
    and k raters: (B-W)/(B+(k-1)W), (B-E)/(B+(k-1)E+k(J-E)/n), (B-E)/(B+(k-1)E); of means (B-W)/B, (B-E)/(B+(J-E)/n),
    (B-E)/B. Not cut at 0: a negative value says that persons differ less than chance would have it. Computed in exact
    fractions, so that "no variation" is a fact and not a matter of rounding.
    Shape: ratings[person][rater], complete; at least 2 persons and 2 raters. Units: any.
    Errors: ValueError on an empty list, rows of unequal length, fewer than 2 of either, NaN or infinity, and if all
    ratings are equal.
    Source: Shrout and Fleiss (1979), Psychological Bulletin 86, 420-428.
    """
    rows = [
        [Fraction(rating) for rating in checked.numbers(row, f"ratings[{at}]", at_least=2)]
        for at, row in enumerate(checked.values(ratings, "ratings", at_least=2))
    ]
    checked.alike(**{f"ratings[{at}]": row for at, row in enumerate(rows)})
    n, k = len(rows), len(rows[0])
    means = [_mean(row) for row in rows]
    middle = _mean(means)
    whole = _squares(rating - middle for row in rows for rating in row)
    if not whole:
        raise ValueError("All ratings are equal: they say nothing about persons or raters.")
    persons = k * _squares(mean - middle for mean in means)
    raters = n * _squares(_mean(column) - middle for column in zip(*rows, strict=True))
    b, w = persons / (n - 1), (whole - persons) / (n * (k - 1))
    j, e = raters / (k - 1), (whole - persons - raters) / ((n - 1) * (k - 1))
    return Icc(
        icc1=_ratio(b - w, b + (k - 1) * w),
        icc2=_ratio(b - e, b + (k - 1) * e + k * (j - e) / n),
        icc3=_ratio(b - e, b + (k - 1) * e),
        icc1k=_ratio(b - w, b),
        icc2k=_ratio(b - e, b + (j - e) / n),
        icc3k=_ratio(b - e, b),
    )


def _mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction()) / len(values)


def _squares(values: Iterable[Fraction]) -> Fraction:
    return sum((value * value for value in values), Fraction())


def _ratio(part: Fraction, whole: Fraction) -> float | None:
    return float(part / whole) if whole else None


def spearman_brown(reliability: float, k: float) -> float:
    """How reliable the mean of k raters (or of a test k times as long) is, if one has this reliability.

    Formula: k r/(1 + (k-1) r).
    Units: reliability 0..1 in and out; k above 0, not necessarily whole: .5 asks for half a test.
    Errors: ValueError if the reliability is outside 0..1 or k not above 0.
    Source: Spearman (1910); Brown (1910), British Journal of Psychology 3.
    """
    r, k = checked.probability(reliability, "reliability"), checked.positive(k, "k")
    return k * r / ((1 - r) + k * r)


def standard_error_of_measurement(sd: float, reliability: float) -> float:
    """By how much a person's score is off by chance, typically; show ±1.96 of it beside the score.

    Formula: sd sqrt(1 - r). Two scores closer than 1.96 sqrt(2) of it cannot be told apart.
    Units: those of the score; sd is that of the scores of all persons.
    Errors: ValueError if sd is negative or the reliability outside 0..1.
    Source: Lord and Novick (1968), Statistical Theories of Mental Test Scores.
    """
    spread = checked.not_negative(sd, "sd")
    return spread * math.sqrt(1 - checked.probability(reliability, "reliability"))


def agreement_rwg(ratings: Sequence[float], points: int) -> float:
    """How far raters of one person agree, compared with raters who answer at random; 1 = entirely.

    Formula: 1 - s²/((A² - 1)/12), s² with n-1, A = points of the scale. Below 0 they differ more than at random: not
    cut, as that is worth a conversation.
    Units: ratings on a scale 1..points.
    Errors: ValueError on fewer than 2 ratings, a rating outside the scale, points not whole or below 2.
    Source: James, Demaree and Wolf (1984), Journal of Applied Psychology 69, 85-98.
    """
    scale = checked.count(points, "points", at_least=2)
    given = checked.values(ratings, "ratings", at_least=2)
    found = [checked.within(rating, f"ratings[{at}]", 1, scale) for at, rating in enumerate(given)]
    return 1 - variance(found) / ((scale**2 - 1) / 12)
