"""What every field of every model is, how long it is kept, whether its person gets it, how it is erased.

A model says so in one class attribute, a line per kind; migrations never see it:

    class CheckIn(TenantModel):
        inventory = {
            TECHNICAL: "employee period_start state version",
            CONFIDENTIAL.kept_for("feedback"): "progress blockers priorities",
            PRIVATE.kept_for("feedback"): "mood",
        }

Fields of abstract parents are said there; an automatic primary key needs no line. A field which
nobody named, or two lines name, is an error: nothing is technical by forgetting. Models of libraries
are described with `describe("account.EmailAddress", {...})` by the app that installs them.

**Kinds** (what a field tells about a person)

| kind | meaning | kept for | export | erase |
|---|---|---|---|---|
| TECHNICAL | keys, states, versions, moments of the machine | the row | none | keep |
| PUBLIC | the organization's own words, about nobody: names of teams, holidays | the row | none | keep |
| IDENTITY | who somebody is: names, number | employment | subject | replace |
| CONTACT | how to reach them: e-mail, channel | employment | subject | clear |
| EMPLOYMENT | job, grade, team, manager, place, dates | employment | subject | keep |
| CONFIDENTIAL | written or said to a named audience: check-ins, feedback, reviews, plans | the row | subject | clear |
| PRIVATE | for the person and whom they chose: drafts, mood, own notes | the row | author | clear |
| ANONYMOUS | answers that belong to nobody any more | the row | none | keep |
| SECRET | password and token hashes, keys, nonces | the row | none | clear |
| AUDIT | who did or saw what, in ids | audit | subject | keep |

**Kept for** names a line of the organization's retention schedule: `row` (as long as the row it is on),
`employment`, `feedback`, `reviews`, `plans`, `audit`, `days` (drafts, nonces, queues).
**Export**: who is given it with their own data: `subject` (whom it is about), `author` (who wrote it), `none`.
**Erase**, when a person is: `clear` (emptied), `replace` (by a pseudonym), `drop` (the whole row goes), `keep`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

from django.db.models import Field, Model

Retention = Literal["row", "employment", "feedback", "reviews", "plans", "audit", "days"]
Export = Literal["subject", "author", "none"]
Erase = Literal["clear", "replace", "drop", "keep"]

RETENTIONS: frozenset[str] = frozenset(get_args(Retention))
EXPORTS: frozenset[str] = frozenset(get_args(Export))
ERASES: frozenset[str] = frozenset(get_args(Erase))


class Undeclared(Exception):
    """The inventory of a model is not complete, or says something of a field which there is not."""


@dataclass(frozen=True)
class Handling:
    """A kind of field and how such fields are handled. The ten kinds are constants of this module."""

    kind: str
    retention: Retention
    export: Export
    erase: Erase

    def __post_init__(self) -> None:
        for word, known in ((self.retention, RETENTIONS), (self.export, EXPORTS), (self.erase, ERASES)):
            if word not in known:
                raise ValueError(f"{word!r} is none of {', '.join(sorted(known))}.")

    def kept_for(self, retention: Retention) -> Handling:
        """The same kind on another line of the retention schedule."""
        return replace(self, retention=retention)

    def exported_to(self, export: Export) -> Handling:
        """The same kind, given to somebody else with their own data, or to nobody."""
        return replace(self, export=export)

    def erased_by(self, erase: Erase) -> Handling:
        """The same kind, erased in another way."""
        return replace(self, erase=erase)


TECHNICAL = Handling("technical", "row", "none", "keep")
PUBLIC = Handling("public", "row", "none", "keep")
IDENTITY = Handling("identity", "employment", "subject", "replace")
CONTACT = Handling("contact", "employment", "subject", "clear")
EMPLOYMENT = Handling("employment", "employment", "subject", "keep")
CONFIDENTIAL = Handling("confidential", "row", "subject", "clear")
PRIVATE = Handling("private", "row", "author", "clear")
ANONYMOUS = Handling("anonymous", "row", "none", "keep")
SECRET = Handling("secret", "row", "none", "clear")
AUDIT = Handling("audit", "audit", "subject", "keep")

Inventory = Mapping[Handling, str]  # names of fields, separated by spaces

_described: dict[str, Inventory] = {}


def describe(label: str, inventory: Inventory) -> None:
    """Says the inventory of a model which is not ours: `describe("sessions.Session", {SECRET: "..."})`."""
    if _described.setdefault(label.lower(), inventory) != inventory:
        raise Undeclared(f"{label} is described twice, and differently.")


def inventory_of(model: type[Model]) -> dict[str, Handling]:
    """How each column and each relation of a model is handled, by field name in the model's order.

    Raises Undeclared, naming the fields, when one is missing, named twice or unknown.
    """
    said = list(_said(model))
    counted = Counter(name for name, _ in said)
    fields = [field.name for field in _fields(model)]
    automatic = [field.name for field in _fields(model) if _is_automatic(field) and field.name not in counted]
    complaints = {
        "says nothing of": [name for name in fields if name not in counted and name not in automatic],
        "says twice what is": [name for name, times in counted.items() if times > 1],
        "has no field": [name for name in counted if name not in fields],
    }
    if sentences := [f"{words} {', '.join(names)}" for words, names in complaints.items() if names]:
        raise Undeclared(f"The inventory of {model._meta.label} {'; it '.join(sentences)}.")
    handling = dict(said) | dict.fromkeys(automatic, TECHNICAL)
    return {name: handling[name] for name in fields}


def undeclared(models: Iterable[type[Model]]) -> list[str]:
    """A sentence for each model whose inventory is not complete; for the guard."""
    sentences = []
    for model in models:
        try:
            inventory_of(model)
        except Undeclared as error:
            sentences.append(str(error))
    return sentences


def _said(model: type[Model]) -> Iterable[tuple[str, Handling]]:
    """Every (field, handling) said by the model and its parents, or by whoever described it."""
    described = _described.get(model._meta.label_lower)
    inventories = [described] if described is not None else [vars(base).get("inventory", {}) for base in model.__mro__]
    for inventory in inventories:
        for handling, names in inventory.items():
            yield from ((name, handling) for name in names.split())


def _fields(model: type[Model]) -> list[Field[Any, Any]]:
    return [*model._meta.concrete_fields, *model._meta.many_to_many]


def _is_automatic(field: Field[Any, Any]) -> bool:
    """Keys which Django makes: an automatic primary key, the link to a parent table."""
    made_by_django = field.auto_created or getattr(field.remote_field, "parent_link", False)
    return bool(field.primary_key and (made_by_django or field.get_internal_type().endswith("AutoField")))
