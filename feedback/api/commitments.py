"""Promises over the API: the same two sides, the same rules."""

from django.utils.translation import gettext as _
from rest_framework import serializers

from people.access import employed
from perfhub.kernel.api import (
    ChoiceFilter,
    DateFilter,
    Day,
    Filters,
    IdFilter,
    In,
    Key,
    Order,
    Out,
    page_of,
    reads,
    writes,
)
from perfhub.kernel.api.scopes import COMMITMENTS

from ..access import commitments as access
from ..models import LONGEST_PROMISE, LONGEST_WHY, Commitment
from ..queries import commitments as queries
from ..rules import commitments as rules
from ..states import CommitmentAct, CommitmentState, PromisedIn, Side


class CommitmentOut(Out):
    """What its owner promised the other side, by when."""

    edition = "version"

    id = serializers.IntegerField(source="pk")
    owner = serializers.IntegerField(source="owner_id")
    other = serializers.IntegerField(source="other_id", help_text="to whom it is promised")
    text = serializers.CharField()
    due_date = serializers.DateField()
    first_due_date = serializers.DateField(help_text="another day than due_date: it was moved")
    state = serializers.ChoiceField(CommitmentState.choices)
    made_in = serializers.ChoiceField(PromisedIn.choices, source="source")
    check_in = serializers.IntegerField(source="check_in_id", allow_null=True)
    feedback = serializers.IntegerField(source="feedback_id", allow_null=True)
    one_to_one = serializers.IntegerField(source="one_to_one_id", allow_null=True)
    made_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()


class EventOut(Out):
    """One thing that became of it."""

    act = serializers.ChoiceField(CommitmentAct.choices, source="event.act")
    by = serializers.IntegerField(source="event.by_id", allow_null=True)
    at = serializers.DateTimeField(source="event.at")
    reason = serializers.CharField(source="event.reason")
    due_before_date = serializers.DateField(source="event.due_before_date", allow_null=True)
    due_date = serializers.DateField(source="event.due_date")
    taken_back = serializers.BooleanField(source="was_taken_back")


class CommitmentWholeOut(CommitmentOut):
    """The same, with its history, the newest first, and the acts open to whoever asks."""

    history = EventOut(many=True)
    acts = serializers.ListField(child=serializers.CharField())


class CommitmentIn(In):
    """A promise of yours; with `owner`, one that you ask somebody else for."""

    text = serializers.CharField(max_length=LONGEST_PROMISE)
    due_date = Day()
    other = Key(queryset=employed(), required=False, help_text="to whom you promise it")
    owner = Key(queryset=employed(), required=False, help_text="whom you ask to promise it to you")

    def validate(self, said):
        if (Side.OWNER in said) == (Side.OTHER in said):
            raise serializers.ValidationError(
                {"other": [_("Say either to whom you promise it, or whom you ask for it.")]}
            )
        return said


class MoveIn(In):
    """Until when it needs, and why."""

    due_date = Day()
    reason = serializers.CharField(max_length=LONGEST_WHY)


class WhyIn(In):
    """Why; the other side reads it."""

    reason = serializers.CharField(max_length=LONGEST_WHY)


class MaybeWhyIn(In):
    """Why; whom it was promised to may leave it out."""

    reason = serializers.CharField(max_length=LONGEST_WHY, allow_blank=True, default="")


class CommitmentFilters(Filters):
    """By state, by either side, by when it is due."""

    state = ChoiceFilter(choices=CommitmentState.choices)
    owner = IdFilter(field_name="owner_id")
    other = IdFilter(field_name="other_id")
    since = DateFilter(field_name="due_date", lookup_expr="gte", help_text="due on this day or later")
    until = DateFilter(field_name="due_date", lookup_expr="lte", help_text="due on this day or before")


@reads(COMMITMENTS, CommitmentOut, filters=CommitmentFilters, pages=Order(due="due_date", newest="-made_at"))
def list_commitments(request):
    """What you promised and what was promised to you, what is due first at the top."""

    def noted(rows):
        rules.note_seen(rows, by=request.viewer, at=request.at)
        return rows

    return page_of(request, access.visible_to(request.viewer), each=noted)


@reads(COMMITMENTS, CommitmentWholeOut)
def get_commitment(request, pk):
    """One promise with its history and the acts open to you."""
    return _whole(request, access.get_commitment(request.viewer, pk))


@writes(COMMITMENTS, CommitmentWholeOut, takes=CommitmentIn, status=201)
def make_commitment(request, said):
    """You promise something to `other`, or ask `owner` for a promise, which is one when they accept."""
    rule = rules.ask_to_promise if Side.OWNER in said else rules.promise
    side = said.get(Side.OWNER) or said[Side.OTHER]
    made = rule(side, said["text"], said["due_date"], by=request.viewer, at=request.at)
    return _whole(request, access.get_commitment(request.viewer, made.pk))


@writes(COMMITMENTS, CommitmentWholeOut)
def accept_commitment(request, pk):
    """You promise what you were asked for."""
    return _do(request, pk, rules.accept)


@writes(COMMITMENTS, CommitmentWholeOut, takes=WhyIn)
def decline_commitment(request, pk, said):
    """You do not promise it, and say why."""
    return _do(request, pk, rules.decline, said["reason"])


@writes(COMMITMENTS, CommitmentWholeOut)
def finish_commitment(request, pk):
    """You did what you promised."""
    return _do(request, pk, rules.finish)


@writes(COMMITMENTS, CommitmentWholeOut, takes=MoveIn)
def move_commitment(request, pk, said):
    """What you promised needs until another day; both days stay to be seen."""
    return _do(request, pk, rules.move_to, said["due_date"], said["reason"])


@writes(COMMITMENTS, CommitmentWholeOut, takes=MaybeWhyIn)
def drop_commitment(request, pk, said):
    """It will not happen: you say why; or, as the other side, you need it no more."""
    return _do(request, pk, rules.drop, said["reason"])


@writes(COMMITMENTS, CommitmentWholeOut, takes=WhyIn)
def reopen_commitment(request, pk, said):
    """It is not done, or wanted all the same."""
    return _do(request, pk, rules.reopen, said["reason"])


@writes(COMMITMENTS, CommitmentWholeOut)
def take_commitment_back(request, pk):
    """You take back what you did to it within the last ten minutes."""
    return _do(request, pk, rules.take_back)


def _do(request, pk: int, rule, *said) -> Commitment:
    found = access.get_commitment(request.viewer, pk)
    rule(found, *said, by=request.viewer, at=request.at)
    return _whole(request, access.get_commitment(request.viewer, pk))


def _whole(request, found: Commitment) -> Commitment:
    rules.note_seen([found], by=request.viewer, at=request.at)
    beside = {
        "history": queries.history_of(found),
        "acts": sorted(access.acts(request.viewer, found, at=request.at)),
    }
    vars(found).update(beside)
    return found
