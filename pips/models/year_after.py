"""How it was a year after a plan: counted without a name, and shown in batches alone."""

import uuid

from django.db import models
from django.db.models import F, Q

from perfhub.kernel.inventory import ANONYMOUS
from perfhub.kernel.tenancy import TenantModel

from ..states import Became

ENOUGH_YEARS = 10  # people who are shown together


class YearAfter(TenantModel):
    """Twelve months after a case with a plan was closed: whether its employee is here, and needed another plan.

    It knows no case, no person and no time, and goes when its batch is made. Whoever’s data is gone by then has no row:
    that is neither good nor bad.
    """

    inventory = {ANONYMOUS: "id ended_well became"}
    privileges = ("SELECT", "INSERT", "DELETE")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ended_well = models.BooleanField(help_text="resolved or recovered, and not otherwise")
    became = models.CharField(max_length=5, choices=Became)


class YearBatch(TenantModel):
    """At least ten people who are shown together, once, and never recomputed.

    `low` and `high` are limits of the share that `holds`; `by_itself` is the share of the lowest tenth that is not
    among them any more when measured again, without anybody’s doing.
    """

    inventory = {ANONYMOUS: "number shown_date ended_well n holds again gone low high by_itself"}
    privileges = ("SELECT", "INSERT")

    number = models.PositiveIntegerField()
    shown_date = models.DateField()
    ended_well = models.BooleanField()
    n = models.PositiveIntegerField()
    holds = models.PositiveIntegerField()
    again = models.PositiveIntegerField()
    gone = models.PositiveIntegerField()
    low = models.FloatField()
    high = models.FloatField()
    by_itself = models.FloatField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "number"], name="year_batch_once"),
            models.CheckConstraint(condition=Q(n__gte=ENOUGH_YEARS), name="year_batch_of_enough"),
            models.CheckConstraint(
                condition=Q(n=F("holds") + F("again") + F("gone")), name="year_batch_of_all_its_people"
            ),
        ]
