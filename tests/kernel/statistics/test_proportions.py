import math

import pytest
from hypothesis import strategies as st

from perfhub.kernel import statistics as stats

from .examples import given

SHARES = st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def test_wilson_gives_the_published_intervals():
    assert stats.wilson_interval(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert stats.wilson_interval(0, 20) == pytest.approx((0, 0.1611), abs=5e-5)
    assert stats.wilson_interval(7, 10) == pytest.approx((0.3968, 0.8922), abs=5e-5)


def test_wilson_solves_the_score_equation():
    """Its limits are the shares from which the observed one is exactly z standard errors away."""
    for low_or_high in stats.wilson_interval(7, 10):
        assert abs(0.7 - low_or_high) / math.sqrt(low_or_high * (1 - low_or_high) / 10) == pytest.approx(
            1.959963984540054, rel=1e-12
        )


def test_wilson_touches_the_ends_exactly_and_only_there():
    assert stats.wilson_interval(0, 7)[0] == 0.0
    assert stats.wilson_interval(7, 7)[1] == 1.0
    assert stats.wilson_interval(1, 7)[0] > 0 and stats.wilson_interval(6, 7)[1] < 1
    assert stats.wilson_interval(0, 1) == pytest.approx((0, 0.793450685622763))


def test_wilson_takes_any_confidence():
    narrow, wide = stats.wilson_interval(7, 10, 0.5), stats.wilson_interval(7, 10, confidence=0.999)
    assert wide[0] < narrow[0] < 0.7 < narrow[1] < wide[1]
    assert stats.wilson_interval(7, 10, 0.95) == stats.wilson_interval(7, 10)


def test_newcombe_gives_the_published_interval():
    assert stats.newcombe_difference(56, 70, 48, 80) == pytest.approx((0.0524, 0.3339), abs=5e-5)


def test_newcombe_reaches_the_ends_and_not_beyond():
    assert stats.newcombe_difference(10, 10, 0, 10)[1] == 1.0
    assert stats.newcombe_difference(0, 10, 10, 10)[0] == -1.0
    low, high = stats.newcombe_difference(0, 10, 0, 10)
    assert low == -high < 0


@given(SHARES)
def test_wilson_holds_the_share_is_symmetrical_and_narrows(share):
    x, n = share
    low, high = stats.wilson_interval(x, n)
    assert 0 <= low <= x / n <= high <= 1
    assert (1 - high, 1 - low) == pytest.approx(stats.wilson_interval(n - x, n), abs=1e-12)
    more = stats.wilson_interval(10 * x, 10 * n)
    assert more[1] - more[0] < high - low


@given(SHARES, SHARES)
def test_newcombe_holds_the_difference_and_turns_with_it(first, second):
    low, high = stats.newcombe_difference(*first, *second)
    difference = first[0] / first[1] - second[0] / second[1]
    assert -1 <= low <= difference <= high <= 1
    assert stats.newcombe_difference(*second, *first) == pytest.approx((-high, -low), abs=1e-12)
