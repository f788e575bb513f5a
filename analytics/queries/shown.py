"""What other pages show of facts: the side bar, a person's tabs; and what the clock asks."""

import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from people.access import has_reports, is_manager_of
from people.models import Employee, Touched
from perfhub.kernel.calendars import local
from perfhub.kernel.slots import NavEntry, Tab
from perfhub.kernel.tenancy import page_url

from .. import access
from ..models import Taking

NIGHT = dt.time(2)


def nav(viewer: Employee) -> Iterator[NavEntry]:
    """“Team” for whoever has reports, “Teams” for HR, the own weeks for everybody. No statement of its own."""
    yield NavEntry(section="", label=_("My weeks"), url=page_url("analytics:my_weeks"), icon="chart-line")
    if has_reports(viewer):
        yield NavEntry(
            section=_("My team"), label=_("Team"), url=page_url("analytics:team"), icon="users-group", phone=True
        )
    if access.sees_teams(viewer):
        yield NavEntry(section=_("Organization"), label=_("Teams"), url=page_url("analytics:teams"), icon="chart-bar")


def tab(viewer: Employee, employee: Employee) -> Iterator[Tab]:
    """An employee's weeks, for that employee and the manager now."""
    if viewer.pk == employee.pk or is_manager_of(viewer, employee):
        yield Tab(label=_("Weeks"), url=page_url("analytics:weeks_of", employee.pk), key="weeks")


def night_of(at: dt.datetime, zone: str) -> dt.date:
    """The newest night of an organization that has begun: its own date, from 02:00 of its own zone."""
    there = local(at, zone)
    return there.date() if there.time() >= NIGHT else there.date() - dt.timedelta(days=1)


def night_due(night: dt.date) -> bool:
    """The night has not been worked through."""
    return not Taking.objects.filter(night_date__gte=night).exists()


def facts_due(night: dt.date) -> bool:
    """There is something to do: a week that has begun was touched, or the night has come."""
    return Touched.objects.filter(week_start__lte=night + dt.timedelta(days=1)).exists() or night_due(night)
