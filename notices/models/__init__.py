"""Tables of this floor."""

from .notices import Hold, KindSwitch, MailSettings, Notice, Preference
from .webhooks import LONGEST_NAME, Delivery, Webhook, WebhookSecret

__all__ = [
    "LONGEST_NAME",
    "Delivery",
    "Hold",
    "KindSwitch",
    "MailSettings",
    "Notice",
    "Preference",
    "Webhook",
    "WebhookSecret",
]
