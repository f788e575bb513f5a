"""When somebody works."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import QuerySet

from perfhub.kernel.calendars import Pattern, WorkingCalendar, local_date
from perfhub.kernel.composed import composed
from perfhub.kernel.together import read_together

from ..models import Absence, Employee, PublicHoliday, WorkingPattern

Keys = frozenset[int]
DAY = dt.timedelta(days=1)


@dataclass
class Away:
    """An employee's absences, as a calendar takes them."""

    whole: list[tuple[dt.date, dt.date]]
    mornings: set[dt.date]
    afternoons: set[dt.date]


class CalendarRows(NamedTuple):
    """What is asked to know when some employees work between two days."""

    places: QuerySet[Any]  # keys and locations
    holidays: QuerySet[Any]  # locations and days
    absences: QuerySet[Absence]
    patterns: QuerySet[WorkingPattern]


@composed
def _places(*, people: Keys) -> Any:
    return Employee.objects.filter(pk__in=people).order_by("pk").values_list("pk", "location")


@composed
def _holidays(*, start: dt.date, end: dt.date) -> Any:
    rows = PublicHoliday.objects.filter(date__range=(start, end))
    return rows.order_by("date", "pk").values_list("location", "date")


@composed
def _absences(*, people: Keys, start: dt.date, end: dt.date) -> QuerySet[Absence]:
    rows = Absence.objects.filter(employee__in=people, start_date__lte=end, end_date__gte=start)
    return rows.order_by("start_date", "pk")


@composed
def _worked(*, people: Keys, end: dt.date) -> QuerySet[WorkingPattern]:
    return WorkingPattern.objects.filter(employee__in=people, start_date__lte=end).order_by("start_date", "pk")


def calendar_rows(employee_ids: Iterable[int], start: dt.date, end: dt.date) -> CalendarRows:
    """Composed questions, which a page may read together with others of its own."""
    people = frozenset(employee_ids)
    return CalendarRows(
        _places(people=people),
        _holidays(start=start, end=end),
        _absences(people=people, start=start, end=end),
        _worked(people=people, end=end),
    )


def calendars_of(employee_ids: Iterable[int], start: dt.date, end: dt.date) -> dict[int, WorkingCalendar]:
    """When each of these employees works between two days: own hours, holidays of their location, own absences."""
    rows = calendar_rows(employee_ids, start, end)
    read_together(*rows)
    return calendars_in(rows)


def calendars_in(rows: CalendarRows) -> dict[int, WorkingCalendar]:
    """The calendars, by their employees."""
    places: dict[int, str] = dict(rows.places)
    holidays: dict[str, set[dt.date]] = {}
    for location, day in rows.holidays:
        holidays.setdefault(location, set()).add(day)
    everywhere = holidays.get("", set())
    free = {
        place: frozenset(everywhere | (holidays.get(place, set()) if place else set())) for place in places.values()
    }
    away, patterns = _away(rows.absences), _patterns(rows.patterns)
    return {
        pk: WorkingCalendar(
            holidays=free[location],
            absences=tuple(away[pk].whole) if pk in away else (),
            mornings_off=frozenset(away[pk].mornings) if pk in away else frozenset(),
            afternoons_off=frozenset(away[pk].afternoons) if pk in away else frozenset(),
            patterns=tuple(patterns.get(pk, ())),
        )
        for pk, location in places.items()
    }


def _away(rows: Iterable[Absence]) -> dict[int, Away]:
    """The absences of some employees: whole days apart from the halves at their ends."""
    found: dict[int, Away] = defaultdict(lambda: Away([], set(), set()))
    for absence in rows:
        away, first, last = found[absence.employee_id], absence.start_date, absence.end_date
        if absence.from_noon:
            away.afternoons.add(first)
            first += DAY
        if absence.until_noon:
            away.mornings.add(last)
            last -= DAY
        if first <= last:
            away.whole.append((first, last))
    return dict(found)


def _patterns(rows: Iterable[WorkingPattern]) -> dict[int, list[Pattern]]:
    found: dict[int, list[Pattern]] = defaultdict(list)
    for row in rows:
        found[row.employee_id].append(Pattern(row.start_date, row.week))
    return dict(found)


def patterns_of(employee: Employee) -> QuerySet[WorkingPattern]:
    """All hours an employee worked, works or will work in."""
    return WorkingPattern.objects.filter(employee=employee)


def absences_of(employee: Employee, *, since: dt.date) -> list[Absence]:
    """Those that are not over yet, the next one first."""
    return list(Absence.objects.filter(employee=employee, end_date__gte=since).order_by("start_date", "pk"))


@dataclass(frozen=True)
class WorkingTime:
    """An employee's hours of the week: those in force on a day (None: the usual ones), and those that are to come."""

    now: WorkingPattern | None
    later: tuple[WorkingPattern, ...]
    earlier: tuple[WorkingPattern, ...]


def working_time_of(employee: Employee, *, on: dt.date) -> WorkingTime:
    rows = list(WorkingPattern.objects.filter(employee=employee).order_by("start_date", "pk"))
    begun = [row for row in rows if row.start_date <= on]
    return WorkingTime(
        now=begun[-1] if begun else None,
        later=tuple(row for row in rows if row.start_date > on),
        earlier=tuple(reversed(begun[:-1])),
    )


NEXT_ABSENCES = 3


def away_from(rows: QuerySet[Absence], employee: Employee, at: dt.datetime) -> list[Absence]:
    """The next of these absences, the running one first, by the employee's own calendar."""
    today = local_date(at, employee.time_zone)
    return list(rows.filter(end_date__gte=today).order_by("start_date", "pk")[:NEXT_ABSENCES])
