"""Plans: what is expected, what is owed in support, and every version of it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.inventory import TECHNICAL
from perfhub.kernel.tenancy import TenantModel

from ..states import PLAN_OPEN, PLAN_TOLD, IssueState, PlanKind, PlanState, Side, SupportAct, SupportState
from .cases import (
    CASE_WORDS,
    LONGEST_FIGURE,
    LONGEST_LINE,
    LONGEST_PLACE,
    LONGEST_REASON,
    LONGEST_TITLE,
    LONGEST_WORDS,
    Case,
)
from .evidence import Evidence

LENGTHS = (30, 60, 90)  # days


class PlanQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state__in=PLAN_OPEN)

    def told(self):
        """Known to their employees."""
        return self.filter(state__in=PLAN_TOLD)


class Plan(TenantModel):
    """A coaching plan or an improvement plan of one case: a promise of support with a clear standard.

    `start_date` is day 1; `end_date` moves with leave and once by an extension. `content` counts the versions of what
    is written in it (`PlanVersion`); `version` is the row's own. `telling_at` is the meeting in which a person tells of
    it, `reading_until_date` the last day on which it is only read. `jurisdiction` is what the law of the place asked
    for when HR approved it.
    """

    inventory = {
        CASE_WORDS: "aim outcomes affects closing_reason telling_where jurisdiction",
        TECHNICAL: """case employee kind state length_days start_date end_date mid_review_date meeting_days content
            drafted_by drafted_at telling_at told_at told_by reading_until_date closed_at followed_at
            version""",
    }

    case = models.ForeignKey(Case, models.CASCADE, related_name="plans", db_index=False)
    employee = models.ForeignKey("people.Employee", models.PROTECT, related_name="plans", db_index=False)
    kind = models.CharField(max_length=8, choices=PlanKind)
    state = models.CharField(max_length=15, choices=PlanState, default=PlanState.DRAFT)
    aim = models.TextField(_("what is different when it has worked"), max_length=LONGEST_WORDS, blank=True)
    outcomes = models.TextField(_("how it can end"), max_length=LONGEST_WORDS, blank=True)
    affects = models.TextField(_("what it changes, and what not"), max_length=LONGEST_WORDS, blank=True)
    length_days = models.PositiveSmallIntegerField(_("how long"), default=60)
    meeting_days = models.PositiveSmallIntegerField(_("how often you meet"), default=7)
    start_date = models.DateField(null=True, blank=True)
    end_date = models.DateField(null=True, blank=True)
    mid_review_date = models.DateField(null=True, blank=True)
    content = models.PositiveSmallIntegerField(default=0)
    drafted_by = models.ForeignKey("people.Employee", models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    jurisdiction = models.TextField(max_length=LONGEST_WORDS, blank=True)
    telling_at = models.DateTimeField(null=True, blank=True)
    telling_where = models.CharField(_("where"), max_length=LONGEST_PLACE, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    told_by = models.ForeignKey("people.Employee", models.PROTECT, null=True, blank=True, related_name="+")
    reading_until_date = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closing_reason = models.TextField(max_length=LONGEST_WORDS, blank=True)
    followed_at = models.DateTimeField(null=True, blank=True, help_text="when the clock last brought its dates up")
    version = models.PositiveIntegerField(default=1)

    objects = PlanQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "employee", "kind"],
                condition=Q(state__in=PLAN_OPEN),
                name="plan_one_open_of_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(start_date__isnull=True, end_date__isnull=True) | Q(end_date__gte=F("start_date")),
                name="plan_ends_after_its_first_day",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["active", "paused", "end_review", "sustaining"]) | Q(start_date__isnull=False),
                name="plan_under_way_has_days",
            ),
            models.CheckConstraint(
                condition=~Q(kind="pip", state__in=PLAN_TOLD) | Q(told_at__isnull=False, told_by__isnull=False),
                name="plan_was_told_by_a_person",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["closed", "cancelled"]) | Q(closed_at__isnull=False),
                name="plan_closed_has_time",
            ),
            models.CheckConstraint(condition=Q(length_days__gte=7, length_days__lte=120), name="plan_length_in_reason"),
        ]
        indexes = [
            models.Index(fields=["organization", "case", "kind"], name="plan_of_a_case"),
            models.Index(fields=["organization", "employee", "state"], name="plan_of_an_employee"),
            models.Index(fields=["organization", "state", "end_date", "id"], name="plan_by_end"),
            models.Index(
                fields=["organization", "end_date", "case"],
                condition=Q(end_date__isnull=False),
                name="plan_by_last_day",
            ),
        ]

    @property
    def is_told(self) -> bool:
        return self.state in PLAN_TOLD

    @property
    def is_open(self) -> bool:
        return self.state in PLAN_OPEN


class PlanVersion(TenantModel):
    """All that was written in a plan at one moment. Inserted, never changed; versions are compared on screen.

    `content` is the whole of it as `queries.versions.snapshot` gives it; nothing filters by what is in there.
    """

    inventory = {CASE_WORDS.erased_by("drop"): "content reason", TECHNICAL: "plan number written_by written_at"}
    privileges = ("SELECT", "INSERT", "DELETE")

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    reason = models.CharField(max_length=LONGEST_REASON, blank=True)
    written_by = models.ForeignKey("people.Employee", models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "plan", "number"], name="plan_version_once"),
        ]


class Milestone(TenantModel):
    """One step on the way of a plan, by a day."""

    inventory = {CASE_WORDS: "what", TECHNICAL: "plan position due_date reached_at reached_by"}

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="milestones")
    position = models.PositiveSmallIntegerField(default=1)
    what = models.CharField(_("what is there by then"), max_length=LONGEST_LINE)
    due_date = models.DateField(_("by when"))
    reached_at = models.DateTimeField(null=True, blank=True)
    reached_by = models.ForeignKey("people.Employee", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(condition=~Q(what=""), name="milestone_says_what"),
            models.CheckConstraint(
                condition=Q(reached_at__isnull=True, reached_by__isnull=True)
                | Q(reached_at__isnull=False, reached_by__isnull=False),
                name="milestone_reached_says_by_whom",
            ),
        ]


class Issue(TenantModel):
    """One thing a plan is about: the standard, where it stands, what is asked, and how that is seen."""

    inventory = {
        CASE_WORDS: "title standard measure baseline target source_words about_goal_title",
        TECHNICAL: """plan position baseline_number target_number about_goal about_metric evaluator due_date alone
            state met_at version""",
    }

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="issues", db_index=False)
    position = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(_("what it is about"), max_length=LONGEST_TITLE)
    standard = models.TextField(_("the standard"), max_length=LONGEST_WORDS)
    measure = models.CharField(_("how it is seen"), max_length=LONGEST_LINE, blank=True)
    baseline = models.CharField(_("where it stands"), max_length=LONGEST_FIGURE, blank=True)
    target = models.CharField(_("what is asked"), max_length=LONGEST_FIGURE, blank=True)
    baseline_number = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    target_number = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    source_words = models.CharField(_("where the figure comes from"), max_length=LONGEST_LINE, blank=True)
    about_goal = models.BigIntegerField(null=True, blank=True, help_text="the key of a goal that feeds it")
    about_goal_title = models.CharField(max_length=240, blank=True)
    about_metric = models.BigIntegerField(null=True, blank=True, help_text="the key of a metric that feeds it")
    evaluator = models.ForeignKey("people.Employee", models.PROTECT, null=True, blank=True, related_name="+")
    due_date = models.DateField(_("by when"), null=True, blank=True)
    alone = models.BooleanField(_("can the employee affect this alone?"), default=True)
    state = models.CharField(max_length=7, choices=IssueState, default=IssueState.OPEN)
    met_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(condition=~Q(title="") & ~Q(standard=""), name="issue_names_a_standard"),
            models.CheckConstraint(
                condition=Q(state="met", met_at__isnull=False) | ~Q(state="met") & Q(met_at__isnull=True),
                name="issue_met_has_time",
            ),
        ]
        indexes = [models.Index(fields=["organization", "plan", "position", "id"], name="issue_of_a_plan")]


class IssueEvidence(TenantModel):
    """An issue rests on this piece of evidence."""

    inventory = {TECHNICAL: "issue evidence"}

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="cited")
    evidence = models.ForeignKey(Evidence, models.CASCADE, related_name="cited_by")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "issue", "evidence"], name="issue_cites_once"),
        ]


class Support(TenantModel):
    """What the manager or the organization owes the employee in a plan; it counts when both say it is there."""

    inventory = {
        CASE_WORDS: "what difference settled_reason declined_words",
        TECHNICAL: """plan issue position owner due_date first_due_date state said_by said_at employee_says_at
            owner_says_at settler settle_by_date settled_by settled_at closed_at version""",
    }

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="support", db_index=False)
    issue = models.ForeignKey(Issue, models.SET_NULL, null=True, blank=True, related_name="support")
    position = models.PositiveSmallIntegerField(default=1)
    what = models.CharField(_("what we owe"), max_length=LONGEST_LINE)
    owner = models.ForeignKey("people.Employee", models.PROTECT, related_name="support_owed", db_index=False)
    due_date = models.DateField(_("by when"))
    first_due_date = models.DateField(help_text="what was promised at first")
    state = models.CharField(max_length=9, choices=SupportState, default=SupportState.OWED)
    said_by = models.CharField(max_length=8, choices=Side, blank=True, help_text="who said first that it is there")
    said_at = models.DateTimeField(null=True, blank=True)
    employee_says_at = models.DateTimeField(null=True, blank=True)
    owner_says_at = models.DateTimeField(null=True, blank=True)
    difference = models.CharField(max_length=LONGEST_REASON, blank=True)
    settler = models.ForeignKey("people.Employee", models.PROTECT, null=True, blank=True, related_name="+")
    settle_by_date = models.DateField(null=True, blank=True, help_text="by when HR settles the difference")
    settled_by = models.ForeignKey("people.Employee", models.PROTECT, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_reason = models.CharField(max_length=LONGEST_REASON, blank=True)
    declined_words = models.CharField(max_length=LONGEST_REASON, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(condition=~Q(what=""), name="support_says_what"),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(declined_words=""), name="support_declined_in_writing"
            ),
            models.CheckConstraint(
                condition=~Q(state="disputed") | ~Q(difference=""), name="support_difference_says_what"
            ),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, settled_reason="")
                | Q(settled_at__isnull=False, settled_by__isnull=False) & ~Q(settled_reason=""),
                name="support_settled_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "plan", "position", "id"], name="support_of_a_plan"),
            models.Index(
                fields=["organization", "owner", "due_date"],
                condition=Q(state__in=["owed", "said", "disputed"]),
                name="support_owed_by",
            ),
            models.Index(
                fields=["organization", "due_date"],
                condition=Q(state__in=["owed", "said", "disputed"]),
                name="support_by_due",
            ),
        ]


class SupportEvent(TenantModel):
    """What happened to support once: said, seen differently, settled, moved. Inserted, never changed."""

    inventory = {CASE_WORDS.erased_by("drop"): "words", TECHNICAL: "support act by at due_before_date due_date"}
    privileges = ("SELECT", "INSERT", "DELETE")

    support = models.ForeignKey(Support, models.CASCADE, related_name="events")
    act = models.CharField(max_length=13, choices=SupportAct)
    by = models.ForeignKey("people.Employee", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    words = models.CharField(max_length=LONGEST_REASON, blank=True)
    due_before_date = models.DateField(null=True, blank=True)
    due_date = models.DateField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(
                condition=~Q(act__in=["differed", "settled_given", "settled_owed", "declined", "moved"]) | ~Q(words=""),
                name="support_event_says_why",
            ),
        ]
