"""Reads of this floor."""

from .bell import BellCount, BellEntry, bell_count, bell_of
from .hours import Hours, hours_of
from .letters import Letter, digest_letter, letter
from .offered import DIGEST, nav, stuck_mail
from .outbox import Outbox, has_due, outbox, usual_volume
from .subjects import kinds, with_subjects
from .wishes import Wish, label_of, unsubscribe_token, unsubscribed, wants_mail, wishes_of

__all__ = [
    "DIGEST",
    "BellCount",
    "BellEntry",
    "Hours",
    "Letter",
    "Outbox",
    "Wish",
    "bell_count",
    "bell_of",
    "digest_letter",
    "has_due",
    "hours_of",
    "kinds",
    "label_of",
    "letter",
    "nav",
    "outbox",
    "stuck_mail",
    "unsubscribe_token",
    "unsubscribed",
    "usual_volume",
    "wants_mail",
    "wishes_of",
    "with_subjects",
]
