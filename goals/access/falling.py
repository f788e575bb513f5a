"""To whom a goal falls that nobody owns any more.

| what happened | it falls to |
|---|---|
| whoever owned it left | the manager they had last; who left, too, is passed over |
| and nobody is above them | who leads HR, if everybody sees the goal |
| whoever owned a team's goal moved out of the team | whoever leads people of that team now |
"""

import datetime as dt

from django.db.models import (
    BigIntegerField,
    BooleanField,
    Func,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
)

from people.access import hr_leads
from people.models import Employee, Reach, ReportingLine
from people.states import EmployeeState

from ..models import GoalOwner, Objective
from ..states import Level, Part, Visibility
from .asker import Asker

LEFT_IN_A_ROW = 3  # managers one above the other who may have left, too


class FallenTo(Func):
    """The keys of what people owned who left, and whose manager somebody was to the end."""

    function = "goals_fallen_to"
    set_returning = True
    output_field = BigIntegerField()


def fallen_to(asker: Asker) -> QuerySet:
    """The keys of what fell to somebody; to HR also what was the very top's, if everybody sees it.

    Up to three managers one above the other may have left, too.
    """
    return Employee.objects.filter(pk=asker.viewer.pk).values(goal=FallenTo("pk", Value(asker.leads_hr)))


def held_on(day: dt.date) -> QuerySet[GoalOwner]:
    """The shares of those who own an objective and are employed."""
    return GoalOwner.objects.holding(day).filter(objective=OuterRef("pk"), employee__state=EmployeeState.ACTIVE)


class LeftByItsTeam(Func):
    """Whether all who own a team's goal were in the team, or near it, when they got it, and are not any more.

    Near is the team right above, one right below, and whoever leads somebody in it.
    """

    function = "goals_left_by_its_team"
    output_field = BooleanField()


def moved_away(day: dt.date) -> QuerySet[Objective]:
    """Goals of teams under way whose owners moved out of the team."""
    return Objective.objects.active().filter(LeftByItsTeam("pk", day), level=Level.TEAM)


def moved_to(asker: Asker) -> QuerySet[Objective]:
    """Those of teams of which somebody leads people."""
    led = Reach.objects.filter(manager=asker.viewer, depth=1, employee__state=EmployeeState.ACTIVE)
    return moved_away(asker.today).filter(team__in=led.values("employee__team"))


def falling_to(objective: Objective) -> list[Employee]:
    """To whom a goal has fallen whose owners left: the managers above who are still employed, or HR."""
    lines = ReportingLine.objects.filter(employee=OuterRef("pk")).order_by("-start_date").values("manager")[:1]
    shares = GoalOwner.objects.filter(objective=objective, part=Part.OWNER, end_date__isnull=True)
    wanted = list(shares.filter(employee__state=EmployeeState.LEFT).values_list("employee", flat=True))
    found: list[Employee] = []
    for _level in range(LEFT_IN_A_ROW):
        last = list(Employee.objects.filter(pk__in=wanted).annotate(last_manager=Subquery(lines)))
        above = list(Employee.objects.filter(pk__in=[one.last_manager for one in last]).order_by("pk"))
        if objective.visibility == Visibility.EVERYONE and any(one.last_manager is None for one in last):
            above += Employee.objects.filter(pk__in=hr_leads()).order_by("pk")
        found += [one for one in above if one.state == EmployeeState.ACTIVE and one not in found]
        wanted = [one.pk for one in above if one.state == EmployeeState.LEFT]
        if not wanted:
            break
    return found
