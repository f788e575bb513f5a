"""A plan under way: its meetings, and what both sides say there."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.inventory import TECHNICAL
from perfhub.kernel.tenancy import TenantModel

from ..states import MeetingKind, PlanMeetingState, Saying, Side
from .cases import CASE_WORDS, LONGEST_FIGURE, LONGEST_PLACE, LONGEST_WORDS
from .plans import Issue, Plan

MINUTES = 30  # a meeting takes about so long

LONGEST_COMPANY = 200  # characters


class PlanMeetingQuerySet(models.QuerySet):
    def planned(self):
        return self.filter(state=PlanMeetingState.PLANNED)

    def in_order(self):
        return self.order_by("start_at", "pk")


class PlanMeeting(TenantModel):
    """One meeting of the two sides of a plan; `number` is its place in the rhythm, by which it is known again.

    A date chosen by hand stays where it is as long as both are there. What was said stands in each side's own words.
    """

    inventory = {
        CASE_WORDS: "place manager_words employee_words accompanied_by",
        TECHNICAL: """plan kind number state start_at by_hand held_at held_by missed_by missed_at said_missed_by
            version""",
    }

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="meetings", db_index=False)
    kind = models.CharField(max_length=10, choices=MeetingKind, default=MeetingKind.REGULAR)
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=PlanMeetingState, default=PlanMeetingState.PLANNED)
    start_at = models.DateTimeField(_("when"))
    place = models.CharField(_("where"), max_length=LONGEST_PLACE, blank=True)
    by_hand = models.BooleanField(default=False)
    held_at = models.DateTimeField(null=True, blank=True)
    held_by = models.ForeignKey("people.Employee", models.PROTECT, null=True, blank=True, related_name="+")
    missed_by = models.CharField(max_length=8, choices=Side, blank=True)
    missed_at = models.DateTimeField(null=True, blank=True)
    said_missed_by = models.ForeignKey("people.Employee", models.PROTECT, null=True, blank=True, related_name="+")
    manager_words = models.TextField(_("what you talked about"), max_length=LONGEST_WORDS, blank=True)
    employee_words = models.TextField(_("what you talked about"), max_length=LONGEST_WORDS, blank=True)
    accompanied_by = models.CharField(_("who else was there"), max_length=LONGEST_COMPANY, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = PlanMeetingQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "plan", "number"],
                condition=Q(kind__in=["regular", "mid_review"]),
                name="plan_meeting_once_in_the_rhythm",
            ),
            models.UniqueConstraint(
                fields=["organization", "plan", "kind", "number"],
                condition=Q(kind__in=["end_review", "outcome"]),
                name="plan_meeting_once_at_the_end",
            ),
            models.CheckConstraint(
                condition=Q(state="held", held_at__isnull=False) | ~Q(state="held") & Q(held_at__isnull=True),
                name="plan_meeting_held_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="missed") | Q(missed_at__isnull=False) & ~Q(missed_by=""),
                name="plan_meeting_missed_says_by_whom",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "plan", "start_at", "id"], name="plan_meeting_of_a_plan"),
            models.Index(
                fields=["organization", "start_at"], condition=Q(state="planned"), name="plan_meeting_to_come"
            ),
        ]


class VerdictQuerySet(models.QuerySet):
    def in_force(self):
        return self.filter(replaced_at__isnull=True)


class Verdict(TenantModel):
    """How one side saw one issue at one meeting, in own words. What is said again replaces; the old one stays."""

    inventory = {
        CASE_WORDS: "words now",
        TECHNICAL: "meeting issue side saying now_number by at replaced_at",
    }

    meeting = models.ForeignKey(PlanMeeting, models.CASCADE, related_name="verdicts", db_index=False)
    issue = models.ForeignKey(Issue, models.CASCADE, related_name="verdicts", db_index=False)
    side = models.CharField(max_length=8, choices=Side)
    saying = models.CharField(_("how it stands"), max_length=8, choices=Saying)
    words = models.TextField(_("in your own words"), max_length=LONGEST_WORDS, blank=True)
    now = models.CharField(_("where it stands now"), max_length=LONGEST_FIGURE, blank=True)
    now_number = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    by = models.ForeignKey("people.Employee", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)

    objects = VerdictQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "meeting", "issue", "side"],
                condition=Q(replaced_at__isnull=True),
                name="verdict_once_a_side",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "issue", "side", "-at", "id"], name="verdict_of_an_issue"),
        ]
