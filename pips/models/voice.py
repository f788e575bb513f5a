"""The employee's voice in a plan: receipts, words, requests, appeals. None of it can be taken away by anybody else."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.inventory import TECHNICAL
from perfhub.kernel.tenancy import TenantModel

from ..states import Appealed, AppealState, PlanRequestKind, PlanRequestState, ReceiptKind, WordKind
from .cases import CASE_WORDS, LONGEST_WORDS
from .plans import Plan


class Receipt(TenantModel):
    """A version of a plan was received, which is not agreement. Inserted, never changed.

    Where the employee does not acknowledge it, whoever told writes that down with a witness.
    """

    inventory = {TECHNICAL: "plan content kind by witness at"}
    privileges = ("SELECT", "INSERT", "DELETE")

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="receipts")
    content = models.PositiveSmallIntegerField(help_text="the number of the version")
    kind = models.CharField(max_length=14, choices=ReceiptKind)
    by = models.ForeignKey("people.Employee", models.PROTECT, related_name="+")
    witness = models.ForeignKey("people.Employee", models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "plan", "content"], name="receipt_once"),
            models.CheckConstraint(
                condition=Q(kind="refused", witness__isnull=False) & ~Q(witness=F("by"))
                | ~Q(kind="refused") & Q(witness__isnull=True),
                name="receipt_refused_has_a_witness",
            ),
        ]


class PlanWord(TenantModel):
    """What one of those in a plan says: a statement, what speaks for it, an answer. Inserted, never changed."""

    inventory = {CASE_WORDS.erased_by("drop"): "text", TECHNICAL: "plan kind by at content file answers"}
    privileges = ("SELECT", "INSERT", "DELETE")

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="words")
    kind = models.CharField(max_length=9, choices=WordKind, default=WordKind.STATEMENT)
    by = models.ForeignKey("people.Employee", models.PROTECT, related_name="+")
    text = models.TextField(_("your words"), max_length=LONGEST_WORDS)
    at = models.DateTimeField()
    content = models.PositiveSmallIntegerField(help_text="the version it was said to")
    file = models.ForeignKey("people.File", models.PROTECT, null=True, blank=True, related_name="+")
    answers = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="answered_by")

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="plan_word_says_something"),
            models.CheckConstraint(
                condition=Q(kind="answer") | Q(answers__isnull=True), name="plan_word_only_answers_answer"
            ),
        ]
        indexes = [models.Index(fields=["organization", "plan", "at", "id"], name="plan_word_in_order")]


class PlanRequest(TenantModel):
    """The employee asks for a change or for more time; it is answered with a reason."""

    inventory = {
        CASE_WORDS: "text answer",
        TECHNICAL: "plan kind days by at content state answered_by answered_at version",
    }

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="requests")
    kind = models.CharField(max_length=6, choices=PlanRequestKind)
    text = models.TextField(_("what, and why"), max_length=LONGEST_WORDS)
    days = models.PositiveSmallIntegerField(_("how many working days more"), null=True, blank=True)
    by = models.ForeignKey("people.Employee", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    content = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=9, choices=PlanRequestState, default=PlanRequestState.OPEN)
    answer = models.TextField(_("the answer"), max_length=LONGEST_WORDS, blank=True)
    answered_by = models.ForeignKey("people.Employee", models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="plan_request_says_what"),
            models.CheckConstraint(
                condition=Q(kind="extend", days__isnull=False) | Q(kind="change", days__isnull=True),
                name="plan_request_for_time_says_how_much",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "withdrawn"], answer="")
                | Q(state__in=["taken_up", "declined"], answered_by__isnull=False, answered_at__isnull=False)
                & ~Q(answer=""),
                name="plan_request_is_answered_with_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["organization", "plan", "at", "id"], name="plan_request_in_order")]


class Appeal(TenantModel):
    """The employee appeals to somebody independent, who decides it with a reason."""

    inventory = {
        CASE_WORDS: "text decision",
        TECHNICAL: "plan against by filed_at reviewer state answer_date decided_at version",
    }

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="appeals")
    against = models.CharField(max_length=8, choices=Appealed)
    text = models.TextField(_("what you appeal against, and why"), max_length=LONGEST_WORDS)
    by = models.ForeignKey("people.Employee", models.PROTECT, related_name="+")
    filed_at = models.DateTimeField()
    reviewer = models.ForeignKey("people.Employee", models.PROTECT, related_name="+")
    answer_date = models.DateField(help_text="by when it is answered")
    state = models.CharField(max_length=10, choices=AppealState, default=AppealState.FILED)
    decision = models.TextField(_("the decision, and why"), max_length=LONGEST_WORDS, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "plan", "against"], condition=~Q(state="withdrawn"), name="appeal_once"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="appeal_says_why"),
            models.CheckConstraint(condition=~Q(reviewer=F("by")), name="appeal_goes_to_another"),
            models.CheckConstraint(
                condition=Q(state__in=["filed", "withdrawn"], decision="", decided_at__isnull=True)
                | Q(state__in=["upheld", "not_upheld"], decided_at__isnull=False) & ~Q(decision=""),
                name="appeal_is_decided_with_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "reviewer"], condition=Q(state="filed"), name="appeal_waiting_for")
        ]
