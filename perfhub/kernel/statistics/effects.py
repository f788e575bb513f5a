"""Did it help? Compared with what would have happened anyway."""

import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import correlation, variance

import numpy as np
from scipy.special import owens_t, stdtr, stdtrit

from .. import checked
from ._normal import quantile

_ROUNDING = 8 * sys.float_info.epsilon


@dataclass(frozen=True)
class Effect:
    """How much more the treated changed than the others, with Welch's standard error, test and 95 % limits."""

    estimate: float
    standard_error: float
    df: float
    p_value: float
    low: float
    high: float


@dataclass(frozen=True)
class Its:
    """Level and slope before, and the change of both at the intervention; the standard errors in the same order."""

    intercept: float
    slope: float
    level_change: float
    slope_change: float
    standard_errors: list[float]


def limits(estimate: float, standard_error: float, df: float) -> tuple[float, float]:
    """95 % limits of an estimate.

    Formula: estimate ± t(0.975, df) standard_error. Units: those of the estimate.
    Errors: ValueError on NaN or infinity, a negative standard error, df not above 0.
    Source: Student (1908), Biometrika 6, 1-25.
    """
    centre, error = checked.number(estimate, "estimate"), checked.not_negative(standard_error, "standard_error")
    reach = -float(stdtrit(checked.positive(df, "df"), 0.025)) * error
    return centre - reach, centre + reach


def return_to_usual(values: Sequence[float], window: int = 4) -> float:
    """By how much a series that was acted upon for its last values will go back to its usual by itself.

    Formula: (1 - r)(mean - mean of the last `window`), r the correlation of each value with the next one, kept within
    0..1; the mean is of the values before the window. What is usual again needs no cause.
    Units: those of the values; positive where the last values were low.
    Errors: ValueError on fewer than window + 3 values, a window below 1, NaN or infinity.
    Source: Barnett, van der Pols and Dobson (2005), International Journal of Epidemiology 34, 215-220.
    """
    size = checked.count(window, "window", at_least=1)
    found = checked.numbers(values, "values", at_least=size + 3)
    earlier, last = found[:-size], found[-size:]
    mean = math.fsum(earlier) / len(earlier)
    off = [value - mean for value in earlier]
    spread = math.fsum(value * value for value in off)
    r = math.fsum(one * other for one, other in pairwise(off)) / spread if spread else 0.0
    return (1 - min(1.0, max(0.0, r))) * (mean - math.fsum(last) / size)


def regression_to_mean(selected_fraction: float, reliability: float, sd: float = 1.0) -> float:
    """By how much those who were chosen for their low scores will improve without anybody doing anything.

    Formula: (1 - rho) sd phi(z)/selected_fraction, with Phi(-z) = selected_fraction: the mean of the lowest share of a
    normal distribution, of which only rho lasts until the next measurement.
    Units: those of sd; a gain, never negative. The best who are chosen for their height fall by as much.
    Errors: ValueError if selected_fraction is not strictly inside 0..1, the reliability outside 0..1, sd negative.
    Source: Barnett, van der Pols and Dobson (2005), International Journal of Epidemiology 34, 215-220.
    """
    fraction = checked.between(selected_fraction, "selected_fraction", 0, 1)
    rho = checked.probability(reliability, "reliability")
    z = quantile(fraction)
    density = math.exp(-z * z / 2) / math.sqrt(2 * math.pi)
    return (1 - rho) * checked.not_negative(sd, "sd") * density / fraction


def difference_in_differences(
    treated_before: Sequence[float],
    treated_after: Sequence[float],
    control_before: Sequence[float],
    control_after: Sequence[float],
) -> Effect:
    """How much more those in a programme changed than comparable others in the same time.

    Formula: estimate = mean change of the treated - mean change of the controls; Welch's standard error
    sqrt(s1²/n1 + s2²/n2) and Satterthwaite's df; two-sided p and 95 % limits from Student's t.
    Shape: before[i] and after[i] are the same person. Units: those of the measure.
    Errors: ValueError on lists of unequal length within an arm, fewer than 2 persons per arm, NaN or infinity, and if
    nobody's change differs from anybody's in both arms, so that there is no scale for chance.
    Source: Card and Krueger (1994), AER 84, 772-793; Welch (1947), Biometrika 34, 28-35.
    """
    return _welch(
        _changes(treated_before, treated_after, "treated"), _changes(control_before, control_after, "control")
    )


def _welch(treated: Sequence[float], control: Sequence[float]) -> Effect:
    """Mean of one arm minus mean of the other, with the limits of arms whose spread differs."""
    estimate = math.fsum(treated) / len(treated) - math.fsum(control) / len(control)
    shares = [variance(arm) / len(arm) for arm in (treated, control)]
    if not (squared := sum(shares)):
        raise ValueError("No change differs from another in either arm: chance cannot be told from effect.")
    weights = [share / squared for share in shares]
    df = 1 / sum(weight**2 / (len(arm) - 1) for weight, arm in zip(weights, (treated, control), strict=True))
    return _effect(estimate, math.sqrt(squared), df)


