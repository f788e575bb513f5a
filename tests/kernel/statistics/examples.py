"""Properties of pure functions, on fewer examples than usual: there are many of them, and each is cheap to keep."""

from collections.abc import Callable
from typing import Any

import hypothesis


def given(*strategies: Any) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Hypothesis' own, with 40 examples."""
    return lambda test: hypothesis.settings(max_examples=40)(hypothesis.given(*strategies)(test))
