import math

import pytest
from hypothesis import strategies as st

from perfhub.kernel import statistics as stats

from .examples import given

VALUES = st.lists(st.integers(-1000, 1000).map(lambda n: n / 8), min_size=2, max_size=30)
PERIODS = st.lists(st.integers(1, 50).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=2)


def test_xmr_of_eight_values():
    found = stats.xmr([82, 79, 85, 81, 80, 84, 78, 83])
    assert (found.mean, found.mean_moving_range) == (81.5, pytest.approx(29 / 7))
    assert (found.lower, found.upper, found.upper_moving_range) == pytest.approx((70.48, 92.52, 13.5347), abs=5e-5)


def test_xmr_goes_below_nothing_and_stands_still():
    assert stats.xmr([0, 10]) == stats.Xmr(5, 10, pytest.approx(-21.6), pytest.approx(31.6), pytest.approx(32.67))
    assert stats.xmr([4, 4, 4]) == stats.Xmr(4, 0, 4, 4, 0)


def test_a_p_chart_by_hand():
    found = stats.p_chart([2, 4, 12], [10, 20, 30])
    error = math.sqrt(0.3 * 0.7 / 10)
    z = [-0.1 / error, -0.1 / error * math.sqrt(2), 0.1 / error * math.sqrt(3)]
    assert found.mean == 0.3
    assert found.sigma_z == pytest.approx((abs(z[1] - z[0]) + abs(z[2] - z[1])) / 2 / 1.128)
    assert 1 < found.sigma_z < 2  # these points vary more than chance, so that the limits widen
    widths = [3 * found.sigma_z * error / math.sqrt(size) for size in (1, 2, 3)]
    assert found.upper == pytest.approx([0.3 + width for width in widths])
    assert found.lower == pytest.approx([max(0, 0.3 - width) for width in widths])


def test_limits_never_narrow_though_sigma_z_is_told_as_it_is():
    found = stats.p_chart([30, 31, 30], [100, 100, 100])
    assert found.sigma_z < 0.5
    assert found.upper[0] - found.mean == pytest.approx(3 * math.sqrt(found.mean * (1 - found.mean) / 100))


def test_limits_of_shares_are_shares():
    assert stats.p_chart([1, 0], [2, 2]).lower == [0, 0]
    assert stats.p_chart([1, 2], [2, 2]).upper == [1, 1]
    assert stats.p_chart([0, 0], [5, 9]) == stats.PChart(0, [0, 0], [0, 0], 0)
    assert stats.p_chart([5, 9], [5, 9]) == stats.PChart(1, [1, 1], [1, 1], 0)


@given(VALUES, st.integers(-50, 50), st.sampled_from([0.5, 2, 4]))
def test_limits_move_with_their_values_and_turn_with_them(values, shift, scale):
    a, b = stats.xmr(values), stats.xmr([scale * value + shift for value in values])
    c = stats.xmr([-value for value in values])
    assert a.lower <= a.mean <= a.upper and a.mean_moving_range >= 0
    assert (b.lower, b.upper) == pytest.approx((scale * a.lower + shift, scale * a.upper + shift))
    assert (c.lower, c.upper) == pytest.approx((-a.upper, -a.lower))


@given(PERIODS)
def test_a_p_chart_turns_with_what_it_counts(periods):
    counts, sizes = [x for x, _ in periods], [n for _, n in periods]
    found, turned = stats.p_chart(counts, sizes), stats.p_chart([n - x for x, n in periods], sizes)
    assert all(0 <= low <= found.mean <= high <= 1 for low, high in zip(found.lower, found.upper, strict=True))
    assert found.sigma_z == pytest.approx(turned.sigma_z)
    assert found.lower == pytest.approx([1 - high for high in turned.upper], abs=1e-9)
