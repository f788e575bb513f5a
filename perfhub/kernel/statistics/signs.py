"""What turns a person's series into a sign: compare with peers, borrow strength, allow for what was estimated, test.

The road of a Signal, each step a function that can be explained to the person it is about:

1. `peer_adjust` removes what happened to everybody: season, a new system, a hard quarter.
2. `moderated_variances` says how much each person's values vary anyway, from all people's and the person's own
   (`pooled_variance` within baseline and window, so that a shift between them does not count as variation).
3. `window_shift_test` asks whether the recent periods are lower than the person's own baseline.
4. `screening.benjamini_hochberg` over the whole run keeps the share of false flags at bay; an effect floor (-0.5 sd)
   keeps out what is certain but too small to matter.

A Prompt, the gentler tier, watches `charts.ewma` of the adjusted values against `corrected_ewma_limit`.
What this finds and what it misses is simulated in tests/kernel/statistics/test_signs.py (`make prove TOPIC=signs`).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median, variance

from scipy.special import digamma, polygamma, stdtr, stdtrit

from .. import checked
from ._normal import below
from .charts import fading, spread

_FLOOR = 1e-5


@dataclass(frozen=True)
class Moderated:
    """For each person, in order, the moderated variance and its degrees of freedom; and the prior they share.

    `prior_df` None: the people's true variances do not differ noticeably, and all get the prior's.
    """

    variances: list[float]
    dfs: list[float]
    prior_variance: float
    prior_df: float | None


@dataclass(frozen=True)
class Shift:
    """How far the window lies from the baseline (negative = below), in the data's units and in sd, and its test."""

    difference: float
    effect: float
    t: float
    p_value: float


def peer_adjust(values: Sequence[Sequence[float | None]]) -> list[list[float | None]]:
    """What remains of each person's values when what happened to the peers in the same period is taken off.

    Formula: a[i][t] = y[i][t] - median over j != i of y[j][t]. One's own value is left out, so that in a small group
    nobody is compared with oneself; the median does not follow the few who really decline.
    Shape: values[person][period], the people of one metric and role family; None where a person was away or excluded.
    The same shape comes out; None stays None, and so does a value without any peer in its period.
    Units: those of the values. Whether there are peers enough (8 or more) is the caller's rule.
    Errors: ValueError on fewer than 2 people, rows of unequal length, an empty row, NaN or infinity.
    """
    rows = [
        [
            None if value is None else checked.number(value, f"values[{person}][{period}]")
            for period, value in enumerate(checked.values(row, f"values[{person}]"))
        ]
        for person, row in enumerate(checked.values(values, "values", at_least=2))
    ]
    checked.alike(**{f"values[{person}]": row for person, row in enumerate(rows)})
    adjusted = [_against_the_others(column) for column in zip(*rows, strict=True)]
    return [list(row) for row in zip(*adjusted, strict=True)]


