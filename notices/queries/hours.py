"""When somebody may be reached."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from people.models import Employee
from people.queries import calendars_of
from perfhub.kernel.calendars import NeverWorks, WorkingCalendar, local_date, moment

LOOK_AHEAD = dt.timedelta(days=400)  # absences and holidays beyond are not yet known to anybody


@dataclass(frozen=True)
class Hours:
    """The working hours of one employee, in their own time zone."""

    calendar: WorkingCalendar
    zone: str

    def from_(self, at: dt.datetime) -> dt.datetime:
        """`at` if the employee works then, else the next moment they do; `at` for whoever never works."""
        try:
            return self.calendar.next_working_moment(at, self.zone)
        except NeverWorks:
            return at

    def next_morning(self, at: dt.datetime) -> dt.datetime:
        """The first moment of the employee's next working day that begins at or after `at`."""
        day = local_date(at, self.zone)
        try:
            if (opens := self._opens(day)) is None or opens < at:
                opens = self._opens(self.calendar.add_working_days(day, 1))
        except NeverWorks:
            return at
        return opens

    def _opens(self, day: dt.date) -> dt.datetime | None:
        hours = self.calendar.hours_on(day)
        return None if hours is None else moment(day, hours[0], self.zone)

    def today(self, at: dt.datetime) -> dt.date:
        return local_date(at, self.zone)


def hours_of(employee_ids: Iterable[int], *, at: dt.datetime) -> Mapping[int, Hours]:
    """The working hours of these employees from `at` on, in a fixed number of statements."""
    ids = list(set(employee_ids))
    zones = dict(Employee.objects.filter(pk__in=ids).values_list("pk", "time_zone"))
    calendars = calendars_of(ids, at.date() - dt.timedelta(days=1), (at + LOOK_AHEAD).date())
    return {pk: Hours(calendar, zones[pk]) for pk, calendar in calendars.items()}
