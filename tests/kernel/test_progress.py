"""Scores, means and pace: published numbers, and what must hold for every number."""

import csv
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfhub.kernel import progress
from perfhub.kernel.progress import Band, Mean, NoWeight, Pace, TargetIsStart
from tests.goals.sheet import published

values = st.decimals(min_value=-(10**9), max_value=10**9, places=4)
weights = st.decimals(min_value=0, max_value=100, places=2)
scores = st.none() | st.floats(min_value=0, max_value=1)
pairs = st.lists(st.tuples(scores, weights), max_size=8).filter(
    lambda rows: not any(s is not None for s, _w in rows) or sum(w for s, w in rows if s is not None) > 0
)


def shown(number):
    return round(number, 4)


def test_the_published_key_results():
    ways = [((42), 32, 45), (6, 8, 5), (400, 0, 500)]
    found = [progress.ratio(actual, start=start, target=target) for actual, start, target in ways]
    assert [shown(raw) for raw in found] == [0.7692, 0.6667, 0.8]
    assert shown(progress.mean([(s, 1) for s in found]).score) == 0.7453
    assert shown(progress.mean(zip(found, (1, 1, 2), strict=True)).score) == 0.7590


@pytest.mark.parametrize(("actual", "raw", "score"), [(-17, -0.17, 0), (105, 1.05, 1), (0, 0, 0), (100, 1, 1)])
def test_the_raw_ratio_is_kept_below_zero_and_above_one(actual, raw, score):
    found = progress.ratio(actual, start=0, target=100)
    assert found == pytest.approx(raw)
    assert progress.kept_within(found) == pytest.approx(score)


def test_a_target_that_is_the_start_is_refused_with_a_sentence():
    with pytest.raises(TargetIsStart, match="nothing to reach"):
        progress.ratio(5, start=5, target=5)


def test_milestones_count_by_weight_and_weights_of_zero_are_refused():
    assert progress.steps([(True, 3), (False, 1)]) == 0.75
    assert progress.steps([]) is None
    with pytest.raises(NoWeight, match="add up to zero"):
        progress.steps([(True, 0), (False, 0)])


def test_maintaining_is_the_share_of_periods_within_the_band():
    assert progress.maintained([1, 2, 3, 4], low=2, high=3) == 0.5
    assert progress.maintained([], low=2, high=3) is None
    with pytest.raises(progress.BandUpsideDown):
        progress.maintained([1], low=3, high=2)


def test_blanks_are_no_zeros_and_are_counted_beside_the_mean():
    assert progress.mean([(0.8, 1), (None, 5), (0.4, 1)]) == Mean(pytest.approx(0.6), 2, 3)
    assert progress.mean([(None, 1)]) == Mean(None, 0, 1)
    with pytest.raises(NoWeight):
        progress.mean([(0.5, 0), (None, 3)])


def test_flat_and_mean_of_objectives_are_two_things():
    one, other = [(1.0, 1), (1.0, 1), (1.0, 1)], [(0.0, 1)]
    assert progress.flat([one, other]).score == 0.75
    assert progress.mean_of_objectives([(one, 1), (other, 1)]).score == 0.5
    assert progress.mean_of_objectives([(one, 1), (other, 1), ([(None, 1)], 1)]).score == 0.5


def test_the_published_sheet_is_a_flat_mean_over_what_is_scored():
    """Protocol Labs, IPFS Cluster, second quarter of 2019: the sheet's own total row says 0.3, 0.6 and 0.4."""
    rows = list(csv.DictReader(published().decode().splitlines()))
    for column, flat, of_objectives in [
        ("mid_actual", 0.344, 0.316),
        ("mid_projection", 0.568, 0.487),
        ("end_q", 0.357, 0.298),
    ]:
        groups: dict[str, list] = {}
        for row in rows:
            groups.setdefault(row["objective"], []).append((float(row[column]) if row[column] else None, 1))
        assert round(progress.flat(groups.values()).score, 3) == flat
        assert round(progress.mean_of_objectives((g, 1) for g in groups.values()).score, 3) == of_objectives


