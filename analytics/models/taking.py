"""How far the taking of facts has come."""

from django.db import models

from perfhub.kernel.inventory import TECHNICAL
from perfhub.kernel.tenancy import TenantModel


class Taking(TenantModel):
    """When the organization's facts were last taken, the last night that was worked through, and how far it came.

    Of the weeks from `undecided_date` on a night has yet to decide what may be shown; None: of all weeks.
    """

    inventory = {TECHNICAL: "taken_at night_date undecided_date"}

    taken_at = models.DateTimeField()
    night_date = models.DateField(null=True)
    undecided_date = models.DateField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["organization"], name="taking_once")]
