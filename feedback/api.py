"""Check-ins over the API: the same nouns, the same rules."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.response import Response

from perfhub.kernel.api import In, Out, Pages

from . import access, queries, rules
from .forms import LONGEST
from .models import LONGEST_PRIORITY, MOST_PRIORITIES, CheckIn
from .states import CheckInState, Mood, Outcome

IF_MATCH = OpenApiParameter("If-Match", int, OpenApiParameter.HEADER, description="the edition you have seen")


class Unseen(APIException):
    """A correction replaces words: whoever sends one says which edition was seen."""

    status_code = 428
    default_detail = _("Say with If-Match which edition you have seen.")


class PlanOut(Out):
    """Something planned, and what became of it."""

    id = serializers.IntegerField(source="pk")
    text = serializers.CharField()
    outcome = serializers.ChoiceField(choices=Outcome.choices)


class CheckInOut(Out):
    """One week, as its employee and the manager may read it."""

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
    edition = serializers.IntegerField()


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


@extend_schema(operation_id="check_ins_list", responses=CheckInOut(many=True))
@api_view(["GET"])
def check_ins(request):
    """The viewer's own check-ins, newest first."""
    pages = Pages()
    rows: list[CheckIn] = pages.paginate_queryset(access.own(request.viewer).newest_first(), request) or []
    return pages.get_paginated_response(CheckInOut(rows, many=True).data)


@extend_schema(operation_id="check_ins_get", responses=CheckInWholeOut)
@api_view(["GET"])
def check_in(request, pk):
    """One check-in: own, or of a direct report."""
    found = access.get_check_in(request.viewer, pk)
    rules.note_seen(queries.unseen_by(request.viewer, [found]), by=request.viewer, at=request.at)
    return Response(_whole(request, found))


@extend_schema(operation_id="check_ins_answer", request=AnswerIn, responses=CheckInWholeOut, parameters=[IF_MATCH])
@api_view(["POST"])
def answer(request, pk):
    """The employee says how the week went."""
    return _say(request, pk, rules.answer)


@extend_schema(operation_id="check_ins_correct", request=AnswerIn, responses=CheckInWholeOut, parameters=[IF_MATCH])
@api_view(["POST"])
def correct(request, pk):
    """The employee corrects what was said; the earlier words are kept."""
    return _say(request, pk, rules.correct)


@extend_schema(operation_id="inbox_list", responses=InboxRowOut(many=True))
@api_view(["GET"])
def inbox(request):
    """The unread check-ins of the viewer's reports, in their groups."""
    found = queries.inbox_for(request.viewer, at=request.at)
    shown = [row.check_in for row in found.unread]
    rules.note_seen(queries.unseen_by(request.viewer, shown), by=request.viewer, at=request.at)
    return Response(InboxRowOut(found.unread, many=True).data)


@extend_schema(operation_id="check_ins_read", request=None, responses=CheckInWholeOut)
@api_view(["POST"])
def read(request, pk):
    """The manager has read it."""
    found = access.get_check_in(request.viewer, pk)
    rules.mark_read(found, by=request.viewer, at=request.at)
    return Response(_whole(request, found))


def _say(request, pk: int, rule) -> Response:
    found = access.get_check_in(request.viewer, pk)
    cleaned = AnswerIn(data=request.data)
    cleaned.is_valid(raise_exception=True)
    said = dict(cleaned.validated_data)
    outcomes = {plan["id"]: plan["outcome"] for plan in said.pop("outcomes", [])}
    seen = _seen(request)
    if rule is rules.correct and seen is None:
        access.require("correct", request.viewer, found)
        raise Unseen
    rule(found, by=request.viewer, at=request.at, outcomes=outcomes, seen=seen, **said)
    return Response(_whole(request, found))


def _seen(request) -> int | None:
    header = request.headers.get("If-Match", "").strip('"')
    if header and not (header.isdecimal() and len(header) < 10):
        raise ValidationError({"If-Match": ["The edition you have seen, a whole number."]})
    return int(header) if header else None


def _whole(request, found: CheckIn) -> dict:
    return {
        **CheckInOut(found).data,
        "planned": PlanOut(queries.planned_before(found), many=True).data,
        "next": PlanOut(queries.priorities_of(found), many=True).data,
        "acts": sorted(access.acts(request.viewer, found, at=request.at)),
    }
