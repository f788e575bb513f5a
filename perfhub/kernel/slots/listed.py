"""Providers whose things are rows: what they ask is known apart, so that many are asked at once if they have any."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial, update_wrapper
from typing import Any

from django.db.models import QuerySet


class Listed:
    """A provider that asks one composed question and reads its rows.

    `asks(*args, **kwargs)`, called as the slot calls its providers, gives the question (`kernel.composed`), or None
    where there is nothing to ask; `read(rows, *args, **kwargs)` gives what stands in the slot. It is a provider like
    any other, too.
    """

    def __init__(self, asks: Callable[..., QuerySet | None], read: Callable[..., Iterable[Any]]) -> None:
        update_wrapper(self, read)  # its name in the slot, its words
        self.asks, self.read = asks, read

    def __call__(self, *args: Any, **kwargs: Any) -> Iterator[Any]:
        rows = self.asks(*args, **kwargs)
        yield from () if rows is None else self.read(rows, *args, **kwargs)


def listed(asks: Callable[..., QuerySet | None]) -> Callable[[Callable[..., Iterable[Any]]], Listed]:
    """`@listed(asks)` above `def read(rows, viewer, *, at)`."""
    return partial(Listed, asks)
