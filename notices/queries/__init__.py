"""Reads of this floor."""

from .bell import BellCount, BellEntry, bell_count, bell_of
from .first_hour import LOOKED_AT, first_pages, invitation_to, letters_looked_at, next_sample, steps
from .hours import Hours, hours_of
from .letters import Letter, Writer
from .offered import ACTS, DIGEST, HELD, nav, stuck_mail
from .outbox import Outbox, Switch, Work, outbox, switches, usual_volume, work_due
from .overseen import Asked, Leaf, Line, due_from, due_until, leaf, lines_of, narrowed, nobody_found
from .previews import Sample, in_light, preview, samples, sender_line
from .sender import mail_settings, sender_of
from .subjects import kinds, with_subjects
from .webhooks import (
    TRIED_OUT,
    calls_due,
    deliveries_of,
    delivery_lines,
    events_of,
    is_tried_out,
    secrets_of,
    stuck_webhooks,
    webhook_kinds,
    webhook_line,
    webhook_lines,
    webhooks_told,
)
from .wishes import Choices, Wish, channels_open, label_of, unsubscribe_token, unsubscribed, why_always, wishes_of

__all__ = [
    "ACTS",
    "DIGEST",
    "HELD",
    "LOOKED_AT",
    "TRIED_OUT",
    "Asked",
    "BellCount",
    "BellEntry",
    "Choices",
    "Hours",
    "Leaf",
    "Letter",
    "Line",
    "Outbox",
    "Sample",
    "Switch",
    "Wish",
    "Work",
    "Writer",
    "bell_count",
    "bell_of",
    "calls_due",
    "channels_open",
    "deliveries_of",
    "delivery_lines",
    "due_from",
    "due_until",
    "events_of",
    "first_pages",
    "hours_of",
    "in_light",
    "invitation_to",
    "is_tried_out",
    "kinds",
    "label_of",
    "leaf",
    "letters_looked_at",
    "lines_of",
    "mail_settings",
    "narrowed",
    "nav",
    "next_sample",
    "nobody_found",
    "outbox",
    "preview",
    "samples",
    "secrets_of",
    "sender_line",
    "sender_of",
    "steps",
    "stuck_mail",
    "stuck_webhooks",
    "switches",
    "unsubscribe_token",
    "unsubscribed",
    "usual_volume",
    "webhook_kinds",
    "webhook_line",
    "webhook_lines",
    "webhooks_told",
    "why_always",
    "wishes_of",
    "with_subjects",
    "work_due",
]
