"""How and what people are asked: dated versions, for everybody, a team with all below it, or one person.

A version holds from a Monday on, for periods which open then or later; nothing that has been asked is ever rewritten.
The nearest scope counts: the person, the own team, the teams above it, the organization.
"""

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.inventory import CONFIDENTIAL, EMPLOYMENT, PUBLIC, TECHNICAL
from perfhub.kernel.tenancy import TenantModel

from ..states import QuestionKind, Rhythm

LONGEST_QUESTION = 200  # characters
MOST_WEEKS = 52  # between two times a question is asked
FIRST_MONDAY = dt.date(2000, 1, 3)  # from when on the settings hold that nobody has made


class Scoped(TenantModel):
    """For everybody where neither team nor employee is said; else for a team with all below it, or for one person."""

    inventory = {EMPLOYMENT: "team employee", TECHNICAL: "start_date version changed_by changed_at"}

    team = models.ForeignKey("people.Team", models.CASCADE, null=True, blank=True, related_name="+")
    employee = models.ForeignKey("people.Employee", models.CASCADE, null=True, blank=True, related_name="+")
    start_date = models.DateField(_("from the week of"), default=FIRST_MONDAY)
    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey("people.Employee", models.PROTECT, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        abstract = True

    @property
    def scope(self) -> tuple[int | None, int | None]:
        return self.team_id, self.employee_id

    @property
    def inherits(self) -> bool:
        """From here on it is again as the scope above says."""
        raise NotImplementedError


ONE_SCOPE = Q(team__isnull=True) | Q(employee__isnull=True)
FOR_EVERYBODY = Q(team__isnull=True, employee__isnull=True)


class Cadence(Scoped):
    """From a Monday on: how long periods are and when a check-in is due, by everybody's own clock."""

    inventory = {PUBLIC: "rhythm counted_from_date due_weekday due_time"}

    WEEKDAYS = [
        (0, _("Monday")),
        (1, _("Tuesday")),
        (2, _("Wednesday")),
        (3, _("Thursday")),
        (4, _("Friday")),
    ]

    rhythm = models.CharField(max_length=10, choices=Rhythm, blank=True, default=Rhythm.WEEKLY)
    counted_from_date = models.DateField(
        default=FIRST_MONDAY, help_text="a Monday from which pairs of weeks are counted"
    )
    due_weekday = models.PositiveSmallIntegerField(_("due on"), choices=WEEKDAYS, default=4)
    due_time = models.TimeField(_("due at"), default=dt.time(17))

    class Meta(Scoped.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "team", "employee", "start_date"],
                nulls_distinct=False,
                name="cadence_once_a_scope_and_day",
            ),
            models.CheckConstraint(condition=ONE_SCOPE, name="cadence_of_one_scope"),
            models.CheckConstraint(condition=~FOR_EVERYBODY | ~Q(rhythm=""), name="cadence_of_all_inherits_nothing"),
            models.CheckConstraint(condition=Q(due_weekday__lte=4), name="cadence_due_on_a_weekday"),
            models.CheckConstraint(
                condition=Q(start_date__iso_week_day=1, counted_from_date__iso_week_day=1), name="cadence_from_a_monday"
            ),
        ]

    @property
    def inherits(self) -> bool:
        return not self.rhythm


class Question(TenantModel):
    """A question of the organization's own bank; its words stand in its wordings."""

    inventory = {PUBLIC: "kind", TECHNICAL: "created_at version"}

    kind = models.CharField(max_length=10, choices=QuestionKind)
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)


class Wording(TenantModel):
    """A question in certain words. Inserted, never changed: what was answered keeps the words it answered."""

    inventory = {PUBLIC: "text", TECHNICAL: "question edition written_by written_at"}
    privileges = ("SELECT", "INSERT")

    question = models.ForeignKey(Question, models.PROTECT, related_name="wordings", db_index=False)
    edition = models.PositiveIntegerField(default=1)
    text = models.CharField(max_length=LONGEST_QUESTION)
    written_by = models.ForeignKey("people.Employee", models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "question", "edition"], name="wording_once_an_edition"),
            models.CheckConstraint(condition=~Q(text=""), name="wording_says_something"),
        ]


class Asking(Scoped):
    """From a Monday on: how often a question is asked.

    0 is never, 1 each time, N at most once in N weeks. Missing says that it is again as the scope above says.
    """

    inventory = {PUBLIC: "question every_weeks"}

    question = models.ForeignKey(Question, models.PROTECT, related_name="askings")
    every_weeks = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta(Scoped.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "question", "team", "employee", "start_date"],
                nulls_distinct=False,
                name="asking_once_a_scope_and_day",
            ),
            models.CheckConstraint(condition=ONE_SCOPE, name="asking_of_one_scope"),
            models.CheckConstraint(
                condition=Q(every_weeks__isnull=True) | Q(every_weeks__lte=MOST_WEEKS),
                name="asking_at_least_once_a_year",
            ),
            models.CheckConstraint(condition=Q(start_date__iso_week_day=1), name="asking_from_a_monday"),
        ]

    @property
    def inherits(self) -> bool:
        return self.every_weeks is None


class PauseQuerySet(models.QuerySet):
    def holding(self, day):
        """In force on this day."""
        return self.filter(start_date__lte=day, end_date__gte=day)


class Pause(TenantModel):
    """Days on which an employee is not asked, agreed by no more than a press. No reason is kept."""

    inventory = {CONFIDENTIAL.kept_for("feedback"): "start_date end_date", TECHNICAL: "employee by at"}

    employee = models.ForeignKey("people.Employee", models.CASCADE, related_name="check_in_pauses")
    start_date = models.DateField()
    end_date = models.DateField()
    by = models.ForeignKey("people.Employee", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = PauseQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(end_date__gte=F("start_date")), name="pause_ends_after_start"),
        ]
        indexes = [models.Index(fields=["organization", "end_date"], name="pause_by_end")]
