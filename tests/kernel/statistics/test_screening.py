import math
from fractions import Fraction
from itertools import pairwise, product

import pytest
from hypothesis import strategies as st

from perfhub.kernel import statistics as stats

from .examples import given

PUBLISHED = [
    0.0001,
    0.0004,
    0.0019,
    0.0095,
    0.0201,
    0.0278,
    0.0298,
    0.0344,
    0.0459,
    0.324,
    0.4262,
    0.5719,
    0.6528,
    0.759,
    1,
]
P_VALUES = st.lists(st.floats(0, 1), max_size=30)


def test_benjamini_and_hochberg_reject_four_of_their_fifteen():
    found = stats.benjamini_hochberg(PUBLISHED, 0.05)
    assert found.rejected == [True] * 4 + [False] * 11
    assert found.q_values[:5] == pytest.approx([0.0015, 0.003, 0.0095, 0.035625, 0.0603])
    assert found.q_values[5] == found.q_values[6] == pytest.approx(15 * 0.0298 / 7)
    assert found.q_values[-1] == 1


def test_a_later_success_carries_earlier_ones_with_it():
    """Step-up: .04 alone would fail at its own rank (.025), and passes because both are at most .05."""
    assert stats.benjamini_hochberg([0.045, 0.04], 0.05).rejected == [True, True]
    assert stats.benjamini_hochberg([0.06, 0.04], 0.05).rejected == [False, False]


def test_equality_rejects_however_floats_round():
    for q, m in product((0.01, 0.05, 0.1, 0.2, 0.3), range(1, 40)):
        for p_values in ([i * q / m for i in range(1, m + 1)], [q] * m, [q / m] + [1] * (m - 1)):
            found = stats.benjamini_hochberg(p_values, q)
            assert found.rejected == [p < 1 for p in p_values]
        above = [i * q / m + 1e-9 for i in range(1, m + 1)]
        assert not any(stats.benjamini_hochberg(above, q).rejected)


def test_the_order_of_the_input_is_kept():
    assert stats.benjamini_hochberg([0.9, 0.001, 0.5], 0.1).rejected == [False, True, False]
    assert stats.benjamini_hochberg([0.9, 0.001, 0.5], 0.1).q_values == pytest.approx([0.9, 0.003, 0.75])


def test_nobody_is_screened():
    assert stats.benjamini_hochberg([], 0.1) == stats.Screening([], [])


@given(P_VALUES, st.floats(0.001, 0.999))
def test_screening_follows_its_definition(p_values, q):
    found, m = stats.benjamini_hochberg(p_values, q), len(p_values)
    ascending = sorted(p_values)
    last = max((p for i, p in enumerate(ascending, 1) if p <= i * q / m * (1 + 1e-14)), default=-1)
    assert found.rejected == [p <= last for p in p_values]
    assert found.rejected == [value <= q for value in found.q_values]
    for p, value in zip(p_values, found.q_values, strict=True):
        assert p <= value * (1 + 1e-14) and value <= 1
        assert value == pytest.approx(min(1, *(m * x / i for i, x in enumerate(ascending, 1) if x >= p)))


@given(P_VALUES, st.floats(0.01, 0.5), st.floats(1, 1.9))
def test_a_larger_q_flags_no_fewer_and_ties_share_their_fate(p_values, q, more):
    few, many = stats.benjamini_hochberg(p_values, q), stats.benjamini_hochberg(p_values, q * more)
    assert all(b or not a for a, b in zip(few.rejected, many.rejected, strict=True))
    assert len(set(zip(p_values, few.q_values, strict=True))) == len(set(p_values))


def test_missed_goals_of_equal_chance_are_binomial():
    for n, x, expected in [(4, 3, 0.0837), (4, 4, 0.0081), (8, 6, 0.0113), (12, 8, 0.0095), (12, 9, 0.0017)]:
        assert stats.poisson_binomial_tail([0.3] * n, x) == pytest.approx(expected, abs=5e-5)
        exact = sum(math.comb(n, i) * 0.3**i * 0.7 ** (n - i) for i in range(x, n + 1))
        assert stats.poisson_binomial_tail([0.3] * n, x) == pytest.approx(exact, rel=1e-12)


def test_every_outcome_of_unequal_goals_is_counted():
    chances = [Fraction(n, 20) for n in (1, 4, 7, 10, 13, 19)]
    outcomes = [
        (sum(outcome), math.prod(p if hit else 1 - p for hit, p in zip(outcome, chances, strict=True)))
        for outcome in product((0, 1), repeat=len(chances))
    ]
    for observed in range(len(chances) + 1):
        exact = sum(chance for hits, chance in outcomes if hits >= observed)
        found = stats.poisson_binomial_tail([float(p) for p in chances], observed)
        assert found == pytest.approx(float(exact), rel=1e-13)


def test_certain_and_impossible_events():
    assert stats.poisson_binomial_tail([1, 1, 0], 2) == 1
    assert stats.poisson_binomial_tail([1, 1, 0], 3) == 0
    assert stats.poisson_binomial_tail([0.2], 0) == 1
    assert stats.poisson_binomial_tail([1e-30] * 3, 3) == pytest.approx(1e-90)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12), st.randoms())
def test_tails_fall_from_one_and_know_no_order(chances, chance):
    tails = [stats.poisson_binomial_tail(chances, observed) for observed in range(len(chances) + 1)]
    assert tails[0] == 1 and all(0 <= b <= a for a, b in pairwise(tails))
    assert math.fsum(tails[1:]) == pytest.approx(math.fsum(chances))  # the mean number of events
    shuffled = chances[:]
    chance.shuffle(shuffled)
    assert stats.poisson_binomial_tail(shuffled, 1) == pytest.approx(tails[1], abs=1e-12)
