"""Goal updates: events that are added and never rewritten. A correction supersedes an earlier one."""

from django.db import models
from django.db.models import Exists, OuterRef, Q

from perfhub.kernel.inventory import CONFIDENTIAL, TECHNICAL
from perfhub.kernel.tenancy import TenantModel

from ..states import Answer, Source, Status
from .key_results import KeyResult
from .objectives import Objective

LONGEST_COMMENT = 4000
WORDS = CONFIDENTIAL.kept_for("reviews").erased_by("drop")
APPEND_ONLY = ("SELECT", "INSERT", "DELETE", "MAINTAIN")


class GoalUpdateQuerySet(models.QuerySet):
    def standing(self):
        """Not superseded by a correction."""
        return self.exclude(Exists(self.model._base_manager.filter(supersedes=OuterRef("pk"))))

    def newest_first(self):
        return self.order_by("-at", "-pk")


class GoalUpdate(TenantModel):
    """What somebody reported on an objective at a moment, and what its score was then."""

    privileges = APPEND_ONLY
    inventory = {
        WORDS: "comment",
        TECHNICAL: "objective by at confidence status score pace source supersedes",
    }

    objective = models.ForeignKey(Objective, models.CASCADE, related_name="updates", db_index=False)
    by = models.ForeignKey("people.Employee", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    confidence = models.PositiveSmallIntegerField(null=True, blank=True)
    status = models.CharField(max_length=9, choices=Status, blank=True)
    comment = models.TextField(blank=True)
    score = models.FloatField(null=True, blank=True)
    pace = models.FloatField(null=True, blank=True, help_text="the index on that day")
    source = models.CharField(max_length=8, choices=Source, default=Source.HAND)
    supersedes = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="correction")

    objects = GoalUpdateQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(confidence__isnull=True) | Q(confidence__lte=10), name="goal_update_confidence_to_10"
            ),
        ]
        indexes = [models.Index(fields=["organization", "objective", "-at", "-id"], name="goal_update_newest")]


class GoalValue(TenantModel):
    """The value of one key result in an update, with the way it was measured by then."""

    privileges = APPEND_ONLY
    inventory = {
        WORDS: "value start_value target_value done",
        TECHNICAL: "update key_result raw score",
    }

    update = models.ForeignKey(GoalUpdate, models.CASCADE, related_name="values", db_index=False)
    key_result = models.ForeignKey(KeyResult, models.CASCADE, related_name="values")
    value = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    start_value = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    target_value = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    done = models.TextField(blank=True, help_text="the positions of milestones done, by spaces")
    raw = models.FloatField(null=True, blank=True)
    score = models.FloatField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "update", "key_result"], name="goal_value_once_an_update"),
        ]


class GoalReply(TenantModel):
    """What a manager said to an update: read it, or asked something."""

    privileges = ("SELECT", "INSERT", "DELETE")
    inventory = {WORDS: "text", TECHNICAL: "update by at answer"}

    update = models.ForeignKey(GoalUpdate, models.CASCADE, related_name="replies")
    by = models.ForeignKey("people.Employee", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    answer = models.CharField(max_length=12, choices=Answer)
    text = models.TextField(blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(condition=~Q(answer="asked") | ~Q(text=""), name="goal_reply_asks_something"),
            models.UniqueConstraint(
                fields=["organization", "update", "by"],
                condition=Q(answer="acknowledged"),
                name="goal_reply_read_once",
            ),
        ]
