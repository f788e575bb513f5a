"""Numbers as people type them."""

from decimal import Decimal

import pytest

from perfhub.kernel.numbers import NotANumber, read_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("93.1", "93.1"),
        (" 1,153.50 ", "1153.5"),
        ("-17%", "-17"),
        ("−17", "-17"),
        ("0", "0"),
        (".5", "0.5"),
        ("1 000", "1000"),
    ],
)
def test_what_is_a_number_is_read(text, number):
    assert read_number(text) == Decimal(number)


def test_where_a_comma_is_the_point_it_is_read_so():
    assert read_number("1.153,5", point=",", grouping=".") == Decimal("1153.5")
    with pytest.raises(NotANumber, match="with “,”"):
        read_number("93.1", point=",", grouping=".")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("8/10 (80%)", "the number alone"),
        ("NaN", "one can reach"),
        ("-Infinity", "one can reach"),
        ("∞", "one can reach"),
        ("93,1", "with “.”"),
        ("about ten", "not a number"),
        ("1e9", "not a number"),
        ("", "not a number"),
        ("1" * 41, "too long"),
        ("1" * 17, "too big"),
        ("0.12345", "Four places"),
    ],
)
def test_what_is_none_is_refused_with_a_sentence(text, sentence):
    with pytest.raises(NotANumber, match=sentence):
        read_number(text)
