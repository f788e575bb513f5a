"""Nonsense is refused with a sentence, by every function and for every argument."""

import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from perfhub.kernel import statistics as stats

V = [1, 2, 3, 4, 5]
DID = ([1, 2], [2, 4], [1, 2], [1, 3])

# One good call of each function; every refusal below changes one argument of it.
GOOD = {
    "wilson_interval": {"successes": 3, "n": 9, "confidence": 0.9},
    "newcombe_difference": {"x1": 3, "n1": 9, "x2": 2, "n2": 8},
    "enps": {"promoters": 3, "passives": 4, "detractors": 2, "population": 20},
    "engagement_index": {"answers": [50, 75]},
    "benjamini_hochberg": {"p_values": [0.1, 0.01], "q": 0.1},
    "poisson_binomial_tail": {"probabilities": [0.1, 0.4], "observed": 1},
    "mann_kendall": {"values": V},
    "theil_sen": {"values": V},
    "p_chart": {"counts": [1, 2], "opportunities": [10, 12]},
    "xmr": {"values": V},
    "ewma": {"values": V, "target": 3, "sd": 1, "lam": 0.2, "limit": 2.7},
    "cusum": {"values": V, "target": 3, "k": 0.5, "h": 4},
    "shrink_means": {"means": [60, 70], "sizes": [5, 9], "within_sd": 20},
    "kaplan_meier": {"durations": [5, 7], "observed": [1, 0]},
    "icc": {"ratings": [[1, 2], [3, 4]]},
    "spearman_brown": {"reliability": 0.5, "k": 3},
    "standard_error_of_measurement": {"sd": 0.8, "reliability": 0.5},
    "agreement_rwg": {"ratings": [4, 5], "points": 5},
    "regression_to_mean": {"selected_fraction": 0.1, "reliability": 0.5, "sd": 1},
    "difference_in_differences": dict(
        zip(("treated_before", "treated_after", "control_before", "control_after"), DID, strict=True)
    ),
    "ancova": {
        "treated_before": [1, 2, 4],
        "treated_after": [2, 4, 5],
        "control_before": [1, 3],
        "control_after": [1, 3],
    },
    "parallel_before": {"treated": [[1, 2, 3], [2, 4, 7]], "control": [[1, 1, 1], [3, 2, 3]]},
    "retest_reliability": {"first": [1, 2, 4], "second": [2, 1, 5]},
    "share_that_leaves": {"selected_fraction": 0.1, "reliability": 0.5},
    "interrupted_time_series": {"values": V, "intervention_index": 2},
    "limits": {"estimate": 3, "standard_error": 1, "df": 4},
    "newey_west_errors": {"values": V, "intervention_index": 2, "lag": 2},
    "return_to_usual": {"values": [1, 2, 3, 4, 5, 6, 7], "window": 4},
    "impact_ratio": {"selected": [3, 4], "total": [9, 9]},
    "overrepresentation": {"population": 20, "marked": 5, "drawn": 6, "marked_drawn": 2},
    "weighted_gap_index": {"required": [3, 4], "assessed": [2, None], "importance": [3, 4]},
    "peer_adjust": {"values": [[1, 2], [3, None]]},
    "pooled_variance": {},
    "moderated_variances": {"variances": [1, 2], "dfs": [11, 11]},
    "corrected_ewma_limit": {"target": 3, "sd": 1, "df": 11, "baseline": 12, "periods": 4, "lam": 0.2, "limit": 2.7},
    "window_shift_test": {"baseline": V, "window": [1, 2], "sd": 1, "df": 11},
}
LISTS = [(name, argument) for name, call in GOOD.items() for argument in call if isinstance(call[argument], list)]
SCALARS = [(name, argument) for name, call in GOOD.items() for argument in call if not isinstance(call[argument], list)]
COUNTS = {
    "successes", "n", "x1", "n1", "x2", "n2", "promoters", "passives", "detractors", "population", "observed", "points",
    "intervention_index", "lag", "window", "marked", "drawn", "marked_drawn", "periods", "baseline", "counts",
    "opportunities", "sizes",
    "selected", "total", "dfs",
}  # fmt: skip


def call(name, **changed):
    return getattr(stats, name)(**GOOD[name] | changed)


