"""What somebody does to grow, and what became of it."""

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.inventory import CONFIDENTIAL, TECHNICAL
from perfhub.kernel.tenancy import TenantModel

from ..states import GOING_ON, NOT_OVER, GrowthAct, GrowthKind, GrowthState
from .library import Skill

LONGEST_GROWTH = 500  # characters
LONGEST_LEARNED = 2000
LONGEST_WHY = 500
FARTHEST = dt.timedelta(days=730)  # how far away the day of a growth action may be

GROWING = CONFIDENTIAL.kept_for("employment")


class GrowthActionQuerySet(models.QuerySet):
    def not_over(self):
        """Waiting for a yes, planned or under way."""
        return self.filter(state__in=NOT_OVER)

    def over(self):
        return self.exclude(state__in=NOT_OVER)

    def with_names(self):
        return self.select_related("employee", "skill", "suggested_by")


class GrowthAction(TenantModel):
    """Something one employee does to grow: a training, practice, a mentor, a stretch assignment, learning.

    A manager may suggest one (`suggested_by`); it is none before the employee says yes. `changed_at` is when anything
    about it was said last: whoever was shown it before then has not seen that.
    """

    inventory = {
        GROWING: "text learned",
        TECHNICAL: """employee kind skill state due_date begun_date suggested_by written_at changed_at ended_at
            version""",
    }
    privileges = (*TenantModel.privileges, "MAINTAIN")  # takes statistics after thousands are written at once

    employee = models.ForeignKey("people.Employee", models.PROTECT, related_name="growth", db_index=False)
    kind = models.CharField(max_length=8, choices=GrowthKind)
    text = models.CharField(_("what"), max_length=LONGEST_GROWTH)
    skill = models.ForeignKey(Skill, models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=9, choices=GrowthState, default=GrowthState.PLANNED)
    due_date = models.DateField(_("by when"), null=True, blank=True)
    begun_date = models.DateField(null=True, blank=True)
    learned = models.TextField(blank=True)
    suggested_by = models.ForeignKey("people.Employee", models.PROTECT, null=True, blank=True, related_name="+")
    written_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = GrowthActionQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="growth_says_something"),
            models.CheckConstraint(condition=Q(kind__in=GrowthKind.values), name="growth_of_a_kind"),
            models.CheckConstraint(
                condition=Q(state__in=NOT_OVER, ended_at__isnull=True)
                | ~Q(state__in=NOT_OVER) & Q(ended_at__isnull=False),
                name="growth_over_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["under_way", "done"]) | Q(begun_date__isnull=False), name="growth_begun_has_day"
            ),
            models.CheckConstraint(condition=Q(learned="") | Q(state="done"), name="growth_learned_when_done"),
            models.CheckConstraint(
                condition=~Q(state__in=["suggested", "declined"]) | Q(suggested_by__isnull=False),
                name="growth_suggested_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "employee", "-changed_at", "-id"], name="growth_of_an_employee"),
            models.Index(fields=["organization", "employee", "due_date"], condition=Q(state__in=NOT_OVER),
                         name="growth_going_on"),
            models.Index(fields=["organization", "ended_at"], condition=Q(state="done", kind="stretch"),
                         name="growth_stretch_done"),
        ]  # fmt: skip

    def __str__(self):
        return self.text

    @property
    def is_waiting(self) -> bool:
        return self.state == GrowthState.SUGGESTED

    @property
    def is_going_on(self) -> bool:
        return self.state in GOING_ON

    @property
    def is_over(self) -> bool:
        return self.ended_at is not None

    @property
    def is_done(self) -> bool:
        return self.state == GrowthState.DONE


class GrowthEvent(TenantModel):
    """What happened to a growth action once: planned, begun, changed, done. Inserted, never changed."""

    inventory = {
        GROWING.erased_by("drop"): "words text_before",
        TECHNICAL: "action act by at state_before due_before_date due_date",
    }
    privileges = ("SELECT", "INSERT", "DELETE", "MAINTAIN")

    action = models.ForeignKey(GrowthAction, models.CASCADE, related_name="events")
    act = models.CharField(max_length=9, choices=GrowthAct)
    by = models.ForeignKey("people.Employee", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    words = models.TextField(blank=True, help_text="why, or what was learned")
    state_before = models.CharField(max_length=9, choices=GrowthState, blank=True)
    text_before = models.CharField(max_length=LONGEST_GROWTH, blank=True, help_text="where it was changed")
    due_before_date = models.DateField(null=True, blank=True)
    due_date = models.DateField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(condition=~Q(act="dropped") | ~Q(words=""), name="growth_event_says_why"),
        ]
