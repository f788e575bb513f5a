"""One-to-ones as tests find them: between a manager and a report, on a Friday before they meet."""

import datetime as dt

from feedback.models import Meeting, OneToOne, TalkingPoint
from tests.factories.feedback import DUE
from tests.factories.one_to_ones import MeetingFactory, OneToOneFactory

AT = DUE  # Friday 6 March 2026, 17:00 UTC
HOUR, DAY, WEEK = dt.timedelta(hours=1), dt.timedelta(days=1), dt.timedelta(weeks=1)


def one_to_one(world, **fields) -> OneToOne:
    """Of the manager and the employee, by their line."""
    return OneToOneFactory(**{"lead": world.manager, "partner": world.employee, "by_line": True, **fields})


def planned(one: OneToOne, **fields) -> Meeting:
    return MeetingFactory(one_to_one=one, **fields)


def texts(one: OneToOne, **of) -> list[str]:
    rows = TalkingPoint.objects.filter(one_to_one=one, **(of or {"state": "open"}))
    return list(rows.order_by("position", "pk").values_list("text", flat=True))
