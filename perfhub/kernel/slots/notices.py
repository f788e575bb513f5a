"""What providers give about notices: kinds of them, and their words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .pages import Text


@dataclass(frozen=True)
class Sentence:
    """One sentence of a letter, and the one thing to press that answers it."""

    text: str
    action: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Rendered:
    """The words of one notice in one recipient's language: a subject, a lead, lines, one thing to do.

    Where each of its sentences has an act of its own, the letter has those and no other; `url` is for the bell.
    `calendar` is a date that goes along with a letter of its own, for the reader's calendar (kernel.icalendar).
    """

    subject: str
    lead: str = ""
    lines: tuple[str, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    url: str = ""
    action: str = ""
    calendar: str = ""


@dataclass(frozen=True, kw_only=True)
class NoticeKind:
    """A kind of notice: whether it is still wanted when its turn comes, and its words.

    Both are asked at the moment of sending, in a transaction of their own just before it; a notice whose
    reason has gone (answered, left, moved, not to be seen any more) is dropped. They are given the notice with
    its `recipient` and its `subject` at hand (fetched with `related`; a notice whose subject is gone is dropped
    unasked) and, as `known`, with what `gather` found out for it. They read nothing themselves: many notices are
    asked one after the other, and `gather` reads for all of them at once; it gives its answers by the notices' keys.
    `render` may make a one-time token: then say `in_bell=False`, for the bell renders too.

    `at_once` passes over working hours (invitation, password), `legal` over preferences and unsubscribing;
    `in_bell_alone` kinds stand under the bell and are not mailed, `in_digest` kinds are gathered into one mail on the
    recipient's next working morning, unless somebody chose otherwise. `owed` says why nobody may switch a kind off: by
    mail or not, it stands under the bell.

    A letter of a `sensitive` kind says only that something is to be read; the words of `render` are for those who
    have signed in. `letter_urls` makes addresses that stand in letters alone, such as one-time links, by the
    notices' keys.
    `to` gives the address of somebody outside, to whom the letter goes for the recipient: in the recipient's name,
    language and hours, with no other word about the recipient, and however the recipient is told of things; say
    `in_bell=False`. The organization may switch it off.
    `sample` gives words about invented things, for whoever looks at the letters before anybody gets one.
    """

    name: str
    still_wanted: Callable[[Any], bool]
    render: Callable[[Any], Rendered]
    label: Text = ""
    in_digest: bool = False
    in_bell_alone: bool = False
    at_once: bool = False
    legal: bool = False
    in_bell: bool = True
    sensitive: bool = False
    owed: Text = ""
    gather: Callable[[Sequence[Any]], Mapping[int, Any]] | None = None
    letter_urls: Callable[[Sequence[Any]], Mapping[int, str]] | None = None
    to: Callable[[Any], str] | None = None
    sample: Callable[[], Rendered] | None = None
    related: tuple[str, ...] = ()
