"""Pages by keyset: each cursor says after which row to go on, so that what comes and goes moves nothing.

No total is given: counting is slow, and a count can tell of rows that are not shown.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError as Invalid
from django.core.signing import BadSignature, Signer
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError

USUAL, MOST = 50, 200
SIGNER = Signer(salt="perfhub.api.cursor")


class Order:
    """The orders a list may be asked in: names of columns that are never empty, `-` for downwards; the first is usual.

    `Order("sort_name")` is one fixed order; `Order(name="sort_name", newest="-start_date")` are two, by name. Each is
    made total by the key.
    """

    def __init__(self, *columns: str, **named: str):
        self.named: dict[str, tuple[str, ...]] = {name: (column,) for name, column in named.items()}
        self.usual = columns or next(iter(self.named.values()))

    def columns(self, asked: str | None) -> tuple[str, ...]:
        """The columns of an order, ending in the key; it goes the way the first does."""
        if asked is not None and asked not in self.named:
            raise ValidationError({"order": [_("Order by one of: %(names)s.") % {"names": ", ".join(self.named)}]})
        chosen = self.usual if asked is None else self.named[asked]
        return (*chosen, "-pk" if chosen[0].startswith("-") else "pk")

    def parameters(self) -> list[OpenApiParameter]:
        shown = [
            OpenApiParameter(
                "limit", {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL}, description="rows a page"
            ),
            OpenApiParameter("cursor", str, description="where to go on; “next” has it"),
        ]
        if self.named:
            shown.append(OpenApiParameter("order", str, enum=list(self.named), description="in which order"))
        return shown


def page(rows: QuerySet, *, order: Order, asked: Mapping[str, str]) -> tuple[list[Any], str | None]:
    """One page of rows, and the cursor of the next one."""
    columns, limit = order.columns(asked.get("order")), _limit(asked.get("limit"))
    rows = rows.order_by(*columns)
    if (cursor := asked.get("cursor")) is not None:
        rows = rows.filter(_after(rows.model, columns, cursor))
    found = list(rows[: limit + 1])
    more = len(found) > limit
    return found[:limit], _cursor(columns, found[limit - 1]) if more else None


def _limit(text: str | None) -> int:
    if text is None:
        return USUAL
    if not (text.isascii() and text.isdecimal() and len(text) < 5 and 1 <= int(text) <= MOST):
        raise ValidationError({"limit": [_("A whole number from 1 to %(most)s.") % {"most": MOST}]})
    return int(text)


def _cursor(columns: tuple[str, ...], last: Model) -> str:
    values = [_value(last, column) for column in columns]
    return SIGNER.sign_object({"order": columns, "after": values})


def _value(row: Any, column: str) -> Any:
    for part in column.lstrip("-").split("__"):
        row = getattr(row, part)
    return row.isoformat() if isinstance(row, date | datetime) else row


def _after(model: type[Model], columns: tuple[str, ...], cursor: str) -> Q:
    """Rows behind the cursor: `a >= x and (a > x or b > y)`, so that an index on (a, b) is walked from there."""
    try:
        said = SIGNER.unsign_object(cursor)
    except (BadSignature, ValueError, Invalid) as bad:
        raise ValidationError({"cursor": [_("This is no cursor of ours.")]}) from bad
    if said["order"] != list(columns):
        raise ValidationError({"cursor": [_("This cursor belongs to another order.")]})
    behind, same = Q(), Q()
    for column, value in zip(columns, said["after"], strict=True):
        name, beyond = column.lstrip("-"), "lt" if column.startswith("-") else "gt"
        behind |= same & Q(**{f"{name}__{beyond}": value})
        same &= Q(**{name: value})
    first, value = columns[0], said["after"][0]
    return Q(**{f"{first.lstrip('-')}__{'lte' if first.startswith('-') else 'gte'}": value}) & behind
