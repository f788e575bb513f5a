import math

import pytest
from hypothesis import assume
from hypothesis import strategies as st

from perfhub.kernel import statistics as stats

from .examples import given

ARMS = st.lists(st.tuples(st.integers(-50, 50), st.integers(-50, 50)), min_size=2, max_size=10)
SERIES = st.lists(st.integers(-50, 50), min_size=5, max_size=16)


def test_who_is_chosen_low_rises_anyway():
    below_one_sd = 0.15865525393145707
    assert stats.regression_to_mean(below_one_sd, 0.65) == pytest.approx(0.534, abs=5e-4)
    assert stats.regression_to_mean(below_one_sd, 0.52) == pytest.approx(0.732, abs=5e-4)
    assert stats.regression_to_mean(0.1, 0.52) == pytest.approx(0.842, abs=5e-4)
    assert stats.regression_to_mean(0.5, 0, sd=3) == pytest.approx(3 * math.sqrt(2 / math.pi))


@given(st.floats(0.001, 0.999), st.floats(0, 1), st.floats(0, 100))
def test_the_more_extreme_and_the_less_reliable_the_larger_the_gain(fraction, reliability, sd):
    gain = stats.regression_to_mean(fraction, reliability, sd)
    assert gain >= 0
    assert stats.regression_to_mean(fraction * 0.9, reliability, sd) >= gain - 1e-12
    assert stats.regression_to_mean(fraction, reliability * 0.9, sd) >= gain
    assert stats.regression_to_mean(fraction, 1, sd) == 0
    # what the chosen gain, those who were not chosen lose
    assert fraction * gain == pytest.approx((1 - fraction) * stats.regression_to_mean(1 - fraction, reliability, sd))


def test_differences_in_differences_by_hand():
    """Changes 1, 2, 3 against 0, 0, 4: means 2 and 4/3, variances 1 and 16/3."""
    found = stats.difference_in_differences([5, 5, 5], [6, 7, 8], [1, 2, 3], [1, 2, 7])
    squared = 1 / 3 + 16 / 9
    assert found.estimate == pytest.approx(2 / 3)
    assert found.standard_error == pytest.approx(math.sqrt(squared))
    assert found.df == pytest.approx(squared**2 / ((1 / 3) ** 2 / 2 + (16 / 9) ** 2 / 2))
    assert found.low + found.high == pytest.approx(4 / 3)


def test_one_arm_without_variation_is_enough_of_a_scale():
    """Two degrees of freedom, for which Student's t has a closed form: p = 1 - t/sqrt(2 + t²), t = 2 sqrt(3)."""
    found = stats.difference_in_differences([1, 2], [4, 5], [1, 2, 3], [1, 3, 5])
    assert (found.estimate, found.df, found.standard_error) == pytest.approx((2, 2, math.sqrt(1 / 3)))
    assert found.p_value == pytest.approx(1 - math.sqrt(12 / 14))
    t = 0.95 * math.sqrt(2 / (1 - 0.95**2))
    assert (found.low, found.high) == pytest.approx((2 - t * math.sqrt(1 / 3), 2 + t * math.sqrt(1 / 3)))


def test_the_published_cells_of_card_and_krueger():
    """Two people around each mean: 21.03 - 20.44 against 21.17 - 23.33."""
    found = stats.difference_in_differences([20.44, 20.44], [20.03, 22.03], [23.33, 23.33], [20.17, 22.17])
    assert found.estimate == pytest.approx(2.75)


@given(ARMS, ARMS, st.integers(-9, 9), st.sampled_from([0.5, 2, 4]))
def test_effects_turn_with_the_arms_and_keep_under_shift_and_scale(treated, control, shift, scale):
    assume(len({b - a for a, b in treated}) > 1 or len({b - a for a, b in control}) > 1)
    lists = [[a for a, _ in treated], [b for _, b in treated], [a for a, _ in control], [b for _, b in control]]
    found = stats.difference_in_differences(*lists)
    assert found.low <= found.estimate <= found.high and 0 <= found.p_value <= 1
    assert (found.p_value < 0.05) == (not found.low <= 0 <= found.high) or math.isclose(found.p_value, 0.05)
    assert min(len(treated), len(control)) - 1 - 1e-9 <= found.df <= len(treated) + len(control) - 2 + 1e-9
    turned = stats.difference_in_differences(*lists[2:], *lists[:2])
    assert (turned.estimate, turned.low, turned.p_value) == pytest.approx((-found.estimate, -found.high, found.p_value))
    moved = stats.difference_in_differences(*[[scale * value + shift for value in values] for values in lists])
    assert (moved.estimate, moved.standard_error) == pytest.approx(
        (scale * found.estimate, scale * found.standard_error)
    )
    assert moved.p_value == pytest.approx(found.p_value)


