"""Who asks, as far as it decides which goals they see and what these are to them.

Within a composed question (`kernel.composed`) there are blanks in it, for whoever asks.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from people.access import acts_for, leads_hr
from people.models import Employee
from people.states import EmployeeState
from perfhub.kernel import clock
from perfhub.kernel.calendars import local_date


@dataclass(frozen=True)
class Asker:
    """Somebody on a day; `away` are the managers for whom they stand in, None where there are none."""

    viewer: Employee
    employed: bool
    team: int | None
    leads_hr: bool
    away: list[int] | None
    today: dt.date

    @property
    def values(self) -> Mapping[str, Any]:
        """What goes into a composed question that takes `**asker`."""
        return vars(self)


def today_of(viewer: Employee) -> dt.date:
    return local_date(clock.now(), viewer.time_zone)


def asker_of(viewer: Employee, *, on: dt.date | None = None) -> Asker:
    """A viewer on their day, or on another; what is known of a viewer is not asked anew."""
    return Asker(
        viewer=viewer,
        employed=viewer.state == EmployeeState.ACTIVE,
        team=viewer.team_id,
        leads_hr=leads_hr(viewer),
        away=list(acts_for(viewer)) or None,
        today=on or today_of(viewer),
    )
