"""The other way round: of some people, who sees one objective. The same table as `visible_to`, for many at once."""

import datetime as dt

from django.db.models import Q, QuerySet

from people.access import teams_below
from people.models import Employee, Reach
from people.states import EmployeeState

from ..models import GoalAudience, GoalOwner, Objective
from ..states import PUBLISHED, ObjectiveState, Visibility
from .falling import falling_to, moved_away
from .standing_in import standing_in


def seeing(objective: Objective, people: QuerySet[Employee], *, today: dt.date) -> QuerySet[Employee]:
    """Those of these people who may read an objective now."""
    people = people.filter(state=EmployeeState.ACTIVE)
    if objective.visibility == Visibility.EVERYONE and objective.state in PUBLISHED:
        return people
    of = GoalOwner.objects.filter(objective=objective)
    above = Reach.objects.filter(employee__in=of.holding(today).values("employee"))
    may = Q(pk__in=of.taking_part(today).values("employee"))
    if objective.state == ObjectiveState.DRAFT:
        return people.filter(may | Q(pk__in=above.values("manager")) & Q(pk=objective.written_by_id))
    may |= Q(pk__in=above.values("manager")) | Q(pk__in=[one.pk for one in falling_to(objective)])
    if objective.state == ObjectiveState.PROPOSED:
        may |= Q(pk__in=standing_in(of.holding(today)).values("pk"))
    if moved_away(today).filter(pk=objective.pk).exists():
        led = Reach.objects.filter(depth=1, employee__team=objective.team_id, employee__state=EmployeeState.ACTIVE)
        may |= Q(pk__in=led.values("manager"))
    if objective.visibility == Visibility.CHOSEN and objective.state in PUBLISHED:
        shown = list(GoalAudience.objects.filter(objective=objective).values_list("team", "employee"))
        may |= Q(pk__in=[person for _team, person in shown if person])
        may |= Q(team__in=teams_below(*(team for team, _person in shown if team)))
    return people.filter(may)
