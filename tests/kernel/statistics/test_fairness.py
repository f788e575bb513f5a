import math
from itertools import pairwise

import pytest
from hypothesis import strategies as st

from perfhub.kernel import statistics as stats

from .examples import given

GROUP = st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(1, n), st.just(n)))


def chance_of(x, population, marked, drawn):
    return math.comb(marked, x) * math.comb(population - marked, drawn - x) / math.comb(population, drawn)


def test_half_the_rate():
    found = stats.impact_ratio([12, 48], [40, 80])
    assert (found.ratio, found.z, found.p_value) == pytest.approx((0.5, -3.098, 0.00195), abs=5e-4)
    assert (found.fisher_p, found.low, found.high) == pytest.approx((0.0034, 0.301, 0.829), abs=5e-4)


def test_a_low_ratio_of_few_people_is_insufficient_evidence():
    found = stats.impact_ratio([3, 18], [5, 20])
    assert (found.ratio, found.fisher_p) == pytest.approx((0.667, 0.166), abs=5e-4)
    assert found.low < 1 < found.high


@pytest.mark.parametrize(("rate", "ratio"), [(45, 0.75), (48, 0.8), (51, 0.85)])
def test_the_four_fifths_of_the_guidelines(rate, ratio):
    assert stats.impact_ratio([rate, 60], [100, 100]).ratio == pytest.approx(ratio)


def test_spared_alike_and_hit_unlike():
    assert stats.impact_ratio([88, 95], [100, 100]).ratio == pytest.approx(0.926, abs=5e-4)
    hit = stats.impact_ratio([12, 5], [100, 100])
    assert hit.ratio == pytest.approx(2.4) and hit.z > 0


def test_fisher_counts_every_table():
    (a, b), (n1, n2) = (3, 18), (5, 20)
    chances = [chance_of(x, n1 + n2, a + b, n1) for x in range(n1 + 1)]
    two_sided = sum(chance for chance in chances if chance <= chances[a] * (1 + 1e-9))
    assert stats.impact_ratio([a, b], [n1, n2]).fisher_p == pytest.approx(two_sided)


def test_nobody_and_everybody():
    nobody = stats.impact_ratio([0, 5], [10, 10])
    assert (nobody.ratio, nobody.low, nobody.high) == (0, None, None)
    assert nobody.z == pytest.approx(-0.5 / math.sqrt(0.25 * 0.75 * 0.2))
    assert stats.impact_ratio([4, 9], [4, 9]) == stats.Impact(1, 0, 1, 1, 1, 1)


@given(GROUP, GROUP)
def test_impact_turns_with_the_groups(one, two):
    found = stats.impact_ratio([one[0], two[0]], [one[1], two[1]])
    turned = stats.impact_ratio([two[0], one[0]], [two[1], one[1]])
    assert found.ratio * turned.ratio == pytest.approx(1)
    assert found.low <= found.ratio <= found.high and found.low == pytest.approx(1 / turned.high)
    assert (found.z, found.p_value, found.fisher_p) == pytest.approx((-turned.z, turned.p_value, turned.fisher_p))
    assert 0 <= found.p_value <= 1 and 0 <= found.fisher_p <= 1


def test_overrepresentation_counts_every_draw():
    found = stats.overrepresentation(30, 8, 10, 5)
    assert found.p_value == pytest.approx(sum(chance_of(x, 30, 8, 10) for x in range(5, 9)))
    assert found.lift == pytest.approx(0.5 / (8 / 30))


def test_all_marked_drawn_and_nothing_found():
    assert stats.overrepresentation(10, 10, 4, 4) == stats.Over(1, 1)
    assert stats.overrepresentation(10, 3, 4, 0) == stats.Over(1, 0)
    assert stats.overrepresentation(100_000, 50, 50, 50).p_value == pytest.approx(1 / math.comb(100_000, 50))


@given(st.data())
def test_more_marked_people_are_less_likely(data):
    population = data.draw(st.integers(2, 40))
    marked, drawn = data.draw(st.integers(1, population)), data.draw(st.integers(1, population))
    least, most = max(0, drawn + marked - population), min(marked, drawn)
    found = [stats.overrepresentation(population, marked, drawn, x) for x in range(least, most + 1)]
    assert found[0].p_value == pytest.approx(1)
    assert all(a.p_value > b.p_value and a.lift < b.lift for a, b in pairwise(found))
    for x, over in enumerate(found, least):
        assert over == stats.overrepresentation(population, drawn, marked, x) or over.p_value == pytest.approx(
            stats.overrepresentation(population, drawn, marked, x).p_value
        )