def _against_the_others(column: Sequence[float | None]) -> list[float | None]:
    """One period: leaving one value out of a sorted list moves its median by at most one place."""
    found: list[float | None] = [None] * len(column)
    present = sorted((value, person) for person, value in enumerate(column) if value is not None)
    others = len(present) - 1
    if others < 1:
        return found
    for place, (value, person) in enumerate(present):
        low, high = (other + (other >= place) for other in ((others - 1) // 2, others // 2))
        found[person] = value - (present[low][0] + present[high][0]) / 2
    return found


def pooled_variance(*spans: Sequence[float]) -> tuple[float, int]:
    """How much values vary within spans of time, whatever lies between the spans; with its degrees of freedom.

    Formula: sum over the spans of squared distances from each span's own mean, divided by df = values - spans.
    Units: squares of the values'. A span of one value adds nothing.
    Errors: ValueError if a span is empty or no span has two values, NaN or infinity.
    """
    found = [checked.numbers(span, f"spans[{at}]") for at, span in enumerate(spans)]
    df = sum(map(len, found)) - len(found)
    if df == 0:
        raise ValueError("A variance needs a span of at least 2 values.")
    return math.fsum(variance(span) * (len(span) - 1) for span in found if len(span) > 1) / df, df


def moderated_variances(variances: Sequence[float], dfs: Sequence[int]) -> Moderated:
    """How much each person's values vary anyway: the own variance, drawn toward what is usual among all people.

    A dozen months say little about somebody's variance; one that is low by luck would make a Signal out of nothing.

    Formula: (d0 s0² + d s²)/(d0 + d). The prior (d0, s0²) is fitted by moments to e = log s² - digamma(d/2) + log(d/2):
    trigamma(d0/2) = var(e) - mean trigamma(d/2), s0² = exp(mean(e) + digamma(d0/2) - log(d0/2)); where var(e) is not
    larger than chance, d0 is without bound, and every moderated variance is s0² = exp(mean(e)). Degrees of freedom of
    the result: d0 + d, at most the sum of all d, since the people together know no more than that. Variances below
    1/100,000 of the median (somebody always wrote the same number) count as that in the fit.
    Units: squares of the data's; dfs = number of values - 1, at least 1, may differ between people.
    Errors: ValueError on fewer than 2 people, lists of unequal length, a negative variance, no variance above 0, dfs
    not whole or below 1, NaN or infinity.
    Source: Smyth (2004), Statistical Applications in Genetics and Molecular Biology 3(1), article 3, section 6.
    """
    given = checked.values(variances, "variances", at_least=2)
    own = [checked.not_negative(value, f"variances[{at}]") for at, value in enumerate(given)]
    freedom = checked.counts(dfs, "dfs", at_least=2, each=1)
    checked.alike(variances=own, dfs=freedom)
    usual = median(own) or max(own)
    if not usual:
        raise ValueError("Nobody's values vary at all: there is no scale for chance.")
    e = [
        math.log(max(s2, _FLOOR * usual)) - float(digamma(d / 2)) + math.log(d / 2)
        for s2, d in zip(own, freedom, strict=True)
    ]
    middle = math.fsum(e) / len(e)
    noise = math.fsum(float(polygamma(1, d / 2)) for d in freedom) / len(e)
    excess = math.fsum((value - middle) ** 2 for value in e) / (len(e) - 1) - noise
    everything = float(sum(freedom))
    if excess <= 0:
        prior = math.exp(middle)
        return Moderated([prior] * len(own), [everything] * len(own), prior, None)
    d0 = 2 * _trigamma_inverse(excess)
    prior = math.exp(middle + float(digamma(d0 / 2)) - math.log(d0 / 2))
    moderated = [(d0 * prior + d * s2) / (d0 + d) for s2, d in zip(own, freedom, strict=True)]
    return Moderated(moderated, [min(d0 + d, everything) for d in freedom], prior, d0)


def _trigamma_inverse(y: float) -> float:
    """The x with trigamma(x) = y, by Newton's method on 1/trigamma: convex, so from above it only comes closer."""
    x, step = 0.5 + 1 / y, -math.inf
    while -step > 1e-12 * x:
        now = float(polygamma(1, x))
        step = now * (1 - now / y) / float(polygamma(2, x))
        x += step
    return x


def corrected_ewma_limit(
    target: float, sd: float, df: float, baseline: int, periods: int, lam: float = 0.2, limit: float = 2.7
) -> list[float]:
    """How low each smoothed value may go before one should look, if target and sd were themselves estimated.

    The limits of `charts.ewma` take target and sd for known; from a dozen baseline values they are not, and four times
    as many people would be looked at for nothing.

    Formula: target - T sd sqrt(lam/(2-lam) (1-(1-lam)^{2k}) + (1-(1-lam)^k)²/m) for k = 1 .. periods; m values of
    baseline; T = Student's t quantile with df at the tail Phi(-limit). Compare with `charts.ewma(…).values`, E_0 =
    target = the mean of the baseline. Where high is bad, turn the sign of the values.
    Units: those of the values; sd = root of the moderated variance, df its degrees of freedom. One limit per period.
    Errors: ValueError if sd, df or limit is not above 0, lam outside of (0, 1], baseline or periods not whole or below
    1, NaN or infinity.
    Source: the variance of E_k - mean of the baseline, both from independent normal values; t for an estimated sd.
    """
    target, sd, df = checked.number(target, "target"), checked.positive(sd, "sd"), checked.positive(df, "df")
    m, length = checked.count(baseline, "baseline", at_least=1), checked.count(periods, "periods", at_least=1)
    lam, limit = fading(lam), checked.positive(limit, "limit")
    t = -float(stdtrit(df, below(-limit)))
    return [target - t * sd * math.sqrt(spread(lam, k) + (1 - (1 - lam) ** k) ** 2 / m) for k in range(1, length + 1)]


def window_shift_test(baseline: Sequence[float], window: Sequence[float], sd: float, df: float) -> Shift:
    """Whether a person's recent values are lower than the own baseline by more than chance.

    Formula: t = (mean of window - mean of baseline) / (sd sqrt(1/w + 1/m)); p_value = P(T <= t), one-sided, Student's t
    with df; effect = difference/sd.
    Units: those of the values; sd = root of the moderated variance, df its degrees of freedom. Baseline and window do
    not overlap; periods without a value are left out before. Where high is bad, turn the sign of the values.
    Errors: ValueError on an empty baseline or window, NaN or infinity, sd or df not above 0.
    Source: the moderated t of Smyth (2004), for one person's two spans of time.
    """
    before, now = checked.numbers(baseline, "baseline"), checked.numbers(window, "window")
    sd, df = checked.positive(sd, "sd"), checked.positive(df, "df")
    difference = math.fsum(now) / len(now) - math.fsum(before) / len(before)
    t = difference / (sd * math.sqrt(1 / len(now) + 1 / len(before)))
    return Shift(difference, difference / sd, t, float(stdtr(df, t)))
