"""How a lower page shows what a higher floor knows, without looking up.

The list of slots is closed: each has a meaning, a way to be called and a kind of thing it is given.
An app registers pure functions for slots in `AppConfig.ready()`; the page that owns the slot collects
what they give. A provider gives frozen dataclasses which it has already filtered by its own `access`,
so that whoever may not see something sees the page without a gap.

    slots.register("home.due", queries.due_check_ins)                  # in feedback/apps.py
    due = slots.collect("home.due", request.viewer, at=request.at)     # in people/views.py
"""

from .first_hour import FirstPage, Step
from .improving import GrowthAction, SharedGap
from .listed import Listed, listed
from .notices import NoticeKind, Rendered, Sentence
from .pages import Action, Due, Item, Line, NavEntry, Result, Sight, Tab, Talk, Text
from .records import Acts, Credential, ExportPart, Visibility
from .registry import SLOTS, Slot, Slots, TakenName, UnknownSlot, application
from .seeds import SeedStep
from .webhooks import Event, WebhookKind

register = application.register
providers = application.providers
provider = application.provider
capability = application.capability
collect = application.collect
seed_steps = application.seed_steps

__all__ = [
    "SLOTS",
    "Action",
    "Acts",
    "Credential",
    "Due",
    "Event",
    "ExportPart",
    "FirstPage",
    "GrowthAction",
    "Item",
    "Line",
    "Listed",
    "NavEntry",
    "NoticeKind",
    "Rendered",
    "Result",
    "SeedStep",
    "Sentence",
    "SharedGap",
    "Sight",
    "Slot",
    "Slots",
    "Step",
    "Tab",
    "TakenName",
    "Talk",
    "Text",
    "UnknownSlot",
    "Visibility",
    "WebhookKind",
    "application",
    "capability",
    "collect",
    "listed",
    "provider",
    "providers",
    "register",
    "seed_steps",
]
