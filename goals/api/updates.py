"""What is reported on a goal, what its manager says to it, and what it serves."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from rest_framework import serializers

from perfhub.kernel.api import Id, In, Order, Out, page_of, reads, writes
from perfhub.kernel.api.scopes import GOALS
from perfhub.kernel.forms import BIGGEST

from .. import access, queries, rules
from ..models import LONGEST_COMMENT, MOST_MILESTONES, KeyResult
from ..states import Answer, Measure, Source, Status
from .noting import seen
from .shapes import Number, NumberOut


class ValueOut(Out):
    """The value of one key result in an update, with the way it was measured by then."""

    key_result = serializers.IntegerField(source="key_result_id")
    value = NumberOut()
    start = NumberOut(source="start_value")
    target = NumberOut(source="target_value")
    done = serializers.SerializerMethodField(help_text="the positions of milestones done")
    ratio = serializers.FloatField(source="raw", allow_null=True)
    score = serializers.FloatField(allow_null=True)

    def get_done(self, value) -> list[int]:
        return [int(position) for position in value.done.split()]


class ReplyOut(Out):
    """What a manager said to an update."""

    by = serializers.IntegerField(source="by_id")
    at = serializers.DateTimeField()
    answer = serializers.ChoiceField(Answer.choices)
    text = serializers.CharField()


class UpdateOut(Out):
    """A report: never rewritten, at most superseded."""

    id = serializers.IntegerField(source="row.pk")
    by = serializers.IntegerField(source="row.by_id", allow_null=True)
    at = serializers.DateTimeField(source="row.at")
    status = serializers.ChoiceField([*Status.choices, ("", "")], source="row.status")
    confidence = serializers.IntegerField(source="row.confidence", allow_null=True)
    comment = serializers.CharField(source="row.comment")
    score = serializers.FloatField(source="row.score", allow_null=True)
    pace = serializers.FloatField(source="row.pace", allow_null=True)
    came_by = serializers.ChoiceField(Source.choices, source="row.source")
    supersedes = serializers.IntegerField(source="row.supersedes_id", allow_null=True)
    superseded = serializers.BooleanField(help_text="a later report corrects it")
    values = ValueOut(many=True)
    replies = ReplyOut(many=True)


class ValueIn(In):
    """Where one key result is: a number (yes is 1, not yet 0), or which milestones are done."""

    key_result = Id()
    value = Number(required=False)
    done = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=1000), max_length=MOST_MILESTONES, required=False
    )


class ReportIn(In):
    """Where a goal is; what is left out stays as it was."""

    values = ValueIn(many=True, default=list)
    status = serializers.ChoiceField(Status.choices, required=False)
    confidence = serializers.IntegerField(min_value=0, max_value=10, allow_null=True, default=None)
    comment = serializers.CharField(max_length=LONGEST_COMMENT, allow_blank=True, default="")
    version = serializers.IntegerField(
        min_value=1, max_value=BIGGEST, required=False, help_text="of the goal you have read: another one is refused"
    )


class ReplyIn(In):
    """The manager has read it, with or without words; or asks."""

    text = serializers.CharField(max_length=LONGEST_COMMENT, allow_blank=True, default="")
    asks = serializers.BooleanField(default=False)


class AlignmentOut(Out):
    """An objective, or one of its key results, serves another."""

    id = serializers.IntegerField(source="pk")
    child = serializers.IntegerField(source="child_id")
    child_key_result = serializers.IntegerField(source="child_key_result_id", allow_null=True)
    parent = serializers.IntegerField(source="parent_id")  # type: ignore[assignment]  # a field
    parent_key_result = serializers.IntegerField(source="parent_key_result_id", allow_null=True)
    rolls_up = serializers.BooleanField(help_text="its progress counts there, too")
    start_at = serializers.DateTimeField()


class AlignedOut(Out):
    """What the goal serves now, or what its owner was asked for."""

    child = serializers.IntegerField(source="child_id")
    child_key_result = serializers.IntegerField(source="child_key_result_id", allow_null=True)
    parent = serializers.IntegerField(source="parent_id")  # type: ignore[assignment]  # a field
    parent_key_result = serializers.IntegerField(source="parent_key_result_id", allow_null=True)
    rolls_up = serializers.BooleanField()
    asked = serializers.SerializerMethodField(
        help_text="the owner of the goal above was asked and has not answered yet"
    )

    def get_asked(self, made) -> bool:
        return queries.is_request(made)


class AlignIn(In):
    """What the goal serves from now on; null for nothing."""

    parent = Id(allow_null=True)  # type: ignore[assignment]  # a field
    key_result = Id(allow_null=True, default=None, help_text="one of its own alone")
    parent_key_result = Id(allow_null=True, default=None)
    rolls_up = serializers.BooleanField(default=False)
    words = serializers.CharField(
        max_length=LONGEST_COMMENT, allow_blank=True, default="", help_text="to the owner above, where one is asked"
    )


@reads(GOALS, UpdateOut, pages=Order("-at"))
def list_updates(request, pk):
    """Everything that was reported on a goal, the newest first, corrected reports among it."""
    return page_of(request, queries.updates_of(seen(request, pk)), each=queries.shown_updates)


@writes(GOALS, UpdateOut, takes=ReportIn, status=201)
def report_on_goal(request, pk, said):
    """The owner says where the goal is: an event of its own, nothing said before is rewritten."""
    found = access.get_objective(request.viewer, pk)
    update = rules.report(found, by=request.viewer, at=request.at, source=Source.API, **_reported(found, said))
    return _shown(update)


@writes(GOALS, UpdateOut, takes=ReportIn, status=201)
def correct_update(request, pk, update, said):
    """The owner puts the newest report right; the earlier one stays, superseded."""
    found = access.get_objective(request.viewer, pk)
    earlier = access.get_update(found, update)
    return _shown(rules.correct(earlier, by=request.viewer, at=request.at, **_reported(found, said)))


@writes(GOALS, ReplyOut, takes=ReplyIn, status=201)
def acknowledge_update(request, pk, update, said):
    """The manager has read a report, or asks something; then its owner is told."""
    found = access.get_objective(request.viewer, pk)
    earlier = access.get_update(found, update)
    return rules.reply(earlier, said["text"], by=request.viewer, at=request.at, asks=said["asks"])


def _shown(update) -> queries.ShownUpdate:
    (found,) = queries.shown_updates([update])
    return found


def _reported(goal, said: Mapping) -> dict:
    """As the rule takes it; 400 where a value is not what its key result is measured by."""
    words = {"status": said.get("status", ""), "confidence": said["confidence"], "comment": said["comment"]}
    return {**values_of(goal, said["values"]), **words, "seen": said.get("version")}


def values_of(goal, rows: Sequence[Mapping]) -> dict:
    """Values and milestones done, as the rules take them."""
    known = queries.counting_of(goal)
    values, done, wrong = {}, {}, {}
    for place, one in enumerate(rows):
        row = known.get(one["key_result"])
        if problem := _problem(row, one):
            wrong[f"values.{place}"] = [problem]
        elif row.measure == Measure.MILESTONES:
            done[row.pk] = frozenset(one["done"])
        else:
            values[row.pk] = one["value"]
    if wrong:
        raise serializers.ValidationError(wrong)
    return {"values": values, "done": done}


def _problem(row: KeyResult | None, one: Mapping) -> str:
    if row is None:
        return _("There is no such key result of this goal.")
    if row.measure == Measure.MILESTONES:
        known = {step.position for step in row.milestones.all()}
        fine = "value" not in one and set(one.get("done", [0])) <= known
        return "" if fine else _("Say with “done” which of its milestones are done.")
    if "done" in one or "value" not in one:
        return _("Say with “value” where it is.")
    if row.measure == Measure.YES_NO and one["value"] not in (0, 1):
        return _("Say 1 for yes, 0 for not yet.")
    return ""


@reads(GOALS, AlignmentOut, pages=Order("start_at"))
def list_alignments(request, pk):
    """What a goal serves and what serves it now, as far as you see both ends."""
    return page_of(request, queries.alignments_of(seen(request, pk), viewer=request.viewer))


@writes(GOALS, AlignedOut, takes=AlignIn, or_nothing=True)
def align_goal(request, pk, said):
    """A goal, or one of its key results, serves another from now on, or its owner is asked; null: nothing (204).

    Who decides about the goal above is asked only where you do not decide it yourself.
    """
    found = access.get_objective(request.viewer, pk)
    parent = access.get_objective(request.viewer, said["parent"]) if said["parent"] is not None else None
    return rules.align_or_ask(
        found,
        parent,
        by=request.viewer,
        at=request.at,
        child_key_result=access.get_key_result(found, said["key_result"]),
        parent_key_result=access.get_key_result(parent, said["parent_key_result"]),
        rolls_up=said["rolls_up"],
        words=said["words"],
    )
