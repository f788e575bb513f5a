"""An objective: a qualitative aim, with who owns it, who sees it and what happened to it."""

from django.db import models
from django.db.models import Case, Exists, ExpressionWrapper, F, OuterRef, Q, Value, When
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.inventory import CONFIDENTIAL, EMPLOYMENT, TECHNICAL
from perfhub.kernel.tenancy import TenantModel

from ..states import Happening, Level, Nature, ObjectiveState, Part, Status, Visibility
from .cycles import GoalCycle

LONGEST_TITLE = 200  # characters
LONGEST_WHY = 4000
LONGEST_REASON = 500

WORDS = CONFIDENTIAL.kept_for("reviews")


class ObjectiveQuerySet(models.QuerySet):
    def active(self):
        return self.filter(state=ObjectiveState.ACTIVE)

    def shown_to_all(self):
        """Which everybody employed sees once they are under way."""
        return self.filter(visibility=Visibility.EVERYONE)

    def silent(self, day):
        """Under way, and of which nothing was heard for two cadences."""
        since = ExpressionWrapper(F("due_date") + F("cycle__cadence_days"), output_field=models.DateField())
        return self.active().annotate(silent_since=since).filter(silent_since__lt=day)

    def owned_by(self, employee, *, on):
        """Of which somebody is an owner on this day."""
        return self.filter(Exists(GoalOwner.objects.holding(on).filter(objective=OuterRef("pk"), employee=employee)))

    def owned_among(self, employees, *, on):
        """Of which one of these employees (a QuerySet of keys) is an owner on this day."""
        owners = GoalOwner.objects.holding(on).filter(employee__in=employees)
        return self.filter(pk__in=owners.values("objective"))

    def in_order(self):
        """The organization's first, then by weight and name."""
        return self.order_by("-weight", "title", "pk")


def rank(of: str = "") -> Case:
    """The place of a goal's level in the tree: the organization's, then those of teams, then people's; `of` is what
    leads to the goal."""
    return Case(
        When(**{f"{of}level": Level.ORGANIZATION, "then": Value(0)}),
        When(**{f"{of}level": Level.TEAM, "then": Value(1)}),
        default=Value(2),
        output_field=models.IntegerField(),
    )


class Objective(TenantModel):
    """A qualitative aim of the organization, a team or some people, followed by its key results.

    `score` and what stands beside it are kept up to date by the rules: the weighted mean of the key results that have
    one. `points` over `points_weight` is the same with all below that roll up into it.
    """

    privileges = (*TenantModel.privileges, "MAINTAIN")
    inventory = {
        WORDS: "title why learning",
        EMPLOYMENT: "team",
        TECHNICAL: """cycle level nature weight start_date end_date visibility state score scored total points
            points_weight status confidence updated_at due_date reminded_date silence_told_date written_by written_at
            started_at ended_at final_score drop_accepted_at copied_from thread version""",
    }

    entrusted_to: int | None = None  # who may write on it within a table, for this piece of work

    cycle = models.ForeignKey(GoalCycle, models.PROTECT, related_name="objectives", db_index=False)
    level = models.CharField(_("whose goal"), max_length=12, choices=Level, default=Level.INDIVIDUAL)
    team = models.ForeignKey("people.Team", models.PROTECT, null=True, blank=True, related_name="+")
    title = models.CharField(_("the aim"), max_length=LONGEST_TITLE)
    why = models.TextField(_("why it matters"), blank=True)
    nature = models.CharField(_("how firm"), max_length=12, choices=Nature, default=Nature.COMMITTED)
    weight = models.DecimalField(_("weight"), max_digits=5, decimal_places=2, default=1)
    start_date = models.DateField(_("from"))
    end_date = models.DateField(_("to"))
    visibility = models.CharField(_("who sees it"), max_length=8, choices=Visibility, default=Visibility.EVERYONE)
    state = models.CharField(max_length=8, choices=ObjectiveState, default=ObjectiveState.DRAFT)

    score = models.FloatField(null=True, blank=True)
    scored = models.PositiveSmallIntegerField(default=0)
    total = models.PositiveSmallIntegerField(default=0)
    points = models.FloatField(default=0)
    points_weight = models.FloatField(default=0)
    status = models.CharField(max_length=9, choices=Status, blank=True)
    confidence = models.PositiveSmallIntegerField(null=True, blank=True)
    updated_at = models.DateTimeField(null=True, blank=True)
    due_date = models.DateField(null=True, blank=True, help_text="when the next update is due")
    reminded_date = models.DateField(null=True, blank=True, help_text="for which due day the owners were reminded")
    silence_told_date = models.DateField(null=True, blank=True, help_text="for which due day the manager was told")

    written_by = models.ForeignKey("people.Employee", models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    final_score = models.FloatField(null=True, blank=True)
    learning = models.TextField(_("what was learned"), blank=True)
    drop_accepted_at = models.DateTimeField(null=True, blank=True)
    copied_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="copies")
    thread = models.OneToOneField("people.Thread", models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = ObjectiveQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="objective_says_something"),
            models.CheckConstraint(condition=Q(end_date__gte=F("start_date")), name="objective_ends_after_start"),
            models.CheckConstraint(condition=Q(weight__gte=0), name="objective_weight_not_below_zero"),
            models.CheckConstraint(
                condition=Q(level="team", team__isnull=False) | ~Q(level="team") & Q(team__isnull=True),
                name="objective_of_a_team_names_it",
            ),
            models.CheckConstraint(
                condition=Q(score__isnull=True, scored=0) | Q(score__gte=0, score__lte=1, scored__gte=1),
                name="objective_score_from_0_to_1",
            ),
            models.CheckConstraint(condition=Q(scored__lte=F("total")), name="objective_coverage_adds_up"),
            models.CheckConstraint(
                condition=Q(confidence__isnull=True) | Q(confidence__lte=10), name="objective_confidence_to_10"
            ),
            models.CheckConstraint(
                condition=~Q(state="active") | Q(started_at__isnull=False, due_date__isnull=False),
                name="objective_active_is_due_some_day",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["done", "not_done", "dropped"], ended_at__isnull=False, due_date__isnull=True)
                | ~Q(state__in=["done", "not_done", "dropped"]) & Q(ended_at__isnull=True),
                name="objective_ended_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "cycle", "level", "id"], name="objective_of_a_cycle"),
            models.Index(fields=["organization", "-written_at", "-id"], name="objective_newest"),
            models.Index(fields=["organization", "title", "id"], name="objective_by_title"),
            models.Index(
                fields=["organization", "score", "id"], condition=Q(score__isnull=False), name="objective_by_score"
            ),
            models.Index(fields=["organization", "due_date", "id"], condition=Q(state="active"), name="objective_due"),
            models.Index(fields=["organization", "id"], condition=Q(state="proposed"), name="objective_proposed"),
            models.Index("organization", "cycle", rank(), "title", "id", name="objective_in_the_tree"),
        ]

    def __str__(self):
        return self.title

    @property
    def is_open(self) -> bool:
        return self.state in (ObjectiveState.DRAFT, ObjectiveState.PROPOSED, ObjectiveState.ACTIVE)

    def lies_within(self, other: "Objective | GoalCycle") -> bool:
        """Its dates are within those of what it serves, or of its cycle."""
        return other.start_date <= self.start_date and self.end_date <= other.end_date

    @property
    def rolled(self) -> float | None:
        """The score with all that rolls up into it."""
        return self.points / self.points_weight if self.points_weight > 0 else None