def test_who_began_as_high_is_compared_by_hand():
    """Beginnings 1, 2, 3 in both arms; ends 3, 5, 6 and 1, 2, 4: slope 1.5, 7/3 apart, rests of 1/6 and 1/3."""
    found = stats.ancova([1, 2, 3], [3, 5, 6], [1, 2, 3], [1, 2, 4])
    assert found.estimate == pytest.approx(14 / 3 - 7 / 3)
    rest = 2 * (1 / 36 + 4 / 36 + 1 / 36)
    assert (found.df, found.standard_error) == pytest.approx((3, math.sqrt(rest / 3 * 2 / 3)))
    assert found.low + found.high == pytest.approx(2 * found.estimate)


def test_what_comes_back_by_itself_is_no_effect_to_whoever_holds_the_beginning_fixed():
    """Everybody goes half of the way to 10, the treated began lower: the changes differ, the ends at one height not."""
    low, high, chance = [2, 4, 6, 4], [8, 10, 12, 10], [0.1, -0.1, 0.1, -0.1]
    ends = [[value + (10 - value) / 2 + off for value, off in zip(arm, chance, strict=True)] for arm in (low, high)]
    assert stats.difference_in_differences(low, ends[0], high, ends[1]).low > 1
    found = stats.ancova(low, ends[0], high, ends[1])
    assert found.low < 0 < found.high and abs(found.estimate) < 0.2


@given(ARMS, ARMS, st.integers(-9, 9), st.integers(-9, 9))
def test_a_plain_effect_is_the_same_for_both_and_a_shift_of_all_changes_nothing(treated, control, effect, shift):
    lists = [[a for a, _ in treated], [b for _, b in treated], [a for a, _ in control], [b for _, b in control]]
    try:
        found = stats.ancova(*lists)
    except ValueError:
        assume(False)
    moved = stats.ancova(
        [a + shift for a in lists[0]],
        [b + shift + effect for b in lists[1]],
        [a + shift for a in lists[2]],
        [b + shift for b in lists[3]],
    )
    assert moved.estimate == pytest.approx(found.estimate + effect, abs=1e-6)
    assert moved.standard_error == pytest.approx(found.standard_error, abs=1e-6)
    assert found.low <= found.estimate <= found.high and found.df == len(treated) + len(control) - 3


def test_lines_that_ran_together_by_hand():
    """Slopes 1 and 2 against 0 and 1: the means are 1 apart, each with variance 1/2 over two people."""
    found = stats.parallel_before([[1, 2, 3], [0, 2, 4]], [[5, 5, 5], [1, 2, 3]])
    assert (found.estimate, found.df) == pytest.approx((1, 2))
    assert found.standard_error == pytest.approx(math.sqrt(0.5))
    assert found.low < 0 < found.high


@given(st.lists(st.lists(st.integers(-9, 9), min_size=3, max_size=3), min_size=2, max_size=6), st.integers(-9, 9))
def test_a_line_that_all_share_does_not_make_them_part(series, rise):
    arms = series, [[9, 1, 2], [1, 3, 1]]
    found = stats.parallel_before(*arms)
    tilted = [[[y + rise * t for t, y in enumerate(one)] for one in arm] for arm in arms]
    assert stats.parallel_before(*tilted).estimate == pytest.approx(found.estimate, abs=1e-9)
    leaning = stats.parallel_before(tilted[0], arms[1])
    assert leaning.estimate == pytest.approx(found.estimate + rise, abs=1e-9)


def test_what_sets_people_apart_lasts_or_does_not():
    assert stats.retest_reliability([1, 2, 3], [2, 4, 6]) == pytest.approx(1)
    assert stats.retest_reliability([1, 2, 3, 4], [1, -1, -1, 1]) == 0
    assert stats.retest_reliability([1, 2, 3], [3, 2, 1]) == 0, "less than nothing is nothing"


def test_two_of_three_leave_the_lowest_tenth_without_anybodys_doing():
    assert stats.share_that_leaves(0.1, 0.52) == pytest.approx(0.66, abs=5e-3)
    assert stats.share_that_leaves(0.1, 0) == pytest.approx(0.9)
    assert stats.share_that_leaves(0.5, 0.5) == pytest.approx(1 / 3), "the orthant: 1/4 + asin(rho)/2π of all stay"


