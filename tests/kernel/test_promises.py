"""What a writer was promised stays (product.md), whatever is chosen later."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfhub.kernel.promises import Decision, Promises
from perfhub.kernel.slots import Visibility

START = datetime(2026, 3, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)
VALUES = ("self", "manager", "team", "everybody")
SETTING = Visibility(name="tests.notes", label="Notes", values={value: value for value in VALUES})
SPAN, WAIT = 30, 7  # hours lived through; hours before a wider value takes effect


def at(hour: int) -> datetime:
    return START + hour * HOUR


def lived_through(chosen: dict[int, str]) -> tuple[Promises, list[str]]:
    """What an organization that chose these values at these hours decided, and what held in each hour."""
    decisions, held, now, coming = [], [], "self", None
    for hour in range(SPAN):
        if coming and coming[0] == hour:
            now, coming = coming[1], None
        if hour in chosen:
            value = chosen[hour]
            if SETTING.rank(value) > SETTING.rank(now):
                coming = (hour + WAIT, value)
            else:
                now, coming = value, None
            decisions.append(Decision(value, at(hour), at(coming[0] if coming else hour)))
        held.append(now)
    return Promises(SETTING, tuple(decisions)), held


def nobody_sees_more_than_was_promised(chosen: dict[int, str]) -> None:
    promises, held = lived_through(chosen)
    for begun in range(SPAN):
        promised = SETTING.rank(held[begun])
        for hour in range(begun, SPAN):
            width = SETTING.rank(promises.of(at(begun), at=at(hour)))
            assert width <= promised
            assert width == min(SETTING.rank(value) for value in held[begun : hour + 1])
            for value in VALUES:
                since = promises.since(value, at=at(hour))
                assert (since is not None and at(begun) >= since) == (width >= SETTING.rank(value))


HISTORIES = st.dictionaries(st.integers(0, SPAN - 1), st.sampled_from(VALUES), max_size=6)


@given(HISTORIES)
@settings(max_examples=60)
def test_a_record_is_never_seen_more_widely_than_promised_at_its_beginning(chosen):
    nobody_sees_more_than_was_promised(chosen)


@pytest.mark.prove
@given(HISTORIES)
@settings(max_examples=3000)
def test_a_record_is_never_seen_more_widely_than_promised_in_thousands_of_histories(chosen):
    nobody_sees_more_than_was_promised(chosen)


def test_choosing_what_holds_calls_off_what_is_coming():
    promises, held = lived_through({1: "team", 4: "self"})
    assert held == ["self"] * SPAN
    assert promises.coming(at(4)) is None
    assert promises.now(at(20)) == "self"


def test_what_is_coming_is_known_until_it_holds():
    promises, _held = lived_through({1: "team"})
    assert promises.coming(at(7)) == promises.decisions[0]
    assert promises.coming(at(8)) is None
    assert promises.now(at(8)) == "team"


def test_a_value_of_another_setting_is_no_value():
    with pytest.raises(ValueError):
        SETTING.rank("hr")
