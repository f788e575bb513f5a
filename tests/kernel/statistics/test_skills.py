import pytest
from hypothesis import assume
from hypothesis import strategies as st

from perfhub.kernel import statistics as stats

from .examples import given

REQUIRED = [4, 4, 4, 3.88, 3.25, 3.12]
ASSESSED = [3.5, 4, 4.25, 3, 4.5, 3]
IMPORTANCE = [4, 4, 4, 3.75, 3.62, 3.5]
SKILLS = st.lists(st.tuples(st.integers(0, 5), st.none() | st.integers(0, 7), st.integers(1, 5)), min_size=1)


def index(skills):
    return stats.weighted_gap_index(*[list(column) for column in zip(*skills, strict=True)])


def test_six_skills_of_an_occupation():
    assert stats.weighted_gap_index(REQUIRED, ASSESSED, IMPORTANCE) == pytest.approx(0.0670, abs=5e-5)


def test_by_hand():
    """Weights 1, .5, 0; gaps 2, 0 (a surplus, kept out), 4."""
    assert stats.weighted_gap_index([4, 3, 4], [2, 5, 0], [5, 3, 1]) == pytest.approx(2 / (4 + 1.5))


def test_what_is_not_assessed_leaves_both_sums():
    assert stats.weighted_gap_index([4, 4], [None, 2], [5, 5]) == 0.5
    assert stats.weighted_gap_index([4, 4], [0, 2], [5, 5]) == 0.75  # assessed as 0 is assessed


@given(SKILLS)
def test_the_index_is_a_share_that_falls_as_skills_grow(skills):
    assume(any(need and have is not None and weight > 1 for need, have, weight in skills))
    found = index(skills)
    assert 0 <= found <= 1
    assert index(skills[::-1]) == pytest.approx(found)
    assert index([(need, None if have is None else have + 1, weight) for need, have, weight in skills]) <= found
    scaled = [(3 * need, None if have is None else 3 * have, weight) for need, have, weight in skills]
    assert index(scaled) == pytest.approx(found)