def refused(name, **changed):
    with pytest.raises(ValueError) as refusal:
        call(name, **changed)
    sentence = str(refusal.value)
    assert len(sentence) > 12 and sentence.endswith(".")
    return sentence


def test_every_function_has_a_good_call():
    functions = {name for name in stats.__all__ if not isinstance(getattr(stats, name), type)}
    assert functions == set(GOOD)
    for name in GOOD.keys() - {"pooled_variance"}:
        call(name)


@pytest.mark.parametrize(("name", "argument"), LISTS)
def test_a_list_is_refused_that_is_no_list_of_numbers(name, argument):
    good = GOOD[name][argument]
    assert f"{argument} is to be a list" in refused(name, **{argument: None})
    assert f"{argument} is to be a list" in refused(name, **{argument: "12"})
    if (name, argument) != ("benjamini_hochberg", "p_values"):
        assert f"{argument} is empty" in refused(name, **{argument: []})
    for wrong in (math.nan, math.inf, -math.inf, "1", np.nan, 1 + 1j, 10**400, Decimal("NaN")):
        bad = [[wrong, *good[0][1:]], *good[1:]] if isinstance(good[0], list) else [wrong, *good[1:]]
        assert f"{argument}[0]" in refused(name, **{argument: bad})
    if argument != "observed":  # where true and false are what is asked for
        bad = [[True, *good[0][1:]], *good[1:]] if isinstance(good[0], list) else [True, *good[1:]]
        assert "is to be a number, not True" in refused(name, **{argument: bad})
    if argument not in ("assessed", "values") or name not in ("weighted_gap_index", "peer_adjust"):
        bad = [[None, *good[0][1:]], *good[1:]] if isinstance(good[0], list) else [None, *good[1:]]
        assert f"{argument}[0]" in refused(name, **{argument: bad})
    if argument in COUNTS and name not in ("window_shift_test", "kaplan_meier"):
        assert "whole number" in refused(name, **{argument: [good[0] + 0.5, *good[1:]]})
        assert "at least" in refused(name, **{argument: [-1, *good[1:]]})


@pytest.mark.parametrize(("name", "argument"), SCALARS)
def test_a_number_is_refused_that_is_none(name, argument):
    for wrong in (math.nan, math.inf, -math.inf, "1", [1], True, np.nan, 10**400):
        assert argument in refused(name, **{argument: wrong})
    if argument != "population" or name != "enps":
        assert argument in refused(name, **{argument: None})
    if argument in COUNTS:
        assert "whole number" in refused(name, **{argument: GOOD[name][argument] + 0.5})
        assert "at least" in refused(name, **{argument: -1})


