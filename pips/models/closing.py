"""What is asked of an employee when a plan is over; kept apart from the case, and shown in batches alone."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.inventory import ANONYMOUS, TECHNICAL
from perfhub.kernel.tenancy import TenantModel

from ..states import Promised
from .plans import Plan

ENOUGH = 10  # answers that are shown together


class ClosingAsked(TenantModel):
    """An employee was asked how a plan felt, and has answered or would rather not: nobody asks twice."""

    inventory = {TECHNICAL: "plan done_date"}
    privileges = ("SELECT", "INSERT", "DELETE")

    plan = models.OneToOneField(Plan, models.CASCADE, related_name="closing_asked")
    done_date = models.DateField()


class ClosingBatch(TenantModel):
    """At least ten answers that are shown together, once, and never recomputed."""

    inventory = {ANONYMOUS: "number shown_date n yes partly no supported"}
    privileges = ("SELECT", "INSERT")

    number = models.PositiveIntegerField()
    shown_date = models.DateField()
    n = models.PositiveIntegerField()
    yes = models.PositiveIntegerField()
    partly = models.PositiveIntegerField()
    no = models.PositiveIntegerField()
    supported = models.DecimalField(max_digits=4, decimal_places=1, help_text="mean of 1 (policed) to 5 (supported)")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "number"], name="closing_batch_once"),
            models.CheckConstraint(condition=Q(n__gte=ENOUGH), name="closing_batch_of_enough"),
        ]


class ClosingAnswer(TenantModel):
    """What one employee answered, without case, plan, person or time. It goes when its batch is made."""

    inventory = {ANONYMOUS: "id promised supported"}
    privileges = ("SELECT", "INSERT", "DELETE")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    promised = models.CharField(_("Did you get the support that was promised?"), max_length=6, choices=Promised)
    supported = models.PositiveSmallIntegerField(_("Were you supported or policed?"))

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(supported__gte=1, supported__lte=5), name="closing_answer_in_range"),
        ]
