"""Metrics and what was measured of them: read, begun, changed, and numbers sent by the ten thousand."""

from collections import Counter

from rest_framework import serializers

from people.access import employed
from perfhub.kernel.api import (
    ChoiceFilter,
    DateFilter,
    Day,
    Filters,
    Id,
    IdFilter,
    In,
    Key,
    Order,
    Out,
    TextFilter,
    YesNoFilter,
    page_of,
    reads,
    writes,
)
from perfhub.kernel.api.scopes import METRICS

from .. import rules
from ..access import metrics as access
from ..models import LONGEST_ABOUT, LONGEST_NAME, LONGEST_UNIT
from ..states import Grain, Reading, TakenAs, Visibility
from .shapes import AnyNumber, HandOverIn, Number, NumberOut

MOST_ROWS = 10_000
LONGEST_TEXT = 300  # of a row; the rule says in words what is too long


class MetricOut(Out):
    """What is measured, for whom, and in which band it is well."""

    edition = "version"

    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()
    about = serializers.CharField()
    unit = serializers.CharField(source="shown_unit")
    measured_for = serializers.ChoiceField(Grain.choices)
    read_as = serializers.ChoiceField(Reading.choices)
    led_by = serializers.IntegerField(source="led_by_id")
    low = NumberOut()
    high = NumberOut()
    visibility = serializers.ChoiceField(Visibility.choices)
    written_at = serializers.DateTimeField()
    retired_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()


class MetricWholeOut(MetricOut):
    """The same, with the acts open to whoever asks."""

    acts = serializers.SerializerMethodField()

    def get_acts(self, metric) -> list[str]:
        return sorted(access.acts(self.context["viewer"], metric))


class MetricFilters(Filters):
    """By for whom, by who leads it, by whether it is still measured."""

    measured_for = ChoiceFilter(choices=Grain.choices)
    led_by = IdFilter()
    retired = YesNoFilter(method="is_retired", help_text="not measured any more")
    about = {"retired": ("retired_at",)}

    def is_retired(self, rows, name, value):
        return rows.filter(retired_at__isnull=value == "false")


class MetricChangeIn(In):
    """What may be changed about a metric; what is left out stays."""

    name = serializers.CharField(max_length=LONGEST_NAME, required=False)
    about = serializers.CharField(max_length=LONGEST_ABOUT, allow_blank=True, required=False)
    unit = serializers.CharField(max_length=LONGEST_UNIT, allow_blank=True, required=False)
    low = Number(allow_null=True, required=False, help_text="it is well from here on")
    high = Number(allow_null=True, required=False, help_text="it is well up to here")
    visibility = serializers.ChoiceField(
        [Visibility.EVERYONE.value, Visibility.PRIVATE.value], required=False, help_text="chosen ones: on the page"
    )
    measured_for = serializers.ChoiceField(Grain.choices, required=False, help_text="before the first number")
    read_as = serializers.ChoiceField(Reading.choices, required=False, help_text="before the first number")


class MetricIn(MetricChangeIn):
    """Something that is measured from now on."""

    name = serializers.CharField(max_length=LONGEST_NAME)
    led_by = Key(queryset=employed(), required=False, help_text="you, if left out")


class MeasurementIn(In):
    """One number: the metric, the team or person it is of where it is measured for such, from when to when.

    The same metric, subject, source, period and category again changes nothing, with another number it puts the earlier
    one right. What was not measured is left out: missing is not zero.
    """

    metric = Id()
    team = Id(allow_null=True, default=None)
    employee = Id(allow_null=True, default=None)
    period_start = Day()
    period_end = Day()
    numerator = AnyNumber(help_text="the number, or how many were counted")
    opportunities = AnyNumber(allow_null=True, default=None, help_text="of, or for, how many; for shares and rates")
    category = serializers.CharField(max_length=LONGEST_TEXT, allow_blank=True, default="", help_text="the kind")
    source = serializers.CharField(  # type: ignore[assignment]  # a field
        max_length=LONGEST_TEXT, help_text="which system says so"
    )


class MeasurementsIn(In):
    """Up to 10,000 numbers."""

    rows = MeasurementIn(many=True, allow_empty=False, max_length=MOST_ROWS)  # type: ignore[call-arg]  # of the list


class TakenOut(Out):
    """What became of one row."""

    row = serializers.IntegerField(help_text="counted from 1")
    outcome = serializers.ChoiceField(TakenAs.choices)
    reason = serializers.CharField(help_text="why it was not taken, in words; empty where it was")
    measurement = serializers.IntegerField(allow_null=True, help_text="the number that holds now")


