"""Where the cause of a gap lies: computed by hand, and held by properties."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfhub.kernel import causes
from perfhub.kernel.causes import ITEMS, SHORT, Cell, Found, barrier, barriers, diagnose, primary

F = Fraction
answers_of_a_side = st.dictionaries(st.sampled_from(sorted(ITEMS)), st.one_of(st.none(), st.integers(1, 5)))
heights = st.one_of(st.none(), st.fractions(0, 1, max_denominator=24))


def found(**both) -> tuple[Found, ...]:
    """Cells in which both sides say the same, by name; nothing in the others."""
    return tuple(Found(cell, both.get(cell.name.lower()), both.get(cell.name.lower())) for cell in Cell)


def test_there_are_three_questions_a_cell_and_one_a_cell_of_the_short_form():
    assert [list(ITEMS.values()).count(cell) for cell in Cell] == [3] * 6
    assert [ITEMS[item] for item in SHORT] == list(Cell)
    assert not causes.OWN_ALONE & set(SHORT)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([5, 5, 5], F(0)),
        ([1, 1, 1], F(1)),
        ([2, 3, 4], F(1, 2)),  # (3 + 2 + 1) / 12
        ([1, None, 2], F(7, 8)),  # (4 + 3) / 8: don't know is dropped, not counted as the middle
        ([1, None, None], None),  # two are needed
        ([], None),
    ],
)
def test_a_barrier_by_hand(answers, expected):
    assert barrier(answers) == expected


def test_one_answer_is_enough_on_the_short_form_and_not_on_the_long_one():
    assert barrier([2], needed=causes.NEEDED_SHORT) == F(3, 4)
    assert barrier([2]) is None


@pytest.mark.parametrize("wrong", [0, 6, -1])
def test_what_is_no_answer_is_refused(wrong):
    with pytest.raises(ValueError, match="1 to 5"):
        barrier([wrong, 3])
    with pytest.raises(ValueError, match="weather"):
        barriers({"weather": 3})


def test_both_sides_are_averaged_and_one_side_stands_alone():
    assert Found(Cell.DATA, F(1), F(1, 2)).both == F(3, 4)
    assert Found(Cell.DATA, None, F(1, 2)).both == F(1, 2)
    assert Found(Cell.DATA, None, None).both is None
    assert not Found(Cell.DATA, None, None).is_candidate


def test_a_candidate_begins_at_a_half():
    assert Found(Cell.DATA, F(1, 2), F(1, 2)).is_candidate
    assert not Found(Cell.DATA, F(11, 24), F(1, 2)).is_candidate


def test_the_primary_cause_is_the_largest():
    assert primary(found(data=F(1, 2), knowledge=F(3, 4))) == Cell.KNOWLEDGE


def test_a_tie_goes_to_what_is_repaired_first():
    assert primary(found(instruments=F(3, 4), motives=F(3, 4))) == Cell.INSTRUMENTS


def test_less_than_a_tenth_apart_is_a_tie_and_a_tenth_is_not():
    assert primary(found(data=F(66, 100), motives=F(75, 100))) == Cell.DATA
    assert primary(found(data=F(65, 100), motives=F(75, 100))) == Cell.MOTIVES


def test_close_to_the_largest_counts_among_candidates_alone():
    assert primary(found(data=F(47, 100), motives=F(55, 100))) == Cell.MOTIVES


def test_nothing_from_a_half_on_is_no_cause():
    assert primary(found(data=F(11, 24))) is None
    assert primary(()) is None


def test_closeness_is_measured_from_the_largest_not_along_a_chain():
    cells = found(data=F(60, 100), instruments=F(68, 100), motives=F(76, 100))
    assert primary(cells) == Cell.INSTRUMENTS


@pytest.mark.parametrize(
    ("one", "other", "apart"), [(F(1), F(1, 2), True), (F(1), F(13, 24), False), (F(1), None, False)]
)
def test_half_apart_is_to_be_talked_about_first(one, other, apart):
    assert Found(Cell.INSTRUMENTS, one, other).talk_first is apart
    assert Found(Cell.INSTRUMENTS, other, one).talk_first is apart


@pytest.mark.parametrize(
    ("used_to", "could", "first"),
    [
        ([True, True], [True, True], True),
        ([True, None], [None, True], True),
        ([True, False], [True, True], False),
        ([True], [None], False),
        ([], [], False),
    ],
)
def test_practice_goes_before_training_where_it_was_done_and_could_be(used_to, could, first):
    assert causes.practice_first(used_to, could) is first


def test_a_whole_diagnosis_by_hand():
    """The employee lacks time and an example; the manager thinks of skill, and sees no lack of time."""
    employee = {
        "aim": 4, "standard": 2, "response": 2,  # (1 + 3 + 3) / 12 = 7/12
        "tools": 2, "time": 1, "process": 2,  # (3 + 4 + 3) / 12 = 10/12
        "recognised": 4, "unpunished": 5, "no_easier_way": None,  # 1/8
        "knows_how": 4, "has_done": 5, "training": 3,  # 3/12
        "fits": 4, "arranged": 4,  # 2/8
        "wants": 5, "purpose": 5, "confidence": 4,  # 1/12
    }  # fmt: skip
    manager = {
        "aim": 4, "standard": 4, "response": 3,  # 4/12
        "tools": 4, "time": 4, "process": 4,  # 3/12
        "recognised": 4, "unpunished": 4, "no_easier_way": 4,  # 3/12
        "knows_how": 2, "has_done": 2, "training": 1,  # 10/12
        "fits": 3, "arranged": None,  # one answer: none
        "wants": 4, "purpose": 4, "confidence": 3,  # 4/12
    }  # fmt: skip
    result = diagnose(employee, manager, used_to=[True, None], could=[True, True])
    assert [(one.employee, one.manager, one.both) for one in result.cells] == [
        (F(7, 12), F(4, 12), F(11, 24)),
        (F(10, 12), F(3, 12), F(13, 24)),
        (F(1, 8), F(1, 4), F(3, 16)),
        (F(3, 12), F(10, 12), F(13, 24)),
        (F(1, 4), None, F(1, 4)),
        (F(1, 12), F(4, 12), F(5, 24)),
    ]
    assert result.candidates == (Cell.INSTRUMENTS, Cell.KNOWLEDGE)
    assert result.primary == Cell.INSTRUMENTS, "a tie, and tools are repaired first"
    assert result.talk_first == (Cell.INSTRUMENTS, Cell.KNOWLEDGE)
    assert result.practice_first


def test_one_side_that_did_not_answer_leaves_the_other():
    result = diagnose({"tools": 1, "time": 1}, None)
    assert result.primary == Cell.INSTRUMENTS
    assert result.talk_first == ()
    assert diagnose(None, None).primary is None


@pytest.mark.parametrize(
    ("around", "n", "matter"), [(3, 5, True), (2, 5, False), (4, 4, False), (6, 10, True), (5, 9, False), (0, 0, False)]
)
def test_three_in_five_of_five_at_least_are_a_matter_of_the_unit(around, n, matter):
    assert causes.is_a_matter_of_the_unit(around, n) is matter


def test_a_count_that_cannot_be_is_refused():
    with pytest.raises(ValueError, match="cannot"):
        causes.is_a_matter_of_the_unit(6, 5)


# --- properties -------------------------------------------------------------------------------------


@given(answers_of_a_side, answers_of_a_side)
def test_a_result_keeps_its_order_and_its_limits(employee, manager):
    result = diagnose(employee, manager)
    assert [one.cell for one in result.cells] == list(Cell)
    for one in result.cells:
        sides = [side for side in (one.employee, one.manager) if side is not None]
        assert all(0 <= side <= 1 for side in sides)
        assert one.both is None if not sides else min(sides) <= one.both <= max(sides)
    assert (result.primary is None) == (result.candidates == ())


@given(answers_of_a_side, answers_of_a_side)
def test_which_side_said_what_changes_no_cause(employee, manager):
    one, other = diagnose(employee, manager), diagnose(manager, employee)
    assert (one.primary, one.candidates, one.talk_first) == (other.primary, other.candidates, other.talk_first)


@given(st.lists(heights, min_size=6, max_size=6))
def test_the_primary_cause_against_the_sentence_written_out(values):
    """Walk down from the largest: whoever stands before it in the order of repair and is close enough wins."""
    cells = tuple(Found(cell, value, value) for cell, value in zip(Cell, values, strict=True))
    candidates = [one for one in cells if one.both is not None and one.both >= F(1, 2)]
    expected = None
    if candidates:
        largest = max(one.both for one in candidates)
        expected = next(one.cell for one in candidates if one.both > largest - F(1, 10))
    assert primary(cells) == expected


@given(answers_of_a_side)
def test_not_knowing_is_the_same_as_not_answering(answers):
    known = {item: answer for item, answer in answers.items() if answer is not None}
    assert barriers(answers) == barriers(known)


@given(answers_of_a_side, st.sampled_from(sorted(ITEMS)))
def test_agreeing_more_never_raises_a_barrier(answers, item):
    before = barriers(answers | {item: 2})[ITEMS[item]]
    after = barriers(answers | {item: 4})[ITEMS[item]]
    assert (before is None) == (after is None)
    assert before is None or after < before


@given(st.lists(st.sampled_from([None, *Cell]), max_size=30))
def test_a_unit_against_counting(primaries):
    around = sum(cell is not None and cell.is_around for cell in primaries)
    expected = len(primaries) >= 5 and around / len(primaries) >= 0.6 - 1e-12
    assert causes.is_a_matter_of_the_unit(around, len(primaries)) is expected
