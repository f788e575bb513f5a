"""What happened, for those who ask later."""

from django.db import models

from perfhub.kernel.inventory import AUDIT, TECHNICAL
from perfhub.kernel.tenancy import TenantModel

from .employees import Employee


class AuditEntry(TenantModel):
    """Somebody did, saw or was refused something. Ids only, never a name or a text; inserted, never changed."""

    inventory = {AUDIT: "at act by employee object_type object_id job"}

    privileges = ("SELECT", "INSERT")

    at = models.DateTimeField()
    act = models.CharField(max_length=60)
    by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    employee = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+", db_index=False)
    object_type = models.CharField(max_length=40, blank=True)
    object_id = models.BigIntegerField(null=True)
    job = models.BigIntegerField(null=True)

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(fields=["organization", "employee", "-at"], name="audit_of_an_employee"),
            models.Index(fields=["organization", "-at"], name="audit_newest"),
        ]


class Touched(TenantModel):
    """The facts of this employee's week are out of date: something in it has changed."""

    inventory = {TECHNICAL.kept_for("days"): "employee week_start"}

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="+")
    week_start = models.DateField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "employee", "week_start"], name="touched_once"),
        ]
