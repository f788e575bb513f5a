"""Evidence: what a case rests on, copied as it stood, with the day its employee was shown it."""

from django.db import models
from django.db.models import F, Q

from perfhub.kernel.inventory import TECHNICAL
from perfhub.kernel.tenancy import TenantModel

from ..states import EvidenceKind
from .cases import CASE_WORDS, LONGEST_REASON, Case


class Evidence(TenantModel):
    """One thing that happened, as it stood when it was put here: words, days, by whom it was recorded and told.

    `source` is the key of the record it was copied from, `told_date` the day on which the employee was shown that;
    what was never shown is no evidence. Never changed; what turns out wrong is taken out, with a reason.
    """

    inventory = {
        CASE_WORDS: "title text out_reason",
        TECHNICAL: """case kind source occurred_date recorded_at recorded_by told_date told_by file added_by added_at
            out_at out_by""",
    }

    case = models.ForeignKey(Case, models.CASCADE, related_name="evidence", db_index=False)
    kind = models.CharField(max_length=11, choices=EvidenceKind)
    source = models.BigIntegerField(null=True, blank=True)
    title = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    occurred_date = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("people.Employee", models.PROTECT, null=True, related_name="+")
    told_date = models.DateField()
    told_by = models.ForeignKey("people.Employee", models.PROTECT, null=True, related_name="+")
    file = models.ForeignKey("people.File", models.PROTECT, null=True, blank=True, related_name="+")
    added_by = models.ForeignKey("people.Employee", models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    out_at = models.DateTimeField(null=True, blank=True)
    out_by = models.ForeignKey("people.Employee", models.PROTECT, null=True, blank=True, related_name="+")
    out_reason = models.CharField(max_length=LONGEST_REASON, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "case", "kind", "source"],
                condition=Q(source__isnull=False, out_at__isnull=True),
                name="evidence_once",
            ),
            models.CheckConstraint(condition=~Q(title=""), name="evidence_has_a_title"),
            models.CheckConstraint(condition=Q(occurred_date__lte=F("told_date")), name="evidence_told_after_it_was"),
            models.CheckConstraint(
                condition=Q(kind="file", file__isnull=False, source__isnull=True)
                | ~Q(kind="file") & Q(source__isnull=False),
                name="evidence_is_a_record_or_a_file",
            ),
            models.CheckConstraint(
                condition=Q(out_at__isnull=True, out_reason="") | Q(out_at__isnull=False) & ~Q(out_reason=""),
                name="evidence_out_says_why",
            ),
        ]
        indexes = [models.Index(fields=["organization", "case", "occurred_date", "id"], name="evidence_of_a_case")]