class GoalOwnerQuerySet(models.QuerySet):
    def holding(self, day):
        """Owners (not contributors) on this day."""
        return self.taking_part(day).filter(part=Part.OWNER)

    def taking_part(self, day):
        """In any part. What is open-ended is in force at once, whatever the day is where the viewer sits."""
        return self.filter(Q(end_date__isnull=True) | Q(end_date__gt=day, start_date__lte=day))


class GoalOwner(TenantModel):
    """For these dates somebody owns, or contributes to, an objective. History: ended, never changed.

    The last day is not included: who hands over on a day has owned until the evening before.
    """

    privileges = (*TenantModel.privileges, "MAINTAIN")
    inventory = {EMPLOYMENT: "employee part team start_date end_date", TECHNICAL: "objective"}

    objective = models.ForeignKey(Objective, models.CASCADE, related_name="owners", db_index=False)
    employee = models.ForeignKey("people.Employee", models.PROTECT, related_name="goals", db_index=False)
    part = models.CharField(max_length=11, choices=Part, default=Part.OWNER)
    team = models.ForeignKey(  # the owner's, when it began: a goal of a team stays with the team
        "people.Team", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    start_date = models.DateField()
    end_date = models.DateField(null=True, blank=True)

    objects = GoalOwnerQuerySet.as_manager()

    def is_on(self, day) -> bool:
        """Whether somebody takes part on this day, as `taking_part` asks."""
        return self.end_date is None or self.start_date <= day < self.end_date

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "objective", "employee"],
                condition=Q(end_date__isnull=True),
                name="goal_owner_once",
            ),
            models.CheckConstraint(
                condition=Q(end_date__isnull=True) | Q(end_date__gte=F("start_date")),
                name="goal_owner_ends_after_start",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "employee", "objective"], name="goal_owner_of_whom"),
            models.Index(fields=["organization", "objective", "employee"], name="goal_owner_of_what"),
        ]


class GoalAudience(TenantModel):
    """A team (with all below it) or a person who sees an objective that is shown to chosen ones."""

    inventory = {EMPLOYMENT: "team employee", TECHNICAL: "objective"}

    objective = models.ForeignKey(Objective, models.CASCADE, related_name="audience", db_index=False)
    team = models.ForeignKey("people.Team", models.CASCADE, null=True, blank=True, related_name="+")
    employee = models.ForeignKey("people.Employee", models.CASCADE, null=True, blank=True, related_name="+")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "objective", "team", "employee"],
                nulls_distinct=False,
                name="goal_audience_once",
            ),
            models.CheckConstraint(
                condition=Q(team__isnull=False, employee__isnull=True) | Q(team__isnull=True, employee__isnull=False),
                name="goal_audience_of_one_kind",
            ),
        ]


class GoalEvent(TenantModel):
    """Something that happened to an objective, why, and what the score was by the old and by the new way of counting.

    Inserted, never changed.
    """

    privileges = ("SELECT", "INSERT", "DELETE", "MAINTAIN")
    inventory = {
        WORDS.erased_by("drop"): "reason before after",
        TECHNICAL: "objective happening by at edition score_before score_after late",
    }

    objective = models.ForeignKey(Objective, models.CASCADE, related_name="events")
    happening = models.CharField(max_length=14, choices=Happening)
    by = models.ForeignKey("people.Employee", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    edition = models.PositiveIntegerField(help_text="the version of the objective from then on")
    reason = models.TextField(blank=True)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    score_before = models.FloatField(null=True, blank=True)
    score_after = models.FloatField(null=True, blank=True)
    late = models.BooleanField(
        default=False, help_text="changed after the editing days, dropped after 80 % of the time"
    )
