"""What providers give to pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

Text = str | Promise  # shown words are lazy translations; written words are plain


@dataclass(frozen=True, kw_only=True)
class Action:
    """A button on a line of a list: posts to `url`, done in place."""

    label: Text
    url: str
    style: str = "secondary"  # primary | secondary | quiet


@dataclass(frozen=True, kw_only=True)
class Due:
    """One line of home: something that waits for the viewer, done in place or behind `url`.

    `key` is unique and stays ("check_in:17"); `verb` says what to do ("Answer"), `minutes` about how
    long it takes; a line which stands for several things (six reports to read) says its `count`.
    `template` is the partial shown when the line is opened in place, `context` what it shows. Where that is
    confidential and somebody else's, `shows` is the record and `note(records, by=…, at=…)` leaves the audit lines
    that say so: the page calls it once for all lines with the same `note`.
    """

    key: str
    verb: Text
    title: Text
    url: str
    icon: str = "circle"
    meta: Text = ""
    due_at: dt.datetime | None = None
    minutes: int = 1
    count: int = 1
    actions: tuple[Action, ...] = ()
    template: str = ""
    context: Mapping[str, Any] = field(default_factory=dict)
    shows: Any = None
    note: Callable[..., None] | None = None


@dataclass(frozen=True, kw_only=True)
class Tab:
    """One tab of a person's page."""

    label: Text
    url: str
    count: int | None = None
    key: str = ""


@dataclass(frozen=True, kw_only=True)
class NavEntry:
    """One entry of the side bar, under the heading `section`.

    On a phone the entries with `phone` stand at the foot under their `short` word, the others behind More.
    """

    section: Text
    label: Text
    url: str
    icon: str = "circle"
    count: int | None = None
    phone: bool = False
    short: Text = ""


@dataclass(frozen=True, kw_only=True)
class Result:
    """One thing found by a search: `kind` says what it is ("Employee", "Check-in")."""

    kind: Text
    title: Text
    url: str
    meta: Text = ""


@dataclass(frozen=True, kw_only=True)
class Item:
    """What a higher floor adds to a form or an agenda, optionally with a form and the rule which takes it.

    The lower page shows `template` with `context`, makes the form by `form(data, prefix=key)`, cleans it with its own
    and calls `take(form.cleaned_data)` in the same transaction.
    """

    key: str
    title: Text
    meta: Text = ""
    url: str = ""
    icon: str = "circle"
    template: str = ""
    context: Mapping[str, Any] = field(default_factory=dict)
    form: Any = None
    take: Callable[[Mapping[str, Any]], None] | None = None


@dataclass(frozen=True, kw_only=True)
class Line:
    """One sentence of a list: what is still open, with where to look at it."""

    text: Text
    icon: str = "circle"
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Sight:
    """One sentence about what a new manager of somebody sees of the time before (`seen`), or does not see."""

    text: Text
    seen: bool


@dataclass(frozen=True, kw_only=True)
class Talk:
    """Two employees who talk next at `until` (None: not planned) and did so last at `since`.

    Whoever suggests what they could talk about gives what both may see, and nothing else: the page is the same for
    both. Items are titled as a point of an agenda; their keys stay ("goal:17"), so that nothing is put there twice.
    """

    lead: Any
    partner: Any
    since: dt.datetime
    until: dt.datetime | None = None

    @property
    def people(self) -> tuple[int, int]:
        return self.lead.pk, self.partner.pk
