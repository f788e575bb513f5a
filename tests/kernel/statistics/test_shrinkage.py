from itertools import pairwise

import pytest
from hypothesis import strategies as st

from perfhub.kernel import statistics as stats

from .examples import given

MEANS, SIZES = [74, 70, 66, 58, 71, 69, 73, 45], [25, 12, 8, 6, 30, 18, 10, 5]
TEAMS = st.lists(st.tuples(st.integers(0, 100), st.integers(1, 40)), min_size=2, max_size=12)


def test_eight_teams():
    found = stats.shrink_means(MEANS, SIZES, 22)
    assert (found.tau2, found.mu) == pytest.approx((12.699, 68.573), abs=5e-4)
    assert (found.shrunk[7], found.weights[7]) == pytest.approx((65.84, 0.884), abs=5e-3)
    assert found.shrunk[0] == pytest.approx(70.72, abs=5e-3)


def test_two_teams_by_hand():
    """v = 1 and 2; weights 1 and 1/2; Q = 300, C = 1.5 - 1.25/1.5 = 2/3, tau2 = 299/(2/3)."""
    found = stats.shrink_means([0, 30], [4, 2], within_sd=2)
    tau2 = 299 / (2 / 3)
    assert found.tau2 == pytest.approx(tau2)
    assert found.mu == pytest.approx((30 / (2 + tau2)) / (1 / (1 + tau2) + 1 / (2 + tau2)))
    assert found.weights == pytest.approx([1 / (1 + tau2), 2 / (2 + tau2)])
    assert found.shrunk == pytest.approx([found.weights[0] * found.mu, 30 + found.weights[1] * (found.mu - 30)])


def test_teams_that_differ_by_chance_only_are_one():
    found = stats.shrink_means([50, 51, 49], [10, 20, 30], 20)
    assert (found.tau2, found.weights) == (0, [1, 1, 1])
    assert found.shrunk == pytest.approx([(500 + 1020 + 1470) / 60] * 3)
    assert stats.shrink_means([7, 7], [1, 9], 1).shrunk == pytest.approx([7, 7])


@given(TEAMS, st.floats(0.5, 40), st.integers(-99, 99), st.sampled_from([0.5, 2, 10]))
def test_small_teams_move_most_and_all_toward_the_middle(teams, sd, shift, scale):
    means, sizes = [mean for mean, _ in teams], [size for _, size in teams]
    found = stats.shrink_means(means, sizes, sd)
    assert found.tau2 >= 0 and min(means) - 1e-9 <= found.mu <= max(means) + 1e-9
    for mean, shrunk, weight in zip(means, found.shrunk, found.weights, strict=True):
        assert 0 < weight <= 1
        assert min(mean, found.mu) - 1e-9 <= shrunk <= max(mean, found.mu) + 1e-9
    by_size = sorted(zip(sizes, found.weights, strict=True))
    assert all(a[1] >= b[1] for a, b in pairwise(by_size) if a[0] < b[0])
    moved = stats.shrink_means([scale * mean + shift for mean in means], sizes, scale * sd)
    assert moved.tau2 == pytest.approx(scale**2 * found.tau2, rel=1e-6, abs=1e-6)
    assert moved.shrunk == pytest.approx([scale * value + shift for value in found.shrunk], rel=1e-6, abs=1e-6)
    turned = stats.shrink_means(means[::-1], sizes[::-1], sd)
    assert turned.shrunk == pytest.approx(found.shrunk[::-1])
