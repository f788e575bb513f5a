"""Names, signatures and results on which other rooms rely."""

import dataclasses
import inspect
import json

import numpy as np
import pytest

from perfhub.kernel import statistics as stats

from .test_refusals import GOOD

SIGNATURES = """
wilson_interval(successes, n, confidence=0.95)
newcombe_difference(x1, n1, x2, n2)
enps(promoters, passives, detractors, population=None)
engagement_index(answers)
benjamini_hochberg(p_values, q)
poisson_binomial_tail(probabilities, observed)
mann_kendall(values)
theil_sen(values)
p_chart(counts, opportunities)
xmr(values)
ewma(values, target, sd, lam=0.2, limit=2.7)
cusum(values, target, k, h)
shrink_means(means, sizes, within_sd)
kaplan_meier(durations, observed)
icc(ratings)
spearman_brown(reliability, k)
standard_error_of_measurement(sd, reliability)
agreement_rwg(ratings, points)
regression_to_mean(selected_fraction, reliability, sd=1.0)
difference_in_differences(treated_before, treated_after, control_before, control_after)
ancova(treated_before, treated_after, control_before, control_after)
parallel_before(treated, control)
retest_reliability(first, second)
share_that_leaves(selected_fraction, reliability)
interrupted_time_series(values, intervention_index)
limits(estimate, standard_error, df)
newey_west_errors(values, intervention_index, lag=2)
return_to_usual(values, window=4)
impact_ratio(selected, total)
overrepresentation(population, marked, drawn, marked_drawn)
weighted_gap_index(required, assessed, importance)
peer_adjust(values)
pooled_variance(*spans)
moderated_variances(variances, dfs)
corrected_ewma_limit(target, sd, df, baseline, periods, lam=0.2, limit=2.7)
window_shift_test(baseline, window, sd, df)
"""
RESULTS = """
Enps(score, standard_error, low, high)
Screening(rejected, q_values)
MannKendall(s, variance, z, tau, p_decreasing, p_increasing, exact)
TheilSen(slope, low, high)
PChart(mean, upper, lower, sigma_z)
Xmr(mean, mean_moving_range, lower, upper, upper_moving_range)
Ewma(values, upper, lower, signals)
Cusum(high, low, first_signal)
Shrinkage(mu, tau2, weights, shrunk)
Icc(icc1, icc2, icc3, icc1k, icc2k, icc3k)
Effect(estimate, standard_error, df, p_value, low, high)
Its(intercept, slope, level_change, slope_change, standard_errors)
Impact(ratio, z, p_value, fisher_p, low, high)
Over(p_value, lift)
Moderated(variances, dfs, prior_variance, prior_df)
Shift(difference, effect, t, p_value)
"""
PLAIN = (float, int, bool, type(None))


def signature(name):
    parameters = inspect.signature(getattr(stats, name)).parameters.values()
    shown = [p.replace(annotation=p.empty) for p in parameters]
    return name + str(inspect.Signature(shown))


def kinds(value):
    """The exact types within a result."""
    if isinstance(value, list | tuple):
        return {type(value)}.union(*map(kinds, value))
    return {type(value)}


def test_names_and_arguments():
    expected = SIGNATURES.split("\n")[1:-1]
    assert [signature(line.partition("(")[0]) for line in expected] == expected


def test_results_and_their_fields():
    expected = RESULTS.split("\n")[1:-1]
    classes = [getattr(stats, line.partition("(")[0]) for line in expected]
    found = [f"{kind.__name__}({', '.join(field.name for field in dataclasses.fields(kind))})" for kind in classes]
    assert found == expected
    assert all(kind.__dataclass_params__.frozen for kind in classes)
    assert {name.partition("(")[0] for name in (SIGNATURES + RESULTS).split()} >= set(stats.__all__)


def call(name, kind):
    """The good call, its numbers of this kind."""

    def turned(value):
        if isinstance(value, list | tuple):
            return [turned(inner) for inner in value]
        return value if value is None else kind(value)

    if name == "pooled_variance":
        return stats.pooled_variance(turned([1, 2, 4]), turned([2, 3]))
    return getattr(stats, name)(**{argument: turned(value) for argument, value in GOOD[name].items()})


@pytest.mark.parametrize("name", GOOD)
def test_results_are_plain_whatever_the_kind_of_number(name):
    found = call(name, np.float64)
    assert found == call(name, float)
    values = list(vars(found).values()) if dataclasses.is_dataclass(found) else [found]
    assert kinds(values) <= {*PLAIN, list, tuple}
    if dataclasses.is_dataclass(found):
        assert tuple not in kinds(values)
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(found, dataclasses.fields(found)[0].name, 0)
        found = dataclasses.asdict(found)
    assert json.loads(json.dumps(found, allow_nan=False)) == json.loads(json.dumps(found))


@pytest.mark.parametrize("name", GOOD)
def test_what_is_given_is_left_as_it_was(name):
    given = json.dumps(GOOD[name])
    call(name, float) if name == "pooled_variance" else getattr(stats, name)(**GOOD[name])
    assert json.dumps(GOOD[name]) == given


def test_sequences_are_of_the_kind_that_is_promised():
    assert type(stats.wilson_interval(1, 2)) is type(stats.newcombe_difference(1, 2, 1, 2)) is tuple
    assert stats.kaplan_meier([1], [1]) == [(1.0, 0.0)]
    assert type(stats.mann_kendall([1, 2]).s) is int and type(stats.mann_kendall([1, 2]).exact) is bool
    assert stats.ewma([9, 0], 0, 1).signals == [0, 1] and type(stats.ewma([9], 0, 1).signals[0]) is int
    assert type(stats.cusum([9], 0, 1, 2).first_signal) is int


@pytest.mark.parametrize("name", GOOD)
def test_every_function_says_what_it_means(name):
    text = inspect.getdoc(getattr(stats, name))
    assert [word for word in ("Formula:", "Units:", "Errors:") if word not in text] == []
