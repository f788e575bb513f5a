"""A goal cycle: a quarter, a year or other dates in which goals are written, followed and closed."""

import datetime as dt
from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.inventory import PUBLIC, TECHNICAL
from perfhub.kernel.tenancy import TenantModel

from ..states import CycleKind, CycleState, RollUp

CADENCE_DAYS = (7, 31)  # the shortest and the longest time between two updates
USUAL_NORM = Decimal("0.70")
USUAL_EDIT_FRACTION = Decimal("0.15")


class GoalCycleQuerySet(models.QuerySet):
    def open(self):
        """Goals may be written and updated."""
        return self.filter(state=CycleState.ACTIVE)

    def under_way(self):
        """Open, or closing."""
        return self.filter(state__in=(CycleState.ACTIVE, CycleState.CLOSING))

    def newest_first(self):
        return self.order_by("-start_date", "-id")


class GoalCycle(TenantModel):
    """Dates in which goals are written (the drafting days) and followed (from start to end), and how."""

    inventory = {
        PUBLIC: """name kind drafting_start_date drafting_end_date start_date end_date cadence_days needs_approval
            roll_up aspirational_norm edit_fraction""",
        TECHNICAL: "state opened_at closing_at closed_at version",
    }

    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=10, choices=CycleKind, default=CycleKind.QUARTER)
    drafting_start_date = models.DateField(_("goals are written from"))
    drafting_end_date = models.DateField(_("goals are written by"))
    start_date = models.DateField(_("first day"))
    end_date = models.DateField(_("last day"))
    cadence_days = models.PositiveSmallIntegerField(_("days between updates"), default=14)
    needs_approval = models.BooleanField(_("managers approve goals"), default=False)
    roll_up = models.CharField(_("several goals come to"), max_length=10, choices=RollUp, default=RollUp.FLAT)
    aspirational_norm = models.DecimalField(
        _("norm of aspirational goals"), max_digits=3, decimal_places=2, default=USUAL_NORM
    )
    edit_fraction = models.DecimalField(
        _("share of the cycle after which changes take a reason"),
        max_digits=3,
        decimal_places=2,
        default=USUAL_EDIT_FRACTION,
    )
    state = models.CharField(max_length=10, choices=CycleState, default=CycleState.DRAFT)
    opened_at = models.DateTimeField(null=True, blank=True)
    closing_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = GoalCycleQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "name"], name="goal_cycle_name_once"),
            models.CheckConstraint(condition=Q(end_date__gt=F("start_date")), name="goal_cycle_ends_after_start"),
            models.CheckConstraint(
                condition=Q(drafting_end_date__gte=F("drafting_start_date"), drafting_end_date__lte=F("end_date")),
                name="goal_cycle_drafting_days_in_order",
            ),
            models.CheckConstraint(
                condition=Q(cadence_days__gte=CADENCE_DAYS[0], cadence_days__lte=CADENCE_DAYS[1]),
                name="goal_cycle_cadence_of_a_week_to_a_month",
            ),
            models.CheckConstraint(
                condition=Q(aspirational_norm__gte=0.5, aspirational_norm__lte=0.9), name="goal_cycle_norm_in_range"
            ),
            models.CheckConstraint(
                condition=Q(edit_fraction__gte=0, edit_fraction__lte=0.5), name="goal_cycle_edit_fraction_in_range"
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(opened_at__isnull=False), name="goal_cycle_opened_has_time"
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) | ~Q(state="closed") & Q(closed_at__isnull=True),
                name="goal_cycle_closed_has_time",
            ),
        ]
        indexes = [models.Index(fields=["organization", "state"], name="goal_cycle_by_state")]

    def __str__(self):
        return self.name

    @property
    def cadence(self) -> dt.timedelta:
        return dt.timedelta(days=self.cadence_days)

    @property
    def days(self) -> tuple[dt.date, dt.date]:
        return self.start_date, self.end_date