def _effect(estimate: float, error: float, df: float) -> Effect:
    p_value = 2 * float(stdtr(df, -abs(estimate) / error))
    reach = -float(stdtrit(df, 0.025)) * error
    return Effect(estimate, error, df, p_value, estimate - reach, estimate + reach)


def _changes(before: Sequence[float], after: Sequence[float], arm: str) -> list[float]:
    """Each person's change; changes that differ only by the rounding of floats are one change."""
    first = checked.numbers(before, f"{arm}_before", at_least=2)
    second = checked.numbers(after, f"{arm}_after", at_least=2)
    checked.alike(**{f"{arm}_before": first, f"{arm}_after": second})
    changes = [later - earlier for earlier, later in zip(first, second, strict=True)]
    if max(changes) - min(changes) <= _ROUNDING * max(map(abs, first + second)):
        return [changes[0]] * len(changes)
    return changes


def ancova(
    treated_before: Sequence[float],
    treated_after: Sequence[float],
    control_before: Sequence[float],
    control_after: Sequence[float],
) -> Effect:
    """How much higher those in a programme ended than others who began as high: another look at the same people.

    Where the arms began at different heights, some of what changes comes back by itself; holding the beginning fixed
    takes that out.

    Formula: after = b0 + b1 treated + b2 before, ordinary least squares with n-3 degrees of freedom; the estimate is b1
    with two-sided p and 95 % limits from Student's t.
    Shape: before[i] and after[i] are the same person. Units: those of the measure.
    Errors: ValueError as `difference_in_differences`, if the beginning says no more than the arm, if nothing is left to
    chance.
    Source: Vickers and Altman (2001), BMJ 323, 1123-1124.
    """
    before_of = [checked.numbers(treated_before, "treated_before"), checked.numbers(control_before, "control_before")]
    after_of = [checked.numbers(treated_after, "treated_after"), checked.numbers(control_after, "control_after")]
    for arm, first, second in zip(("treated", "control"), before_of, after_of, strict=True):
        _changes(first, second, arm)
    before, after = np.array([*before_of[0], *before_of[1]]), np.array([*after_of[0], *after_of[1]])
    n = len(before)
    treated = np.arange(n) < len(before_of[0])
    design = np.column_stack([np.ones(n), treated, before - before.mean()])
    if n < 4 or np.linalg.matrix_rank(design) < 3:
        raise ValueError("Within the arms all began alike: the beginning cannot be held fixed.")
    q, r = np.linalg.qr(design)
    inverse = np.linalg.inv(r)
    rest = after - q @ (q.T @ after)
    squared = float(rest @ rest)
    if squared <= n * (1e-9 * float(np.abs(after).max())) ** 2:
        raise ValueError("Nothing is left to chance: chance cannot be told from effect.")
    error = math.sqrt(squared / (n - 3) * float(np.sum(inverse[1] ** 2)))
    return _effect(float(inverse[1] @ (q.T @ after)), error, float(n - 3))


def parallel_before(treated: Sequence[Sequence[float]], control: Sequence[Sequence[float]]) -> Effect:
    """Whether the lines of those in a programme and of the others ran together before it began.

    Only then is the difference of their changes the programme's. Limits around 0 say that nothing speaks against it.

    Formula: each person's least-squares slope over t = 1, 2, …; mean slope of the treated - mean slope of the controls,
    with Welch's standard error as in `difference_in_differences`.
    Shape: for each person the values before the programme, in order. Units: those of the measure, per step.
    Errors: ValueError on fewer than 2 persons per arm, fewer than 3 values of a person, NaN or infinity, and if no
    slope differs from another in either arm.
    Source: Angrist and Pischke (2009), Mostly Harmless Econometrics, chapter 5.
    """
    return _welch(_slopes(treated, "treated"), _slopes(control, "control"))


def _slopes(arm: Sequence[Sequence[float]], name: str) -> list[float]:
    """Slopes that differ only by the rounding of floats are one slope."""
    series = [checked.numbers(one, f"{name}[{at}]", at_least=3) for at, one in enumerate(checked.values(arm, name, 2))]
    slopes = []
    for values in series:
        centre = (len(values) - 1) / 2
        rise = math.fsum((step - centre) * value for step, value in enumerate(values))
        slopes.append(rise / math.fsum((step - centre) ** 2 for step in range(len(values))))
    if max(slopes) - min(slopes) <= _ROUNDING * max(abs(value) for values in series for value in values):
        return [slopes[0]] * len(slopes)
    return slopes


