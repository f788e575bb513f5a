"""Who works here, where, and for whom."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.inventory import CONTACT, EMPLOYMENT, IDENTITY, PUBLIC, TECHNICAL
from perfhub.kernel.tenancy import TenantModel

from ..states import EmployeeState

if TYPE_CHECKING:
    from .support import SupportVisit


T = TypeVar("T")


class Team(TenantModel):
    """An organizational unit in a tree."""

    inventory = {PUBLIC: "name search_name parent retired_at", TECHNICAL: "version"}

    name = models.CharField(max_length=200)
    search_name = models.CharField(max_length=220, editable=False, default="")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    retired_at = models.DateTimeField(null=True, blank=True)  # nobody is in it any more; history refers to it
    version = models.PositiveIntegerField(default=1, db_default=1)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "name"], name="team_name_once"),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="team_is_not_its_own_parent"),
        ]

    def __str__(self):
        return self.name


class EmployeeQuerySet(models.QuerySet):
    def active(self):
        """Employed now."""
        return self.filter(state=EmployeeState.ACTIVE)

    def reports_of(self, manager):
        """Direct reports, by the line in force now.

        Their keys are read first: of whoever leads everybody, PostgreSQL expects direct reports in thousands, and
        would rather read all employees than look these few up.
        """
        direct = Reach.objects.filter(manager=manager, depth=1).values("employee")
        return self.filter(pk__among=direct)

    def below(self, manager):
        """Everybody in the reporting line under a manager."""
        return self.filter(reached_by__manager=manager)

    def by_name(self):
        return self.order_by("sort_name", "id")


class Employee(TenantModel):
    """A person employed by one organization; may or may not have a sign-in."""

    privileges = (*TenantModel.privileges, "MAINTAIN")
    inventory = {
        IDENTITY: "number first_name last_name name sort_name search_name",
        CONTACT: "email user",
        EMPLOYMENT: "job_title search_title grade team location time_zone start_date end_date state",
        TECHNICAL: "version",
    }

    number = models.CharField(_("employee number"), max_length=40)
    first_name = models.CharField(_("first name"), max_length=100, blank=True)
    last_name = models.CharField(_("last name"), max_length=100, blank=True)
    name = models.CharField(_("name"), max_length=201)
    sort_name = models.CharField(max_length=220, editable=False)
    search_name = models.CharField(max_length=220, editable=False, default="")  # given name first
    email = models.EmailField(_("e-mail address"), blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    job_title = models.CharField(_("job title"), max_length=200, blank=True)
    search_title = models.CharField(max_length=220, editable=False, default="")
    grade = models.CharField(_("grade"), max_length=60, blank=True)
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="employees")
    location = models.CharField(_("location"), max_length=120, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, default="Europe/London")
    start_date = models.DateField(_("first day"))
    end_date = models.DateField(_("last day"), null=True, blank=True)
    state = models.CharField(max_length=10, choices=EmployeeState, default=EmployeeState.ACTIVE)
    version = models.PositiveIntegerField(default=1)

    visit: SupportVisit | None = None  # who looks in as this employee, for this request

    objects = EmployeeQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "number"], name="employee_number_once"),
            models.UniqueConstraint(
                fields=["organization", "user"], condition=Q(user__isnull=False), name="employee_user_once"
            ),
            models.UniqueConstraint(
                fields=["organization", "email"],
                condition=~Q(email="") & Q(state="active"),
                name="employee_email_once",
                violation_error_message=_("Somebody employed here has this e-mail address already."),
            ),
            models.CheckConstraint(
                condition=Q(end_date__isnull=True) | Q(end_date__gte=F("start_date")), name="employee_ends_after_start"
            ),
            models.CheckConstraint(
                condition=~Q(state="left") | Q(end_date__isnull=False), name="employee_who_left_has_a_last_day"
            ),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="employee_email_lower"),
        ]
        indexes = [
            models.Index(fields=["organization", "sort_name", "id"], name="employee_by_name"),
            models.Index(fields=["user"], condition=Q(user__isnull=False), name="employee_by_user"),
            # What is typed into a search begins one of these.
            models.Index(
                fields=["organization", "sort_name"],
                opclasses=["int8_ops", "text_pattern_ops"],
                name="employee_typed_last",
            ),
            models.Index(
                fields=["organization", "search_name"],
                opclasses=["int8_ops", "text_pattern_ops"],
                name="employee_typed_first",
            ),
            models.Index(fields=["organization", "search_title"], name="employee_by_title"),
        ]

    def once(self, question: str, ask: Callable[[], T]) -> T:
        """The answer to what many ask of a viewer, kept with the row, which lives as long as the request."""
        known: dict[str, T] = self.__dict__.setdefault("_known", {})
        if question not in known:
            known[question] = ask()
        return known[question]

    def said(self, question: str) -> Any:
        """The answer that is kept, or None; for whoever would ask again rather than keep."""
        return self.__dict__.get("_known", {}).get(question)

    @property
    def is_here(self) -> bool:
        """Whether this person works here and is it who asks: nobody of support looks in as them."""
        return self.visit is None and self.state == EmployeeState.ACTIVE

    def __str__(self):
        return self.name


class ReportingLineQuerySet(models.QuerySet):
    def in_force(self, day):
        """Held on this day."""
        return self.filter(Q(end_date__isnull=True) | Q(end_date__gte=day), start_date__lte=day)


class SearchWord(TenantModel):
    """A word that leads to an employee, to everybody of a job title, or to a team.

    Of an employee's name only the words within are kept: what begins `search_name` or `sort_name` is found there.
    """

    privileges = (*TenantModel.privileges, "MAINTAIN")
    inventory = {IDENTITY: "word employee", EMPLOYMENT: "title team"}

    word = models.CharField(max_length=220)
    employee = models.ForeignKey(Employee, models.CASCADE, null=True, related_name="+")
    team = models.ForeignKey(Team, models.CASCADE, null=True, related_name="+")
    title = models.CharField(max_length=220, blank=True, default="")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "word", "employee", "team", "title"],
                nulls_distinct=False,
                name="search_word_once",
            ),
            models.CheckConstraint(
                condition=Q(employee__isnull=False, team__isnull=True, title="")
                | Q(employee__isnull=True, team__isnull=False, title="")
                | (Q(employee__isnull=True, team__isnull=True) & ~Q(title="")),
                name="search_word_leads_to_one",
            ),
        ]


class ReportingLine(TenantModel):
    """For these dates an employee reports to a manager. History: a line is ended, never changed."""

    privileges = (*TenantModel.privileges, "MAINTAIN")
    inventory = {EMPLOYMENT: "employee manager start_date end_date"}

    employee = models.ForeignKey(Employee, models.PROTECT, related_name="lines_up")
    manager = models.ForeignKey(Employee, models.PROTECT, related_name="lines_down")
    start_date = models.DateField()
    end_date = models.DateField(null=True, blank=True)

    objects = ReportingLineQuerySet.as_manager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "employee"], condition=Q(end_date__isnull=True), name="line_one_open"
            ),
            models.UniqueConstraint(fields=["organization", "employee", "start_date"], name="line_one_start_a_day"),
            models.CheckConstraint(condition=~Q(employee=F("manager")), name="line_not_to_oneself"),
            models.CheckConstraint(
                condition=Q(end_date__isnull=True) | Q(end_date__gte=F("start_date")), name="line_ends_after_start"
            ),
        ]


class Reach(TenantModel):
    """A manager is above an employee now, `depth` lines up (1 = directly). The only source for access."""

    privileges = (*TenantModel.privileges, "MAINTAIN")
    inventory = {TECHNICAL: "manager employee depth"}

    manager = models.ForeignKey(Employee, models.CASCADE, related_name="reaches")
    employee = models.ForeignKey(Employee, models.CASCADE, related_name="reached_by")
    depth = models.PositiveSmallIntegerField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "employee", "manager"], name="reach_once"),
            models.UniqueConstraint(fields=["organization", "employee", "depth"], name="reach_one_manager_a_level"),
            models.CheckConstraint(condition=Q(depth__gte=1), name="reach_is_of_others"),
        ]
        indexes = [models.Index(fields=["organization", "manager", "depth"], name="reach_downwards")]
