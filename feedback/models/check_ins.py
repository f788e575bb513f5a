"""A check-in: what is asked for a period, what is answered, and what others say about it."""

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.inventory import CONFIDENTIAL, PRIVATE, SECRET, TECHNICAL
from perfhub.kernel.tenancy import TenantModel

from ..states import CheckInState, Mood, Outcome, QuestionKind, ReactionKind, SkipReason, Step
from .asking import Cadence, Wording

LONGEST_ANSWER = 4000  # characters of one text
LONGEST_PRIORITY = 200  # characters
MOST_PRIORITIES = 3  # carried ones included: the form keeps to seven inputs
LINK_LIFE = dt.timedelta(hours=72)
ANSWERED = (CheckInState.ANSWERED, CheckInState.READ, CheckInState.REOPENED)

YES, NO = _("Yes"), _("No")
SIX_DAYS = dt.timedelta(days=6)

CONFIDENTIAL_WORDS = CONFIDENTIAL.kept_for("feedback")


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
        """Wait for the manager: not read yet, or the employee asks back."""
        return self.filter(Q(state=CheckInState.ANSWERED) | Q(asked_back_at__isnull=False))

    def covering(self, monday):
        """Whose period has this week in it."""
        return self.filter(period_start__lte=monday, period_end__gt=monday)

    def counting_in(self, weeks):
        """Which are due, as planned, in these weeks (Mondays): in the last of their period."""
        return self.filter(period_end__in=[monday + SIX_DAYS for monday in weeks])

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
    """One employee's period of whole weeks: asked for, answered, read."""

    inventory = {
        CONFIDENTIAL_WORDS: "progress blockers",
        PRIVATE.kept_for("feedback"): "mood",
        TECHNICAL: """employee cadence opened_at period_start period_end due_at state skip_reason answered_at
            corrected_at edition read_at read_by asked_back_at raised_at raised_by thread step step_at reminded_at""",
    }

    privileges = (*TenantModel.privileges, "MAINTAIN")  # takes statistics after thousands are written at once

    employee = models.ForeignKey("people.Employee", models.PROTECT, related_name="check_ins", db_index=False)
    cadence = models.ForeignKey(Cadence, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    opened_at = models.DateTimeField(db_default=Now(), help_text="who may read it is what was promised then")
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
    asked_back_at = models.DateTimeField(null=True, blank=True)
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
            models.CheckConstraint(condition=Q(period_end__iso_week_day=7), name="check_in_ends_on_a_sunday"),
            models.CheckConstraint(condition=Q(period_end__gt=F("period_start")), name="check_in_ends_after_start"),
            models.UniqueConstraint(
                fields=["organization", "employee", "period_end"], name="check_in_counts_once_a_week"
            ),
            models.CheckConstraint(
                condition=Q(mood__isnull=True) | Q(mood__gte=1, mood__lte=5), name="check_in_mood_from_1_to_5"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["answered", "read", "reopened"], answered_at__isnull=False, edition__gte=1)
                | (~Q(state__in=["answered", "read", "reopened"]) & Q(answered_at__isnull=True, edition=0)),
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
                condition=Q(state__in=["answered", "read", "reopened"])
                | Q(mood__isnull=True, progress="", blockers=""),
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
            models.Index(fields=["organization", "period_end", "state"], name="check_in_counted_in_a_week"),
        ]

    @property
    def days(self) -> tuple[dt.date, dt.date]:
        """Monday and Friday, as one says a working week, or several."""
        return self.period_start, self.period_end - dt.timedelta(days=2)

    @property
    def due_week(self) -> dt.date:
        """The Monday of the week in which it counts: the last of its period, in which it is due."""
        return self.period_end - SIX_DAYS

    @property
    def is_answered(self) -> bool:
        return self.state in ANSWERED

    @property
    def waits_for_manager(self) -> bool:
        """Not read yet, or the employee asks back; as `unread` says for many."""
        return self.state == CheckInState.ANSWERED or self.asked_back_at is not None

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
        CONFIDENTIAL_WORDS.erased_by("drop"): "progress blockers priorities questions mood",
        TECHNICAL: "check_in edition said_at superseded_at",
    }
    privileges = ("SELECT", "INSERT", "DELETE")

    check_in = models.ForeignKey(CheckIn, models.CASCADE, related_name="earlier_answers")
    edition = models.PositiveIntegerField()
    mood = models.PositiveSmallIntegerField(choices=Mood, null=True, blank=True)
    progress = models.TextField(blank=True)
    blockers = models.TextField(blank=True)
    priorities = models.TextField(blank=True)
    questions = models.TextField(blank=True)
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


class Share(TenantModel):
    """The employee lets whoever leads a part of the work by a dotted line read one check-in, until taken back."""

    inventory = {TECHNICAL: "check_in shared_with shared_at ended_at"}

    check_in = models.ForeignKey(CheckIn, models.CASCADE, related_name="shares", db_index=False)
    shared_with = models.ForeignKey("people.Employee", models.PROTECT, related_name="+")
    shared_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "check_in", "shared_with"],
                condition=Q(ended_at__isnull=True),
                name="share_open_once",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("shared_at")), name="share_ends_after_start"
            ),
        ]


class Reopening(TenantModel):
    """Somebody asked to look at an answer again, and why."""

    inventory = {CONFIDENTIAL_WORDS.erased_by("drop"): "reason", TECHNICAL: "check_in by at edition"}
    privileges = ("SELECT", "INSERT", "DELETE")

    check_in = models.ForeignKey(CheckIn, models.CASCADE, related_name="reopenings")
    by = models.ForeignKey("people.Employee", models.PROTECT, related_name="+")
    reason = models.TextField()
    edition = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="reopening_says_why")]


class Asked(TenantModel):
    """One question of a check-in, in the wording it was asked in, and what was answered.

    Written when the period opens, so that no later change of questions or words reaches it.
    """

    inventory = {CONFIDENTIAL_WORDS: "text number", TECHNICAL: "check_in wording position"}
    privileges = (*TenantModel.privileges, "MAINTAIN")

    check_in = models.ForeignKey(CheckIn, models.CASCADE, related_name="questions_asked")
    wording = models.ForeignKey(Wording, models.PROTECT, related_name="+", db_index=False)
    position = models.PositiveSmallIntegerField()
    text = models.TextField(blank=True)
    number = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "check_in", "position"], name="asked_once_a_position"),
            models.CheckConstraint(condition=Q(number__isnull=True) | Q(number__lte=5), name="asked_number_up_to_five"),
        ]

    @property
    def shown(self) -> str:
        """The answer as one reads it; empty where there is none."""
        if self.number is None:
            return self.text
        if self.wording.question.kind == QuestionKind.YES_NO:
            return str(YES if self.number else NO)
        return str(_("%(number)s of 5") % {"number": self.number})