class MeasuredOut(Out):
    """How many rows did what, and what became of each, in the order sent."""

    new = serializers.IntegerField()
    changed = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    errors = serializers.IntegerField()  # type: ignore[assignment]  # a field
    results = TakenOut(many=True)


class MeasurementOut(Out):
    """One number that holds now."""

    id = serializers.IntegerField(source="pk")
    metric = serializers.IntegerField(source="metric_id")
    team = serializers.IntegerField(source="team_id", allow_null=True)
    employee = serializers.IntegerField(source="employee_id", allow_null=True)
    period_start = serializers.DateField()
    period_end = serializers.DateField()
    numerator = NumberOut()
    opportunities = NumberOut()
    category = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]  # a field
    version = serializers.IntegerField(
        source="edition", help_text="above 1, it puts earlier ones right, which are kept"
    )
    at = serializers.DateTimeField(help_text="when it was sent")


class MeasurementFilters(Filters):
    """Of a team or a person, of a source or a kind; of periods that end between two days, both included."""

    team = IdFilter()
    employee = IdFilter()
    source = TextFilter()
    category = TextFilter()
    since = DateFilter(field_name="period_end", lookup_expr="gte")
    until = DateFilter(field_name="period_end", lookup_expr="lte")


@reads(METRICS, MetricOut, filters=MetricFilters, pages=Order(name="name", newest="-written_at"))
def list_metrics(request):
    """What is measured here, as far as you may know of it."""
    return page_of(request, access.visible_metrics(request.viewer))


@reads(METRICS, MetricWholeOut)
def get_metric(request, pk):
    """One metric, with the acts open to you."""
    return access.get_metric(request.viewer, pk)


@writes(METRICS, MetricWholeOut, takes=MetricIn, status=201)
def write_metric(request, said):
    """Something is measured from now on: for the organization, each team, each person; you lead it, or who you say."""
    said.setdefault("led_by", request.viewer)
    made = rules.write_metric(by=request.viewer, at=request.at, **said)
    return access.get_metric(request.viewer, made.pk)


@writes(METRICS, MetricWholeOut, takes=MetricChangeIn, edition=True)
def change_metric(request, pk, said, seen):
    """Its words, its band, who sees it; what you leave out stays."""
    found = access.get_metric(request.viewer, pk)
    rules.change_metric(found, by=request.viewer, at=request.at, seen=seen, **said)
    return access.get_metric(request.viewer, pk)


@writes(METRICS, takes=HandOverIn)
def hand_metric_over(request, pk, said):
    """Somebody else leads it from now on. You may not see it any more then, so nothing is shown."""
    rules.hand_metric_over(access.get_metric(request.viewer, pk), said["to"], by=request.viewer, at=request.at)


@writes(METRICS, MetricWholeOut)
def retire_metric(request, pk):
    """It is not measured any more; its numbers stay."""
    rules.retire_metric(access.get_metric(request.viewer, pk), by=request.viewer, at=request.at)
    return access.get_metric(request.viewer, pk)


@reads(METRICS, MeasurementOut, filters=MeasurementFilters, pages=Order("-period_end"))
def list_measurements(request, pk):
    """The numbers of a metric that hold now, the newest period first, as far as you may see them.

    Those of one person are there for that person and the line of managers above; the person sees who looked.
    """
    metric = access.get_metric(request.viewer, pk)
    rows = access.visible_measurements(request.viewer, metric)
    return page_of(request, rows, each=_noted(request))


def _noted(request):
    def each(rows):
        rules.note_measurements_seen(rows, by=request.viewer, at=request.at)
        return rows

    return each


@writes(METRICS, MeasuredOut, takes=MeasurementsIn)
def put_measurements(request, said):
    """Up to 10,000 numbers, of any metrics whose numbers you may send: each that can be taken is, others say why not.

    Sending the same rows again changes nothing; another number for the same supersedes the earlier one, which is kept.
    Sending is not seeing: who sends numbers about people reads them only where they may.
    """
    taken = rules.measure([_sent(row) for row in said["rows"]], by=request.viewer, at=request.at)
    counted = Counter(one.outcome for one in taken)
    return {
        "new": counted[TakenAs.NEW],
        "changed": counted[TakenAs.CHANGED],
        "unchanged": counted[TakenAs.UNCHANGED],
        "errors": counted[TakenAs.ERROR],
        "results": taken,
    }


def _sent(row: dict) -> rules.Sent:
    numbers = {name: row[name] for name in ("numerator", "opportunities")}
    days = {"start": row["period_start"], "end": row["period_end"]}
    return rules.Sent(
        metric=row["metric"],
        team=row["team"],
        employee=row["employee"],
        category=row["category"].strip(),
        source=row["source"].strip(),
        **days,
        **numbers,
    )
