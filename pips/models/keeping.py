"""How long what is written on the ladder is kept, and what stops it from going."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.inventory import TECHNICAL
from perfhub.kernel.tenancy import TenantModel

from .cases import CASE_WORDS, LONGEST_REASON

LONGEST_PERIOD = 240  # months


class LegalHold(TenantModel):
    """Nothing of this floor about one employee is deleted while it stands, whether there is anything or not.

    It is placed on a person and not on a case, so that whoever places it need not know of any. Its reason is for
    those who place and end holds; the employee is shown that it stands, since when and by whom.
    """

    inventory = {
        CASE_WORDS.exported_to("none"): "reason ended_reason",
        TECHNICAL: "employee placed_by placed_at ended_by ended_at",
    }

    employee = models.ForeignKey("people.Employee", models.PROTECT, related_name="+", db_index=False)
    reason = models.CharField(_("why"), max_length=LONGEST_REASON)
    placed_by = models.ForeignKey("people.Employee", models.PROTECT, related_name="+")
    placed_at = models.DateTimeField()
    ended_by = models.ForeignKey("people.Employee", models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_reason = models.CharField(_("why it ends"), max_length=LONGEST_REASON, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "employee"], condition=Q(ended_at__isnull=True), name="legal_hold_once"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="legal_hold_says_why"),
            models.CheckConstraint(condition=~Q(employee=F("placed_by")), name="legal_hold_by_another"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True, ended_reason="")
                | Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(ended_reason=""),
                name="legal_hold_ended_says_why",
            ),
        ]


class KeepingPeriod(TenantModel):
    """For how many months what was not met is kept at a place: after the employment; while that goes on, after closing.

    The law of the place decides it; without a row for a place that with an empty `location` holds, without that one
    nothing is deleted.
    """

    inventory = {TECHNICAL: "location months set_by set_at"}

    location = models.CharField(_("place"), max_length=120, blank=True, help_text="empty: everywhere else")
    months = models.PositiveSmallIntegerField(_("months"))
    set_by = models.ForeignKey("people.Employee", models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "location"], name="keeping_period_once"),
            models.CheckConstraint(
                condition=Q(months__gte=1, months__lte=LONGEST_PERIOD), name="keeping_period_in_reason"
            ),
        ]


class Packet(TenantModel):
    """All of a case as one of its readers was given it at one moment, so that a paper can be compared with it later.

    `digest` is the SHA-256 of the content. Inserted, never changed.
    """

    inventory = {
        CASE_WORDS.erased_by("drop"): "content",
        TECHNICAL: "case view digest taken_by taken_at",
    }
    privileges = ("SELECT", "INSERT", "DELETE")

    case = models.ForeignKey("pips.Case", models.CASCADE, related_name="packets")
    view = models.CharField(max_length=8)
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    taken_by = models.ForeignKey("people.Employee", models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["organization", "case", "digest"], name="packet_once")]
        indexes = [
            models.Index(fields=["organization", "digest"], name="packet_by_digest"),
        ]
