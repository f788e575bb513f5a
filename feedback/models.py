"""Tables of this floor."""

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.inventory import CONFIDENTIAL, PRIVATE, PUBLIC, SECRET, TECHNICAL
from perfhub.kernel.tenancy import TenantModel

from .states import CheckInState, Mood, Outcome, ReactionKind, SkipReason, Step

LONGEST_PRIORITY = 200  # characters
MOST_PRIORITIES = 3  # carried ones included: the form keeps to seven inputs
LINK_LIFE = dt.timedelta(hours=72)
ANSWERED = (CheckInState.ANSWERED, CheckInState.READ)

CONFIDENTIAL_WORDS = CONFIDENTIAL.kept_for("feedback")


class Cadence(TenantModel):
    """When check-ins are due in this organization, in everybody's own local time. Without a row: Friday at 17:00."""

    inventory = {PUBLIC: "due_weekday due_time", TECHNICAL: "version"}

    WEEKDAYS = [
        (0, _("Monday")),
        (1, _("Tuesday")),
        (2, _("Wednesday")),
        (3, _("Thursday")),
        (4, _("Friday")),
    ]

    due_weekday = models.PositiveSmallIntegerField(_("due on"), choices=WEEKDAYS, default=4)
    due_time = models.TimeField(_("due at"), default=dt.time(17))
    version = models.PositiveIntegerField(default=1)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization"], name="cadence_one"),
            models.CheckConstraint(condition=Q(due_weekday__lte=4), name="cadence_due_on_a_weekday"),
        ]


class CheckInQuerySet(models.QuerySet):
    def of(self, employee):
        return self.filter(employee=employee)

    def due(self):
        """Asked for and open."""
        return self.filter(state=CheckInState.DUE)

    def answerable(self):
        """Can still be answered: a late answer counts."""
        return self.filter(state__in=(CheckInState.DUE, CheckInState.MISSED))

    def answered(self):
        """The employee has said something, read or not."""
        return self.filter(state__in=ANSWERED)

    def unread(self):
        return self.filter(state=CheckInState.ANSWERED)

    def read_by_manager(self, manager):
        """Those a manager may read: of the direct reports, by the line in force now."""
        return self.filter(employee__reached_by__manager=manager, employee__reached_by__depth=1)

    def visible_to(self, viewer):
        """The employee's own, and those of the direct reports. Nobody else reads contents, HR neither."""
        reports = Q(employee__reached_by__manager=viewer, employee__reached_by__depth=1)
        return self.filter(Q(employee=viewer) | Q(pk__in=self.model.objects.filter(reports).values("pk")))

    def step_due(self, at):
        """The clock has something to do for them."""
        return self.due().filter(step_at__lte=at)

    def newest_first(self):
        return self.order_by("-period_start", "-id")


class CheckIn(TenantModel):
    """One employee's week: asked for, answered, read."""

    inventory = {
        CONFIDENTIAL_WORDS: "progress blockers",
        PRIVATE.kept_for("feedback"): "mood",
        TECHNICAL: """employee period_start period_end due_at state skip_reason answered_at corrected_at
            edition read_at read_by raised_at raised_by thread step step_at reminded_at""",
    }

    privileges = (*TenantModel.privileges, "MAINTAIN")  # takes statistics after thousands are written at once

    employee = models.ForeignKey("people.Employee", models.PROTECT, related_name="check_ins", db_index=False)
    period_start = models.DateField()
    period_end = models.DateField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=CheckInState, default=CheckInState.DUE)
    skip_reason = models.CharField(max_length=10, choices=SkipReason, blank=True)
    mood = models.PositiveSmallIntegerField(_("mood"), choices=Mood, null=True, blank=True)
    progress = models.TextField(_("what moved"), blank=True)
    blockers = models.TextField(_("in the way"), blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    corrected_at = models.DateTimeField(null=True, blank=True)
    edition = models.PositiveIntegerField(default=0, help_text="how many answers there have been; 2 is a correction")
    read_at = models.DateTimeField(null=True, blank=True)
    read_by = models.ForeignKey("people.Employee", models.PROTECT, null=True, blank=True, related_name="+")
    raised_at = models.DateTimeField(null=True, blank=True)
    raised_by = models.ForeignKey("people.Employee", models.PROTECT, null=True, blank=True, related_name="+")
    thread = models.OneToOneField("people.Thread", models.PROTECT, null=True, blank=True, related_name="+")
    step = models.CharField(max_length=10, choices=Step, blank=True)
    step_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)

    objects = CheckInQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "employee", "period_start"], name="check_in_once_a_week"),
            models.CheckConstraint(condition=Q(period_start__iso_week_day=1), name="check_in_starts_on_a_monday"),
            models.CheckConstraint(condition=Q(period_end__gt=F("period_start")), name="check_in_ends_after_start"),
            models.CheckConstraint(
                condition=Q(mood__isnull=True) | Q(mood__gte=1, mood__lte=5), name="check_in_mood_from_1_to_5"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["answered", "read"], answered_at__isnull=False, edition__gte=1)
                | (~Q(state__in=["answered", "read"]) & Q(answered_at__isnull=True, edition=0)),
                name="check_in_answered_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="read") | Q(read_at__isnull=False, read_by__isnull=False),
                name="check_in_read_has_reader",
            ),
            models.CheckConstraint(
                condition=Q(state="skipped") & ~Q(skip_reason="") | ~Q(state="skipped") & Q(skip_reason=""),
                name="check_in_skipped_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["answered", "read"]) | Q(mood__isnull=True, progress="", blockers=""),
                name="check_in_unanswered_is_empty",
            ),
            models.CheckConstraint(
                condition=Q(state="due") & ~Q(step="") & Q(step_at__isnull=False)
                | ~Q(state="due") & Q(step="", step_at__isnull=True),
                name="check_in_clock_runs_while_due",
            ),
            models.CheckConstraint(
                condition=Q(raised_at__isnull=True, raised_by__isnull=True)
                | Q(raised_at__isnull=False, raised_by__isnull=False),
                name="check_in_raised_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "step_at", "id"], condition=Q(state="due"), name="check_in_clock"),
            models.Index(fields=["organization", "period_start", "state"], name="check_in_of_a_week"),
        ]

    @property
    def days(self) -> tuple[dt.date, dt.date]:
        """Monday and Friday, as one says a working week."""
        return self.period_start, self.period_start + dt.timedelta(days=4)

    @property
    def is_answered(self) -> bool:
        return self.state in ANSWERED

    @property
    def was_on_time(self) -> bool:
        return self.answered_at is not None and self.answered_at <= self.due_at

    @property
    def asks_a_question(self) -> bool:
        """What is in the way is put as a question to the manager."""
        return "?" in self.blockers


