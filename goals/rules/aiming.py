"""A metric that lies outside of its band becomes a key result: one press, and a draft is there."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from people.models import Employee, Team
from people.rules import record
from perfhub.kernel.errors import Refused, RuleBroken

from ..models import LONGEST_TITLE, GoalCycle, KeyResult, Metric, Objective
from ..queries.measured import points_of
from ..states import Band, Measure, Reading, Visibility
from .feeding import feed_from, is_for_all
from .happening import CycleNotOpen
from .writing import Wanted, write


class WithinItsBand(RuleBroken):
    """What is well needs no goal, and has no way to go."""

    sentence = _("Its newest value lies within its band, or it has none: there is no way to go to.")


@transaction.atomic
def aim_at(
    metric: Metric, cycle: GoalCycle | None, *, by: Employee, at: dt.datetime, subject: Team | Employee | None = None
) -> Objective:
    """A draft of the presser's: from the newest value to the nearest end of the band, fed from then on.

    Nobody sees it before its owner puts it under way. Where not everybody sees the numbers it is a private one and not
    fed; of somebody else's own numbers no goal is made. Raises WithinItsBand, CycleNotOpen.
    """
    if isinstance(subject, Employee) and subject.pk != by.pk:
        raise Refused
    if cycle is None:
        raise CycleNotOpen
    team = subject if isinstance(subject, Team) else None
    points = points_of(
        metric, team=getattr(team, "pk", None), employee=subject.pk if isinstance(subject, Employee) else None
    )
    band = points[-1].band(metric) if points else None
    if band not in (Band.BELOW, Band.ABOVE):
        raise WithinItsBand
    target = metric.low if band == Band.BELOW else metric.high
    name = f"{metric.name}, {team.name}" if team else metric.name
    for_all = is_for_all(metric, team)
    goal = write(
        cycle,
        by=by,
        at=at,
        owners=[by],
        visibility=Visibility.EVERYONE if for_all else Visibility.PRIVATE,
        title=(_now("%(metric)s back within its band") % {"metric": name})[:LONGEST_TITLE],
        key_results=[
            Wanted(
                title=name[:LONGEST_TITLE],
                measure=Measure.PERCENT if metric.read_as == Reading.SHARE else Measure.NUMBER,
                start=points[-1].value,
                target=target,
                unit="" if metric.read_as == Reading.SHARE else metric.unit,
            )
        ],
    )
    if for_all:
        feed_from(KeyResult.objects.get(objective=goal), metric, by=by, at=at, team=team)
    record("metric.aimed_at", by=by, at=at, employee=by, subject=metric)
    return goal
