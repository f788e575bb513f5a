"""The first hour of an organization: whether its list is put away, the pilot team, and looks as an employee."""

from django.db import models
from django.db.models import F, Q

from perfhub.kernel.inventory import AUDIT, PUBLIC, TECHNICAL
from perfhub.kernel.tenancy import TenantModel

from .employees import Employee, Team


class FirstHour(TenantModel):
    """Whether the list of the first hour is put away. Without a row it is not."""

    inventory = {TECHNICAL: "is_put_away changed_by changed_at"}

    is_put_away = models.BooleanField()
    changed_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["organization"], name="first_hour_once")]


class PilotChoice(TenantModel):
    """From a moment on this team, with all below it, begins before the others; without a team all begin together.

    The newest one holds; the earlier ones stay as history.
    """

    inventory = {PUBLIC: "team", TECHNICAL: "chosen_by chosen_at"}

    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="+")
    chosen_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    chosen_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["organization", "-chosen_at", "-id"], name="pilot_choice_newest")]


class Look(TenantModel):
    """For a quarter of an hour one person of HR looks at the pages of somebody who has not joined yet.

    Without an employee it is a made-up one, who exists only while a page is made, under the key `sample_key`.
    """

    inventory = {AUDIT: "by employee sample_key begun_at over_at ended_at"}

    by = models.ForeignKey(Employee, models.PROTECT, related_name="+")
    employee = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    sample_key = models.BigIntegerField(null=True)
    begun_at = models.DateTimeField()
    over_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(employee__isnull=True) ^ Q(sample_key__isnull=True), name="look_as_one_or_a_sample"
            ),
            models.CheckConstraint(condition=Q(over_at__gt=F("begun_at")), name="look_is_over_after_it_began"),
            models.CheckConstraint(condition=~Q(employee=F("by")), name="look_is_not_as_oneself"),
        ]
