"""What goals came to by the end of a week, at the same three grains.

A goal of several people counts for each of them. Weeks of teams and managers hold goals that everybody sees and no
others, so that no difference of two of them tells of a private one. Missing is not zero: a goal without a value has
no score, one that has just begun no pace. Scores are counted in thousandths, so that sums do not depend on the order.
"""

from django.db import models
from django.db.models import F, Q

from people.models import Employee, Team
from perfhub.kernel.inventory import CONFIDENTIAL, EMPLOYMENT, PUBLIC, TECHNICAL
from perfhub.kernel.tenancy import TenantModel

from ..states import Scope

#: What the numbers mean. Raised whenever a measure is counted in another way; each row says which meaning it has.
GOALS_DEFINITION = 1

#: What is counted of goals, and adds up from people to groups.
GOAL_MEASURES = (
    *("goals", "due", "updated", "stale", "paced", "on_pace"),
    *("scored", "score_sum", "score_sum_sq", "confidence_n", "confidence_sum", "confidence_sum_sq"),
)
ADDS_UP = Q(
    due__lte=F("goals"),
    updated__lte=F("due"),
    stale__lte=F("goals"),
    scored__lte=F("goals"),
    paced__lte=F("scored"),
    on_pace__lte=F("paced"),
    confidence_n__lte=F("goals"),
)
COUNTED = CONFIDENTIAL.kept_for("reviews")


class GoalCounts(TenantModel):
    """Goals under way at the end of a week.

    Of `goals`, an update was `due` of so many, and came of `updated`; `stale` are those of which nothing was heard for
    two cadences. `paced` have a pace, `on_pace` of them are on it or ahead. `scored` goals have a score, the mean of
    their scored key results; of `confidence_n` the owner said how sure they are, from 0 to 10.
    """

    privileges = ("SELECT", "INSERT", "UPDATE", "DELETE", "MAINTAIN")
    inventory = {TECHNICAL: "definition"}

    week_start = models.DateField()
    goals = models.PositiveIntegerField(default=0)
    due = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    stale = models.PositiveIntegerField(default=0)
    paced = models.PositiveIntegerField(default=0)
    on_pace = models.PositiveIntegerField(default=0)
    scored = models.PositiveIntegerField(default=0)
    score_sum = models.PositiveIntegerField(default=0, help_text="in thousandths")
    score_sum_sq = models.PositiveBigIntegerField(default=0, help_text="in millionths")
    confidence_n = models.PositiveIntegerField(default=0)
    confidence_sum = models.PositiveIntegerField(default=0)
    confidence_sum_sq = models.PositiveIntegerField(default=0)
    definition = models.PositiveSmallIntegerField(default=GOALS_DEFINITION)

    class Meta(TenantModel.Meta):
        abstract = True


class EmployeeGoalWeek(GoalCounts):
    """What one employee's goals came to by the end of a week: those `for_all` to see, and the others on another row.

    Whoever is employed while a cycle runs has a row of the first kind, also without a goal.
    """

    inventory = {EMPLOYMENT: "employee week_start manager team", COUNTED: " ".join(("for_all", *GOAL_MEASURES))}

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="goal_weeks", db_index=False)
    for_all = models.BooleanField(default=True)
    manager = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+", db_index=False)
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta(GoalCounts.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "employee", "week_start", "for_all"], name="employee_goal_week_once"
            ),
            models.CheckConstraint(condition=ADDS_UP, name="employee_goal_week_adds_up"),
        ]
        indexes = [models.Index(fields=["organization", "week_start", "manager"], name="employee_goal_week_of_manager")]


class GroupGoalWeek(GoalCounts):
    """What the goals of a group came to that everybody sees, as the group was then.

    `people` is everybody in it, `holders` those of them with such a goal. `shown` says whether the numbers may leave
    the house for others than the group's own manager; false until a night has decided it.
    """

    inventory = {
        TECHNICAL: "shown",
        PUBLIC: "week_start",
        COUNTED.exported_to("none").erased_by("keep"): " ".join(("people", "holders", *GOAL_MEASURES)),
    }

    people = models.PositiveIntegerField()
    holders = models.PositiveIntegerField()
    shown = models.BooleanField(default=False)

    class Meta(GoalCounts.Meta):
        abstract = True


GROUP_ADDS_UP = ADDS_UP & Q(holders__lte=F("people")) & Q(holders__lte=F("goals"))


class TeamGoalWeek(GroupGoalWeek):
    """What the goals of a team's own members came to; teams below it are not counted in."""

    inventory = {PUBLIC: "team"}

    team = models.ForeignKey(Team, models.CASCADE, related_name="goal_weeks", db_index=False)

    class Meta(GroupGoalWeek.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "team", "week_start"], name="team_goal_week_once"),
            models.CheckConstraint(condition=GROUP_ADDS_UP, name="team_goal_week_adds_up"),
        ]
        indexes = [models.Index(fields=["organization", "week_start"], name="team_goal_week_of_all")]


class ManagerGoalWeek(GroupGoalWeek):
    """What the goals of a manager's people came to: of the own reports, or of all below; as `ManagerWeek` otherwise."""

    inventory = {EMPLOYMENT: "manager above", TECHNICAL: "scope"}

    manager = models.ForeignKey(Employee, models.CASCADE, related_name="group_goal_weeks", db_index=False)
    scope = models.CharField(max_length=6, choices=Scope)
    above = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta(GroupGoalWeek.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "manager", "scope", "week_start"], name="manager_goal_week_once"
            ),
            models.CheckConstraint(condition=GROUP_ADDS_UP, name="manager_goal_week_adds_up"),
        ]
        indexes = [models.Index(fields=["organization", "week_start"], name="manager_goal_week_of_all")]
