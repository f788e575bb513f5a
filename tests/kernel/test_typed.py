"""What a person typed: tidied where it can be kept whole, refused with its length where it cannot; never cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfhub.kernel import typed


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("  Two   words \n", "Two words"),
        ("\u202ethree", "three"),
        ("\u200b \u2060", ""),
        ("", ""),
    ],
)
def test_a_line_holds_each_space_once_and_no_mark_that_turns(text, kept):
    assert typed.line(text, 20) == kept


def test_lines_stay_lines():
    assert typed.lines(" One.\n\nTwo. ", 20) == "One.\n\nTwo."
    assert typed.lines(" \u200b\n", 20) == ""


@pytest.mark.parametrize("tidy", [typed.line, typed.lines])
@pytest.mark.parametrize("length", [21, 1_000_000])
def test_what_is_too_long_is_refused_with_both_lengths(tidy, length):
    with pytest.raises(typed.TooLong, match=f"20 characters at most, these are {length}"):
        tidy("a" * length, 20)


@given(st.text(max_size=60))
def test_whatever_is_kept_fits_and_shows_something(text):
    for tidy in (typed.line, typed.lines):
        try:
            kept = tidy(text, 30)
        except typed.TooLong:
            continue
        assert len(kept) <= 30
        assert not kept or kept.strip() == kept
