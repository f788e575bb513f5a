"""Alignment: what an objective or a key result serves."""

from django.db import models
from django.db.models import F, Q

from perfhub.kernel.inventory import TECHNICAL
from perfhub.kernel.tenancy import TenantModel

from .key_results import KeyResult
from .objectives import Objective

DEEPEST = 12  # levels from the top to the bottom


class AlignmentQuerySet(models.QuerySet):
    def in_force(self):
        return self.filter(ended_at__isnull=True)


class Alignment(TenantModel):
    """From one moment to another an objective, or one of its key results, serves another. Ended, never changed.

    It carries no arithmetic unless `rolls_up` says so.
    """

    inventory = {TECHNICAL: "child child_key_result parent parent_key_result rolls_up by start_at ended_at"}

    child = models.ForeignKey(Objective, models.CASCADE, related_name="aligned_to", db_index=False)
    child_key_result = models.ForeignKey(KeyResult, models.CASCADE, null=True, blank=True, related_name="aligned_to")
    parent = models.ForeignKey(Objective, models.CASCADE, related_name="served_by", db_index=False)
    parent_key_result = models.ForeignKey(KeyResult, models.CASCADE, null=True, blank=True, related_name="served_by")
    rolls_up = models.BooleanField(default=False)
    by = models.ForeignKey("people.Employee", models.PROTECT, null=True, related_name="+")
    start_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = AlignmentQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "child", "child_key_result"],
                condition=Q(ended_at__isnull=True),
                nulls_distinct=False,
                name="alignment_one_parent",
            ),
            models.CheckConstraint(condition=~Q(child=F("parent")), name="alignment_not_to_itself"),
        ]
        indexes = [
            models.Index(
                fields=["organization", "parent", "child"], condition=Q(ended_at__isnull=True), name="alignment_below"
            ),
            models.Index(fields=["organization", "child", "ended_at"], name="alignment_above"),
        ]
