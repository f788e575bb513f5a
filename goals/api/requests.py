"""Requests to align: whether one goal may serve another; read, answered, taken back."""

from functools import partial

from rest_framework import serializers

from perfhub.kernel.api import ChoiceFilter, Filters, Order, Out, page_of, reads, writes
from perfhub.kernel.api.scopes import GOALS

from .. import queries, rules
from ..access import aligning as access
from ..states import RequestState
from .shapes import SaidIn


class AlignmentRequestOut(Out):
    """Somebody asks whether a goal may serve another; an end that its reader may not see is null and has no title."""

    id = serializers.IntegerField(source="request.pk")
    child = serializers.IntegerField(source="child_pk", allow_null=True, help_text="the goal that would serve")
    child_title = serializers.CharField(source="child")
    child_key_result = serializers.IntegerField(source="child_part_pk", allow_null=True)
    parent = serializers.IntegerField(  # type: ignore[assignment]  # a field
        source="parent_pk", allow_null=True, help_text="the goal it would serve"
    )
    parent_title = serializers.CharField(source="parent")
    parent_key_result = serializers.IntegerField(source="parent_part_pk", allow_null=True)
    rolls_up = serializers.BooleanField(source="request.rolls_up")
    words = serializers.CharField(source="request.words")
    state = serializers.ChoiceField(RequestState.choices, source="request.state")
    asked_by = serializers.IntegerField(source="request.asked_by_id")
    asked_at = serializers.DateTimeField(source="request.asked_at")
    decided_by = serializers.IntegerField(source="request.decided_by_id", allow_null=True)
    decided_at = serializers.DateTimeField(source="request.decided_at", allow_null=True)
    reason = serializers.CharField(source="request.reason", help_text="why not, where it was declined")
    acts = serializers.SerializerMethodField()

    def get_acts(self, line) -> list[str]:
        return sorted(line.acts)


class RequestFilters(Filters):
    """By state."""

    state = ChoiceFilter(choices=RequestState.choices)


@reads(GOALS, AlignmentRequestOut, filters=RequestFilters, pages=Order("-asked_at"))
def list_alignment_requests(request):
    """What is asked about goals of yours, and what you asked or is asked for goals of yours; the newest first."""
    return page_of(request, access.visible_requests(request.viewer), each=partial(_shown, request))


@reads(GOALS, AlignmentRequestOut)
def get_alignment_request(request, pk):
    """One request, with the acts open to you."""
    return _one(request, pk)


@writes(GOALS, AlignmentRequestOut)
def accept_request(request, pk):
    """The owner of the goal above says yes: the other one serves it from now on, and whoever asked is told."""
    rules.accept_request(access.get_request(request.viewer, pk), by=request.viewer, at=request.at)
    return _one(request, pk)


@writes(GOALS, AlignmentRequestOut, takes=SaidIn)
def decline_request(request, pk, said):
    """The owner of the goal above says no, and why; whoever asked reads it."""
    found = access.get_request(request.viewer, pk)
    rules.decline_request(found, said["reason"], by=request.viewer, at=request.at)
    return _one(request, pk)


@writes(GOALS, AlignmentRequestOut)
def withdraw_request(request, pk):
    """Whoever asked asks no more."""
    rules.withdraw_request(access.get_request(request.viewer, pk), by=request.viewer, at=request.at)
    return _one(request, pk)


def _one(request, pk) -> queries.AskedLine:
    (found,) = _shown(request, [access.get_request(request.viewer, pk)])
    return found


def _shown(request, rows) -> list[queries.AskedLine]:
    lines = queries.requests_with_acts(rows, viewer=request.viewer)
    titles = [title for line in lines for title in line.titles]
    rules.note_titles(titles, by=request.viewer, at=request.at)
    return lines