RANGES = [
    *[("wilson_interval", {"confidence": x}) for x in (0, 1, -0.1, 95)],
    *[("benjamini_hochberg", {"q": x}) for x in (0, 1, -0.1, 5)],
    *[("benjamini_hochberg", {"p_values": [0.5, x]}) for x in (-1e-9, 1.0001)],
    *[("poisson_binomial_tail", {"probabilities": [0.5, x]}) for x in (-1e-9, 1.0001)],
    *[("engagement_index", {"answers": [x]}) for x in (-1, 100.5, None)],
    *[("ewma", {"lam": x}) for x in (0, -0.2, 1.01)],
    *[("ewma", {argument: x}) for argument in ("sd", "limit") for x in (0, -1)],
    *[("cusum", {argument: -0.1}) for argument in ("k", "h")],
    *[("shrink_means", {"within_sd": x}) for x in (0, -1)],
    ("kaplan_meier", {"durations": [-1, 5]}),
    *[("kaplan_meier", {"observed": [x, 1]}) for x in (2, -1, None, "yes", 0.5)],
    *[("spearman_brown", {"reliability": x}) for x in (-0.01, 1.01)],
    *[("spearman_brown", {"k": x}) for x in (0, -2)],
    *[("standard_error_of_measurement", {"reliability": x}) for x in (-0.01, 1.01)],
    ("standard_error_of_measurement", {"sd": -1}),
    *[("agreement_rwg", {"ratings": [3, x]}) for x in (0, 5.5)],
    ("agreement_rwg", {"points": 1}),
    *[("regression_to_mean", {"selected_fraction": x}) for x in (0, 1, -0.1, 10)],
    *[("regression_to_mean", {"reliability": x}) for x in (-0.01, 1.01)],
    ("regression_to_mean", {"sd": -1}),
    *[("share_that_leaves", {"selected_fraction": x}) for x in (0, 1, -0.1, 10)],
    *[("share_that_leaves", {"reliability": x}) for x in (-0.01, 1.01)],
    *[("weighted_gap_index", {"importance": [x, 4]}) for x in (0.5, 5.5)],
    *[("weighted_gap_index", {argument: [-1, 4]}) for argument in ("required", "assessed")],
    ("moderated_variances", {"variances": [-1, 2]}),
    ("moderated_variances", {"dfs": [0, 2]}),
    *[("corrected_ewma_limit", {argument: 0}) for argument in ("sd", "df", "lam", "limit", "baseline", "periods")],
    ("corrected_ewma_limit", {"lam": 1.5}),
    *[("window_shift_test", {argument: 0}) for argument in ("sd", "df")],
]
PARTS = [
    ("wilson_interval", {"n": 0, "successes": 0}),
    ("wilson_interval", {"successes": 10}),
    ("newcombe_difference", {"n1": 0, "x1": 0}),
    ("newcombe_difference", {"n2": 0, "x2": 0}),
    ("newcombe_difference", {"x1": 10}),
    ("newcombe_difference", {"x2": 9}),
    ("enps", {"promoters": 0, "passives": 0, "detractors": 0}),
    ("enps", {"population": 8}),
    ("poisson_binomial_tail", {"observed": 3}),
    ("p_chart", {"counts": [1, 13]}),
    ("p_chart", {"opportunities": [10, 0], "counts": [1, 0]}),
    ("shrink_means", {"sizes": [5, 0]}),
    ("impact_ratio", {"selected": [10, 4]}),
    ("impact_ratio", {"total": [9, 3]}),
    ("impact_ratio", {"selected": [0, 4], "total": [0, 9]}),
    ("impact_ratio", {"selected": [3, 0]}),
    ("impact_ratio", {"selected": [3, 4, 5], "total": [9, 9, 9]}),
    ("overrepresentation", {"population": 4}),
    ("overrepresentation", {"marked": 21}),
    ("overrepresentation", {"drawn": 21}),
    ("overrepresentation", {"marked_drawn": 6}),
    ("overrepresentation", {"marked": 9, "marked_drawn": 7}),
    ("overrepresentation", {"marked": 18, "drawn": 6, "marked_drawn": 3}),
    ("overrepresentation", {"marked": 0, "marked_drawn": 0}),
    ("overrepresentation", {"drawn": 0, "marked_drawn": 0}),
]
FEW = [
    *[(name, {"values": [1]}) for name in ("mann_kendall", "theil_sen", "xmr")],
    ("p_chart", {"counts": [1], "opportunities": [10]}),
    ("shrink_means", {"means": [60], "sizes": [5]}),
    ("icc", {"ratings": [[1, 2]]}),
    ("icc", {"ratings": [[1], [2]]}),
    ("agreement_rwg", {"ratings": [4]}),
    ("difference_in_differences", {"treated_before": [1], "treated_after": [1]}),
    ("difference_in_differences", {"control_before": [1], "control_after": [1]}),
    ("ancova", {"treated_before": [1], "treated_after": [1]}),
    ("ancova", {"control_before": [1], "control_after": [1]}),
    ("parallel_before", {"treated": [[1, 2, 3]]}),
    ("parallel_before", {"treated": [[1, 2], [2, 4, 7]]}),
    ("retest_reliability", {"first": [1, 2], "second": [2, 1]}),
    ("interrupted_time_series", {"values": V[:4]}),
    *[("interrupted_time_series", {"intervention_index": x}) for x in (0, 1, 4, 5, 9)],
    ("impact_ratio", {"selected": [1], "total": [2]}),
    ("peer_adjust", {"values": [[1, 2]]}),
    ("moderated_variances", {"variances": [1], "dfs": [11]}),
]
UNEQUAL = [
    ("p_chart", {"counts": [1, 2, 3]}),
    ("shrink_means", {"sizes": [5, 9, 9]}),
    ("kaplan_meier", {"observed": [1]}),
    ("icc", {"ratings": [[1, 2], [3, 4, 5]]}),
    ("difference_in_differences", {"treated_after": [1, 2, 3]}),
    ("difference_in_differences", {"control_before": [1, 2, 3]}),
    ("ancova", {"treated_after": [1, 2]}),
    ("ancova", {"control_before": [1, 2, 3]}),
    ("retest_reliability", {"first": [1, 2, 3, 4]}),
    ("impact_ratio", {"selected": [3, 4, 5]}),
    *[("weighted_gap_index", {argument: [3]}) for argument in ("required", "assessed", "importance")],
    ("peer_adjust", {"values": [[1, 2], [3]]}),
    ("moderated_variances", {"dfs": [11]}),
]
MEANINGLESS = [
    ("icc", {"ratings": [[0.1, 0.1], [0.1, 0.1], [0.1, 0.1]]}),
    ("difference_in_differences", {"treated_after": [2, 3], "control_after": [4, 5]}),
    # .3 - .1 and .4 - .2 differ in the seventeenth digit only
    (
        "difference_in_differences",
        dict(zip(GOOD["difference_in_differences"], [[0.1, 0.2], [0.3, 0.4]] * 2, strict=True)),
    ),
    ("ancova", {"treated_before": [2, 2, 2], "control_before": [1, 1]}),
    ("ancova", {"treated_after": [2, 3, 5], "control_after": [1, 3]}),
    ("parallel_before", {"treated": [[1, 2, 3], [2, 3, 4]], "control": [[1, 1, 1], [2, 2, 2]]}),
    ("parallel_before", {"treated": [[0.1, 0.2, 0.3], [0.2, 0.3, 0.4]], "control": [[1, 1, 1], [2, 2, 2]]}),
    ("retest_reliability", {"first": [2, 2, 2]}),
    ("weighted_gap_index", {"assessed": [None, None]}),
    ("weighted_gap_index", {"importance": [1, 1], "assessed": [2, 2]}),
    ("weighted_gap_index", {"required": [0, 4]}),
    ("moderated_variances", {"variances": [0, 0]}),
]


