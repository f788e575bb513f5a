"""Absences, working hours and public holidays."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q
from django.http import Http404

from ..models import Absence, Employee, PublicHoliday, Reach, WorkingPattern
from .conflicts import handled_employees, handles
from .lines import is_above, share_a_manager
from .promises import promises_of

AWAY = "people.away"  # the setting: who sees that somebody is away


def absences_entered_by(viewer: Employee, ids: Iterable[int]) -> set[int]:
    """Of these employees, those whose absences the viewer may enter: as `acts` says "be_away" of each."""
    reports = Reach.objects.filter(manager=viewer, depth=1).values("employee")
    own = Q(pk=viewer.pk) | Q(pk__in=reports) | Q(pk__in=handled_employees(viewer).values("pk"))
    return set(Employee.objects.filter(own, pk__in=list(ids)).values_list("pk", flat=True))


def get_absence(viewer: Employee, employee: Employee, pk: int) -> Absence:
    absence = Absence.objects.select_related("employee").filter(pk=pk, employee=employee).first()
    if absence is None:
        raise Http404
    return absence


def get_hours(viewer: Employee, employee: Employee, pk: int) -> WorkingPattern:
    """Working hours of somebody whose absences this viewer may see (`get_person_of`)."""
    pattern = WorkingPattern.objects.select_related("employee").filter(pk=pk, employee=employee).first()
    if pattern is None:
        raise Http404
    return pattern


def visible_absences(viewer: Employee, employee: Employee, *, at: datetime):
    """The absences of an employee that this viewer may see: each as widely as was promised when it was entered."""
    rows = Absence.objects.filter(employee=employee)
    if viewer.pk == employee.pk or is_above(viewer, employee) or handles(viewer, employee):
        return rows
    promises = promises_of(AWAY)
    width = "team" if promises.decisions and share_a_manager(viewer, employee) else "everybody"
    since = promises.since(width, at=at)
    return rows.none() if since is None else rows.filter(entered_at__gte=since)


def get_holiday(viewer: Employee, pk: int) -> PublicHoliday:
    """Everybody sees the public holidays."""
    holiday = PublicHoliday.objects.filter(pk=pk).first()
    if holiday is None:
        raise Http404
    return holiday
