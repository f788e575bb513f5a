"""What may enter a formula: the one vocabulary for refusing nonsense with a sentence.

Every function takes the value and the name under which the caller knows it, and gives back a plain Python value or
raises ValueError. Numbers may be int, float, Decimal, Fraction or a numpy scalar; a truth value is not a number, since
True for 1 is nearly always a mixed-up argument.
"""

import math
from collections.abc import Iterable, Sequence
from decimal import Decimal
from numbers import Real
from typing import Any


def number(value: Any, name: str) -> float:
    """A finite number."""
    if isinstance(value, bool) or not isinstance(value, Real | Decimal):
        raise ValueError(f"{name} is to be a number, not {value!r}.")
    try:
        found = float(value)
    except OverflowError:
        found = math.inf
    if not math.isfinite(found):
        raise ValueError(f"{name} is to be a finite number, not {value!r}.")
    return found


def positive(value: Any, name: str) -> float:
    """A number above 0."""
    if (found := number(value, name)) <= 0:
        raise ValueError(f"{name} is to be above 0, not {value!r}.")
    return found


def not_negative(value: Any, name: str) -> float:
    """A number from 0."""
    return within(value, name, 0, math.inf)


def within(value: Any, name: str, low: float, high: float) -> float:
    """A number from low to high, both included."""
    if not low <= (found := number(value, name)) <= high:
        reach = f"from {low} to {high}" if high < math.inf else f"at least {low}"
        raise ValueError(f"{name} is to be {reach}, not {value!r}.")
    return found


def between(value: Any, name: str, low: float, high: float) -> float:
    """A number strictly between low and high."""
    if not low < (found := number(value, name)) < high:
        raise ValueError(f"{name} is to lie strictly between {low} and {high}, not be {value!r}.")
    return found


def probability(value: Any, name: str) -> float:
    """A number from 0 to 1."""
    return within(value, name, 0, 1)


def count(value: Any, name: str, at_least: int = 0) -> int:
    """A whole number, as one counts; 3.0 is one, 3.5 is not."""
    found = number(value, name)
    if not found.is_integer():
        raise ValueError(f"{name} is a count and is to be a whole number, not {value!r}.")
    if found < at_least:
        raise ValueError(f"{name} is a count and is to be at least {at_least}, not {value!r}.")
    return int(value)


def part(value: Any, name: str, whole: int, whole_name: str) -> int:
    """A count that is part of another."""
    if (found := count(value, name)) > whole:
        raise ValueError(f"{name} ({found}) cannot be more than {whole_name} ({whole}).")
    return found


def values(given: Iterable[Any], name: str, at_least: int = 1) -> list[Any]:
    """A list that is long enough, of anything."""
    if isinstance(given, str | bytes) or not isinstance(given, Iterable):
        raise ValueError(f"{name} is to be a list, not {given!r}.")
    found = list(given)
    if len(found) < at_least:
        held = f"holds {len(found)} of the {at_least} values needed" if found else "is empty"
        raise ValueError(f"{name} {held}.")
    return found


def numbers(given: Iterable[Any], name: str, at_least: int = 1) -> list[float]:
    """A list of finite numbers."""
    return [number(value, f"{name}[{at}]") for at, value in enumerate(values(given, name, at_least))]


def probabilities(given: Iterable[Any], name: str, at_least: int = 1) -> list[float]:
    """A list of numbers from 0 to 1."""
    return [probability(value, f"{name}[{at}]") for at, value in enumerate(values(given, name, at_least))]


def counts(given: Iterable[Any], name: str, at_least: int = 1, each: int = 0) -> list[int]:
    """A list of counts, each at least `each`."""
    return [count(value, f"{name}[{at}]", each) for at, value in enumerate(values(given, name, at_least))]


def alike(**lists: Sequence[Any]) -> None:
    """Lists of one length: what stands at one place of each belongs together."""
    if len({len(found) for found in lists.values()}) > 1:
        lengths = ", ".join(f"{name} {len(found)}" for name, found in lists.items())
        raise ValueError(f"These lists are to be of one length: {lengths}.")
