"""How the numbers of one plan went: a chart for each thing a metric tells of, with what varied before anyway.

For one person nobody can show what caused what; the page says so, and computes nothing.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from goals.models import Metric
from goals.queries.control import Limits, limits_of
from goals.queries.measured import Point, points_of
from goals.queries.metric_chart import chart_of
from goals.queries.metrics import said_period, said_value
from goals.states import Grain
from people.models import Employee

from ..access.numbers import reads_numbers, visible_metrics
from ..models import Issue, Plan

PERIODS = 60


@dataclass(frozen=True)
class Course:
    """One thing a plan is about, with the line of its numbers and how many lie outside of what varied before."""

    issue: Issue
    chart: dict[str, Any] | None
    sentence: str


def numbers_of(plan: Plan, *, viewer: Employee) -> list[Course]:
    """The courses of a plan's issues that a metric feeds, as far as the viewer reads these numbers."""
    issues = list(Issue.objects.filter(plan=plan, about_metric__isnull=False).order_by("position", "pk"))
    seen: QuerySet[Metric] = visible_metrics(viewer).filter(pk__in=[issue.about_metric for issue in issues])
    metrics = {metric.pk: metric for metric in seen}
    return [_course(issue, metrics.get(issue.about_metric), plan, viewer) for issue in issues]


def _course(issue: Issue, metric: Metric | None, plan: Plan, viewer: Employee) -> Course:
    points = _points(metric, plan, viewer) if metric is not None else []
    if metric is None or not points:
        return Course(issue, None, _("You do not read these numbers, or there are none yet."))
    usual = _usual(metric, points, plan.start_date)
    chart = chart_of(metric, points, usual, say=said_value, days=said_period)
    chart["id"] = f"issue-{issue.pk}"
    return Course(issue, chart, _sentence(points, usual, plan.start_date))


def _points(metric: Metric, plan: Plan, viewer: Employee) -> list[Point]:
    """The values of the organization, the team or the person, as the metric is measured; none that are not read."""
    whose: dict[str, int | None] = {
        Grain.ORGANIZATION: {},
        Grain.TEAM: {"team": plan.employee.team_id},
        Grain.EMPLOYEE: {"employee": plan.employee_id},
    }[Grain(metric.measured_for)]
    return points_of(metric, periods=PERIODS, **whose) if reads_numbers(viewer, metric, **whose) else []


def _usual(metric: Metric, points: Sequence[Point], start: dt.date | None) -> Limits | None:
    """What varied before the plan began, carried on over all of it; None while too little is known."""
    before = [point for point in points if start is None or point.start < start]
    found = limits_of(metric, before)
    if found is None or start is None:
        return found
    more = len(points) - len(before)
    lower, upper = found.lower + (found.lower[-1],) * more, found.upper + (found.upper[-1],) * more
    return Limits(found.mean, lower, upper)


def _sentence(points: Sequence[Point], usual: Limits | None, start: dt.date | None) -> str:
    if start is None:
        return _("Before the plan begins.")
    since = [(place, float(point.value)) for place, point in enumerate(points) if point.start >= start]
    if usual is None:
        return _("Too few values before the plan to say what varies anyway: %(number)s since.") % {"number": len(since)}
    outside = sum(usual.outside(place, value) for place, value in since)
    return _("%(outside)s of %(number)s values since the plan began lie outside of what varied before anyway.") % {
        "outside": outside,
        "number": len(since),
    }