def retest_reliability(first: Sequence[float], second: Sequence[float]) -> float:
    """How much of what sets people apart is still there when they are measured again.

    Formula: Pearson's correlation of the two measurements, at least 0.
    Shape: first[i] and second[i] are the same person. Units: a share (0..1).
    Errors: ValueError on lists of unequal length, fewer than 3 persons, NaN or infinity, and if all are alike in one of
    the two.
    Source: Barnett, van der Pols and Dobson (2005), International Journal of Epidemiology 34, 215-220.
    """
    x, y = checked.numbers(first, "first", at_least=3), checked.numbers(second, "second", at_least=3)
    checked.alike(first=x, second=y)
    if any(max(one) - min(one) <= _ROUNDING * max(map(abs, one)) for one in (x, y)):
        raise ValueError("All are alike in one of the two measurements: nothing sets them apart.")
    return min(1.0, max(0.0, correlation(x, y)))


def share_that_leaves(selected_fraction: float, reliability: float) -> float:
    """Of those who were the lowest, how many are not among the lowest when measured again, without anybody's doing.

    Formula: 2 T(z, sqrt((1-rho)/(1+rho)))/selected_fraction, T Owen's function and Phi(z) = selected_fraction: of two
    normal values that correlate by rho, the share of the lowest whose second is not among the lowest.
    Units: a share (0..1).
    Errors: ValueError if selected_fraction is not strictly inside 0..1, the reliability outside 0..1.
    Source: Owen (1956), Annals of Mathematical Statistics 27, 1075-1090.
    """
    fraction = checked.between(selected_fraction, "selected_fraction", 0, 1)
    rho = checked.probability(reliability, "reliability")
    return 2 * float(owens_t(quantile(fraction), math.sqrt((1 - rho) / (1 + rho)))) / fraction


def interrupted_time_series(values: Sequence[float], intervention_index: int) -> Its:
    """Whether a series jumped, or changed its slope, when something was introduced.

    Formula: y = b0 + b1 t + b2 D + b3 D (t - t0), t = 1, 2, …, D = 1 from t0 on, the first point after; ordinary least
    squares with n-4 degrees of freedom. b2 is the jump at t0 against where the earlier line would have been there.
    Units: those of the values, slopes per step. Successive points usually resemble each other, so that these standard
    errors are too small: say so where they are shown.
    Errors: ValueError on fewer than 5 values or fewer than 2 on either side, an index that is not whole, NaN, infinity.
    Source: Wagner et al. (2002), Journal of Clinical Pharmacy and Therapeutics 27, 299-309; Turner et al. (2020).
    """
    y = np.array(checked.numbers(values, "values", at_least=5))
    n, first_after = len(y), checked.count(intervention_index, "intervention_index")
    if not 2 <= first_after <= n - 2:
        raise ValueError(f"At least 2 values are needed on each side, so intervention_index is to be 2 .. {n - 2}.")
    steps = np.arange(n) - first_after
    after = steps >= 0
    # Counted from the intervention the columns are nearly independent; the intercept is moved to t = 0 afterwards.
    design = np.column_stack([np.ones(n), steps, after, after * steps])
    q, r = np.linalg.qr(design)
    inverse = np.linalg.inv(r)
    moved = np.eye(4)
    moved[0, 1] = -(first_after + 1)
    coefficients = moved @ inverse @ (q.T @ y)
    rest = y - q @ (q.T @ y)
    factor = moved @ inverse
    errors = np.sqrt(rest @ rest / (n - 4) * np.sum(factor**2, axis=1))
    intercept, slope, level_change, slope_change = map(float, coefficients)
    return Its(intercept, slope, level_change, slope_change, [float(error) for error in errors])


def newey_west_errors(values: Sequence[float], intervention_index: int, lag: int = 2) -> list[float]:
    """The standard errors of `interrupted_time_series` where successive points resemble each other.

    Formula: (X'X)^-1 S (X'X)^-1 n/(n-4), S = sum over j = 0..lag of Bartlett weights 1 - j/(lag+1) times the products
    of residuals j apart; in the order intercept, slope, change of level, change of slope.
    Units: those of the values, of slopes per step.
    Errors: as `interrupted_time_series`; ValueError on a negative lag.
    Source: Newey and West (1987), Econometrica 55, 703-708.
    """
    y = np.array(checked.numbers(values, "values", at_least=5))
    found = interrupted_time_series(values, intervention_index)
    n, longest = len(y), checked.count(lag, "lag")
    t = np.arange(1, n + 1)
    after = t > intervention_index
    design = np.column_stack([np.ones(n), t, after, after * (t - intervention_index - 1)])
    rest = y - design @ np.array([found.intercept, found.slope, found.level_change, found.slope_change])
    scores = design * rest[:, None]
    middle = scores.T @ scores
    for apart in range(1, longest + 1):
        product = scores[apart:].T @ scores[:-apart]
        middle += (1 - apart / (longest + 1)) * (product + product.T)
    bread = np.linalg.inv(design.T @ design)
    covariance = bread @ middle @ bread * (n / (n - design.shape[1]))
    return [float(error) for error in np.sqrt(np.clip(np.diag(covariance), 0, None))]
