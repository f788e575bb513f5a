"""When somebody may be reached."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from people.models import Employee
from people.queries import calendars_of
from perfhub.kernel.calendars import NeverWorks, WorkingCalendar, local_date, moment

from .sender import mail_settings

LOOK_AHEAD = dt.timedelta(days=400)  # absences and holidays beyond are not yet known to anybody
DAY = dt.timedelta(days=1)
TRIES = 40  # working stretches looked at before quiet hours give way


@dataclass(frozen=True)
class Hours:
    """The working hours of one employee without the organization's quiet hours, in the employee's own time zone.

    Whoever works in quiet hours only is reached when they work: nobody is out of reach for good.
    """

    calendar: WorkingCalendar
    zone: str
    quiet: tuple[dt.time, dt.time]

    def from_(self, at: dt.datetime) -> dt.datetime:
        """`at` if the employee works then and it is not quiet, else the next such moment; `at` for whoever never
        works."""
        try:
            first = found = self.calendar.next_working_moment(at, self.zone)
            for _stretch in range(TRIES):
                if (loud := self._after_quiet(found)) == found:
                    return found
                found = self.calendar.next_working_moment(loud, self.zone)
        except NeverWorks:
            return at
        return first

    def next_morning(self, at: dt.datetime) -> dt.datetime:
        """The first moment of the employee's next working day that begins at or after `at`."""
        day = local_date(at, self.zone)
        opens = self.from_(moment(day, dt.time(), self.zone))
        if opens < at:
            opens = self.from_(moment(day + DAY, dt.time(), self.zone))
        return max(opens, at)

    def today(self, at: dt.datetime) -> dt.date:
        return local_date(at, self.zone)

    def _after_quiet(self, at: dt.datetime) -> dt.datetime:
        """`at`, or the end of the quiet hours it lies in."""
        start, end = self.quiet
        local = at.astimezone(ZoneInfo(self.zone))
        time, day = local.time(), local.date()
        if start < end:
            return moment(day, end, self.zone) if start <= time < end else at
        if time >= start:
            return moment(day + DAY, end, self.zone)
        return moment(day, end, self.zone) if time < end else at


def hours_of(employee_ids: Iterable[int], *, at: dt.datetime) -> Mapping[int, Hours]:
    """When these employees may be reached from `at` on, in a fixed number of statements."""
    ids = list(set(employee_ids))
    zones = dict(Employee.objects.filter(pk__in=ids).values_list("pk", "time_zone"))
    calendars = calendars_of(ids, at.date() - dt.timedelta(days=1), (at + LOOK_AHEAD).date())
    settings = mail_settings()
    quiet = settings.quiet_from, settings.quiet_until
    return {pk: Hours(calendar, zones[pk], quiet) for pk, calendar in calendars.items()}
