"""What was promised about who sees what."""

from django.db import models
from django.db.models import F, Q

from perfhub.kernel.inventory import TECHNICAL
from perfhub.kernel.tenancy import TenantModel

from .employees import Employee


class VisibilityChange(TenantModel):
    """Somebody chose who sees a kind of record, from a moment on. The newest of a setting counts; none is taken away.

    A wider value is announced to everybody employed, one after another: `announced_to` is the last key told so far.
    """

    inventory = {TECHNICAL: "setting value decided_by decided_at effective_at announced_to announced_at"}

    privileges = ("SELECT", "INSERT", "UPDATE")

    setting = models.CharField(max_length=60)
    value = models.CharField(max_length=20)
    decided_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField()
    effective_at = models.DateTimeField()
    announced_to = models.BigIntegerField(default=0)
    announced_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "setting", "decided_at"], name="visibility_one_at_a_time"),
            models.CheckConstraint(condition=Q(effective_at__gte=F("decided_at")), name="visibility_not_backdated"),
        ]
