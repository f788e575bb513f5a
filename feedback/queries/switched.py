"""In whose teams check-ins, or another capability, are switched off: nobody there is asked, reminded or missed."""

import datetime as dt
from collections.abc import Iterable

from people.models import Employee, Organization
from people.queries import NO_TEAM, Switched
from perfhub.kernel.calendars import local_date
from perfhub.kernel.tenancy import current_organization

CAPABILITY = "check_ins"


def teams_off(*, at: dt.datetime, also: Iterable[dt.date] = (), of: str = CAPABILITY) -> list[int]:
    """The teams in which they are off on the organization's day now, or on one of these days as well."""
    switched = Switched(of)
    if not switched:
        return []
    zone = Organization.objects.zone_of(current_organization())
    return sorted(frozenset().union(*(switched.off(day) for day in (local_date(at, zone), *also))))


def is_off_for(employee: Employee, teams: Iterable[int]) -> bool:
    return (employee.team_id or NO_TEAM) in teams
