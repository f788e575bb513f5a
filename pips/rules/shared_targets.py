"""Where five people or more of a unit have a plan about the same target, the target is the unit's matter."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from goals.models import Metric
from people.access import Actor, teams_below
from people.models import Employee, Team
from perfhub.kernel.release import K
from perfhub.kernel.slots import SharedGap

from ..models import Issue
from ..states import PLAN_RUNNING, FindingSource, IssueState
from .offered import offer

Shared = dict[tuple[int, int], set[int]]  # who misses it, by unit and metric


@transaction.atomic
def offer_shared_targets(*, by: Actor, at: dt.datetime) -> int:
    """The innermost unit in which five people miss the same target is offered a finding, once; again where five more
    or five fewer do. Returns how many were."""
    above = dict(Team.objects.order_by("pk").values_list("pk", "parent"))
    offered = 0
    for (team, metric), people in sorted(innermost(_missing(), above).items()):
        offered += _offer(team, metric, len(people), by=by, at=at)
    return offered


def innermost(missing: Shared, above: Mapping[int, int | None]) -> Shared:
    """The units with five people, each with those of the units below it; a unit around one that is named is not."""
    gathered: Shared = defaultdict(set)
    for (team, metric), people in missing.items():
        around: int | None = team
        while around is not None:
            gathered[around, metric] |= people
            around = above.get(around)
    enough = {key: people for key, people in gathered.items() if len(people) >= K}
    outer = set()
    for team, metric in enough:
        around = above.get(team)
        while around is not None:
            outer.add((around, metric))
            around = above.get(around)
    return {key: people for key, people in enough.items() if key not in outer}


def _missing() -> Shared:
    rows = Issue.objects.filter(state=IssueState.OPEN, about_metric__isnull=False, plan__state__in=PLAN_RUNNING)
    rows = rows.filter(plan__employee__team__isnull=False)
    found: Shared = defaultdict(set)
    for team, metric, employee in rows.values_list("plan__employee__team", "about_metric", "plan__employee"):
        found[team, metric].add(employee)
    return found


def _offer(team: int, metric: int, hits: int, *, by: Actor, at: dt.datetime) -> bool:
    name = Metric.objects.filter(pk=metric).values_list("name", flat=True).first()
    if name is None:
        return False
    unit = Team.objects.get(pk=team)
    here = Employee.objects.active().filter(team__in=teams_below(team)).count()
    if here < hits:
        return False  # somebody has left whose plan has not ended yet
    day = at.date()
    gap = SharedGap(team=team, about=name, n=here, hits=hits, first_date=day, last_date=day)
    title = _("Many in %(team)s miss the same target") % {"team": unit.name}
    return offer(unit, FindingSource.SAME_TARGET, gap, title, by=by, at=at)
