"""Feedback and praise: one person's words about another's work, and how each receiver took them."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.inventory import CONFIDENTIAL, PUBLIC, TECHNICAL
from perfhub.kernel.tenancy import TenantModel

from ..states import Celebrated, FeedbackAudience, FeedbackKind, FeedbackState, FollowUp, Obstacle

LONGEST_FEEDBACK = 4000  # characters of one field
LONGEST_HIDING = 500
LONGEST_VALUE, LONGEST_VALUE_ABOUT = 60, 500
LONGEST_GOAL_TITLE = 240
MOST_RECEIVERS = 20
WORDS = CONFIDENTIAL.kept_for("feedback")


class ValueQuerySet(models.QuerySet):
    def offered(self):
        """Those one may choose now."""
        return self.filter(retired_at__isnull=True)

    def by_name(self):
        return self.order_by("name", "pk")


class Value(TenantModel):
    """Something the organization holds dear, by a short name; praise may say which one it shows."""

    inventory = {PUBLIC: "name about retired_at", TECHNICAL: "written_by written_at version"}

    name = models.CharField(_("name"), max_length=LONGEST_VALUE)
    about = models.TextField(_("what it looks like at work"), max_length=LONGEST_VALUE_ABOUT, blank=True)
    written_by = models.ForeignKey("people.Employee", models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = ValueQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "name"], condition=Q(retired_at__isnull=True), name="value_name_once"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="value_has_a_name"),
        ]

    def __str__(self):
        return self.name


class FeedbackQuerySet(models.QuerySet):
    def given(self):
        """Shared with its receivers."""
        return self.filter(state=FeedbackState.GIVEN)

    def kept(self):
        """With the manager, who is asked what is to become of it."""
        return self.filter(state=FeedbackState.KEPT)

    def on_the_wall(self):
        """Praise for everybody that nobody has hidden."""
        return self.given().filter(audience=FeedbackAudience.EVERYBODY, hidden_at__isnull=True)

    def newest_first(self):
        return self.order_by("-given_at", "-pk")


class Feedback(TenantModel):
    """What one person says about another's work; praise may go to several.

    The words never change. `audience` is what the giver chose and can only become narrower, but for what was with the
    manager alone and is shared: it is dated as shared that day.
    """

    inventory = {
        WORDS: """text situation behaviour impact next_step how about_goal_title hidden_reason""",
        TECHNICAL: """by kind state audience about_goal value skill growth celebrates happened_on_date obstacle
            follow_up_date outcome followed_up_at followed_up_by again given_at shared_at decide_by_date asked_giver_at
            thread hidden_at hidden_by imported_at told_date followed_above""",
    }

    by = models.ForeignKey("people.Employee", models.PROTECT, related_name="feedback_given")
    kind = models.CharField(max_length=11, choices=FeedbackKind)
    state = models.CharField(max_length=10, choices=FeedbackState, default=FeedbackState.GIVEN)
    audience = models.CharField(max_length=13, choices=FeedbackAudience, default=FeedbackAudience.RECEIVER)
    text = models.TextField(blank=True)
    situation = models.TextField(blank=True)
    behaviour = models.TextField(blank=True)
    impact = models.TextField(blank=True)
    next_step = models.TextField(blank=True)
    about_goal = models.BigIntegerField(null=True, blank=True, help_text="the key of a goal")
    about_goal_title = models.CharField(
        max_length=LONGEST_GOAL_TITLE, blank=True, help_text="as its readers saw it then"
    )
    value = models.ForeignKey(Value, models.PROTECT, null=True, blank=True, related_name="+")
    skill = models.ForeignKey("skills.Skill", models.PROTECT, null=True, blank=True, related_name="+")
    growth = models.ForeignKey("skills.GrowthAction", models.SET_NULL, null=True, blank=True, related_name="+")
    celebrates = models.CharField(max_length=8, choices=Celebrated, blank=True, default="", db_default="")
    happened_on_date = models.DateField(null=True, blank=True)
    obstacle = models.CharField(max_length=11, choices=Obstacle, blank=True)
    how = models.TextField(blank=True)
    follow_up_date = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=6, choices=FollowUp, blank=True)
    followed_up_at = models.DateTimeField(null=True, blank=True)
    followed_up_by = models.ForeignKey("people.Employee", models.PROTECT, null=True, blank=True, related_name="+")
    again = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="recurrences")
    given_at = models.DateTimeField()
    shared_at = models.DateTimeField(null=True, blank=True, help_text="from when on its receivers could read it")
    decide_by_date = models.DateField(null=True, blank=True)
    asked_giver_at = models.DateTimeField(null=True, blank=True)
    thread = models.ForeignKey("people.Thread", models.PROTECT, null=True, blank=True, related_name="+")
    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_by = models.ForeignKey("people.Employee", models.PROTECT, null=True, blank=True, related_name="+")
    hidden_reason = models.TextField(blank=True)
    imported_at = models.DateTimeField(null=True, blank=True, help_text="it came in from a file, and was shown then")
    told_date = models.DateField(
        null=True, blank=True, help_text="of imported: when it was told before, if the file says so"
    )

    followed_above = models.BooleanField(
        default=False,
        db_default=False,
        help_text="a floor above wrote it, tells of it and asks on the day to look again",
    )

    objects = FeedbackQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(condition=~Q(text="") | ~Q(behaviour=""), name="feedback_says_something"),
            models.CheckConstraint(
                condition=~Q(audience="everybody") | Q(kind="praise"), name="feedback_only_praise_is_for_everybody"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["kept", "dropped"]) | Q(audience="manager_alone", shared_at__isnull=True),
                name="feedback_kept_is_with_the_manager",
            ),
            models.CheckConstraint(
                condition=~Q(state="given") | Q(shared_at__gte=F("given_at")) & ~Q(audience="manager_alone"),
                name="feedback_given_was_shared",
            ),
            models.CheckConstraint(
                condition=~Q(state="kept") | Q(decide_by_date__isnull=False), name="feedback_kept_is_decided_by_a_day"
            ),
            models.CheckConstraint(
                condition=Q(follow_up_date__isnull=True, obstacle="", how="") | Q(kind="improvement"),
                name="feedback_only_improvement_is_followed_up",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", followed_up_at__isnull=True)
                | ~Q(outcome="") & Q(followed_up_at__isnull=False, follow_up_date__isnull=False),
                name="feedback_outcome_has_time",
            ),
            models.CheckConstraint(
                condition=Q(hidden_at__isnull=True, hidden_reason="")
                | Q(hidden_at__isnull=False, audience="everybody") & ~Q(hidden_reason=""),
                name="feedback_hidden_says_why",
            ),
            models.CheckConstraint(
                condition=Q(told_date__isnull=True) | Q(imported_at__isnull=False), name="feedback_told_of_imported"
            ),
            models.CheckConstraint(condition=~Q(again=F("id")), name="feedback_again_of_another"),
            models.CheckConstraint(
                condition=Q(celebrates="", growth__isnull=True) | ~Q(celebrates="") & Q(kind="praise"),
                name="feedback_only_praise_celebrates",
            ),
        ]
        indexes = [
            # Newest first, each list with its own way in: page 1,000 is as near as page 1.
            models.Index(fields=["organization", "by", "-given_at", "-id"], name="feedback_by_an_employee"),
            models.Index(
                fields=["organization", "-shared_at", "-id"],
                condition=Q(audience="everybody", state="given", hidden_at__isnull=True),
                name="feedback_wall",
            ),
            models.Index(
                fields=["organization", "follow_up_date"],
                condition=Q(follow_up_date__isnull=False, followed_up_at__isnull=True, state="given"),
                name="feedback_to_follow_up",
            ),
            models.Index(
                fields=["organization", "decide_by_date"], condition=Q(state="kept"), name="feedback_to_decide"
            ),
        ]

    @property
    def is_targeted(self) -> bool:
        """It says what is in the way and what comes next, and both look again on a day."""
        return self.follow_up_date is not None


class Received(TenantModel):
    """One receiver of feedback, with what that person says to it. `shared_at` is the feedback's own."""

    inventory = {
        WORDS: "dispute own_view",
        TECHNICAL: """feedback employee team shared_at acknowledged_at thanked_at disputed_at own_view_at
            off_the_wall_at""",
    }

    feedback = models.ForeignKey(Feedback, models.CASCADE, related_name="receivers", db_index=False)
    employee = models.ForeignKey("people.Employee", models.PROTECT, related_name="feedback_received", db_index=False)
    team = models.ForeignKey(  # whose it was then: a team's wall keeps its praise
        "people.Team", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    shared_at = models.DateTimeField(null=True, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    thanked_at = models.DateTimeField(null=True, blank=True)
    disputed_at = models.DateTimeField(null=True, blank=True)
    dispute = models.TextField(blank=True)
    own_view = models.TextField(blank=True)
    own_view_at = models.DateTimeField(null=True, blank=True)
    off_the_wall_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "feedback", "employee"], name="received_once"),
            models.CheckConstraint(
                condition=Q(disputed_at__isnull=True, dispute="") | Q(disputed_at__isnull=False) & ~Q(dispute=""),
                name="received_dispute_says_why",
            ),
            models.CheckConstraint(
                condition=Q(own_view_at__isnull=True, own_view="") | Q(own_view_at__isnull=False),
                name="received_view_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "employee", "-shared_at", "-id"], name="received_by_an_employee"),
            models.Index(fields=["organization", "team", "-shared_at", "-id"], name="received_in_a_team"),
        ]
