"""The closed list of slots, and who provides for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import Any

from django.db.models import QuerySet

from .. import capabilities
from ..together import read_together, which_have_rows
from .first_hour import FirstPage, Step
from .improving import GrowthAction, SharedGap
from .listed import Listed
from .notices import NoticeKind
from .pages import Due, Item, Line, NavEntry, Result, Sight, Tab
from .records import Acts, Credential, ExportPart, Visibility
from .seeds import SeedStep
from .webhooks import WebhookKind


class UnknownSlot(LookupError):
    """Nobody has planned a slot of this name: add it to SLOTS with its meaning, or mend the spelling."""


class TakenName(ValueError):
    """Two providers of one slot bear the same name."""


@dataclass(frozen=True)
class Slot:
    """A named place: what it means, how its providers are called, what each gives.

    With `call` a provider is a function giving an iterable of `gives`; without, it is a `gives` itself.
    """

    meaning: str
    gives: type
    call: str = ""


SLOTS: Mapping[str, Slot] = {
    "nav": Slot("entries of the side bar", NavEntry, "(viewer)"),
    "home.due": Slot("what waits for the viewer", Due, "(viewer, *, at)"),
    "person.tab": Slot("tabs of a person's page", Tab, "(viewer, employee)"),
    "check_in.items": Slot("what a check-in also asks or shows", Item, "(check_in, *, viewer, at)"),
    "agenda.suggestions": Slot("what two people could talk about: what both may see", Item, "(talk, *, viewer, at)"),
    "goal.beside": Slot("where the page of a goal leads on higher floors", Line, "(goal, *, viewer, at)"),
    "growth.beside": Slot("where the page of a growth action leads on higher floors", Line, "(action, *, viewer, at)"),
    "growth.action": Slot("kinds of growth actions that a chosen remedy may become", GrowthAction),
    "finding.evidence": Slot("what many of one unit share, of five people at least", SharedGap, "(*, at)"),
    "review.context": Slot("what a reviewer should have at hand", Item, "(review, *, viewer, at)"),
    "search": Slot("what a search finds", Result, "(viewer, query, *, limit)"),
    "notice.kind": Slot("kinds of notices", NoticeKind),
    "webhook.kind": Slot("kinds of events that other programs may be told of", WebhookKind),
    "credential": Slot("what lets somebody in, and how it ends when they leave", Credential),
    "person.leaving": Slot("what is still open about somebody who is to leave", Line, "(employee, *, at)"),
    "person.succession": Slot("what a new manager sees of somebody's time before", Sight, "(employee, *, manager)"),
    "person.confidential": Slot("what confidential things somebody would be shown already", Line, "(employee, *, at)"),
    "first_hour.step": Slot("steps of an HR admin's first hour", Step, "(viewer, *, at)"),
    "first_page": Slot("pages that an employee sees first", FirstPage, "(viewer, *, at)"),
    "data_request.beside": Slot("what was handed over because somebody asked", Line, "(request, *, viewer, at)"),
    "person.export": Slot("a person's own data", ExportPart, "(employee)"),
    "person.erase": Slot("erases a person; gives (table, rows) pairs of what was done", tuple, "(employee, *, at)"),
    "audit.acts": Slot("what the audit calls things that are done", Acts),
    "visibility": Slot("settings of who sees a kind of record, to be promised and widened slowly", Visibility),
    "seed": Slot("steps of planting a demo organization", SeedStep),
}


class Slots:
    """Providers by slot. The application has one such object, whose methods are this module's functions."""

    def __init__(self, slots: Mapping[str, Slot] = SLOTS) -> None:
        self._slots = slots
        self._providers: dict[str, dict[str, Any]] = {name: {} for name in slots}
        self._capabilities: dict[tuple[str, str], str] = {}

    def register(self, slot: str, provider: Any, *, name: str = "", capability: str | None = None) -> None:
        """Adds a provider to a slot. Its name is its own `name`, else "module.function".

        It belongs to a capability, by default to that of its room; "" belongs to none.
        Raises UnknownSlot, TakenName, or TypeError for something the slot cannot use.
        """
        kind, taken = self._slot(slot), self._taken(slot)
        if not (callable(provider) if kind.call else isinstance(provider, kind.gives)):
            wanted = f"a function {kind.call}" if kind.call else f"a {kind.gives.__name__}"
            raise TypeError(f"The slot {slot!r} takes {wanted}, not {provider!r}.")
        name = name or getattr(provider, "name", "") or f"{provider.__module__}.{provider.__qualname__}"
        if name in taken:
            raise TakenName(f"The slot {slot!r} has a provider called {name!r} already.")
        taken[name] = provider
        if capability is not None:
            self._capabilities[slot, name] = capability

    def capability(self, slot: str, name: str) -> str:
        """The capability a provider belongs to; "" if nobody can switch it off."""
        if (said := self._capabilities.get((slot, name))) is not None:
            return said
        provider = self.provider(slot, name)
        asked = next((name for name in ("still_wanted", "gather", "offered") if hasattr(provider, name)), "")
        function = provider if callable(provider) else getattr(provider, asked, None)
        return capabilities.of_room(getattr(function, "__module__", "").partition(".")[0])

    def providers(self, slot: str) -> dict[str, Any]:
        """The providers of a slot by name, in the order of registration."""
        return dict(self._taken(slot))

    def provider(self, slot: str, name: str) -> Any:
        """One provider by its name, such as a kind of notice. Raises LookupError if there is none."""
        try:
            return self._taken(slot)[name]
        except KeyError:
            raise LookupError(f"The slot {slot!r} has no provider called {name!r}.") from None

    def collect(self, slot: str, *args: Any, **kwargs: Any) -> list[Any]:
        """All that the providers of a slot give for these arguments, provider by provider; not what is switched off
        for the viewer, who comes first or by name. Those that read rows are asked at once."""
        kind = self._slot(slot)
        if not kind.call:
            raise TypeError(f"The slot {slot!r} holds things, not functions: ask for its providers().")
        viewer = kwargs.get("viewer", args[0] if args else None)
        on = {
            name: provider
            for name, provider in self._taken(slot).items()
            if not capabilities.is_off(viewer, self.capability(slot, name))
        }
        rows = _with_rows(on, args, kwargs)
        found: list[Any] = []
        for name, provider in on.items():
            if not isinstance(provider, Listed):
                things = provider(*args, **kwargs)
            elif name in rows:
                things = provider.read(rows[name], *args, **kwargs)
            else:
                continue
            for thing in things:
                if not isinstance(thing, kind.gives):
                    raise TypeError(f"{name} gave {thing!r} to the slot {slot!r}, not a {kind.gives.__name__}.")
                found.append(thing)
        return found

    def seed_steps(self) -> list[SeedStep]:
        """The steps of the slot "seed", each after the steps it builds on; else as registered."""
        steps: dict[str, SeedStep] = self.providers("seed")
        order = TopologicalSorter({name: step.after for name, step in steps.items()})
        try:
            names = list(order.static_order())
        except CycleError as error:
            raise ValueError(f"Steps of the seed wait for one another: {' -> '.join(error.args[1])}.") from error
        if missing := [name for name in names if name not in steps]:
            raise LookupError(f"Steps of the seed wait for steps nobody registered: {', '.join(missing)}.")
        return [steps[name] for name in names]

    def _slot(self, slot: str) -> Slot:
        try:
            return self._slots[slot]
        except KeyError:
            raise UnknownSlot(f"There is no slot {slot!r}. There are: {', '.join(self._slots)}.") from None

    def _taken(self, slot: str) -> dict[str, Any]:
        self._slot(slot)
        return self._providers[slot]


def _with_rows(providers: Mapping[str, Any], args: tuple, kwargs: Mapping[str, Any]) -> dict[str, QuerySet]:
    """What is asked by those that find something, with its rows: one statement says which, one more gives them."""
    asked = {
        name: rows
        for name, provider in providers.items()
        if isinstance(provider, Listed) and (rows := provider.asks(*args, **kwargs)) is not None
    }
    found = zip(asked.items(), which_have_rows([*asked.values()]), strict=True)
    with_rows = {name: rows for (name, rows), has_any in found if has_any}
    read_together(*with_rows.values())
    return with_rows


application = Slots()
