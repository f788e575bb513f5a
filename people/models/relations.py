"""What is between people beside the reporting line: a last day, a stand-in, a dotted line, a word to pass on."""

from django.db import models
from django.db.models import F, Q

from perfhub.kernel.inventory import CONTACT, EMPLOYMENT, TECHNICAL
from perfhub.kernel.tenancy import TenantModel

from ..states import LeavingState
from .employees import Employee


class Leaving(TenantModel):
    """A last day that is still to come; the clock ends the employment when that day is over."""

    inventory = {EMPLOYMENT: "employee last_day state planned_by planned_at"}

    employee = models.ForeignKey(Employee, models.PROTECT, related_name="leavings")
    last_day = models.DateField()
    state = models.CharField(max_length=10, choices=LeavingState, default=LeavingState.PLANNED)
    planned_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    planned_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "employee"], condition=Q(state="planned"), name="leaving_planned_once"
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "last_day"], condition=Q(state="planned"), name="leaving_to_come"),
        ]


class StandInQuerySet(models.QuerySet):
    def in_force(self, at):
        """At this moment."""
        return self.filter(start_at__lte=at, end_at__gt=at)

    def not_over(self, at):
        return self.filter(end_at__gt=at)


class StandIn(TenantModel):
    """For these days somebody acts for a manager: reads open check-ins and approves, in the manager's name.

    The moments are those days by the manager's own clock; ending it early brings `end_at` forward.
    """

    inventory = {EMPLOYMENT: "manager stand_in start_date end_date start_at end_at named_by named_at"}

    manager = models.ForeignKey(Employee, models.PROTECT, related_name="stand_ins")
    stand_in = models.ForeignKey(Employee, models.PROTECT, related_name="stands_in")
    start_date = models.DateField()
    end_date = models.DateField()
    start_at = models.DateTimeField()
    end_at = models.DateTimeField()
    named_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    named_at = models.DateTimeField()

    objects = StandInQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(end_date__gte=F("start_date")), name="stand_in_ends_after_start"),
            models.CheckConstraint(condition=~Q(manager=F("stand_in")), name="stand_in_is_somebody_else"),
        ]
        indexes = [models.Index(fields=["organization", "stand_in", "end_at"], name="stand_in_of_whom")]


class DottedLine(TenantModel):
    """For these dates somebody leads a part of an employee's work; sees nothing but what is shared."""

    inventory = {EMPLOYMENT: "employee manager name start_date end_date"}

    employee = models.ForeignKey(Employee, models.PROTECT, related_name="dotted_up")
    manager = models.ForeignKey(Employee, models.PROTECT, related_name="dotted_down")
    name = models.CharField(max_length=80)
    start_date = models.DateField()
    end_date = models.DateField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "employee", "manager", "name"],
                condition=Q(end_date__isnull=True),
                name="dotted_line_open_once",
            ),
            models.CheckConstraint(condition=~Q(employee=F("manager")), name="dotted_line_not_to_oneself"),
            models.CheckConstraint(
                condition=Q(end_date__isnull=True) | Q(end_date__gte=F("start_date")),
                name="dotted_line_ends_after_start",
            ),
        ]


class ToTell(TenantModel):
    """Something of this floor that somebody is to be told; the floor above takes it into its outbox."""

    inventory = {
        CONTACT.kept_for("days").erased_by("drop"): "recipient",
        TECHNICAL.kept_for("days"): "kind about since_at",
    }

    recipient = models.ForeignKey(Employee, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=60)
    about = models.BigIntegerField()  # the key of what it is about; the kind says of which table
    since_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "recipient", "kind", "about"], name="to_tell_once"),
        ]