@given(st.floats(0.01, 0.99), st.floats(0, 0.99))
def test_the_better_the_measure_the_fewer_leave(fraction, reliability):
    leaves = stats.share_that_leaves(fraction, reliability)
    assert -1e-12 <= leaves <= 1 - fraction + 1e-9
    assert stats.share_that_leaves(fraction, reliability * 0.9) >= leaves - 1e-12
    assert stats.share_that_leaves(fraction, 1) == pytest.approx(0, abs=1e-12)


def test_a_series_without_noise_is_found_again():
    """10 + 2 t until 4; from the fifth point on 3 higher and rising by 1 more for each further point."""
    values = [12, 14, 16, 18, 23, 26, 29, 32]
    found = stats.interrupted_time_series(values, 4)
    assert (found.intercept, found.slope, found.level_change, found.slope_change) == pytest.approx((10, 2, 3, 1))
    assert found.standard_errors == pytest.approx([0] * 4, abs=1e-9)


def test_a_series_with_noise_by_hand():
    """Two lines: 1, 2, 4 has slope 1.5 and rest 1/6; then 6, 9 is exact; one degree of freedom is left."""
    found = stats.interrupted_time_series([1, 2, 4, 6, 9], 3)
    assert (found.intercept, found.slope) == pytest.approx((-2 / 3, 1.5))
    assert found.level_change == pytest.approx(6 - (-2 / 3 + 1.5 * 4))
    assert found.slope_change == pytest.approx(1.5)
    s2 = 1 / 6  # variances: s2 times those of two separate lines
    assert found.standard_errors == pytest.approx(
        [math.sqrt(s2 * x) for x in (1 / 3 + 4 / 2, 1 / 2, 1 + 1 / 3 + 4 / 2, 2 + 1 / 2)]
    )


@given(SERIES, st.data(), st.integers(-9, 9), st.integers(-9, 9))
def test_a_line_added_to_a_series_changes_only_its_line(values, data, level, rise):
    index = data.draw(st.integers(2, len(values) - 2))
    found = stats.interrupted_time_series(values, index)
    moved = stats.interrupted_time_series([y + level + rise * t for t, y in enumerate(values, 1)], index)
    assert (moved.intercept, moved.slope) == pytest.approx((found.intercept + level, found.slope + rise), abs=1e-6)
    assert (moved.level_change, moved.slope_change) == pytest.approx((found.level_change, found.slope_change), abs=1e-6)
    assert moved.standard_errors == pytest.approx(found.standard_errors, abs=1e-6)
    jumped = stats.interrupted_time_series([y + level * (t >= index) for t, y in enumerate(values)], index)
    assert jumped.level_change == pytest.approx(found.level_change + level, abs=1e-6)


def test_limits_of_one_degree_of_freedom_are_those_of_cauchy():
    """Student's t with one degree of freedom: t(0.975) = tan(0.475 pi)."""
    reach = 2 * math.tan(0.475 * math.pi)
    assert stats.limits(5, 2, 1) == pytest.approx((5 - reach, 5 + reach))
    assert stats.limits(5, 0, 3) == (5, 5)


def test_a_series_goes_back_to_its_usual_by_hand():
    """4, 6, 8 around 6, then 1, 1, 1, 1: deviations -2, 0, 2 have no resemblance, so all of the way is expected."""
    assert stats.return_to_usual([4, 6, 8, 1, 1, 1, 1]) == pytest.approx(5)
    assert stats.return_to_usual([6, 6, 6, 1, 1, 1, 1]) == pytest.approx(5), "without any variation, as well"


@given(SERIES.filter(lambda found: len(found) >= 7), st.integers(-9, 9))
def test_what_is_low_comes_back_upwards_and_never_beyond_its_usual(values, shift):
    gain = stats.return_to_usual(values)
    distance = sum(values[:-4]) / len(values[:-4]) - sum(values[-4:]) / 4
    assert min(0, distance) - 1e-9 <= gain <= max(0, distance) + 1e-9
    assert stats.return_to_usual([value + shift for value in values]) == pytest.approx(gain, abs=1e-9)


def test_errors_of_a_series_without_noise_are_none():
    assert stats.newey_west_errors([12, 14, 16, 18, 23, 26, 29, 32], 4) == pytest.approx([0] * 4, abs=1e-6)
