"""What is in use here, and where, and from when."""

from django.db import models

from perfhub.kernel.inventory import PUBLIC, TECHNICAL
from perfhub.kernel.tenancy import TenantModel

from .employees import Employee, Team


class CapabilitySwitch(TenantModel):
    """From a day on a capability is on or off, for the whole organization or a team with all below it."""

    inventory = {PUBLIC: "capability team is_on from_date", TECHNICAL: "set_by set_at"}

    capability = models.CharField(max_length=40)
    team = models.ForeignKey(Team, models.CASCADE, null=True, blank=True, related_name="+")
    is_on = models.BooleanField()
    from_date = models.DateField()
    set_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    set_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "capability", "team", "from_date"],
                nulls_distinct=False,
                name="capability_switch_once_a_day",
            ),
        ]
