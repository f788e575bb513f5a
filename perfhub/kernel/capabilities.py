"""What an organization can switch on and off, for itself or a part of it: check-ins, team trends, later goals.

An app registers its capability with the room that belongs to it: each page, API operation, navigation entry, home line,
tab, search result and notice of that room is then hidden from whoever it is switched off for. Data stays. A room with
several capabilities says at the view (`part_of`) or at the slot (`capability=`) which one is meant; what administers a
capability belongs to none (`part_of("")`), for a pilot is prepared before it begins. Who is concerned is decided by
the floor that knows teams; here is only what there is.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

Text = str | Promise


@dataclass(frozen=True, kw_only=True)
class Capability:
    """One thing that can be switched; `about` says what is hidden where it is off.

    Of a `closed` one nobody learns by a role that there is anything of it about somebody: its lines of the audit and
    its notices are found by no search, and stand in no list of those who answer for the sending.
    """

    name: str
    label: Text
    about: Text
    room: str
    closed: bool = False


_known: dict[str, Capability] = {}


def register(capability: Capability) -> None:
    """Raises ValueError for a name that is there already."""
    if capability.name in _known:
        raise ValueError(f"{capability.name} is registered already")
    _known[capability.name] = capability


def capabilities() -> Mapping[str, Capability]:
    """All there are, by name, in the order of registration."""
    return dict(_known)


def of_room(room: str) -> str:
    """What a room belongs to, unless it says otherwise: its first capability; "" for what cannot be switched."""
    return next((found.name for found in _known.values() if found.room == room), "")


def closed_rooms() -> list[str]:
    """The rooms of which nobody finds anything by a role."""
    return [found.room for found in _known.values() if found.closed]


def is_closed(name: str) -> bool:
    """Is nothing of this capability to be found by a role? What belongs to none is open."""
    return name in _known and _known[name].closed


def part_of(name: str) -> Callable[[Any], Any]:
    """Mark a view as part of a capability; "" for what administers it and stays open."""

    def mark(view):
        view.capability = name
        return view

    return mark


def of_view(view: Any, namespace: str) -> str:
    """The capability of an address: what the view says, else its room's."""
    said = getattr(view, "capability", None)
    return of_room(namespace.removesuffix("_api")) if said is None else said


def is_off(viewer: Any, name: str) -> bool:
    """Is it switched off for this viewer, as the door found out? What is nothing's is never off."""
    return bool(name) and name in getattr(viewer, "capabilities_off", ())
