"""How a lower page shows what a higher floor knows, without looking up.

The list of slots is closed: each has a meaning, a way to be called and a kind of thing it is given.
An app registers pure functions for slots in `AppConfig.ready()`; the page that owns the slot collects
what they give. A provider gives frozen dataclasses which it has already filtered by its own `access`,
so that whoever may not see something sees the page without a gap.

    slots.register("home.due", queries.due_check_ins)                  # in feedback/apps.py
    due = slots.collect("home.due", request.viewer, at=request.at)     # in people/views.py
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from typing import Any

from django.utils.functional import Promise

from . import capabilities

Text = str | Promise  # shown words are lazy translations; written words are plain


class UnknownSlot(LookupError):
    """Nobody has planned a slot of this name: add it to SLOTS with its meaning, or mend the spelling."""


class TakenName(ValueError):
    """Two providers of one slot bear the same name."""


# --- what providers give -----------------------------------------------------------------------


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
    template: str = ""
    context: Mapping[str, Any] = field(default_factory=dict)
    form: Any = None
    take: Callable[[Mapping[str, Any]], None] | None = None


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
    """

    subject: str
    lead: str = ""
    lines: tuple[str, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    url: str = ""
    action: str = ""


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
    `in_digest` kinds are gathered into one mail on the recipient's next working morning, unless somebody chose
    otherwise. `owed` says why nobody may switch a kind off: by mail or not, it stands under the bell.

    A letter of a `sensitive` kind says only that something is to be read; the words of `render` are for those who
    have signed in. `letter_urls` makes addresses that stand in letters alone, such as one-time links, by the
    notices' keys.
    `sample` gives words about invented things, for whoever looks at the letters before anybody gets one.
    """

    name: str
    still_wanted: Callable[[Any], bool]
    render: Callable[[Any], Rendered]
    label: Text = ""
    in_digest: bool = False
    at_once: bool = False
    legal: bool = False
    in_bell: bool = True
    sensitive: bool = False
    owed: Text = ""
    gather: Callable[[Sequence[Any]], Mapping[int, Any]] | None = None
    letter_urls: Callable[[Sequence[Any]], Mapping[int, str]] | None = None
    sample: Callable[[], Rendered] | None = None
    related: tuple[str, ...] = ()


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


@dataclass(frozen=True, kw_only=True)
class SeedStep:
    """One floor's share of a demo organization, planted after the steps it builds on.

    `plant(organization, *, people, weeks, seed, at, bulk)` runs inside the organization; `objects(employee)` names
    one object of each kind that concerns an employee, by its key.
    """

    name: str
    plant: Callable[..., Any]
    after: tuple[str, ...] = ()
    objects: Callable[[Any], Mapping[str, int]] | None = None


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
    The first holds until somebody chooses another.
    """

    name: str
    label: Text
    values: Mapping[str, Text]

    def rank(self, value: str) -> int:
        """How wide a value is, 0 the narrowest; ValueError for a value of another setting."""
        return list(self.values).index(value)

    @property
    def narrowest(self) -> str:
        return next(iter(self.values))


@dataclass(frozen=True, kw_only=True)
class Acts:
    """What the audit calls things that are done, in words, by act ("employee.left").

    An act without an entry of its own has the words of the one it begins with: "role.granted.owner" those of
    "role.granted". `reads` says for each act by which somebody is shown a confidential record what kind it is.
    """

    name: str
    words: Mapping[str, Text]
    reads: Mapping[str, Text] = field(default_factory=dict)


# --- the closed list ---------------------------------------------------------------------------


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
    "agenda.suggestions": Slot("what a one-to-one could be about", Item, "(one_to_one, *, viewer, at)"),
    "review.context": Slot("what a reviewer should have at hand", Item, "(review, *, viewer, at)"),
    "search": Slot("what a search finds", Result, "(viewer, query, *, limit)"),
    "notice.kind": Slot("kinds of notices", NoticeKind),
    "credential": Slot("what lets somebody in, and how it ends when they leave", Credential),
    "person.leaving": Slot("what is still open about somebody who is to leave", Line, "(employee, *, at)"),
    "person.succession": Slot("what a new manager sees of somebody's time before", Sight, "(employee, *, manager)"),
    "person.confidential": Slot("what confidential things somebody would be shown already", Line, "(employee, *, at)"),
    "first_hour.step": Slot("steps of an HR admin's first hour", Step, "(viewer, *, at)"),
    "first_page": Slot("pages that an employee sees first", FirstPage, "(viewer, *, at)"),
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
        function = provider if callable(provider) else getattr(provider, "still_wanted", None)
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
        for the viewer, who comes first or by name."""
        kind = self._slot(slot)
        if not kind.call:
            raise TypeError(f"The slot {slot!r} holds things, not functions: ask for its providers().")
        viewer = kwargs.get("viewer", args[0] if args else None)
        found: list[Any] = []
        for name, provider in self._taken(slot).items():
            if capabilities.is_off(viewer, self.capability(slot, name)):
                continue
            for thing in provider(*args, **kwargs):
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


application = Slots()
register = application.register
providers = application.providers
provider = application.provider
capability = application.capability
collect = application.collect
seed_steps = application.seed_steps
