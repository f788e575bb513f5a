"""Metrics: begun, changed, handed over, retired. What was measured stays."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from people.access import Actor
from people.models import Employee, Team
from people.rules import record
from perfhub.kernel.errors import Refused, RuleBroken
from perfhub.kernel.forms import compare_version
from perfhub.kernel.progress import BandUpsideDown

from ..access import metrics as access
from ..access.metrics import require
from ..models import Feed, Measurement, Metric, MetricAudience
from ..queries.describing import said_number
from ..states import Visibility
from .writing import NobodyChosen

FIELDS = ("name", "about", "unit", "low", "high", "visibility")
COUNTED = ("measured_for", "read_as")  # how numbers are to be understood: fixed by the first of them


class MetricNameTaken(RuleBroken):
    sentence = _("There is a metric of this name already.")


class CountedAlready(RuleBroken):
    """What was sent was meant in one way and cannot be read in another."""

    sentence = _("Numbers were sent already: for whom they are and how they are read stays. Begin another metric.")


@transaction.atomic
def write_metric(
    *,
    by: Actor,
    at: dt.datetime,
    led_by: Employee,
    audience: Iterable[Team | Employee] = (),
    **fields,
) -> Metric:
    """Something is measured from now on, for the organization, each team or each person; somebody leads it.

    Raises MetricNameTaken, BandUpsideDown, NobodyChosen.
    """
    require("write_metric", by)
    if isinstance(by, Employee):
        if fields.get("measured_for", Metric().measured_for) not in access.grains_of(by):
            raise Refused
        _require_leader(led_by, by=by)
    metric = Metric(led_by=led_by, written_by_id=by.pk, written_at=at, **fields)
    _check(metric)
    metric.save(force_insert=True)
    _show_to(metric, audience)
    record("metric.written", by=by, at=at, employee=led_by, subject=metric)
    return metric


@transaction.atomic
def change_metric(
    metric: Metric,
    *,
    by: Actor,
    at: dt.datetime,
    seen: int | None = None,
    audience: Iterable[Team | Employee] | None = None,
    **fields,
) -> Metric:
    """Its words, its band, who sees it. Raises Conflict, MetricNameTaken, BandUpsideDown, NobodyChosen, CountedAlready.

    What was measured so far is held against the new band from then on.
    """
    require("change", by, metric)
    found = Metric.objects.select_for_update().get(pk=metric.pk)
    yours = {name: _said(fields.get(name, getattr(found, name))) for name in FIELDS}
    compare_version(found, seen, yours=yours, theirs={name: _said(getattr(found, name)) for name in FIELDS})
    counted = {name: value for name, value in fields.items() if name in COUNTED}
    if any(getattr(found, name) != value for name, value in counted.items()):
        if Measurement.objects.filter(metric=found).exists():
            raise CountedAlready
        wanted = counted.get("measured_for", found.measured_for)
        if wanted != found.measured_for and isinstance(by, Employee) and wanted not in access.grains_of(by):
            raise Refused
    for name, value in fields.items():
        setattr(found, name, value.strip() if isinstance(value, str) else value)
    _check(found)
    found.version += 1
    found.save()
    if audience is not None or found.visibility != Visibility.CHOSEN:
        MetricAudience.objects.filter(metric=found).delete()
        _show_to(found, audience or ())
    record("metric.changed", by=by, at=at, employee=found.led_by, subject=found)
    return found


def _said(value: object) -> str:
    return said_number(value) if isinstance(value, Decimal) else "" if value is None else str(value)


@transaction.atomic
def hand_metric_over(metric: Metric, to: Employee, *, by: Actor, at: dt.datetime) -> Metric:
    """Somebody else leads it from now on."""
    require("hand_over", by, metric)
    if isinstance(by, Employee):
        _require_leader(to, by=by)
    found = Metric.objects.select_for_update().get(pk=metric.pk)
    if found.led_by_id != to.pk:
        found.led_by, found.version = to, found.version + 1
        found.save(update_fields=["led_by", "version"])
        record("metric.handed_over", by=by, at=at, employee=to, subject=found)
    return found


@transaction.atomic
def retire_metric(metric: Metric, *, by: Actor, at: dt.datetime) -> Metric:
    """It is not measured any more; its numbers stay, goals take nothing from it. Twice is once."""
    require("retire", by, metric)
    if Metric.objects.filter(pk=metric.pk, retired_at=None).update(retired_at=at, version=metric.version + 1):
        metric.retired_at, metric.version = at, metric.version + 1
        Feed.objects.filter(metric=metric, ended_at=None).update(ended_at=at)
        record("metric.retired", by=by, at=at, employee=metric.led_by, subject=metric)
    return metric


def _require_leader(led_by: Employee, *, by: Employee) -> None:
    if not access.possible_leaders(by).filter(pk=led_by.pk).exists():
        raise Refused


def _check(metric: Metric) -> None:
    metric.name = metric.name.strip()
    if metric.low is not None and metric.high is not None and metric.high < metric.low:
        raise BandUpsideDown
    if Metric.objects.current().filter(name=metric.name).exclude(pk=metric.pk).exists():
        raise MetricNameTaken


def _show_to(metric: Metric, audience: Iterable[Team | Employee]) -> None:
    chosen = list(audience) if metric.visibility == Visibility.CHOSEN else []
    if metric.visibility == Visibility.CHOSEN and not chosen:
        raise NobodyChosen
    MetricAudience.objects.bulk_create(
        MetricAudience(metric=metric, **{"team" if isinstance(one, Team) else "employee": one}) for one in chosen
    )
