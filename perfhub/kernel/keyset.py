"""Places in a list: a cursor says after which row to go on, so that page 1,000 is as near as page 1.

What comes and goes meanwhile moves nothing. Columns of an order are never empty and end in the key.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, Signer
from django.db.models import Model, Q


class NoCursor(ValueError):
    """What was sent is no cursor of ours, or (`other_order`) belongs to another order."""

    def __init__(self, *, other_order: bool = False):
        self.other_order = other_order
        super().__init__()


def cursor_at(row: Model, columns: Sequence[str], *, signer: Signer) -> str:
    """The place behind a row, signed."""
    return signer.sign_object({"order": list(columns), "after": [_value(row, column) for column in columns]})


def _value(row: Any, column: str) -> Any:
    for part in column.lstrip("-").split("__"):
        row = getattr(row, part)
    return row.isoformat() if isinstance(row, date | datetime) else row


def behind(cursor: str, columns: Sequence[str], *, signer: Signer) -> Q:
    """Rows behind the cursor: `a >= x and (a > x or b > y)`, so that an index on (a, b) is walked from there.

    Raises NoCursor.
    """
    try:
        said = signer.unsign_object(cursor)
    except (BadSignature, ValueError, ValidationError):
        raise NoCursor from None
    if said["order"] != list(columns):
        raise NoCursor(other_order=True)
    further, same = Q(), Q()
    for column, value in zip(columns, said["after"], strict=True):
        name, beyond = column.lstrip("-"), "lt" if column.startswith("-") else "gt"
        further |= same & Q(**{f"{name}__{beyond}": value})
        same &= Q(**{name: value})
    first, value = columns[0], said["after"][0]
    return Q(**{f"{first.lstrip('-')}__{'lte' if first.startswith('-') else 'gte'}": value}) & further
