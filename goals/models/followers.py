"""Who follows a goal, and what is said to a comment with one press."""

from django.db import models

from perfhub.kernel.inventory import CONFIDENTIAL, PRIVATE, TECHNICAL
from perfhub.kernel.tenancy import TenantModel

from ..states import ReactionKind
from .objectives import Objective


class Following(TenantModel):
    """Somebody wants to be told how a goal of others goes; ends when they may not see it any more."""

    inventory = {PRIVATE.kept_for("employment").erased_by("drop"): "employee", TECHNICAL: "objective since_at"}

    objective = models.ForeignKey(Objective, models.CASCADE, related_name="followings", db_index=False)
    employee = models.ForeignKey("people.Employee", models.CASCADE, related_name="+")
    since_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "objective", "employee"], name="following_once"),
        ]


class GoalReaction(TenantModel):
    """One of three things said to a comment under a goal with one press."""

    inventory = {CONFIDENTIAL.kept_for("reviews").erased_by("drop"): "kind", TECHNICAL: "message by at"}

    message = models.ForeignKey("people.Message", models.CASCADE, related_name="+", db_index=False)
    by = models.ForeignKey("people.Employee", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=ReactionKind)
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "message", "by", "kind"], name="goal_reaction_once_a_kind"),
        ]
