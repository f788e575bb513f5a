"""Numbers of metrics as somebody sends them."""

import datetime as dt
from decimal import Decimal

from goals.rules.measurements import Sent

AT = dt.datetime(2026, 2, 2, 10, tzinfo=dt.UTC)
MONDAY = dt.date(2026, 1, 5)
WEEK = dt.timedelta(days=7)


def sent(metric, numerator, *, week=0, **said) -> Sent:
    """A number of one week."""
    start = MONDAY + week * WEEK
    given = {"source": "crm", "start": start, "end": start + dt.timedelta(days=6), **said}
    return Sent(metric=metric.pk, numerator=Decimal(str(numerator)), **given)


def outcomes(taken) -> list[str]:
    return [one.outcome.value for one in taken]
