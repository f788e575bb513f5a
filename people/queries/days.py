"""When somebody works."""

import datetime as dt
from collections.abc import Iterable

from perfhub.kernel.calendars import WorkingCalendar

from ..models import (
    Absence,
    Employee,
    PublicHoliday,
)


def calendars_of(employee_ids: Iterable[int], start: dt.date, end: dt.date) -> dict[int, WorkingCalendar]:
    """When each of these employees works between two days: holidays of their location, and own absences."""
    ids = list(employee_ids)
    places = dict(Employee.objects.filter(pk__in=ids).values_list("pk", "location"))
    holidays: dict[str, set[dt.date]] = {}
    for location, day in PublicHoliday.objects.filter(date__range=(start, end)).values_list("location", "date"):
        holidays.setdefault(location, set()).add(day)
    absences: dict[int, list[tuple[dt.date, dt.date]]] = {}
    away = Absence.objects.filter(employee__in=ids, start_date__lte=end, end_date__gte=start)
    for employee, first, last in away.order_by("start_date", "pk").values_list("employee_id", "start_date", "end_date"):
        absences.setdefault(employee, []).append((first, last))
    everywhere = holidays.get("", set())
    return {
        pk: WorkingCalendar(
            holidays=frozenset(everywhere | (holidays.get(location, set()) if location else set())),
            absences=tuple(absences.get(pk, ())),
        )
        for pk, location in places.items()
    }


def absences_of(employee: Employee, *, since: dt.date) -> list[Absence]:
    """Those that are not over yet, the next one first."""
    return list(Absence.objects.filter(employee=employee, end_date__gte=since).order_by("start_date", "pk"))


def holidays_from(day: dt.date) -> list[PublicHoliday]:
    return list(PublicHoliday.objects.filter(date__gte=day).order_by("date", "location", "pk"))
