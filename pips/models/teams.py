"""A team plan: one gap of a whole team, what the organization owes for it, and what came of it. No names in it."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.inventory import PUBLIC, TECHNICAL
from perfhub.kernel.release import K
from perfhub.kernel.tenancy import TenantModel

from ..states import AmendmentState, OwedState, RequestState, ResourceKind, TeamPlanState
from .cases import CASE_WORDS, LONGEST_FIGURE, LONGEST_LINE, LONGEST_REASON, LONGEST_TITLE, LONGEST_WORDS

TEAM_PLAN_OPEN = (TeamPlanState.RUNNING, TeamPlanState.MEASURED)


def figure(label: Any) -> models.DecimalField:
    """A figure that is not known yet."""
    return models.DecimalField(label, max_digits=18, decimal_places=4, null=True, blank=True)


class TeamPlanQuerySet(models.QuerySet):
    def begun(self):
        """What its team has been shown."""
        return self.exclude(state=TeamPlanState.DRAFT).filter(start_date__isnull=False)

    def newest_first(self):
        return self.order_by("-opened_at", "-pk")


class TeamPlan(TenantModel):
    """What a team misses, in numbers of at least five people, why, what is owed to it, and what came of it.

    From `start_date` on its whole team reads it. `before_people` and `after_people` say how many people the numbers
    are about. `about_metric` is the key of a metric that is measured for the team.
    """

    inventory = {
        PUBLIC: "title gap cause measure unit result cancelled_reason",
        TECHNICAL: """team opened_by opened_at state before_number before_people asked_number about_metric start_date
            look_date after_number after_people measured_at closed_at content version""",
    }

    team = models.ForeignKey("people.Team", models.PROTECT, related_name="team_plans", db_index=False)
    opened_by = models.ForeignKey("people.Employee", models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=TeamPlanState, default=TeamPlanState.DRAFT)
    title = models.CharField(_("what it is about"), max_length=LONGEST_TITLE)
    gap = models.TextField(_("what is missing"), max_length=LONGEST_WORDS)
    cause = models.TextField(_("why, as far as you know"), max_length=LONGEST_WORDS, blank=True)
    measure = models.CharField(_("how it is seen"), max_length=LONGEST_LINE)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    before_number = figure(_("where it stands"))
    before_people = models.PositiveIntegerField(_("of how many people"), null=True, blank=True)
    asked_number = figure(_("where it should stand"))
    about_metric = models.BigIntegerField(null=True, blank=True, help_text="the key of a metric that feeds it")
    start_date = models.DateField(null=True, blank=True)
    look_date = models.DateField(_("when it is measured again"))
    after_number = figure(_("where it stands now"))
    after_people = models.PositiveIntegerField(_("of how many people"), null=True, blank=True)
    result = models.TextField(_("what came of it"), max_length=LONGEST_WORDS, blank=True)
    measured_at = models.DateTimeField(null=True, blank=True)
    cancelled_reason = models.CharField(max_length=LONGEST_REASON, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    content = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    objects = TeamPlanQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(condition=~Q(title="") & ~Q(gap="") & ~Q(measure=""), name="team_plan_names_a_gap"),
            models.CheckConstraint(
                condition=Q(before_number__isnull=True) | Q(before_people__gte=K), name="team_plan_before_of_enough"
            ),
            models.CheckConstraint(
                condition=Q(after_number__isnull=True) | Q(after_people__gte=K), name="team_plan_after_of_enough"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "cancelled"])
                | Q(start_date__isnull=False, before_number__isnull=False),
                name="team_plan_begun_has_a_number",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["measured", "closed"]) | Q(measured_at__isnull=False) & ~Q(result=""),
                name="team_plan_measured_says_what_came",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["closed", "cancelled"], closed_at__isnull=False)
                | ~Q(state__in=["closed", "cancelled"]) & Q(closed_at__isnull=True),
                name="team_plan_closed_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "team", "-opened_at", "id"], name="team_plan_of_a_team"),
            models.Index(
                fields=["organization", "look_date"], condition=Q(state="running"), name="team_plan_to_measure"
            ),
        ]

    @property
    def is_open(self) -> bool:
        return self.state in TEAM_PLAN_OPEN

    @property
    def is_draft(self) -> bool:
        return self.state == TeamPlanState.DRAFT


class TeamPlanVersion(TenantModel):
    """All that was written in a team plan at one moment. Inserted, never changed."""

    inventory = {PUBLIC: "content reason", TECHNICAL: "plan number written_by written_at"}
    privileges = ("SELECT", "INSERT", "DELETE")

    plan = models.ForeignKey(TeamPlan, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    reason = models.CharField(max_length=LONGEST_REASON, blank=True)
    written_by = models.ForeignKey("people.Employee", models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "plan", "number"], name="team_plan_version_once"),
        ]


class TeamPlanOwed(TenantModel):
    """What the organization owes a team in its plan, by whom and by when; the first day stays to be seen."""

    inventory = {PUBLIC: "what", TECHNICAL: "plan owner due_date first_due_date state closed_at version"}

    plan = models.ForeignKey(TeamPlan, models.CASCADE, related_name="owed")
    what = models.CharField(_("what we owe"), max_length=LONGEST_LINE)
    owner = models.ForeignKey("people.Employee", models.PROTECT, related_name="owed_to_teams", db_index=False)
    due_date = models.DateField(_("by when"))
    first_due_date = models.DateField()
    state = models.CharField(max_length=9, choices=OwedState, default=OwedState.OWED)
    closed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(condition=~Q(what=""), name="team_owed_says_what"),
            models.CheckConstraint(
                condition=Q(state="owed", closed_at__isnull=True) | ~Q(state="owed") & Q(closed_at__isnull=False),
                name="team_owed_closed_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "owner", "due_date"], condition=Q(state="owed"), name="team_owed_by"),
        ]


class Amendment(TenantModel):
    """What somebody of the team would change in its plan. The team reads the words without a name."""

    inventory = {
        CASE_WORDS.exported_to("author"): "text",
        PUBLIC: "answer",
        TECHNICAL: "plan by at state answered_by answered_at",
    }

    plan = models.ForeignKey(TeamPlan, models.CASCADE, related_name="amendments")
    by = models.ForeignKey("people.Employee", models.PROTECT, related_name="+")
    text = models.TextField(_("what you would change"), max_length=LONGEST_WORDS)
    at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=AmendmentState, default=AmendmentState.SAID)
    answer = models.CharField(max_length=LONGEST_REASON, blank=True)
    answered_by = models.ForeignKey("people.Employee", models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="amendment_says_something"),
            models.CheckConstraint(
                condition=Q(state="said", answered_at__isnull=True)
                | ~Q(state="said") & Q(answered_at__isnull=False) & ~Q(answer=""),
                name="amendment_answered_with_words",
            ),
        ]


class ResourceRequest(TenantModel):
    """People, a tool, training or a budget, asked of one named person who answers by a day."""

    inventory = {
        PUBLIC: "what why amount answer",
        TECHNICAL: "plan kind asked_by asked_at decider answer_date first_answer_date state answered_at version",
    }

    plan = models.ForeignKey(TeamPlan, models.CASCADE, related_name="requests")
    kind = models.CharField(_("what kind"), max_length=8, choices=ResourceKind)
    what = models.CharField(_("what is needed"), max_length=LONGEST_LINE)
    amount = models.CharField(_("how much"), max_length=LONGEST_FIGURE, blank=True)
    why = models.TextField(_("what it would change"), max_length=LONGEST_WORDS)
    asked_by = models.ForeignKey("people.Employee", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decider = models.ForeignKey("people.Employee", models.PROTECT, related_name="resources_asked", db_index=False)
    answer_date = models.DateField(_("answer by"))
    first_answer_date = models.DateField()
    state = models.CharField(max_length=9, choices=RequestState, default=RequestState.ASKED)
    answer = models.CharField(max_length=LONGEST_REASON, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(condition=~Q(what="") & ~Q(why=""), name="resource_says_what_and_why"),
            models.CheckConstraint(condition=~Q(decider=F("asked_by")), name="resource_asked_of_another"),
            models.CheckConstraint(
                condition=Q(state="asked", answered_at__isnull=True) | ~Q(state="asked") & Q(answered_at__isnull=False),
                name="resource_answered_has_time",
            ),
            models.CheckConstraint(condition=~Q(state="declined") | ~Q(answer=""), name="resource_declined_says_why"),
        ]
        indexes = [
            models.Index(
                fields=["organization", "decider", "answer_date"], condition=Q(state="asked"), name="resource_to_answer"
            ),
        ]
