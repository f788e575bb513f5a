"""What providers say about what is kept: who sees it, what the audit calls it, how it leaves and ends."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .pages import Text


@dataclass(frozen=True, kw_only=True)
class Credential:
    """One kind of thing by which somebody gets in or is reached, and how it ends for those who leave.

    `end(employee_ids, at)` ends all of it in one statement, inside the transaction of leaving: from the next request
    on it opens nothing. `model` is where it is kept, as "people.Invitation". A guard finds models with secrets that
    belong to a person and are named by no credential.
    """

    name: str
    model: str
    label: Text
    end: Callable[[list[int], dt.datetime], Any]


@dataclass(frozen=True, kw_only=True)
class ExportPart:
    """One table of a person's own data: the name of its file, a header, and rows of plain values."""

    name: str
    header: tuple[str, ...]
    rows: Iterable[tuple[Any, ...]]


@dataclass(frozen=True, kw_only=True)
class Visibility:
    """A setting of who sees a kind of record, by a unique name ("people.away").

    `values` are its values from the narrowest to the widest, each with a sentence to the person whose record it is.
    `at_first` holds until somebody chooses another: the narrowest, if it is left out.
    """

    name: str
    label: Text
    values: Mapping[str, Text]
    at_first: str = ""

    def rank(self, value: str) -> int:
        """How wide a value is, 0 the narrowest; ValueError for a value of another setting."""
        return list(self.values).index(value)

    @property
    def narrowest(self) -> str:
        return next(iter(self.values))

    @property
    def first(self) -> str:
        """The value that nobody has chosen."""
        return self.at_first or self.narrowest


@dataclass(frozen=True, kw_only=True)
class Acts:
    """What the audit calls things that are done, in words, by act ("employee.left").

    An act without an entry of its own has the words of the one it begins with: "role.granted.owner" those of
    "role.granted". `reads` says for each act by which somebody is shown a confidential record what kind it is.
    `sealed` acts are found by no search of the audit, whatever somebody's role: that there is such a record at all is
    for those who may read it. Whom it is about sees who read it, as of every record.
    """

    name: str
    words: Mapping[str, Text]
    reads: Mapping[str, Text] = field(default_factory=dict)
    sealed: bool = False
