"""Whether team plans and remedies worked, computed by a worker at night. No door leads here: it loads statistics.

A team plan is looked at as an interrupted time series of the team's metric; a remedy as a difference in differences of
people with it and comparable people without, over the same weeks (section 10 of the domain).
"""

import datetime as dt
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from django.db import transaction

from goals.models import Measurement, Metric
from goals.queries.measured import Point, points_by_subject, points_of
from goals.states import Grain
from perfhub.kernel import statistics as stats

from ..models import ChosenRemedy, Effect, Remedy, TeamPlan
from ..queries.effects import FEWEST_PEOPLE, FEWEST_VALUES
from ..states import EffectMethod, TeamPlanState
from .comparing import Figures, compared, families_of, figures_of

PERIODS = 120
FIGURES = (
    *("estimate", "low", "high", "other_estimate", "other_low", "other_high", "by_itself", "slope_change"),
    *("others_changed", "ran_together", "periods", "reliability"),
)
LOOKED_AT = (TeamPlanState.RUNNING, TeamPlanState.MEASURED, TeamPlanState.CLOSED)


@transaction.atomic
def look_at_team_plans(*, at: dt.datetime) -> int:
    """Every begun team plan that a metric feeds; how many were looked at. May run twice: a row is put in place."""
    plans = TeamPlan.objects.filter(about_metric__isnull=False, start_date__isnull=False, state__in=LOOKED_AT)
    metrics = Metric.objects.in_bulk(list(plans.values_list("about_metric", flat=True)))
    looked = 0
    for plan in plans.order_by("pk"):
        metric = metrics.get(plan.about_metric)
        if metric is not None:
            points = points_of(metric, team=plan.team_id, periods=PERIODS)
            _keep(series_effect(points, plan.start_date), metric, at=at, team_plan=plan)
            looked += 1
    return looked


def series_effect(points: Sequence[Point], start: dt.date) -> Figures:
    """The columns of an `Effect` of one series that something happened to on a day."""
    values = [float(point.value) for point in points]
    first_after = sum(point.start < start for point in points)
    found: Figures = {"n_before": first_after, "n_after": len(values) - first_after}
    if first_after < FEWEST_VALUES or len(values) - first_after < FEWEST_VALUES:
        return found
    fit = stats.interrupted_time_series(values, first_after)
    df = len(values) - 4
    low, high = stats.limits(fit.level_change, fit.standard_errors[2], df)
    robust = stats.newey_west_errors(values, first_after)
    other_low, other_high = stats.limits(fit.level_change, robust[2], df)
    return found | {
        "estimate": fit.level_change,
        "slope_change": fit.slope_change,
        "low": low,
        "high": high,
        "other_low": other_low,
        "other_high": other_high,
        "by_itself": stats.return_to_usual(values[:first_after]),
    }


@transaction.atomic
def look_at_remedies(*, at: dt.datetime) -> int:
    """Every remedy that was given to somebody, by each metric that is measured for people; how many were looked at."""
    starts: dict[int, dict[int, dt.date]] = {}
    given = ChosenRemedy.objects.filter(remedy__isnull=False, dropped_at__isnull=True)
    rows = given.filter(support__plan__start_date__isnull=False).order_by("support__plan__start_date", "pk")
    for remedy, employee, start in rows.values_list("remedy", "support__plan__employee", "support__plan__start_date"):
        starts.setdefault(remedy, {}).setdefault(employee, start)
    remedies, looked = Remedy.objects.in_bulk(list(starts)), 0
    for metric in Metric.objects.current().filter(measured_for=Grain.EMPLOYEE).order_by("pk"):
        series = _series_of(metric)
        families = families_of(series)
        for key, began in sorted(starts.items()):
            if began.keys() & series.keys():
                _keep(people_effect(series, began, families), metric, at=at, remedy=remedies[key])
                looked += 1
    return looked


def _series_of(metric: Metric) -> dict[int, list[Point]]:
    rows = Measurement.objects.filter(metric=metric, employee__isnull=False)
    found = points_by_subject(rows, readings={metric.pk: metric.read_as}, periods=PERIODS)
    return {employee: points for (_metric, _team, employee), points in found.items() if employee is not None}


def people_effect(
    series: Mapping[int, Sequence[Point]], began: Mapping[int, dt.date], families: Mapping[int, Hashable]
) -> Figures:
    """The columns of an `Effect` of people who began something, each beside comparable ones without it."""
    return figures_of(compared(series, began, families), fewest=FEWEST_PEOPLE)


def _keep(figures: Figures, metric: Metric, *, at: dt.datetime, **about: Any) -> None:
    """Put in place of what was computed before."""
    nothing = dict.fromkeys(FIGURES, None)
    method = EffectMethod.ITS if "team_plan" in about else EffectMethod.DID
    said = {"metric_name": metric.name, "unit": metric.shown_unit, "method": method, "computed_at": at}
    Effect.objects.update_or_create(metric=metric.pk, **about, defaults={**nothing, **figures, **said})
