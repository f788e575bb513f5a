import dataclasses
import math

import pytest
from hypothesis import assume
from hypothesis import strategies as st

from perfhub.kernel import statistics as stats

from .examples import given

SHROUT_FLEISS = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
TABLES = st.tuples(st.integers(2, 6), st.integers(2, 4)).flatmap(
    lambda shape: st.lists(
        st.lists(st.integers(1, 5), min_size=shape[1], max_size=shape[1]), min_size=shape[0], max_size=shape[0]
    )
)


def test_icc_of_six_targets_and_four_judges():
    found = stats.icc(SHROUT_FLEISS)
    assert dataclasses.astuple(found) == pytest.approx((0.17, 0.29, 0.71, 0.44, 0.62, 0.91), abs=0.005)
    b, w, j, e = 11.2417, 6.2639, 32.4861, 1.0194  # the mean squares of table 3 there
    assert found.icc1 == pytest.approx((b - w) / (b + 3 * w), abs=1e-5)
    assert found.icc2 == pytest.approx((b - e) / (b + 3 * e + 4 * (j - e) / 6), abs=1e-5)
    assert found.icc2k == pytest.approx((b - e) / (b + (j - e) / 6), abs=1e-5)


def test_raters_who_agree_in_all_or_but_for_their_mildness():
    assert stats.icc([[1, 1], [3, 3]]) == stats.Icc(1, 1, 1, 1, 1, 1)
    mild = stats.icc([[1, 2], [3, 4], [5, 6]])
    assert (mild.icc3, mild.icc3k) == (1, 1)
    assert mild.icc1 < mild.icc2 < 1


def test_what_cannot_be_divided_is_none_and_nothing_is_cut():
    """The raters' means are alike: persons differ less than chance would have it."""
    assert stats.icc([[1, 3], [3, 1]]) == stats.Icc(-1, None, -1, None, 2, None)
    assert stats.icc([[1, 2], [1, 2]]) == stats.Icc(-1, 0, None, None, 0, None)


@given(TABLES, st.integers(-9, 9), st.sampled_from([0.5, 2, 3]))
def test_icc_keeps_under_shift_scale_and_order(table, shift, scale):
    assume(len({rating for row in table for rating in row}) > 1)
    found, k = stats.icc(table), len(table[0])
    assert -1 / (k - 1) <= found.icc1 <= 1
    assert stats.icc([[scale * rating + shift for rating in row] for row in table]) == found
    assert stats.icc(table[::-1]) == found == stats.icc([row[::-1] for row in table])
    for one, many in ((found.icc1, found.icc1k), (found.icc3, found.icc3k)):
        if many is not None and one is not None:
            assert many <= 1
            assert many == pytest.approx(k * one / (1 + (k - 1) * one))  # Spearman and Brown, for any sign


def test_more_raters():
    assert [stats.spearman_brown(0.52, k) for k in (2, 3, 5)] == pytest.approx([0.684, 0.765, 0.844], abs=5e-4)
    assert [stats.spearman_brown(0.45, k) for k in (2, 3, 5)] == pytest.approx([0.621, 0.711, 0.804], abs=5e-4)
    assert stats.spearman_brown(1, 1e-20) == 1 and stats.spearman_brown(0, 9) == 0


@given(st.floats(0, 1), st.floats(0.1, 50))
def test_half_of_twice_is_once(reliability, k):
    found = stats.spearman_brown(reliability, k)
    assert 0 <= found <= 1 and (found >= reliability - 1e-12 if k >= 1 else found <= reliability + 1e-12)
    assert stats.spearman_brown(min(found, 1), 1 / k) == pytest.approx(reliability, abs=1e-9)
    assert stats.spearman_brown(reliability, k * 1.5) >= found


def test_the_error_of_a_rating():
    assert stats.standard_error_of_measurement(0.8, 0.52) == pytest.approx(0.554, abs=5e-4)
    assert stats.standard_error_of_measurement(0.8, 1) == 0 == stats.standard_error_of_measurement(0, 0.5)
    assert stats.standard_error_of_measurement(0.8, 0) == 0.8


def test_agreement_about_one_person():
    assert stats.agreement_rwg([4, 4, 3, 5, 4], 5) == 0.75
    assert stats.agreement_rwg([2, 2], 7) == 1
    assert stats.agreement_rwg([1, 5], 5) == 1 - 8 / 2  # further apart than chance
    assert stats.agreement_rwg([1.5, 2], 2) == 1 - 0.125 / 0.25


@given(st.lists(st.integers(1, 5), min_size=2, max_size=12))
def test_agreement_knows_no_order_and_no_direction(ratings):
    found = stats.agreement_rwg(ratings, 5)
    assert -3.0 <= found <= 1 and (math.isclose(found, 1)) == (len(set(ratings)) == 1)
    assert stats.agreement_rwg(ratings[::-1], 5) == pytest.approx(found)
    assert stats.agreement_rwg([6 - rating for rating in ratings], 5) == pytest.approx(found)
