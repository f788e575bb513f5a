"""Findings: what many share, owned by somebody who acts on it. No names."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.inventory import PUBLIC, TECHNICAL
from perfhub.kernel.tenancy import TenantModel

from ..states import FINDING_OPEN, FindingSource, FindingState, Hypothesis
from .cases import LONGEST_REASON, LONGEST_TITLE, LONGEST_WORDS


class FindingQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state__in=FINDING_OPEN)


class Finding(TenantModel):
    """A cause that lies with the organization, not with a person: proposed, taken on, acted on, measured again.

    `proposed_by` is nobody where figures offered it. `owner` is who is asked to act, and who does. `team` is the unit
    it is about, with all below; without one it is the organization.
    """

    inventory = {
        PUBLIC: "title words hypothesis_words action result declined_reason",
        TECHNICAL: """team hypothesis owner action_date proposed_by proposed_at accepted_at closed_at helped state
            version""",
    }

    title = models.CharField(_("what many share"), max_length=LONGEST_TITLE)
    words = models.TextField(_("what is seen"), max_length=LONGEST_WORDS, blank=True)
    team = models.ForeignKey("people.Team", models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    hypothesis = models.CharField(_("what it is probably about"), max_length=8, choices=Hypothesis, blank=True)
    hypothesis_words = models.TextField(_("why you think so"), max_length=LONGEST_WORDS, blank=True)
    owner = models.ForeignKey("people.Employee", models.PROTECT, null=True, blank=True, related_name="+")
    action = models.TextField(_("what is done"), max_length=LONGEST_WORDS, blank=True)
    action_date = models.DateField(_("by when"), null=True, blank=True)
    result = models.TextField(_("what came of it"), max_length=LONGEST_WORDS, blank=True)
    helped = models.BooleanField(_("did it help?"), null=True, blank=True)
    proposed_by = models.ForeignKey("people.Employee", models.PROTECT, null=True, blank=True, related_name="+")
    proposed_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    declined_reason = models.CharField(max_length=LONGEST_REASON, blank=True)
    state = models.CharField(max_length=10, choices=FindingState, default=FindingState.PROPOSED)
    version = models.PositiveIntegerField(default=1)

    objects = FindingQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="finding_has_a_title"),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "declined"])
                | Q(owner__isnull=False, accepted_at__isnull=False) & ~Q(hypothesis=""),
                name="finding_taken_on_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "declined", "accepted"])
                | Q(action_date__isnull=False) & ~Q(action=""),
                name="finding_acted_on_says_what",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["remeasured", "closed"]) | ~Q(result=""), name="finding_measured_says_result"
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(declined_reason=""), name="finding_declined_says_why"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["closed", "declined"], closed_at__isnull=False)
                | ~Q(state__in=["closed", "declined"]) & Q(closed_at__isnull=True),
                name="finding_closed_has_time",
            ),
            models.UniqueConstraint(
                fields=["organization", "team"],
                condition=Q(proposed_by__isnull=True, state__in=FINDING_OPEN),
                name="finding_offered_once_of_a_unit",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "state", "-proposed_at", "-id"], name="finding_newest"),
            models.Index(fields=["organization", "owner"], condition=Q(state__in=FINDING_OPEN), name="finding_owned"),
        ]

    @property
    def is_open(self) -> bool:
        return self.state in FINDING_OPEN


class FindingEvidence(TenantModel):
    """A count under a finding, of five people at least, as it stood. Inserted, never changed."""

    inventory = {PUBLIC: "about", TECHNICAL: "finding source n hits first_date last_date taken_at is_after"}
    privileges = ("SELECT", "INSERT", "DELETE")

    finding = models.ForeignKey(Finding, models.CASCADE, related_name="evidence")
    source = models.CharField(max_length=11, choices=FindingSource)
    about = models.CharField(max_length=240, blank=True, help_text="the target that many share")
    n = models.PositiveIntegerField()
    hits = models.PositiveIntegerField()
    first_date = models.DateField()
    last_date = models.DateField()
    taken_at = models.DateTimeField()
    is_after = models.BooleanField(default=False, help_text="measured again, after something was done")

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(n__gte=5, hits__lte=F("n")), name="finding_evidence_of_five_at_least"),
        ]


class FindingEvent(TenantModel):
    """What happened to a finding once. Inserted, never changed."""

    inventory = {PUBLIC: "words", TECHNICAL: "finding act by at about_employee"}
    privileges = ("SELECT", "INSERT", "DELETE")

    finding = models.ForeignKey(Finding, models.CASCADE, related_name="events")
    act = models.CharField(max_length=10)
    by = models.ForeignKey("people.Employee", models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    words = models.CharField(max_length=LONGEST_REASON, blank=True)
    about_employee = models.ForeignKey("people.Employee", models.PROTECT, null=True, blank=True, related_name="+")
