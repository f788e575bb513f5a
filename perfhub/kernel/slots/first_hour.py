"""What providers give to an HR admin's first hour."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .pages import Text


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step of an HR admin's first hour, with the one act that takes it.

    Whether it is done is a fact: `done` is a database expression that is true or false. `number` is another one, whose
    value `told` puts in words. All steps are asked in one statement. An act that `posts` is a button, else a link.
    """

    key: str
    rank: int
    title: Text
    gives: Text
    minutes: int
    act: Text
    url: str
    done: Any
    number: Any = None
    told: Callable[[int], str] | None = None
    posts: bool = False


@dataclass(frozen=True, kw_only=True)
class FirstPage:
    """One of the pages that an employee sees first, to be looked at by HR before anybody is invited.

    `show` names the view that answers for `request.viewer`, as "people.views.places.home", with these `arguments`. What
    such an employee would find there and is not there yet, `stage(employee, at)` makes beforehand; both run where
    nothing can stay written.
    """

    rank: int
    label: Text
    url: str
    show: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    stage: Callable[[Any, dt.datetime], Any] | None = None
