"""Who may see and do what on this floor."""

from .notices import (
    acts,
    closed_kinds,
    get_hold,
    get_kind,
    get_notice,
    get_overseen,
    get_parked,
    kinds_in_bell,
    of_open_kinds,
    overseen,
    require,
    visible_to,
)
from .webhooks import (
    acts_on_webhooks,
    answered_for,
    get_delivery,
    get_webhook,
    require_webhook,
    visible_deliveries,
    visible_webhooks,
)

__all__ = [
    "acts",
    "acts_on_webhooks",
    "answered_for",
    "closed_kinds",
    "get_delivery",
    "get_hold",
    "get_kind",
    "get_notice",
    "get_overseen",
    "get_parked",
    "get_webhook",
    "kinds_in_bell",
    "of_open_kinds",
    "overseen",
    "require",
    "require_webhook",
    "visible_deliveries",
    "visible_to",
    "visible_webhooks",
]
