"""Weekly facts at three grains: an employee's week, a team's, a manager's.

Facts are made of what lower floors know, and can be made anew from it at any time. They keep what a later
re-organization would otherwise rewrite: who the manager and the team were in that week. Missing is not zero: whoever
was not asked counts nowhere, and a mood that was not said is no mood.
"""

from django.db import models
from django.db.models import F, Q

from people.models import Employee, Team
from perfhub.kernel.inventory import CONFIDENTIAL, EMPLOYMENT, PRIVATE, PUBLIC, TECHNICAL
from perfhub.kernel.tenancy import TenantModel

from ..states import Scope

#: What the numbers mean. Raised whenever a measure is counted in another way; each row says which meaning it has.
DEFINITION = 1


class EmployeeWeek(TenantModel):
    """What one employee's week came to, under the manager and in the team of that week."""

    privileges = ("SELECT", "INSERT", "UPDATE", "DELETE", "MAINTAIN")
    inventory = {
        TECHNICAL: "definition",
        EMPLOYMENT: "employee week_start manager team",
        CONFIDENTIAL.kept_for("feedback"): "asked answered on_time",
        PRIVATE.kept_for("feedback").exported_to("subject"): "mood",
    }

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="weeks", db_index=False)
    week_start = models.DateField()
    manager = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+", db_index=False)
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+", db_index=False)
    asked = models.PositiveSmallIntegerField()
    answered = models.PositiveSmallIntegerField()
    on_time = models.PositiveSmallIntegerField()
    mood = models.PositiveSmallIntegerField(null=True)
    definition = models.PositiveSmallIntegerField(default=DEFINITION)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "employee", "week_start"], name="employee_week_once"),
            models.CheckConstraint(
                condition=Q(answered__lte=F("asked")) & Q(on_time__lte=F("answered")), name="employee_week_adds_up"
            ),
            models.CheckConstraint(
                condition=Q(mood__isnull=True) | Q(mood__range=(1, 5), answered__gte=1),
                name="employee_week_mood_was_answered",
            ),
        ]
        indexes = [models.Index(fields=["organization", "week_start", "manager"], name="employee_week_of_manager")]


class GroupWeek(TenantModel):
    """What a group's week came to, as the group was then.

    `people` is everybody whose week it was, asked or not. The mood is that of answers given in time: a mean that
    still moved by one late answer would tell that answer. `share_shown` and `mood_shown` say whether the numbers may
    be shown to those who may not read the answers; false until a night has decided it.
    """

    privileges = ("SELECT", "INSERT", "UPDATE", "DELETE", "MAINTAIN")
    inventory = {
        TECHNICAL: "definition share_shown mood_shown",
        PUBLIC: "week_start",
        CONFIDENTIAL.kept_for("feedback").exported_to("none").erased_by("keep"): (
            "people asked answered on_time mood_n mood_sum mood_sum_sq"
        ),
    }

    week_start = models.DateField()
    people = models.PositiveIntegerField()
    asked = models.PositiveIntegerField()
    answered = models.PositiveIntegerField()
    on_time = models.PositiveIntegerField()
    mood_n = models.PositiveIntegerField()
    mood_sum = models.PositiveIntegerField()
    mood_sum_sq = models.PositiveIntegerField()
    share_shown = models.BooleanField(default=False)
    mood_shown = models.BooleanField(default=False)
    definition = models.PositiveSmallIntegerField(default=DEFINITION)

    class Meta(TenantModel.Meta):
        abstract = True


ADDS_UP = Q(answered__lte=F("asked"), on_time__lte=F("answered"), mood_n__lte=F("on_time"))


class TeamWeek(GroupWeek):
    """What the week of a team's own members came to; teams below it are not counted in."""

    inventory = {PUBLIC: "team"}

    team = models.ForeignKey(Team, models.CASCADE, related_name="weeks", db_index=False)

    class Meta(GroupWeek.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "team", "week_start"], name="team_week_once"),
            models.CheckConstraint(condition=ADDS_UP, name="team_week_adds_up"),
        ]
        indexes = [models.Index(fields=["organization", "week_start"], name="team_week_of_all")]


class ManagerWeek(GroupWeek):
    """What the week of a manager's people came to: of the own reports, or of all below.

    `above` is the manager's own manager in that week, so that the weeks of all managers make a tree. On a row of all
    below, what is decided is whether those beyond the own reports may be shown.
    """

    inventory = {EMPLOYMENT: "manager above", TECHNICAL: "scope"}

    manager = models.ForeignKey(Employee, models.CASCADE, related_name="group_weeks", db_index=False)
    scope = models.CharField(max_length=6, choices=Scope)
    above = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta(GroupWeek.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "manager", "scope", "week_start"], name="manager_week_once"
            ),
            models.CheckConstraint(condition=ADDS_UP, name="manager_week_adds_up"),
        ]
        indexes = [models.Index(fields=["organization", "week_start"], name="manager_week_of_all")]
