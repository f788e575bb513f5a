"""When people work, and when not."""

import datetime as dt
from typing import NamedTuple

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from perfhub.kernel.inventory import EMPLOYMENT, PUBLIC, TECHNICAL
from perfhub.kernel.tenancy import TenantModel

from ..states import WEEKDAYS
from .employees import Employee


class Absence(TenantModel):
    """Days on which an employee is not at work; its first and its last may be half ones. No reason is kept."""

    privileges = (*TenantModel.privileges, "MAINTAIN")

    inventory = {EMPLOYMENT: "employee start_date end_date from_noon until_noon", TECHNICAL: "entered_at"}

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="absences")
    start_date = models.DateField()
    end_date = models.DateField()
    from_noon = models.BooleanField(default=False)  # at work in the morning of the first day
    until_noon = models.BooleanField(default=False)  # at work again in the afternoon of the last day
    entered_at = models.DateTimeField(db_default=Now(), editable=False)  # who may see it was promised then

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(end_date__gte=F("start_date")), name="absence_ends_after_start"),
            models.CheckConstraint(
                condition=Q(end_date__gt=F("start_date")) | Q(from_noon=False) | Q(until_noon=False),
                name="absence_is_half_a_day_at_least",
            ),
            models.UniqueConstraint(fields=["organization", "employee", "start_date"], name="absence_once_a_day"),
        ]


class Hours(NamedTuple):
    """When a day of work begins and ends."""

    opens: dt.time
    closes: dt.time


class WorkingPattern(TenantModel):
    """From a day on an employee works in these hours of the week; the next one takes over from this."""

    privileges = (*TenantModel.privileges, "MAINTAIN")
    inventory = {EMPLOYMENT: "employee start_date opens closes"}

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="working_patterns", db_index=False)
    start_date = models.DateField()
    opens = ArrayField(models.TimeField(null=True), size=7)  # by weekday, Monday first; null: a free day
    closes = ArrayField(models.TimeField(null=True), size=7)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "employee", "start_date"], name="pattern_one_start_a_day"),
            models.CheckConstraint(condition=Q(opens__len=7) & Q(closes__len=7), name="pattern_is_of_seven_days"),
        ]

    @property
    def week(self) -> tuple[Hours | None, ...]:
        """The hours of each weekday, Monday first; None is a free day."""
        return tuple(
            Hours(opens, closes) if opens is not None and closes is not None else None
            for opens, closes in zip(self.opens, self.closes, strict=True)
        )

    @property
    def days(self):
        """The weekdays by name, each with its hours or None."""
        return list(zip(WEEKDAYS, self.week, strict=True))


class PublicHoliday(TenantModel):
    """A day on which nobody at a location works; without a location, nobody at all."""

    inventory = {PUBLIC: "date location name"}

    date = models.DateField()
    location = models.CharField(max_length=120, blank=True)
    name = models.CharField(max_length=120)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "date", "location"], name="holiday_once"),
        ]
