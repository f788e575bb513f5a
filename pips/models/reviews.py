"""HR's look at a plan before it is offered: what was found, what was excepted, and what has to stay apart."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.inventory import CONFIDENTIAL, PUBLIC, TECHNICAL
from perfhub.kernel.tenancy import TenantModel

from ..states import Gate, LegalResult, ReviewOutcome
from .cases import CASE_WORDS, LONGEST_REASON, LONGEST_WORDS
from .plans import Plan

APART = CONFIDENTIAL.kept_for("plans").exported_to("none").erased_by("drop")


class PlanReview(TenantModel):
    """One round with HR: a version was sent, its quality judged by plain rules, and a person said yes or not yet.

    `reasons` are the keys of what the rules found, as it stood then; whoever approves over them says why.
    """

    inventory = {
        CASE_WORDS: "words override",
        TECHNICAL: "plan content sent_by sent_at reviewer score reasons outcome decided_at appeal_reviewer",
    }

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="reviews")
    content = models.PositiveSmallIntegerField(help_text="the number of the version that was sent")
    sent_by = models.ForeignKey("people.Employee", models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    reviewer = models.ForeignKey("people.Employee", models.PROTECT, related_name="+")
    score = models.PositiveSmallIntegerField()
    reasons = models.JSONField(default=list)
    outcome = models.CharField(max_length=9, choices=ReviewOutcome, blank=True)
    words = models.CharField(_("to the manager"), max_length=LONGEST_REASON, blank=True)
    override = models.CharField(_("why it goes on all the same"), max_length=LONGEST_REASON, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    appeal_reviewer = models.ForeignKey("people.Employee", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "plan"], condition=Q(outcome=""), name="plan_review_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(outcome="", decided_at__isnull=True) | ~Q(outcome="") & Q(decided_at__isnull=False),
                name="plan_review_decided_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="approved") | Q(appeal_reviewer__isnull=False),
                name="plan_review_approved_names_who_hears_appeals",
            ),
            models.CheckConstraint(
                condition=Q(appeal_reviewer__isnull=True) | ~Q(appeal_reviewer=models.F("reviewer")),
                name="plan_review_appeals_go_to_another",
            ),
            models.CheckConstraint(condition=Q(score__lte=100), name="plan_review_score_of_a_hundred"),
        ]


class LegalCheck(TenantModel):
    """The reviewer's answer to one combined question, apart from the plan: yes or no, and what the review came to.

    Read by whoever answered and by a plan lead; never what it was about.
    """

    inventory = {APART: "known result", TECHNICAL: "plan answered_by answered_at result_at version"}

    plan = models.OneToOneField(Plan, models.CASCADE, related_name="+")
    known = models.BooleanField()
    answered_by = models.ForeignKey("people.Employee", models.PROTECT, related_name="+")
    answered_at = models.DateTimeField()
    result = models.CharField(max_length=5, choices=LegalResult, blank=True)
    result_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(result="", result_at__isnull=True) | ~Q(result="") & Q(result_at__isnull=False, known=True),
                name="legal_check_result_of_a_review",
            ),
        ]


class GateException(TenantModel):
    """A plan went on without one of the gates, and why. Inserted, never changed; shown on the plan."""

    inventory = {CASE_WORDS.erased_by("drop"): "reason", TECHNICAL: "plan gate by at"}
    privileges = ("SELECT", "INSERT", "DELETE")

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="exceptions")
    gate = models.CharField(max_length=12, choices=Gate)
    reason = models.CharField(_("why"), max_length=LONGEST_REASON)
    by = models.ForeignKey("people.Employee", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "plan", "gate"], name="gate_exception_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="gate_exception_says_why"),
        ]


class Jurisdiction(TenantModel):
    """What a plan has to say by the law of a place; of an empty location, everywhere that has none of its own."""

    inventory = {PUBLIC: "location text", TECHNICAL: "written_by written_at version"}

    location = models.CharField(_("location"), max_length=120, blank=True)
    text = models.TextField(_("what every plan there says"), max_length=LONGEST_WORDS)
    written_by = models.ForeignKey("people.Employee", models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "location"], name="jurisdiction_once"),
            models.CheckConstraint(condition=~Q(text=""), name="jurisdiction_says_something"),
        ]