@pytest.mark.parametrize(("name", "changed"), RANGES + PARTS + FEW + MEANINGLESS)
def test_what_a_formula_cannot_answer_for_is_refused(name, changed):
    refused(name, **changed)


@pytest.mark.parametrize(("name", "changed"), UNEQUAL)
def test_lists_that_do_not_belong_together_are_refused(name, changed):
    with pytest.raises(ValueError, match=r"one length|needed"):
        call(name, **changed)


def test_spans_without_a_second_value_have_no_variance():
    for spans in ((), ([1],), ([1], [2]), ([1, 2], []), ([1, math.nan],), ([1, True],), ([1, None],)):
        with pytest.raises(ValueError):
            stats.pooled_variance(*spans)


def test_sentences_name_what_is_wrong():
    assert refused("wilson_interval", successes=10) == "successes (10) cannot be more than n (9)."
    assert refused("wilson_interval", n=9.5) == "n is a count and is to be a whole number, not 9.5."
    assert refused("xmr", values=[1]) == "values holds 1 of the 2 values needed."
    assert refused("xmr", values=[1, None]) == "values[1] is to be a number, not None."
    assert refused("ewma", sd=0) == "sd is to be above 0, not 0."
    assert refused("ewma", lam=1.5) == "lam is to be from 0 to 1, not 1.5."
    assert refused("cusum", k=-1) == "k is to be at least 0, not -1."
    assert refused("benjamini_hochberg", q=1) == "q is to lie strictly between 0 and 1, not be 1."
    assert refused("p_chart", counts=[1]) == "counts holds 1 of the 2 values needed."
    assert refused("kaplan_meier", observed=[1]) == "These lists are to be of one length: durations 2, observed 1."


def test_any_kind_of_number_and_list_is_welcome():
    plain = stats.xmr([1.0, 2.5, 4.0])
    for kind in (Decimal, Fraction, np.float64, np.float32):
        assert stats.xmr([kind(1), kind(2.5), kind(4)]) == plain
    assert stats.xmr((1, 2.5, 4)) == stats.xmr(np.array([1, 2.5, 4])) == stats.xmr(iter([1, 2.5, 4])) == plain
    assert (
        stats.wilson_interval(3.0, np.int64(9)) == stats.wilson_interval(Decimal(3), 9) == stats.wilson_interval(3, 9)
    )
    assert stats.kaplan_meier([5, 7], np.array([True, False])) == stats.kaplan_meier([5, 7], [1, 0.0])
