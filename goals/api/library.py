"""The library: goals to start from, for everybody; kept by whoever leads HR."""

from rest_framework import serializers

from people.access import employed
from perfhub.kernel.api import (
    ChoiceFilter,
    Day,
    Filters,
    Id,
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
from perfhub.kernel.api.scopes import GOALS

from .. import access, queries, rules
from ..access import library as library_access
from ..models import LONGEST_GROUP, LONGEST_TITLE, LONGEST_WHY, MOST_KEY_RESULTS
from ..states import Measure, Nature, Part
from .goals import GoalWholeOut, KeyResultIn, wanted
from .noting import whole
from .shapes import NumberOut


class TemplateKeyResultOut(Out):
    """A measured outcome as it is suggested."""

    title = serializers.CharField()
    measure = serializers.ChoiceField(Measure.choices)
    start = NumberOut(source="start_value")
    target = NumberOut(source="target_value")
    unit = serializers.CharField()
    weight = NumberOut()
    milestones = serializers.SerializerMethodField()

    def get_milestones(self, row) -> list[str]:
        return row.steps.splitlines()


class TemplateOut(Out):
    """A goal as it is suggested to everybody, with its key results."""

    edition = "version"

    id = serializers.IntegerField(source="pk")
    title = serializers.CharField()
    why = serializers.CharField()
    group = serializers.CharField()
    nature = serializers.ChoiceField(Nature.choices)
    key_results = TemplateKeyResultOut(source="measured", many=True)
    written_at = serializers.DateTimeField()
    retired_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()


class TemplateFilters(Filters):
    """By group, by how firm, by whether it is put away (which whoever keeps the library sees)."""

    group = TextFilter()
    nature = ChoiceFilter(choices=Nature.choices)
    retired = YesNoFilter(method="is_retired", help_text="put away")
    about = {"retired": ("retired_at",)}

    def is_retired(self, rows, name, value):
        return rows.filter(retired_at__isnull=value == "false")


class TemplateKeyResultIn(KeyResultIn):
    """A measured outcome to suggest."""

    id = None  # of a template they are written anew each time


class TemplateChangeIn(In):
    """What may be changed about a template; what is left out stays. Key results are said all together."""

    title = serializers.CharField(max_length=LONGEST_TITLE, required=False)
    why = serializers.CharField(max_length=LONGEST_WHY, allow_blank=True, required=False)
    group = serializers.CharField(max_length=LONGEST_GROUP, allow_blank=True, required=False)
    nature = serializers.ChoiceField(Nature.choices, required=False)
    key_results = TemplateKeyResultIn(  # type: ignore[call-arg]  # of the list
        many=True, required=False, max_length=MOST_KEY_RESULTS
    )


class TemplateIn(TemplateChangeIn):
    """A goal that is suggested from now on."""

    title = serializers.CharField(max_length=LONGEST_TITLE)


class UseIn(In):
    """Where a goal begun from a template goes."""

    cycle = Id()
    title = serializers.CharField(max_length=LONGEST_TITLE, required=False, help_text="that of the template, else")
    owner = Key(queryset=employed(), required=False, help_text="you, if left out")
    start_date = Day(required=False)
    end_date = Day(required=False)


@reads(GOALS, TemplateOut, filters=TemplateFilters, pages=Order("title"))
def list_templates(request):
    """The library, by title; what is put away for whoever keeps it alone."""
    return page_of(request, library_access.visible_templates(request.viewer).with_key_results())


@reads(GOALS, TemplateOut)
def get_template(request, pk):
    """One goal of the library."""
    return library_access.get_template(request.viewer, pk)


@writes(GOALS, GoalWholeOut, takes=UseIn, status=201)
def use_template(request, pk, said):
    """A draft begun from the library, of yours or of a report of yours; change it as any goal."""
    found = library_access.get_template(request.viewer, pk)
    cycle = access.get_cycle(request.viewer, said.pop("cycle"))
    owner = said.pop(Part.OWNER.value, request.viewer)
    said = {"title": found.title, "why": found.why, "nature": found.nature, **said}
    rows = _suggested(found)
    made = rules.write(cycle, by=request.viewer, at=request.at, owners=[owner], key_results=rows, **said)
    return whole(request, made.pk)


@writes(GOALS, TemplateOut, takes=TemplateIn, status=201)
def write_template(request, said):
    """Whoever leads HR suggests a goal to everybody."""
    made = rules.write_template(by=request.viewer, at=request.at, **_cleaned(said))
    return library_access.get_template(request.viewer, made.pk)


@writes(GOALS, TemplateOut, takes=TemplateChangeIn, edition=True)
def change_template(request, pk, said, seen):
    """Other words or key results; goals begun from it stay as they are."""
    found = library_access.get_kept_template(request.viewer, pk)
    kept = {"title": found.title, "key_results": _suggested(found)}
    rules.change_template(found, by=request.viewer, at=request.at, seen=seen, **kept | _cleaned(said))
    return library_access.get_template(request.viewer, pk)


@writes(GOALS, TemplateOut)
def retire_template(request, pk):
    """It is suggested no more; it can be brought back."""
    rules.retire_template(library_access.get_kept_template(request.viewer, pk), by=request.viewer, at=request.at)
    return library_access.get_template(request.viewer, pk)


@writes(GOALS, TemplateOut)
def bring_template_back(request, pk):
    """It is suggested again."""
    rules.bring_template_back(library_access.get_kept_template(request.viewer, pk), by=request.viewer, at=request.at)
    return library_access.get_template(request.viewer, pk)


def _suggested(template) -> list[rules.Wanted]:
    """Its key results, as a new goal or the template itself is to have them."""
    names = ("title", "measure", "unit", "weight")
    return [
        rules.Wanted(
            start=row.start_value,
            target=row.target_value,
            steps=tuple(step.said for step in steps),
            **{name: getattr(row, name) for name in names},
        )
        for row, steps in queries.measured_by(template)
    ]


def _cleaned(said: dict) -> dict:
    if "key_results" not in said:
        return said
    return {**said, "key_results": [wanted(one) for one in said["key_results"]]}
