import pytest
from hypothesis import strategies as st

from perfhub.kernel import statistics as stats

from .examples import given


def test_enps_of_forty():
    found = stats.enps(10, 22, 8)
    assert found.score == 5
    assert (found.standard_error, found.low, found.high) == pytest.approx((10.58, -15.73, 25.73), abs=0.005)


def test_enps_where_the_population_is_known():
    found = stats.enps(10, 22, 8, population=50)
    assert (found.standard_error, found.low, found.high) == pytest.approx((4.78, -4.37, 14.37), abs=0.005)


def test_enps_of_the_published_example():
    found = stats.enps(162, 108, 54)
    assert (found.score, found.standard_error) == pytest.approx((33.33, 4.14), abs=0.005)


def test_enps_is_certain_where_everybody_answered_or_said_the_same():
    assert stats.enps(3, 1, 2, population=6).standard_error == 0
    assert stats.enps(1, 0, 0, population=1) == stats.Enps(100, 0, 100, 100)
    assert stats.enps(0, 0, 9) == stats.Enps(-100, 0, -100, -100)


def test_the_limits_of_enps_are_not_cut():
    assert stats.enps(3, 1, 0).high > 100


def test_the_engagement_index_is_a_mean():
    assert stats.engagement_index([100, 75, 75, 50, 25]) == 65
    assert stats.engagement_index([65, 25, 70, 35, 50, 100, 90, 40, 20, 35]) == 53
    assert stats.engagement_index([100, 50, 50, 50, 25, 75, 50, 0]) == 50
    assert stats.engagement_index([40]) == 40
    assert stats.engagement_index([0, 100, 100]) == pytest.approx(200 / 3)


@given(st.integers(0, 50), st.integers(0, 50), st.integers(1, 50), st.integers(0, 50))
def test_enps_turns_with_the_answers_and_is_surer_the_fewer_are_missing(up, middle, down, silent):
    found, turned = stats.enps(up, middle, down), stats.enps(down, middle, up)
    assert (found.score, found.low) == pytest.approx((-turned.score, -turned.high))
    assert -100 <= found.score <= 100 and found.low <= found.score <= found.high
    n = up + middle + down
    census = stats.enps(up, middle, down, n + silent)
    assert census.score == found.score
    assert census.standard_error <= found.standard_error + 1e-12
    assert census.standard_error <= stats.enps(up, middle, down, n + silent + 1).standard_error + 1e-12


@given(st.lists(st.floats(0, 100), min_size=1), st.randoms())
def test_the_engagement_index_lies_within_the_answers_in_any_order(answers, chance):
    found = stats.engagement_index(answers)
    assert min(answers) - 1e-9 <= found <= max(answers) + 1e-9
    shuffled = answers[:]
    chance.shuffle(shuffled)
    assert stats.engagement_index(shuffled) == found
