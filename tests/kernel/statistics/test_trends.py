import math
from itertools import combinations, permutations
from statistics import median

import pytest
from hypothesis import strategies as st

from perfhub.kernel import statistics as stats

from .examples import given

PUBLISHED = [1.26, 1.27, 1.12, 1.16, 1.03]
FALLING = [0.82, 0.80, 0.81, 0.74, 0.72, 0.73, 0.66, 0.61]
VALUES = st.lists(st.integers(-20, 20), min_size=2, max_size=15)


def s_of(values):
    return sum((b > a) - (b < a) for a, b in combinations(values, 2))


def test_the_published_trend():
    found, slope = stats.mann_kendall(PUBLISHED), stats.theil_sen(PUBLISHED)
    assert (found.s, found.exact) == (-6, True)
    assert found.p_decreasing == pytest.approx(14 / 120)
    assert slope.slope == pytest.approx(-0.05625)


def test_eight_falling_months():
    found, slope = stats.mann_kendall(FALLING), stats.theil_sen(FALLING)
    assert (found.s, found.tau, found.exact) == (-24, pytest.approx(-0.8571, abs=5e-5), True)
    assert found.p_decreasing == pytest.approx(0.000868, abs=5e-7)
    assert (found.z, found.variance) == (pytest.approx(-2.8455, abs=5e-5), pytest.approx(65 + 1 / 3))
    assert (slope.slope, slope.low, slope.high) == pytest.approx((-0.0273, -0.040, -0.018), abs=5e-5)


@pytest.mark.parametrize("n", range(2, 8))
def test_exact_chances_are_those_of_all_orders(n):
    orders = [s_of(order) for order in permutations(range(n))]
    for values in ([*range(n)], [*range(n)][::-1], sorted(range(n), key=lambda x: (x * 3) % n)):
        if len(set(values)) == n:
            found = stats.mann_kendall(values)
            assert found.p_decreasing == sum(s <= found.s for s in orders) / len(orders)
            assert found.p_increasing == sum(s >= found.s for s in orders) / len(orders)


def test_no_exact_chance_is_smaller_than_one_order_of_all():
    assert stats.mann_kendall([5, 4, 3, 2, 1]).p_decreasing == pytest.approx(1 / 120)
    assert stats.mann_kendall([*range(10)]).p_increasing == pytest.approx(1 / math.factorial(10))
    assert stats.mann_kendall([*range(10)]).p_decreasing == 1


def test_ties_and_length_end_what_can_be_counted():
    assert stats.mann_kendall([*range(10)]).exact
    assert not stats.mann_kendall([*range(11)]).exact
    assert not stats.mann_kendall([1, 2, 2]).exact


def test_ties_lessen_the_variance():
    found = stats.mann_kendall([1, 2, 2, 3, 3, 3])
    assert found.s == 11
    assert found.variance == (6 * 5 * 17 - 2 * 1 * 9 - 3 * 2 * 11) / 18
    assert found.z == pytest.approx(10 / math.sqrt(found.variance))
    assert found.p_increasing == pytest.approx(0.5 * math.erfc(found.z / math.sqrt(2)))
    assert found.p_decreasing == pytest.approx(1 - found.p_increasing)
    assert found.tau == 11 / 15


def test_what_stands_still_goes_nowhere():
    found = stats.mann_kendall([4, 4, 4])
    assert (found.s, found.z, found.tau, found.p_decreasing, found.p_increasing) == (0, 0, 0, 0.5, 0.5)
    assert stats.theil_sen([4, 4, 4]) == stats.TheilSen(0, 0, 0)
    assert stats.mann_kendall([1, 2]).z == 0  # one pair, less the continuity correction


def test_two_values_make_one_slope():
    assert stats.theil_sen([3, 5.5]) == stats.TheilSen(2.5, 2.5, 2.5)


@given(VALUES, st.integers(-9, 9), st.integers(1, 9))
def test_trends_turn_with_time_and_keep_under_shift_and_scale(values, shift, scale):
    found, back = stats.mann_kendall(values), stats.mann_kendall(values[::-1])
    moved = stats.mann_kendall([scale * value + shift for value in values])
    assert found == moved and found.s == s_of(values)
    assert (back.s, back.z, back.tau) == (-found.s, -found.z, -found.tau)
    assert (back.p_decreasing, back.p_increasing) == pytest.approx((found.p_increasing, found.p_decreasing))
    assert 0 <= found.p_decreasing <= 1 and -1 <= found.tau <= 1
    slope = stats.theil_sen(values)
    assert slope.slope == pytest.approx(
        median((b - a) / (j - i) for (i, a), (j, b) in combinations(enumerate(values), 2))
    )
    assert slope.low <= slope.slope <= slope.high
    again = stats.theil_sen([scale * value + shift for value in values])
    assert (again.slope, again.low, again.high) == pytest.approx(
        (scale * slope.slope, scale * slope.low, scale * slope.high)
    )


@given(st.lists(st.floats(-1e300, 1e300), min_size=2, max_size=12))
def test_only_the_order_of_values_matters(values):
    ranks = {value: rank for rank, value in enumerate(sorted(set(values)))}
    assert stats.mann_kendall(values) == stats.mann_kendall([ranks[value] for value in values])
