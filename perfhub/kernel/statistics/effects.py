"""Did it help? Compared with what would have happened anyway."""

import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import variance

import numpy as np
from scipy.special import stdtr, stdtrit

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
    treated = _changes(treated_before, treated_after, "treated")
    control = _changes(control_before, control_after, "control")
    estimate = math.fsum(treated) / len(treated) - math.fsum(control) / len(control)
    shares = [variance(arm) / len(arm) for arm in (treated, control)]
    if not (squared := sum(shares)):
        raise ValueError("No change differs from another in either arm: chance cannot be told from effect.")
    weights = [share / squared for share in shares]
    df = 1 / sum(weight**2 / (len(arm) - 1) for weight, arm in zip(weights, (treated, control), strict=True))
    error = math.sqrt(squared)
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
