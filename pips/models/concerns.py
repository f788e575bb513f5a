"""A concern: a manager's dated, shared worry, and what its employee says to it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.inventory import TECHNICAL
from perfhub.kernel.tenancy import TenantModel

from ..states import CONCERN_OPEN, ConcernState
from .cases import CASE_WORDS, LONGEST_WORDS, Case


class ConcernQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state__in=CONCERN_OPEN)


class Concern(TenantModel):
    """The first rung: what a manager saw, needs and offers, shared with the employee the moment it is written.

    The words never change; what is seen otherwise later is said in `ConcernWord`. `feedback` is the improvement
    feedback that sharing it wrote, `read_at` when its employee said to have read it.
    """

    inventory = {
        CASE_WORDS: "saw need help",
        TECHNICAL: "case by shared_at state look_date first_look_date asked_at read_at closed_at feedback version",
    }

    case = models.OneToOneField(Case, models.CASCADE, related_name="concern")
    by = models.ForeignKey("people.Employee", models.PROTECT, related_name="+")
    saw = models.TextField(_("what I saw"), max_length=LONGEST_WORDS)
    need = models.TextField(_("what I need"), max_length=LONGEST_WORDS)
    help = models.TextField(_("how I will help"), max_length=LONGEST_WORDS)
    shared_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=ConcernState, default=ConcernState.OPEN)
    look_date = models.DateField(_("when we look again"))
    first_look_date = models.DateField()
    asked_at = models.DateTimeField(null=True, blank=True, help_text="when “solved?” was asked of this look")
    read_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    feedback = models.ForeignKey("feedback.Feedback", models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = ConcernQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(condition=~Q(saw="") & ~Q(need="") & ~Q(help=""), name="concern_says_all_three"),
            models.CheckConstraint(
                condition=Q(state="resolved", closed_at__isnull=False)
                | ~Q(state="resolved") & Q(closed_at__isnull=True),
                name="concern_resolved_has_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "look_date"],
                condition=Q(state__in=CONCERN_OPEN),
                name="concern_to_look_at",
            ),
        ]

    @property
    def is_open(self) -> bool:
        return self.state in CONCERN_OPEN


class ConcernWord(TenantModel):
    """What one of the two sides says about a concern, in own words. Inserted, never changed."""

    inventory = {CASE_WORDS.exported_to("author").erased_by("drop"): "text", TECHNICAL: "concern by at"}
    privileges = ("SELECT", "INSERT", "DELETE")

    concern = models.ForeignKey(Concern, models.CASCADE, related_name="words")
    by = models.ForeignKey("people.Employee", models.PROTECT, related_name="+")
    text = models.TextField(_("your words"), max_length=LONGEST_WORDS)
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="concern_word_says_something")]
