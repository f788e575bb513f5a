"""Check-ins over the API: the same nouns, the same rules."""

from django.utils.translation import gettext as _
from rest_framework import serializers

from perfhub.kernel.api import ChoiceFilter, DateFilter, Filters, IdFilter, In, Order, Out, page_of, reads, writes
from perfhub.kernel.api.scopes import CHECK_INS

from . import access, queries, rules
from .forms import LONGEST
from .models import LONGEST_PRIORITY, MOST_PRIORITIES, CheckIn
from .states import CheckInState, Mood, Outcome


class PlanOut(Out):
    """Something planned, and what became of it."""

    id = serializers.IntegerField(source="pk")
    text = serializers.CharField()
    outcome = serializers.ChoiceField(choices=Outcome.choices)


class CheckInOut(Out):
    """One week, as its employee and the manager may read it."""

    edition = "edition"

    id = serializers.IntegerField(source="pk")
    employee = serializers.IntegerField(source="employee_id")
    period_start = serializers.DateField()
    period_end = serializers.DateField()
    due_at = serializers.DateTimeField()
    state = serializers.ChoiceField(choices=CheckInState.choices)
    mood = serializers.IntegerField(allow_null=True)
    progress = serializers.CharField()
    blockers = serializers.CharField()
    answered_at = serializers.DateTimeField(allow_null=True)
    corrected_at = serializers.DateTimeField(allow_null=True)
    read_at = serializers.DateTimeField(allow_null=True)

    def get_fields(self):
        return {**super().get_fields(), "edition": serializers.IntegerField()}


class CheckInWholeOut(CheckInOut):
    """One week with its plans and what the viewer may do."""

    planned = PlanOut(many=True)
    next = PlanOut(many=True)
    acts = serializers.ListField(child=serializers.CharField())


class InboxRowOut(Out):
    """One row of the manager's inbox."""

    check_in = CheckInOut()
    group = serializers.ChoiceField(choices=[(group, group) for group in queries.GROUPS])
    line = serializers.CharField()
    usual = serializers.FloatField(allow_null=True)


class OutcomeIn(In):
    """What became of one plan of last time."""

    id = serializers.IntegerField()
    outcome = serializers.ChoiceField(choices=[Outcome.DONE, Outcome.CARRY, Outcome.DROP])


class AnswerIn(In):
    """What an employee says of a week."""

    mood = serializers.ChoiceField(choices=Mood.choices, required=False, allow_null=True, default=None)
    progress = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST, default="")
    blockers = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST, default="")
    outcomes = OutcomeIn(many=True, required=False)
    priorities = serializers.ListField(
        child=serializers.CharField(max_length=LONGEST_PRIORITY), max_length=MOST_PRIORITIES, required=False
    )


class CheckInFilters(Filters):
    """By state, employee or week."""

    state = ChoiceFilter(choices=CheckInState.choices)
    employee = IdFilter(field_name="employee_id")
    since = DateFilter(field_name="period_start", lookup_expr="gte", help_text="begins on this day or later")
    until = DateFilter(field_name="period_start", lookup_expr="lte", help_text="begins on this day or before")


@reads(CHECK_INS, CheckInOut, filters=CheckInFilters, pages=Order(newest="-period_start", oldest="period_start"))
def list_check_ins(request):
    """Your own check-ins and those of your reports, the newest first; they see that you have read them."""

    def noted(rows):
        rules.note_seen(queries.unseen_by(request.viewer, rows), by=request.viewer, at=request.at)
        return rows

    return page_of(request, access.visible_to(request.viewer), each=noted)


@reads(CHECK_INS, CheckInWholeOut)
def get_check_in(request, pk):
    """One check-in: your own, or of somebody who reports to you; they see that you have."""
    found = access.get_check_in(request.viewer, pk)
    rules.note_seen(queries.unseen_by(request.viewer, [found]), by=request.viewer, at=request.at)
    return _whole(request, found)


@writes(CHECK_INS, CheckInWholeOut, takes=AnswerIn)
def answer_check_in(request, pk, said):
    """You say how the week went. Late answers count; a second answer does not."""
    return _say(request, pk, said, rules.answer)


@writes(CHECK_INS, CheckInWholeOut, takes=AnswerIn, edition=True)
def correct_check_in(request, pk, said, seen):
    """You correct what you said; the earlier words are kept."""
    return _say(request, pk, said, rules.correct, seen=seen)


@writes(CHECK_INS, CheckInWholeOut)
def read_check_in(request, pk):
    """You, the manager, have read it."""
    found = access.get_check_in(request.viewer, pk)
    rules.mark_read(found, by=request.viewer, at=request.at)
    return _whole(request, found)


@reads(CHECK_INS, InboxRowOut, many=True)
def list_inbox(request):
    """The unread check-ins of your reports in their groups, all at once: who asks something comes first."""
    found = queries.inbox_for(request.viewer, at=request.at)
    shown = [row.check_in for row in found.unread]
    rules.note_seen(queries.unseen_by(request.viewer, shown), by=request.viewer, at=request.at)
    return found.unread


def _say(request, pk: int, said: dict, rule, **seen) -> CheckIn:
    found = access.get_check_in(request.viewer, pk)
    outcomes = {plan["id"]: plan["outcome"] for plan in said.pop("outcomes", [])}
    if outcomes.keys() - {plan.pk for plan in queries.planned_before(found)}:
        raise serializers.ValidationError({"outcomes": [_("Only what was planned last time has an outcome here.")]})
    rule(found, by=request.viewer, at=request.at, outcomes=outcomes, **seen, **said)
    return _whole(request, found)


def _whole(request, found: CheckIn) -> CheckIn:
    """The check-in with what CheckInWholeOut shows beside it."""
    beside = {
        "planned": queries.planned_before(found),
        "next": queries.priorities_of(found),
        "acts": sorted(access.acts(request.viewer, found, at=request.at)),
    }
    vars(found).update(beside)
    return found
