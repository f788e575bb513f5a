"""To whom a goal falls that nobody owns any more.

| what happened | it falls to |
|---|---|
| whoever owned it left | the manager they had last; who left, too, is passed over |
| and nobody is above them | who leads HR, if everybody sees the goal |
| whoever owned a team's goal moved out of the team | whoever leads people of that team now |
"""

import datetime as dt

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from people.access import hr_leads, leads_hr
from people.models import Employee, Reach, ReportingLine
from people.states import EmployeeState

from ..models import GoalOwner, Objective
from ..states import Level, Part, Visibility

LEFT_IN_A_ROW = 3  # managers one above the other who may have left, too


def fallen_to(viewer: Employee) -> QuerySet[GoalOwner]:
    """What people owned who left, and whose manager the viewer was to the end; for HR also what was the very top's."""
    fallen = _below(Employee.objects.filter(pk=viewer.pk).values("pk"), levels=LEFT_IN_A_ROW)
    if leads_hr(viewer):
        lines = ReportingLine.objects.filter(employee=OuterRef("pk"))
        tops = Employee.objects.filter(state=EmployeeState.LEFT).exclude(Exists(lines)).values("pk")
        theirs = Q(employee__in=tops) | _below(tops, levels=LEFT_IN_A_ROW - 1)
        fallen |= theirs & Q(objective__visibility=Visibility.EVERYONE)
    return GoalOwner.objects.filter(fallen, part=Part.OWNER, end_date__isnull=True)


def _below(managers: QuerySet, *, levels: int) -> Q:
    found = Q()
    for _level in range(levels):
        managers = _led_to_the_end(managers)
        found |= Q(employee__in=managers)
    return found


def _led_to_the_end(managers: QuerySet) -> QuerySet:
    """Who left and reported last to one of these."""
    later = ReportingLine.objects.filter(employee=OuterRef("employee"), start_date__gt=OuterRef("start_date"))
    lines = ReportingLine.objects.filter(manager__in=managers, employee__state=EmployeeState.LEFT)
    return lines.exclude(Exists(later)).values("employee")


def held_on(day: dt.date) -> QuerySet[GoalOwner]:
    """The shares of those who own an objective and are employed."""
    return GoalOwner.objects.holding(day).filter(objective=OuterRef("pk"), employee__state=EmployeeState.ACTIVE)


def moved_away(day: dt.date) -> QuerySet[Objective]:
    """Goals of teams under way whose owners were in the team, or near it, when they got it, and are not any more.

    Near is the team right above, one right below, and whoever leads somebody in it.
    """
    leads = Reach.objects.filter(manager=OuterRef("employee"), depth=1, employee__team=OuterRef("objective__team"))
    stays = held_on(day).filter(
        Q(team__isnull=True)
        | Q(employee__team=F("team"))
        | Q(employee__team=F("objective__team"))
        | Q(employee__team=F("objective__team__parent"))
        | Q(employee__team__parent=F("objective__team"))
        | Q(Exists(leads))
    )
    rows = Objective.objects.active().filter(level=Level.TEAM)
    return rows.filter(Exists(held_on(day))).exclude(Exists(stays))


def moved_to(viewer: Employee, day: dt.date) -> QuerySet[Objective]:
    """Those of teams of which the viewer leads people."""
    led = Reach.objects.filter(manager=viewer, depth=1, employee__state=EmployeeState.ACTIVE)
    return moved_away(day).filter(team__in=led.values("employee__team"))


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
