import math

import pytest
from hypothesis import strategies as st

from perfhub.kernel import statistics as stats

from .examples import given

NIST = [52, 47, 53, 49.3, 50.1, 47, 51, 50.1, 51.2, 50.5, 49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]
VALUES = st.lists(st.integers(-1000, 1000).map(lambda n: n / 8), min_size=2, max_size=30)


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
    d, e = stats.ewma(values, 3, 2), stats.ewma(moved, 3 * scale + shift, 2 * scale)
    assert e.values == pytest.approx([scale * value + shift for value in d.values], abs=1e-9)
    assert all(min(3, *values) - 1e-9 <= value <= max(3, *values) + 1e-9 for value in d.values)
    f, g = stats.cusum(values, 3, 1, 8), stats.cusum(moved, 3 * scale + shift, scale, 8 * scale)
    assert (g.high, g.low) == ([scale * x for x in f.high], [scale * x for x in f.low])
    assert f.first_signal == g.first_signal
    h = stats.cusum(turned, -3, 1, 8)
    assert (h.high, h.low) == (f.low, f.high)
