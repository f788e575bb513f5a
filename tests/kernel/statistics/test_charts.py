import math

import pytest
from hypothesis import strategies as st

from perfhub.kernel import statistics as stats

from .examples import given

NIST = [52, 47, 53, 49.3, 50.1, 47, 51, 50.1, 51.2, 50.5, 49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]
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


def test_ewma_of_the_handbook():
    found = stats.ewma(NIST, 50, 2.0539, lam=0.3, limit=3)
    assert (found.values[-1], found.values[1]) == pytest.approx((51.99, 49.52), abs=0.005)
    assert (found.upper[-1], found.lower[-1]) == pytest.approx((52.5884, 47.4116), abs=5e-5)
    assert found.signals == []


def test_ewma_starts_at_its_target_with_narrow_limits():
    found = stats.ewma([11, 9], target=10, sd=1)
    assert found.values == pytest.approx([10.2, 9.96])
    assert found.upper == pytest.approx([10 + 2.7 * 0.2, 10 + 2.7 * 0.2 * math.sqrt(1 + 0.8**2)])
    assert found.lower == pytest.approx([10 - 2.7 * 0.2, 10 - 2.7 * 0.2 * math.sqrt(1 + 0.8**2)])


def test_ewma_signals_on_both_sides_and_strictly_outside():
    assert stats.ewma([20, 10, 10, -20], 10, 1).signals == [0, 1, 2, 3]
    assert stats.ewma([12, 8, 12.5, 7.5], 10, 1, lam=1, limit=2).signals == [2, 3]  # 12 and 8 lie on their limits


def test_cusum_by_hand():
    found = stats.cusum([11, 12, 9, 7, 10], target=10, k=0.5, h=3)
    assert found == stats.Cusum([0.5, 2.0, 0.5, 0.0, 0.0], [0.0, 0.0, 0.5, 3.0, 2.5], None)  # 3 is not above 3
    assert stats.cusum([11, 12, 9, 7, 10], target=10, k=0.5, h=2.9).first_signal == 3
    assert stats.cusum([11, 12, 13], target=10, k=0.5, h=1.9).first_signal == 1


@given(VALUES, st.integers(-50, 50), st.sampled_from([0.5, 2, 4]))
def test_charts_move_with_their_values_and_turn_with_them(values, shift, scale):
    moved = [scale * value + shift for value in values]
    turned = [-value for value in values]
    a, b, c = stats.xmr(values), stats.xmr(moved), stats.xmr(turned)
    assert a.lower <= a.mean <= a.upper and a.mean_moving_range >= 0
    assert (b.lower, b.upper) == pytest.approx((scale * a.lower + shift, scale * a.upper + shift))
    assert (c.lower, c.upper) == pytest.approx((-a.upper, -a.lower))
    d, e = stats.ewma(values, 3, 2), stats.ewma(moved, 3 * scale + shift, 2 * scale)
    assert e.values == pytest.approx([scale * value + shift for value in d.values], abs=1e-9)
    assert all(min(3, *values) - 1e-9 <= value <= max(3, *values) + 1e-9 for value in d.values)
    f, g = stats.cusum(values, 3, 1, 8), stats.cusum(moved, 3 * scale + shift, scale, 8 * scale)
    assert (g.high, g.low) == ([scale * x for x in f.high], [scale * x for x in f.low])
    assert f.first_signal == g.first_signal
    h = stats.cusum(turned, -3, 1, 8)
    assert (h.high, h.low) == (f.low, f.high)


@given(PERIODS)
def test_a_p_chart_turns_with_what_it_counts(periods):
    counts, sizes = [x for x, _ in periods], [n for _, n in periods]
    found, turned = stats.p_chart(counts, sizes), stats.p_chart([n - x for x, n in periods], sizes)
    assert all(0 <= low <= found.mean <= high <= 1 for low, high in zip(found.lower, found.upper, strict=True))
    assert found.sigma_z == pytest.approx(turned.sigma_z)
    assert found.lower == pytest.approx([1 - high for high in turned.upper], abs=1e-9)
