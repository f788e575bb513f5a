"""A list of everybody, as HR keeps it elsewhere, on its way in."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from perfhub.kernel.inventory import CONFIDENTIAL, EMPLOYMENT, IDENTITY, TECHNICAL
from perfhub.kernel.tenancy import TenantModel

from ..states import BeforeKind, Duplicates, Missing, Verdict
from .employees import Employee, Team
from .staged import APPLIED_HAS_TIME, UNDONE_HAS_TIME, StagedImport


class RosterImport(StagedImport):
    """One uploaded roster: what was decided about it, and how many rows will do what."""

    inventory = {
        TECHNICAL.kept_for("days"): "duplicates missing last_day skipped leaving heads teams",
    }

    duplicates = models.CharField(max_length=10, choices=Duplicates, default=Duplicates.REFUSE)
    missing = models.CharField(max_length=10, choices=Missing, default=Missing.KEEP)
    last_day = models.DateField(null=True, blank=True)  # of those who are not in the file
    skipped = models.PositiveIntegerField(default=0)
    leaving = models.PositiveIntegerField(default=0)
    heads = models.PositiveIntegerField(default=0)  # who report to nobody
    teams = models.JSONField(default=list)  # [team, where it stood before], of those it moved

    class Meta(StagedImport.Meta):
        constraints = [
            models.CheckConstraint(condition=APPLIED_HAS_TIME, name="roster_applied_has_time"),
            models.CheckConstraint(condition=UNDONE_HAS_TIME, name="roster_undone_has_time"),
            models.CheckConstraint(
                condition=~Q(missing="end") | Q(last_day__isnull=False), name="roster_that_ends_has_a_last_day"
            ),
        ]
        indexes = [models.Index(fields=["organization", "-uploaded_at"], name="roster_newest")]


class RosterRow(TenantModel):
    """One row of an uploaded roster, as it would be written, and what is to become of it."""

    privileges = (*TenantModel.privileges, "MAINTAIN")

    inventory = {
        TECHNICAL.kept_for("days"): "roster line verdict problem detail start_date time_zone_told employee "
        "manager differs returns moves",
        IDENTITY.kept_for("days").erased_by("drop"): "number first_name last_name sort_name search_name",
        CONFIDENTIAL.kept_for("days").erased_by("drop"): "email job_title search_title team parent_team "
        "grade manager_number location time_zone flaws",
    }

    roster = models.ForeignKey(RosterImport, models.CASCADE, related_name="rows", db_index=False)
    line = models.PositiveIntegerField()  # as a spreadsheet numbers it
    number = models.CharField(max_length=40)
    first_name = models.CharField(max_length=100)
    last_name = models.CharField(max_length=100)
    sort_name = models.CharField(max_length=220)
    search_name = models.CharField(max_length=220)
    email = models.CharField(max_length=254)
    job_title = models.CharField(max_length=200)
    search_title = models.CharField(max_length=220, default="")
    team = models.CharField(max_length=200)
    parent_team = models.CharField(max_length=200)
    grade = models.CharField(max_length=60)
    manager_number = models.CharField(max_length=40)
    start_date = models.DateField(null=True)
    location = models.CharField(max_length=120)
    time_zone = models.CharField(max_length=64)
    time_zone_told = models.BooleanField(default=False)
    flaws = models.JSONField(default=list)  # what is wrong with the row by itself: [problem, column, cell]
    verdict = models.CharField(max_length=10, choices=Verdict, default=Verdict.ERROR)
    problem = models.CharField(max_length=30, blank=True)  # what is wrong with it beside the others
    detail = models.CharField(max_length=400, blank=True)
    employee = models.ForeignKey(Employee, models.CASCADE, null=True, related_name="+", db_index=False)
    manager = models.ForeignKey(  # the one in force until now
        Employee, models.CASCADE, null=True, related_name="+", db_index=False
    )
    differs = models.BooleanField(default=False)  # some cell is not what is known now
    returns = models.BooleanField(default=False)  # had left and comes back
    moves = models.BooleanField(default=False)  # gets another manager

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["organization", "roster", "line"], name="roster_line_once")]
        indexes = [
            models.Index(fields=["organization", "roster", "verdict", "line"], name="roster_rows_by_verdict"),
            models.Index(fields=["organization", "roster", "number"], name="roster_rows_by_number"),
        ]


class RosterBefore(TenantModel):
    """An employee as they were before a roster changed them, for whoever takes it back."""

    privileges = (*TenantModel.privileges, "MAINTAIN")

    inventory = {
        TECHNICAL.kept_for("days"): "roster employee kind version reason",
        IDENTITY.kept_for("days").erased_by("drop"): "first_name last_name name sort_name search_name",
        CONFIDENTIAL.kept_for("days").erased_by("drop"): "email job_title search_title grade team location time_zone "
        "start_date end_date state user",
    }

    roster = models.ForeignKey(RosterImport, models.CASCADE, related_name="before", db_index=False)
    employee = models.ForeignKey(Employee, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=BeforeKind)
    version = models.PositiveIntegerField()  # after the import: another one now means that somebody changed it since
    reason = models.CharField(max_length=30, blank=True)  # why it was left as it is now
    first_name = models.CharField(max_length=100)
    last_name = models.CharField(max_length=100)
    name = models.CharField(max_length=201)
    sort_name = models.CharField(max_length=220)
    search_name = models.CharField(max_length=220)
    email = models.CharField(max_length=254)
    job_title = models.CharField(max_length=200)
    search_title = models.CharField(max_length=220)
    grade = models.CharField(max_length=60)
    team = models.ForeignKey(Team, models.SET_NULL, null=True, related_name="+", db_index=False)
    location = models.CharField(max_length=120)
    time_zone = models.CharField(max_length=64)
    start_date = models.DateField()
    end_date = models.DateField(null=True)
    state = models.CharField(max_length=10)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "roster", "employee"], name="roster_before_once"),
        ]


class RosterLineBefore(TenantModel):
    """A reporting line as it was before a roster changed who somebody reports to."""

    privileges = (*TenantModel.privileges, "MAINTAIN")

    inventory = {
        TECHNICAL.kept_for("days"): "roster",
        EMPLOYMENT.kept_for("days").erased_by("drop"): "employee manager start_date end_date",
    }

    roster = models.ForeignKey(RosterImport, models.CASCADE, related_name="lines_before", db_index=False)
    employee = models.ForeignKey(Employee, models.CASCADE, related_name="+")
    manager = models.ForeignKey(Employee, models.CASCADE, related_name="+", db_index=False)
    start_date = models.DateField()
    end_date = models.DateField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "roster", "employee", "start_date"], name="roster_line_before_once"
            ),
        ]