class Priority(TenantModel):
    """Something an employee plans for the next week, and what became of it."""

    inventory = {
        CONFIDENTIAL_WORDS: "text",
        TECHNICAL: "check_in position outcome settled_in carried_from weeks_carried",
    }

    privileges = (*TenantModel.privileges, "MAINTAIN")

    check_in = models.ForeignKey(CheckIn, models.CASCADE, related_name="priorities")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=LONGEST_PRIORITY)
    outcome = models.CharField(max_length=5, choices=Outcome, default=Outcome.OPEN)
    settled_in = models.ForeignKey(CheckIn, models.PROTECT, null=True, blank=True, related_name="settled")
    carried_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    weeks_carried = models.PositiveSmallIntegerField(default=0)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "check_in", "position"], name="priority_once_a_position"),
            models.CheckConstraint(
                condition=Q(position__gte=1, position__lte=MOST_PRIORITIES), name="priority_three_at_most"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="priority_says_something"),
            models.CheckConstraint(
                condition=Q(outcome="open", settled_in__isnull=True) | ~Q(outcome="open") & Q(settled_in__isnull=False),
                name="priority_settled_in_a_check_in",
            ),
            models.CheckConstraint(
                condition=Q(carried_from__isnull=True, weeks_carried=0)
                | Q(carried_from__isnull=False, weeks_carried__gte=1),
                name="priority_carried_counts_weeks",
            ),
        ]


class EarlierAnswer(TenantModel):
    """What a check-in said before its employee corrected it. Inserted, never changed."""

    inventory = {
        CONFIDENTIAL_WORDS.erased_by("drop"): "progress blockers priorities mood",
        TECHNICAL: "check_in edition said_at superseded_at",
    }
    privileges = ("SELECT", "INSERT", "DELETE")

    check_in = models.ForeignKey(CheckIn, models.CASCADE, related_name="earlier_answers")
    edition = models.PositiveIntegerField()
    mood = models.PositiveSmallIntegerField(choices=Mood, null=True, blank=True)
    progress = models.TextField(blank=True)
    blockers = models.TextField(blank=True)
    priorities = models.TextField(blank=True)
    said_at = models.DateTimeField()
    superseded_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "check_in", "edition"], name="earlier_answer_once"),
        ]


class AnswerLink(TenantModel):
    """The newest link of a reminder, which writes one check-in without a sign-in. Of its token only the hash."""

    inventory = {SECRET.kept_for("days"): "token_hash", TECHNICAL.kept_for("days"): "check_in made_at expires_at"}

    check_in = models.ForeignKey(CheckIn, models.CASCADE, related_name="+", db_index=False)
    token_hash = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "check_in"], name="answer_link_one_a_check_in"),
            models.UniqueConstraint(fields=["organization", "token_hash"], name="answer_link_token_once"),
            models.CheckConstraint(
                condition=Q(expires_at__lte=F("made_at") + LINK_LIFE), name="answer_link_three_days_at_most"
            ),
        ]


class Reaction(TenantModel):
    """One of four things said with one press."""

    inventory = {CONFIDENTIAL_WORDS.erased_by("drop"): "kind", TECHNICAL: "check_in by at"}

    check_in = models.ForeignKey(CheckIn, models.CASCADE, related_name="reactions")
    by = models.ForeignKey("people.Employee", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=ReactionKind)
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "check_in", "by", "kind"], name="reaction_once_a_kind"),
        ]


class PassedUp(TenantModel):
    """One line of a check-in which the manager passed to the next manager; the employee has been told."""

    inventory = {
        CONFIDENTIAL_WORDS.erased_by("drop"): "text",
        TECHNICAL: "check_in passed_by passed_to at",
    }

    check_in = models.ForeignKey(CheckIn, models.CASCADE, related_name="passed_up")
    text = models.TextField()
    passed_by = models.ForeignKey("people.Employee", models.PROTECT, related_name="+")
    passed_to = models.ForeignKey("people.Employee", models.PROTECT, related_name="passed_up_to")
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="passed_up_says_something"),
            models.CheckConstraint(condition=~Q(passed_by=F("passed_to")), name="passed_up_to_somebody_else"),
        ]
