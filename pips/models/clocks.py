"""The time of a plan: days that do not count, days that were agreed, more time, and who leads it now."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.inventory import TECHNICAL
from perfhub.kernel.tenancy import TenantModel

from ..states import MoreTimeKind, StopKind
from .cases import CASE_WORDS, LONGEST_REASON, LONGEST_WORDS, Case
from .plans import Plan
from .running import PlanMeeting


class ClockStopQuerySet(models.QuerySet):
    def in_force(self):
        return self.filter(undone_at__isnull=True)


class ClockStop(TenantModel):
    """From this day to that one no working day counts as a day of the plan, so that all its dates come later.

    Of leave, `absence` is the key of the absence it came from, and nothing else of it; without an end the clock still
    stands still. What turns out not to be so is undone, and stays to be seen.
    """

    inventory = {TECHNICAL: "plan kind start_date end_date absence meeting found_at undone_at"}

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="stops")
    kind = models.CharField(max_length=7, choices=StopKind)
    start_date = models.DateField()
    end_date = models.DateField(null=True, blank=True)
    absence = models.BigIntegerField(null=True, blank=True)
    meeting = models.ForeignKey(PlanMeeting, models.CASCADE, null=True, blank=True, related_name="stops")
    found_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = ClockStopQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "plan", "absence"],
                condition=Q(undone_at__isnull=True, absence__isnull=False),
                name="clock_stop_once_an_absence",
            ),
            models.UniqueConstraint(
                fields=["organization", "plan", "meeting"],
                condition=Q(undone_at__isnull=True, meeting__isnull=False),
                name="clock_stop_once_a_meeting",
            ),
            models.CheckConstraint(
                condition=Q(end_date__isnull=True) | Q(end_date__gte=F("start_date")),
                name="clock_stop_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(kind="leave", absence__isnull=False)
                | Q(kind="meeting", meeting__isnull=False)
                | Q(kind="between"),
                name="clock_stop_has_a_cause",
            ),
        ]


class PlanDate(TenantModel):
    """A day that was agreed in a plan, kept as a numbered day of it: `field` of `noun` `key` is its `number`-th day.

    So it moves with leave and comes back when the leave is taken away. `set_date` is what the clock wrote last; where
    the row says another day, people have agreed on that one since, and it is numbered anew.
    """

    inventory = {TECHNICAL: "plan noun key field number agreed_date counted_date set_date"}

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="dates")
    noun = models.CharField(max_length=9)
    key = models.BigIntegerField()
    field = models.CharField(max_length=20)
    number = models.PositiveSmallIntegerField()
    agreed_date = models.DateField()
    counted_date = models.DateField(help_text="the working day that had this number then")
    set_date = models.DateField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "plan", "noun", "key", "field"], name="plan_date_once"),
        ]


class MoreTime(TenantModel):
    """A plan was given more working days: once by an extension, or because something slipped."""

    inventory = {CASE_WORDS: "reason", TECHNICAL: "plan kind days for_support given_by given_at"}
    privileges = ("SELECT", "INSERT", "DELETE")

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="more_time")
    kind = models.CharField(max_length=9, choices=MoreTimeKind, default=MoreTimeKind.EXTENSION)
    days = models.PositiveSmallIntegerField(_("how many working days"))
    for_support = models.BooleanField(default=False, help_text="support that was promised was not there")
    reason = models.CharField(_("why"), max_length=LONGEST_REASON)
    given_by = models.ForeignKey("people.Employee", models.PROTECT, related_name="+")
    given_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "plan"], condition=Q(kind="extension"), name="more_time_extended_once"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="more_time_says_why"),
            models.CheckConstraint(condition=Q(days__gte=1, days__lte=30), name="more_time_at_most_thirty_days"),
        ]


class Handover(TenantModel):
    """A case went on with the employee's next manager, who says that it was read; the one before may leave words."""

    inventory = {
        CASE_WORDS: "words",
        TECHNICAL: "case before after at words_at acknowledged_at",
    }

    case = models.ForeignKey(Case, models.CASCADE, related_name="handovers")
    before = models.ForeignKey("people.Employee", models.PROTECT, related_name="+", db_index=False)
    after = models.ForeignKey("people.Employee", models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    words = models.TextField(_("what you want to hand on"), max_length=LONGEST_WORDS, blank=True)
    words_at = models.DateTimeField(null=True, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(condition=~Q(before=F("after")), name="handover_is_to_another"),
        ]
        indexes = [
            models.Index(
                fields=["organization", "after"], condition=Q(acknowledged_at__isnull=True), name="handover_to_read"
            ),
            models.Index(fields=["organization", "before", "at"], name="handover_left_by"),
        ]
