"""When somebody may be reached."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from people.models import Absence, Employee, PublicHoliday
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
        opens = self.calendar.hours[0]
        try:
            if not self.calendar.is_working(day) or moment(day, opens, self.zone) < at:
                day = self.calendar.add_working_days(day, 1)
        except NeverWorks:
            return at
        return moment(day, opens, self.zone)

    def today(self, at: dt.datetime) -> dt.date:
        return local_date(at, self.zone)


def hours_of(employee_ids: Iterable[int], *, at: dt.datetime) -> Mapping[int, Hours]:
    """The working hours of these employees from `at` on, in a fixed number of statements."""
    ids = list(set(employee_ids))
    people = list(Employee.objects.filter(pk__in=ids).values_list("pk", "time_zone", "location"))
    start, end = at.date() - dt.timedelta(days=1), (at + LOOK_AHEAD).date()
    away: dict[int, list[tuple[dt.date, dt.date]]] = {}
    absences = Absence.objects.filter(employee__in=ids, start_date__lte=end, end_date__gte=start)
    for pk, first, last in absences.values_list("employee_id", "start_date", "end_date"):
        away.setdefault(pk, []).append((first, last))
    holidays = list(PublicHoliday.objects.filter(date__range=(start, end)).values_list("date", "location"))
    return {
        pk: Hours(
            WorkingCalendar(
                holidays=frozenset(day for day, place in holidays if place in ("", location)),
                absences=tuple(away.get(pk, ())),
            ),
            zone,
        )
        for pk, zone, location in people
    }
