"""Requests: whether somebody's goal may serve somebody else's."""

from django.db import models
from django.db.models import F, Q

from perfhub.kernel.inventory import CONFIDENTIAL, TECHNICAL
from perfhub.kernel.tenancy import TenantModel

from ..states import OPEN, RequestState
from .key_results import KeyResult
from .objectives import LONGEST_REASON, Objective

WORDS = CONFIDENTIAL.kept_for("reviews")


class AlignmentRequestQuerySet(models.QuerySet):
    def waiting(self):
        """Not answered, and both goals are still open."""
        return self.filter(state=RequestState.PROPOSED, child__state__in=OPEN, parent__state__in=OPEN)

    def newest_first(self):
        return self.order_by("-asked_at", "-pk")


class AlignmentRequest(TenantModel):
    """Somebody asks the owner of a goal that another goal, or one of its key results, may serve it."""

    inventory = {
        WORDS: "words reason",
        TECHNICAL: """child child_key_result parent parent_key_result rolls_up state asked_by asked_at decided_by
            decided_at""",
    }

    child = models.ForeignKey(Objective, models.CASCADE, related_name="asks", db_index=False)
    child_key_result = models.ForeignKey(KeyResult, models.CASCADE, null=True, blank=True, related_name="+")
    parent = models.ForeignKey(Objective, models.CASCADE, related_name="asked", db_index=False)
    parent_key_result = models.ForeignKey(KeyResult, models.CASCADE, null=True, blank=True, related_name="+")
    rolls_up = models.BooleanField(default=False)
    words = models.CharField(max_length=LONGEST_REASON, blank=True)
    state = models.CharField(max_length=9, choices=RequestState, default=RequestState.PROPOSED)
    asked_by = models.ForeignKey("people.Employee", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey("people.Employee", models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=LONGEST_REASON, blank=True)

    objects = AlignmentRequestQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "child", "child_key_result"],
                condition=Q(state="proposed"),
                nulls_distinct=False,
                name="alignment_asked_once",
            ),
            models.CheckConstraint(condition=~Q(child=F("parent")), name="alignment_asked_of_another"),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_at__isnull=True)
                | ~Q(state="proposed") & Q(decided_at__isnull=False),
                name="alignment_request_decided_has_time",
            ),
            models.CheckConstraint(condition=~Q(state="declined") | ~Q(reason=""), name="alignment_declined_says_why"),
        ]
        indexes = [
            models.Index(
                fields=["organization", "parent"], condition=Q(state="proposed"), name="alignment_asked_of_what"
            ),
            models.Index(fields=["organization", "child", "state"], name="alignment_asked_for_what"),
        ]
