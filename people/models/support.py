"""Operators who look at an organization as one of its people sees it: when it allows that, briefly, and seen by all."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q

from perfhub.kernel.inventory import AUDIT, IDENTITY, TECHNICAL
from perfhub.kernel.tenancy import TenantModel

from .employees import Employee
from .organizations import User

LONGEST_VISIT = timedelta(minutes=30)


class Operator(models.Model):
    """A user who may be let in for support by an organization that allows it. Made and ended by a command alone."""

    inventory = {IDENTITY.erased_by("keep"): "name", TECHNICAL: "user since_at ended_at"}

    user = models.OneToOneField(User, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    since_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self):
        return self.name


class SupportSwitch(TenantModel):
    """An organization allows support, or no longer does. The newest counts; without any it does not."""

    inventory = {TECHNICAL: "is_on set_by set_at"}
    privileges = ("SELECT", "INSERT")

    is_on = models.BooleanField()
    set_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    set_at = models.DateTimeField()


class SupportVisit(TenantModel):
    """For some minutes an operator sees what one employee sees, and changes nothing; why is kept."""

    inventory = {AUDIT: "operator seen_as reason opened_at ends_at ended_at ended_by"}
    privileges = ("SELECT", "INSERT", "UPDATE")

    operator = models.ForeignKey(Operator, models.PROTECT, related_name="+")
    seen_as = models.ForeignKey(Employee, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    opened_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)  # before its time
    ended_by = models.ForeignKey(Employee, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("opened_at")) & Q(ends_at__lte=F("opened_at") + LONGEST_VISIT),
                name="support_visit_half_an_hour_at_most",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="support_visit_says_why"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("opened_at")),
                name="support_visit_ends_after_start",
            ),
        ]
        indexes = [models.Index(fields=["organization", "-opened_at", "-id"], name="support_visits_newest_first")]
