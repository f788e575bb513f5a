"""A commitment: what one employee promised another, by when, and what became of it."""

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.inventory import CONFIDENTIAL, TECHNICAL
from perfhub.kernel.tenancy import TenantModel

from ..states import STILL_OWED, Between, CommitmentAct, CommitmentState, PromisedIn, Side
from .check_ins import CheckIn
from .giving import Feedback
from .one_to_ones import OneToOne

LONGEST_PROMISE = 500  # characters
LONGEST_WHY = 500
FARTHEST = dt.timedelta(days=730)  # how far away the day of a promise may be

SAID = CONFIDENTIAL.kept_for("feedback")


class CommitmentQuerySet(models.QuerySet):
    def of(self, viewer):
        """Those of which the viewer is one of the two sides."""
        return self.filter(Q(owner=viewer) | Q(other=viewer))

    def between(self, one, another):
        return self.filter(Q(owner=one, other=another) | Q(owner=another, other=one))

    def with_sides(self):
        return self.select_related("owner", "other")

    def owed(self):
        """Promised and not closed yet."""
        return self.filter(state=CommitmentState.OPEN)

    def still_owed(self):
        """Promised, or asked for and not answered yet."""
        return self.filter(state__in=STILL_OWED)

    def by_due(self):
        return self.order_by("due_date", "pk")


class Commitment(TenantModel):
    """Something that its owner promised one other person by a day, wherever it was said; carried until it is closed."""

    inventory = {
        SAID: "text",
        TECHNICAL: """owner other due_date first_due_date state source check_in feedback one_to_one between
            made_by made_at closed_at reminded_date version""",
    }

    privileges = (*TenantModel.privileges, "MAINTAIN")  # takes statistics after thousands are written at once

    owner = models.ForeignKey("people.Employee", models.PROTECT, related_name="promises", db_index=False)
    other = models.ForeignKey("people.Employee", models.PROTECT, related_name="promised", db_index=False)
    text = models.CharField(_("what"), max_length=LONGEST_PROMISE)
    due_date = models.DateField(_("by when"))
    first_due_date = models.DateField(help_text="what was said at first; another day than that says it was moved")
    state = models.CharField(max_length=8, choices=CommitmentState, default=CommitmentState.OPEN)
    source = models.CharField(max_length=10, choices=PromisedIn, default=PromisedIn.HAND)
    check_in = models.ForeignKey(CheckIn, models.PROTECT, null=True, blank=True, related_name="promises")
    feedback = models.ForeignKey(Feedback, models.PROTECT, null=True, blank=True, related_name="promises")
    one_to_one = models.ForeignKey(OneToOne, models.PROTECT, null=True, blank=True, related_name="promises")
    between = models.CharField(max_length=6, choices=Between, default=Between.PEOPLE)
    made_by = models.ForeignKey("people.Employee", models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    reminded_date = models.DateField(null=True, blank=True, help_text="the due date of which its owner was reminded")
    version = models.PositiveIntegerField(default=1)

    objects = CommitmentQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="commitment_says_something"),
            models.CheckConstraint(condition=~Q(owner=F("other")), name="commitment_to_somebody_else"),
            models.CheckConstraint(
                condition=Q(state__in=STILL_OWED, closed_at__isnull=True)
                | ~Q(state__in=STILL_OWED) & Q(closed_at__isnull=False),
                name="commitment_closed_has_time",
            ),
            models.CheckConstraint(
                condition=Q(source="check_in", check_in__isnull=False)
                | ~Q(source="check_in") & Q(check_in__isnull=True),
                name="commitment_of_one_source",
            ),
            models.CheckConstraint(
                condition=Q(source="feedback", feedback__isnull=False)
                | ~Q(source="feedback") & Q(feedback__isnull=True),
                name="commitment_about_feedback",
            ),
            models.CheckConstraint(
                condition=Q(source="one_to_one", one_to_one__isnull=False)
                | ~Q(source="one_to_one") & Q(one_to_one__isnull=True),
                name="commitment_in_a_one_to_one",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "owner", "state", "due_date", "id"], name="commitment_owed_by"),
            models.Index(fields=["organization", "other", "state", "due_date", "id"], name="commitment_owed_to"),
            models.Index(
                fields=["organization", "due_date"], condition=Q(state="open"), name="commitment_to_remind_of"
            ),
            models.Index(
                fields=["organization", "between"], condition=Q(state__in=STILL_OWED), name="commitment_goes_with_line"
            ),
        ]

    @property
    def is_open(self) -> bool:
        return self.state == CommitmentState.OPEN

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None

    @property
    def was_moved(self) -> bool:
        return self.due_date != self.first_due_date

    def side_of(self, viewer) -> Side | None:
        """What the viewer is to it: a `Side`, or nothing."""
        return {self.owner_id: Side.OWNER, self.other_id: Side.OTHER}.get(viewer.pk)


class CommitmentEvent(TenantModel):
    """What happened to a commitment once: made, moved, closed, taken back. Inserted, never changed."""

    inventory = {
        SAID.erased_by("drop"): "reason",
        TECHNICAL: "commitment act by at due_before_date due_date state_before party_before takes_back",
    }
    privileges = ("SELECT", "INSERT", "DELETE", "MAINTAIN")

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="events")
    act = models.CharField(max_length=12, choices=CommitmentAct)
    by = models.ForeignKey("people.Employee", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=LONGEST_WHY, blank=True)
    due_before_date = models.DateField(null=True, blank=True)
    due_date = models.DateField()
    state_before = models.CharField(max_length=8, choices=CommitmentState, blank=True)
    party_before = models.ForeignKey("people.Employee", models.PROTECT, null=True, blank=True, related_name="+")
    takes_back = models.OneToOneField("self", models.CASCADE, null=True, blank=True, related_name="taken_back_by")

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(
                condition=~Q(act__in=["moved", "reopened", "declined"]) | ~Q(reason=""),
                name="commitment_event_says_why",
            ),
            models.CheckConstraint(
                condition=Q(act="taken_back", takes_back__isnull=False)
                | ~Q(act="taken_back") & Q(takes_back__isnull=True),
                name="commitment_event_taken_back_names_which",
            ),
        ]