@pytest.mark.parametrize(
    ("score", "band"),
    [(1, Band.GREEN), (0.7, Band.GREEN), (0.6999, Band.YELLOW), (0.4, Band.YELLOW), (0.3999, Band.RED), (0, Band.RED)],
)
def test_bands_are_half_open(score, band):
    assert progress.band(score) == band
    assert progress.band(None) is None


def test_a_mean_that_is_seven_tenths_to_the_eye_is_green():
    assert progress.band(progress.mean([(0.6, 1), (0.7, 1), (0.8, 1)]).score) == Band.GREEN


START, END = dt.date(2026, 1, 1), dt.date(2026, 4, 10)  # a hundred days


def test_the_time_gone_is_counted_in_days():
    assert progress.elapsed(START, END, START - dt.timedelta(days=1)) == 0
    assert progress.elapsed(START, END, START) == 0.01
    assert progress.elapsed(START, END, END) == 1
    assert progress.elapsed(START, END, END + dt.timedelta(days=9)) == 1


@pytest.mark.parametrize(
    ("score", "norm", "share", "index", "word"),
    [
        (0.45, 1.0, 0.5, 0.9, Pace.ON_TRACK),
        (0.35, 1.0, 0.5, 0.7, Pace.AT_RISK),
        (0.34, 1.0, 0.5, 0.68, Pace.OFF_TRACK),
        (0.35, 0.7, 0.5, 1.0, Pace.ON_TRACK),
        (0.0, 1.0, 0.1499, None, None),
        (0.0, 1.0, 0.15, 0.0, Pace.OFF_TRACK),
        (None, 1.0, 0.5, None, None),
    ],
)
def test_pace_is_the_score_over_what_was_expected(score, norm, share, index, word):
    found = progress.pace(score, norm=norm, share=share)
    assert found == (None if index is None else pytest.approx(index))
    assert progress.word_of(found) == word


# --- whatever the numbers are ---------------------------------------------------------------------


@given(values, values, values)
def test_a_score_lies_between_nothing_and_all(actual, start, target):
    if start != target:
        assert 0 <= progress.kept_within(progress.ratio(actual, start=start, target=target)) <= 1


@given(values, values, values, values)
def test_nearer_to_the_target_is_never_less(one, other, start, target):
    """Also where less is better."""
    if start == target:
        return
    low, high = sorted((one, other))
    nearer, farther = (high, low) if target > start else (low, high)
    assert progress.ratio(nearer, start=start, target=target) >= progress.ratio(farther, start=start, target=target)


@given(values, values, values)
def test_a_decrease_mirrors_an_increase(actual, start, target):
    if start != target:
        up = progress.ratio(actual, start=start, target=target)
        assert up == pytest.approx(progress.ratio(-actual, start=-start, target=-target))


@given(pairs)
def test_a_mean_lies_between_its_least_and_its_most(rows):
    found = progress.mean(rows)
    known = [s for s, w in rows if s is not None and w > 0]
    assert found.scored == sum(s is not None for s, _w in rows) and found.total == len(rows)
    if found.score is not None:
        assert min(known) - 1e-8 <= found.score <= max(known) + 1e-8


@given(pairs, st.integers(min_value=1, max_value=50))
def test_weights_count_by_their_proportion_and_order_by_nothing(rows, times):
    found = progress.mean(rows)
    again = progress.mean([(s, w * times) for s, w in reversed(rows)])
    assert again.score == (None if found.score is None else pytest.approx(found.score, abs=1e-8))


@given(pairs, st.floats(min_value=0, max_value=1))
def test_a_better_key_result_never_lowers_the_mean(rows, better):
    for place, (score, weight) in enumerate(rows):
        if score is not None and better >= score:
            raised = [*rows[:place], (better, weight), *rows[place + 1 :]]
            assert progress.mean(raised).score >= progress.mean(rows).score - 1e-8


@given(pairs)
def test_one_objective_rolls_up_to_itself_either_way(rows):
    assert progress.flat([rows]) == progress.mean(rows)
    of_one = progress.mean_of_objectives([(rows, 1)])
    assert of_one.score == progress.mean(rows).score
