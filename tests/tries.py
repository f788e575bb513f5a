"""How often a claim is tried: with few examples in `make test`, with many under `make prove`, by the same lines."""

from collections.abc import Callable

import hypothesis
import pytest
from hypothesis import HealthCheck


def few_and_many(few: int, many: int) -> pytest.MarkDecorator:
    """A test that is told how many `examples` to try: `@tried(examples)` is within it."""
    return pytest.mark.parametrize("examples", [few, pytest.param(many, marks=pytest.mark.prove)])


def tried(examples: int, **strategies) -> Callable[[Callable[..., None]], None]:
    """Try what follows with so many examples, now."""

    def decorate(holds: Callable[..., None]) -> None:
        quiet = list(HealthCheck)
        hypothesis.settings(max_examples=examples, deadline=None, suppress_health_check=quiet)(
            hypothesis.given(**strategies)(holds)
        )()

    return decorate
