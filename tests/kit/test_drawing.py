"""Where the lines of a small figure go."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfhub.templatetags import drawing

moods = st.lists(st.one_of(st.none(), st.integers(1, 5)), max_size=60)


def test_a_gap_stays_a_gap():
    drawn = drawing.spark([4, 4, None, 3, 3], lowest=1, highest=5)
    assert drawn.runs == ("2.0,8.5 33.0,8.5", "95.0,14.0 126.0,14.0")
    assert drawn.end == (126.0, 14.0) and drawn.end_is_now


def test_a_lone_answer_is_a_point_and_an_old_last_answer_is_not_now():
    drawn = drawing.spark([None, 5, None], lowest=1, highest=5)
    assert drawn.runs == () and drawn.lone == ((64.0, 3.0),)
    assert drawn.end == (64.0, 3.0) and not drawn.end_is_now


@pytest.mark.parametrize(("last", "low"), [(3, True), (4, False), (None, False)])
def test_low_is_below_ones_own_usual(last, low):
    assert drawing.spark([4, 4, last], lowest=1, highest=5, usual=4).low is low


@given(moods, st.one_of(st.none(), st.integers(1, 5)))
def test_nothing_is_drawn_outside_and_every_answer_once(values, usual):
    drawn = drawing.spark(values, lowest=1, highest=5, usual=usual)
    points = [tuple(map(float, p.split(","))) for run in drawn.runs for p in run.split()] + list(drawn.lone)
    assert len(points) == sum(v is not None for v in values)
    assert all(0 <= x <= drawing.SPARK_WIDTH and 0 <= y <= drawing.SPARK_HEIGHT for x, y in points)


@pytest.mark.parametrize(("share", "shade"), [(0, 1), (59, 1), (60, 2), (75, 3), (90, 4), (99, 4), (100, 5)])
def test_only_a_full_hundred_is_complete(share, shade):
    assert drawing.shade(share) == shade
