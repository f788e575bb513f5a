"""What providers give about webhooks: kinds of events that other programs may be told of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from .pages import Text


@dataclass(frozen=True, kw_only=True)
class Event:
    """What is said of one thing: plain values that JSON can say, and the keys of the employees it is about.

    Nothing is said about people for whom the kind's capability is off. `text` is the same in a sentence, for chats
    that show that and nothing else.
    """

    data: Mapping[str, Any]
    text: Text = ""
    people: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class WebhookKind:
    """A kind of event, by the name it has in the call ("praise.shown").

    What leaves the house is nobody's to control any more, so a kind is of what everybody employed may read, and nothing
    else. `gather(keys, at=…)` is asked just before sending, with the keys of what a batch is about, and gives an Event
    for each that is true now; what it leaves out is not sent. `takes_back` names the kind it undoes: it goes only to
    an address that may have got that.
    """

    name: str
    label: Text
    about: Text
    gather: Callable[..., Mapping[int, Event]]
    takes_back: str = ""
