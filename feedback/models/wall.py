"""What is said to praise with one press, and what somebody wishes about this part of the house."""

from django.db import models

from perfhub.kernel.inventory import CONFIDENTIAL, PRIVATE, TECHNICAL
from perfhub.kernel.tenancy import TenantModel

from ..states import FeedbackKind, NudgeFact, PraiseReactionKind
from .giving import Feedback


class PraiseReaction(TenantModel):
    """One of three things said to praise on the wall with one press."""

    inventory = {CONFIDENTIAL.kept_for("feedback").erased_by("drop"): "kind", TECHNICAL: "feedback by at"}

    feedback = models.ForeignKey(Feedback, models.CASCADE, related_name="reactions", db_index=False)
    by = models.ForeignKey("people.Employee", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=PraiseReactionKind)
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "feedback", "by", "kind"], name="praise_reaction_once_a_kind"
            ),
        ]


class PraiseHiding(TenantModel):
    """From one moment to another HR had taken praise off the wall, and why. None is taken away."""

    inventory = {CONFIDENTIAL.kept_for("feedback"): "reason", TECHNICAL: "feedback by at ended_by ended_at"}
    privileges = ("SELECT", "INSERT", "UPDATE")

    feedback = models.ForeignKey(Feedback, models.PROTECT, related_name="hidings", db_index=False)
    by = models.ForeignKey("people.Employee", models.PROTECT, related_name="+")
    reason = models.TextField()
    at = models.DateTimeField()
    ended_by = models.ForeignKey("people.Employee", models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "feedback", "at"], name="praise_hidden_once_at_a_time"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="praise_hidden_says_why"),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True) | models.Q(ended_at__gte=models.F("at")),
                name="praise_hidden_ends_after_start",
            ),
        ]


class CommentHidingQuerySet(models.QuerySet):
    def off(self):
        """Those in force: the comment is off now."""
        return self.filter(ended_at__isnull=True)


class CommentHiding(TenantModel):
    """From one moment to another HR had taken one comment off from under praise, and why. None is taken away."""

    inventory = {CONFIDENTIAL.kept_for("feedback"): "reason", TECHNICAL: "feedback message by at ended_by ended_at"}
    privileges = ("SELECT", "INSERT", "UPDATE")

    feedback = models.ForeignKey(Feedback, models.PROTECT, related_name="+")
    message = models.ForeignKey("people.Message", models.PROTECT, related_name="+", db_index=False)
    by = models.ForeignKey("people.Employee", models.PROTECT, related_name="+")
    reason = models.TextField()
    at = models.DateTimeField()
    ended_by = models.ForeignKey("people.Employee", models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = CommentHidingQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "message", "at"], name="comment_hidden_once_at_a_time"),
            models.UniqueConstraint(
                fields=["organization", "message"],
                condition=models.Q(ended_at__isnull=True),
                name="comment_hidden_once",
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="comment_hidden_says_why"),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True) | models.Q(ended_at__gte=models.F("at")),
                name="comment_hidden_ends_after_start",
            ),
        ]


class PraiseWish(TenantModel):
    """What somebody wishes for themselves: no nudges to give, the anniversary of their first day on the wall."""

    inventory = {
        PRIVATE.kept_for("employment").erased_by("drop"): "no_nudges_at anniversary_at",
        TECHNICAL: "employee",
    }

    employee = models.ForeignKey("people.Employee", models.CASCADE, related_name="+", db_index=False)
    no_nudges_at = models.DateTimeField(null=True, blank=True)
    anniversary_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "employee"], name="praise_wish_once"),
        ]


class Nudge(TenantModel):
    """A fact that may be a reason to say something to somebody; at most one a week, and counted for nothing.

    It is over when it was used, put away, or a week has gone by.
    """

    inventory = {
        PRIVATE.kept_for("days").erased_by("drop"): "fact",
        TECHNICAL: "employee about kind goal growth at over_at",
    }

    employee = models.ForeignKey("people.Employee", models.CASCADE, related_name="+", db_index=False)
    about = models.ForeignKey("people.Employee", models.CASCADE, related_name="+")
    fact = models.CharField(max_length=12, choices=NudgeFact)
    kind = models.CharField(max_length=11, choices=FeedbackKind, default=FeedbackKind.PRAISE)
    goal = models.BigIntegerField(null=True, blank=True, help_text="the key of a goal that was closed")
    growth = models.ForeignKey("skills.GrowthAction", models.CASCADE, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    over_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "employee", "about", "fact", "goal"],
                nulls_distinct=False,
                condition=models.Q(fact__in=["goal_closed", "day_30"]),
                name="nudge_once_a_fact",
            ),
            models.UniqueConstraint(
                fields=["organization", "employee", "growth"],
                condition=models.Q(fact="stretch_done"),
                name="nudge_once_a_stretch",
            ),
        ]
        indexes = [models.Index(fields=["organization", "employee", "-at"], name="nudge_newest")]
