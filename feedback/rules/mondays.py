"""Managers are told on Monday what needs them; nobody is told that nothing does."""

import datetime as dt

from notices.models import Notice
from notices.rules import tell_many
from people.access import Actor
from people.models import Employee
from perfhub.kernel.calendars import local_date

from ..access import require
from ..queries.asking import WEEK
from ..queries.monday import managers_with_needs

KIND = "check_in.monday"
BATCH = 1000


def tell_mondays(*, by: Actor, at: dt.datetime) -> int:
    """Where it is Monday now, each manager whom something needs gets one letter in working hours, once.

    Returns how many are told for the first time.
    """
    require("remind", by)
    zones: dict[dt.date, list[str]] = {}
    for zone in Employee.objects.order_by("time_zone").values_list("time_zone", flat=True).distinct():
        day = local_date(at, zone)
        if day.weekday() == 0:
            zones.setdefault(day, []).append(zone)
    return sum(_tell(monday, places, at=at) for monday, places in zones.items())


def _tell(monday: dt.date, zones: list[str], *, at: dt.datetime) -> int:
    occurrence = monday.isoformat()
    known = set(Notice.objects.filter(kind=KIND, occurrence=occurrence).values_list("recipient", flat=True))
    told = [pk for pk in managers_with_needs(zones, monday - WEEK) if pk not in known]
    parts = [told[n : n + BATCH] for n in range(0, len(told), BATCH)]
    return sum(
        tell_many(part, KIND, subjects=[(Employee, pk) for pk in part], occurrence=occurrence, at=at) for part in parts
    )
