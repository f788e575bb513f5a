"""Pages by keyset: each cursor says after which row to go on, so that what comes and goes moves nothing.

No total is given: counting is slow, and a count can tell of rows that are not shown.
"""

from collections.abc import Mapping
from typing import Any

from django.core.signing import Signer
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError

from ..keyset import NoCursor, behind, cursor_at

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
        rows = rows.filter(_after(columns, cursor))
    found = list(rows[: limit + 1])
    more = len(found) > limit
    return found[:limit], cursor_at(found[limit - 1], columns, signer=SIGNER) if more else None


def _limit(text: str | None) -> int:
    if text is None:
        return USUAL
    if not (text.isascii() and text.isdecimal() and len(text) < 5 and 1 <= int(text) <= MOST):
        raise ValidationError({"limit": [_("A whole number from 1 to %(most)s.") % {"most": MOST}]})
    return int(text)


def _after(columns: tuple[str, ...], cursor: str) -> Q:
    try:
        return behind(cursor, columns, signer=SIGNER)
    except NoCursor as refused:
        other, none = _("This cursor belongs to another order."), _("This is no cursor of ours.")
        raise ValidationError({"cursor": [other if refused.other_order else none]}) from refused
