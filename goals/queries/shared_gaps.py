"""Units in which many lie outside the band of one metric: offered to floors that look for a shared cause."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping

from django.db.models import Q
from django.utils.translation import gettext as _

from people.models import Employee, Team
from people.states import EmployeeState
from perfhub.kernel.causes import is_a_matter_of_the_unit
from perfhub.kernel.release import Cell, K, Released, release
from perfhub.kernel.slots import SharedGap

from ..models import Measurement, Metric
from ..states import Band, Grain, Visibility
from .measured import Point, points_by_subject
from .switched import not_off

A_QUARTER = dt.timedelta(days=92)
Newest = dict[int, tuple[bool, Point]]  # by employee: whether it lies outside, and what was measured


def shared_gaps(*, at: dt.datetime) -> Iterator[SharedGap]:
    """The innermost units in which three in five, and five people at least, were measured outside the band of one
    metric that everybody here sees. What could be told of fewer than five, also by subtracting, is withheld. Four
    statements."""
    today = at.date()
    rows = Metric.objects.current().filter(measured_for=Grain.EMPLOYEE, visibility=Visibility.EVERYONE)
    metrics = {metric.pk: metric for metric in rows.exclude(low=None, high=None)}
    if not metrics:
        return
    above = dict(Team.objects.order_by("pk").values_list("pk", "parent"))
    teams = dict(Employee.objects.active().filter(team__isnull=False).values_list("pk", "team"))
    for metric, measured in sorted(_measured(metrics, today=today).items()):
        about = _("“%(metric)s” lies outside its band") % {"metric": metrics[metric].name}
        for team, newest in innermost(_by_unit(measured, teams, above), above):
            outside = sum(is_outside for is_outside, _point in newest.values())
            if not is_released(len(newest), outside, day=today):
                continue
            points = [point for _outside, point in newest.values()]
            first, last = min(point.start for point in points), max(point.end for point in points)
            yield SharedGap(team=team, about=about, n=len(newest), hits=outside, first_date=first, last_date=last)


def _measured(metrics: Mapping[int, Metric], *, today: dt.date) -> dict[int, Newest]:
    """By metric, what was measured last of each person in the quarter before."""
    rows = Measurement.objects.filter(
        ~Q(employee=None),
        metric__in=metrics,
        employee__state=EmployeeState.ACTIVE,
        period_end__range=(today - A_QUARTER, today),
    )
    readings = {pk: metric.read_as for pk, metric in metrics.items()}
    found: dict[int, Newest] = defaultdict(dict)
    for (metric, _team, employee), points in points_by_subject(
        not_off(rows, on=today, of="employee"), readings=readings, periods=1
    ).items():
        if employee is not None:
            found[metric][employee] = (points[-1].band(metrics[metric]) != Band.WITHIN, points[-1])
    return found


def _by_unit(measured: Newest, teams: Mapping[int, int], above: Mapping[int, int | None]) -> dict[int, Newest]:
    """Each person in the own unit and in all around it."""
    found: dict[int, Newest] = defaultdict(dict)
    for employee, newest in measured.items():
        around = teams.get(employee)
        while around is not None:
            found[around][employee] = newest
            around = above.get(around)
    return found


def innermost(units: Mapping[int, Newest], above: Mapping[int, int | None]) -> list[tuple[int, Newest]]:
    """The units whose matter it is; a unit around one that is named is not."""
    shared = {
        team: newest
        for team, newest in units.items()
        if (hits := sum(is_outside for is_outside, _point in newest.values())) >= K
        and is_a_matter_of_the_unit(hits, len(newest))
    }
    outer = set()
    for team in shared:
        around = above.get(team)
        while around is not None:
            outer.add(around)
            around = above.get(around)
    return sorted((team, newest) for team, newest in shared.items() if team not in outer)


def is_released(n: int, hits: int, *, day: dt.date) -> bool:
    """Whether the count tells of nobody in particular, nor what is left of it: the one function decides."""
    cells = [Cell("all", day, n, 0), Cell("outside", day, hits, 0)]
    decided = release(cells, parents={"all": None, "outside": "all"}, flows=[])
    return all(isinstance(decided[group, day], Released) for group in ("all", "outside"))
