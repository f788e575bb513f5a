"""Where scipy or statsmodels have the same thing under the same convention, both give the same numbers."""

import math

import numpy as np
import pytest
from scipy import special
from scipy import stats as scipy_stats

from perfhub.kernel import statistics as stats

RANDOM = np.random.default_rng(3)


def test_proportions():
    from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint, proportions_ztest

    for x1, n1, x2, n2 in [(0, 5, 3, 9), (7, 10, 1, 30), (56, 70, 48, 80), (9, 9, 2, 4), (40, 1000, 1, 1)]:
        for confidence in (0.8, 0.95, 0.999):
            expected = proportion_confint(x1, n1, alpha=1 - confidence, method="wilson")
            assert stats.wilson_interval(x1, n1, confidence) == pytest.approx(expected, abs=1e-12)
        expected = confint_proportions_2indep(x1, n1, x2, n2, method="newcomb", compare="diff")
        assert stats.newcombe_difference(x1, n1, x2, n2) == pytest.approx(expected, abs=1e-12)
        found = stats.impact_ratio([x1, x2], [n1, n2])
        assert (found.z, found.p_value) == pytest.approx(proportions_ztest([x1, x2], [n1, n2]))
        if x1:
            expected = confint_proportions_2indep(x1, n1, x2, n2, method="log", compare="ratio")
            assert (found.low, found.high) == pytest.approx(expected)


def test_screening():
    from statsmodels.stats.multitest import multipletests

    for m in (1, 2, 7, 200):
        p_values = RANDOM.uniform(size=m) ** 3
        rejected, q_values, *_ = multipletests(p_values, alpha=0.1, method="fdr_bh")
        found = stats.benjamini_hochberg(p_values, 0.1)
        assert found.rejected == rejected.tolist() and found.q_values == pytest.approx(q_values)


def test_trends():
    for n in (4, 10, 11, 25, 60):
        for values in (RANDOM.normal(size=n), RANDOM.integers(0, 4, size=n)):
            found = stats.mann_kendall(values)
            tau, rising = scipy_stats.kendalltau(range(n), values, variant="b", alternative="greater")
            if len(set(values)) == n:
                assert found.tau == pytest.approx(tau)
                assert found.p_increasing == pytest.approx(rising, abs=1e-12 if found.exact else 0.03)
            slope, found = scipy_stats.theilslopes(values, alpha=0.95), stats.theil_sen(values)
            assert (found.slope, found.low, found.high) == (slope.slope, slope.low_slope, slope.high_slope)


def test_survival():
    from statsmodels.duration.survfunc import SurvfuncRight

    durations, observed = RANDOM.integers(1, 15, 60), RANDOM.integers(0, 2, 60)
    expected = SurvfuncRight(durations, observed)
    found = stats.kaplan_meier(durations, observed)
    assert [share for _, share in found] == pytest.approx(expected.surv_prob)
    assert [time for time, _ in found] == expected.surv_times.tolist()


def test_effects():
    from statsmodels.regression.linear_model import OLS

    random = np.random.default_rng(15)  # its own, whatever ran before
    for n, index in ((5, 2), (12, 9), (60, 20)):
        y = random.normal(size=n).cumsum() + 100
        t = np.arange(1, n + 1)
        after = t > index
        expected = OLS(y, np.column_stack([np.ones(n), t, after, after * (t - index - 1)])).fit()
        found = stats.interrupted_time_series(y, index)
        assert [found.intercept, found.slope, found.level_change, found.slope_change] == pytest.approx(expected.params)
        assert found.standard_errors == pytest.approx(expected.bse)
        if n > 5:  # of one value more than there are unknowns the other library makes a root of less than nothing
            robust = expected.get_robustcov_results("HAC", maxlags=2, use_correction=True)
            assert stats.newey_west_errors(y, index) == pytest.approx(robust.bse, abs=1e-6)
        low, high = stats.limits(found.level_change, found.standard_errors[2], n - 4)
        assert (low, high) == pytest.approx(expected.conf_int()[2])
    before, after = random.normal(size=(2, 9)), random.normal(1, 2, size=(2, 9))
    found = stats.difference_in_differences(before[0], after[0], before[1][:5], after[1][:5])
    welch = scipy_stats.ttest_ind(after[0] - before[0], (after[1] - before[1])[:5], equal_var=False)
    assert (found.p_value, found.df) == pytest.approx((welch.pvalue, welch.df))
    assert (found.low, found.high) == pytest.approx(welch.confidence_interval())
    held = np.concatenate([before[0], before[1][:5]])
    treated = np.arange(14) < 9
    expected = OLS(np.concatenate([after[0], after[1][:5]]), np.column_stack([np.ones(14), treated, held])).fit()
    found = stats.ancova(before[0], after[0], before[1][:5], after[1][:5])
    assert (found.estimate, found.standard_error, found.p_value) == pytest.approx(
        (expected.params[1], expected.bse[1], expected.pvalues[1])
    )
    assert (found.df, found.low, found.high) == pytest.approx((11, *expected.conf_int()[1]))
    lines = random.normal(size=(14, 6)).cumsum(axis=1)
    slopes = [np.polynomial.Polynomial.fit(range(6), line, 1).convert().coef[1] for line in lines]
    found = stats.parallel_before(lines[:9], lines[9:])
    welch = scipy_stats.ttest_ind(slopes[:9], slopes[9:], equal_var=False)
    assert (found.p_value, found.df) == pytest.approx((welch.pvalue, welch.df))
    assert (found.low, found.high) == pytest.approx(welch.confidence_interval())
    assert stats.retest_reliability(held, held + lines[:, 0]) == pytest.approx(
        np.corrcoef(held, held + lines[:, 0])[0, 1]
    )
    for fraction, rho in ((0.1, 0.52), (0.3, 0.0), (0.8, 0.9)):
        both = scipy_stats.multivariate_normal(cov=[[1, rho], [rho, 1]]).cdf([special.ndtri(fraction)] * 2)
        assert stats.share_that_leaves(fraction, rho) == pytest.approx(1 - both / fraction, abs=1e-5)
    for fraction in (0.02, 0.3, 0.8):
        expected = -0.4 * 3 * scipy_stats.truncnorm(-np.inf, special.ndtri(fraction)).mean()
        assert stats.regression_to_mean(fraction, 0.6, 3) == pytest.approx(expected)


def test_counting():
    chances = RANDOM.uniform(size=20)
    for observed in (1, 5, 12, 20):
        expected = scipy_stats.poisson_binom.sf(observed - 1, chances)
        assert stats.poisson_binomial_tail(chances, observed) == pytest.approx(expected, rel=1e-9)
    for population, marked, drawn, found in [(1000, 200, 30, 12), (50, 9, 9, 5)]:
        ways = [math.comb(marked, x) * math.comb(population - marked, drawn - x) for x in range(found, drawn + 1)]
        expected = sum(ways) / math.comb(population, drawn)
        assert stats.overrepresentation(population, marked, drawn, found).p_value == pytest.approx(expected)
