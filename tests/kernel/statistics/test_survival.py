from itertools import pairwise

import pytest
from hypothesis import strategies as st

from perfhub.kernel import statistics as stats

from .examples import given

PEOPLE = st.lists(st.tuples(st.integers(0, 12), st.booleans()), min_size=1, max_size=25)


def test_six_people_by_hand():
    """At 6 one of three moves, and whoever is censored at 6 is still at risk there."""
    durations, observed = [12, 3, 6, 6, 9, 3], [0, 1, 1, 0, 1, 0]
    assert stats.kaplan_meier(durations, observed) == [
        (3, pytest.approx(5 / 6)),
        (6, pytest.approx(5 / 6 * 3 / 4)),
        (9, pytest.approx(5 / 6 * 3 / 4 * 1 / 2)),
    ]


def test_the_ends():
    assert stats.kaplan_meier([5], [True]) == [(5, 0)]
    assert stats.kaplan_meier([5, 2], [False, 0]) == []
    assert stats.kaplan_meier([0, 1], [1, 0]) == [(0, 0.5)]


def test_without_censoring_it_is_the_share_still_waiting():
    durations = [7, 1, 3, 3, 9, 2, 2, 2]
    assert stats.kaplan_meier(durations, [True] * 8) == [
        (time, pytest.approx(sum(d > time for d in durations) / 8)) for time in (1, 2, 3, 7, 9)
    ]


@given(PEOPLE, st.randoms())
def test_the_curve_falls_from_one_at_events_only_in_any_order(people, chance):
    curve = stats.kaplan_meier([time for time, _ in people], [event for _, event in people])
    assert [time for time, _ in curve] == sorted({time for time, event in people if event})
    shares = [1, *(share for _, share in curve)]
    assert all(0 <= b < a for a, b in pairwise(shares))
    shuffled = people[:]
    chance.shuffle(shuffled)
    assert stats.kaplan_meier([time for time, _ in shuffled], [event for _, event in shuffled]) == curve
    doubled = stats.kaplan_meier([time for time, _ in people * 2], [event for _, event in people * 2])
    assert [share for _, share in doubled] == pytest.approx([share for _, share in curve])
