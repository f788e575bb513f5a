"""A goal given to many people at once, with what became of it for each."""

from django.db import models
from django.db.models import Q

from perfhub.kernel.inventory import CONFIDENTIAL, EMPLOYMENT, IDENTITY, TECHNICAL
from perfhub.kernel.tenancy import TenantModel

from ..states import GivingState, Outcome, Verdict
from .objectives import LONGEST_TITLE, Objective

LONGEST_NUMBER = 40


class Giving(TenantModel):
    """A manager gives a goal to these people: each gets an own one that serves it."""

    inventory = {
        CONFIDENTIAL.kept_for("reviews"): "title",
        TECHNICAL: """objective with_key_results starts state given_by prepared_at applied_at undone_at job""",
    }

    objective = models.ForeignKey(Objective, models.CASCADE, related_name="givings")
    title = models.CharField(max_length=LONGEST_TITLE, help_text="of the goals that people get")
    with_key_results = models.BooleanField(default=True)
    starts = models.BooleanField(default=False, help_text="under way at once; else each is a draft")
    state = models.CharField(max_length=9, choices=GivingState, default=GivingState.PREPARED)
    given_by = models.ForeignKey("people.Employee", models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    job = models.ForeignKey("people.Job", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="giving_says_something"),
            models.CheckConstraint(
                condition=~Q(state__in=["applied", "undoing", "undone"]) | Q(applied_at__isnull=False),
                name="giving_applied_has_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "id"], condition=Q(state__in=["applying", "undoing"]), name="giving_at_work"
            ),
        ]

    def __str__(self):
        return self.title


class GivingPerson(TenantModel):
    """One person of a giving: whether they get the goal, and the goal they got."""

    privileges = (*TenantModel.privileges, "MAINTAIN")
    inventory = {IDENTITY: "number", EMPLOYMENT: "employee", TECHNICAL: "giving verdict outcome objective"}

    giving = models.ForeignKey(Giving, models.CASCADE, related_name="people", db_index=False)
    employee = models.ForeignKey("people.Employee", models.CASCADE, null=True, blank=True, related_name="+")
    number = models.CharField(max_length=LONGEST_NUMBER, blank=True, help_text="as it was typed")
    verdict = models.CharField(max_length=12, choices=Verdict)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    objective = models.ForeignKey(Objective, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "giving", "employee"],
                condition=Q(employee__isnull=False),
                name="giving_person_once",
            ),
            models.CheckConstraint(
                condition=Q(employee__isnull=False) | Q(verdict="unknown"), name="giving_person_known_or_not"
            ),
            models.CheckConstraint(
                condition=~Q(outcome="given") | Q(verdict="gets"), name="giving_person_given_only_who_gets"
            ),
        ]
        indexes = [models.Index(fields=["organization", "giving", "outcome", "id"], name="giving_people_by_outcome")]
