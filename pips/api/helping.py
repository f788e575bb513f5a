"""Asking for help over the API: the same two, the same rules; withdrawn, it is gone for whoever was asked."""

from rest_framework import serializers

from people.access import employed
from perfhub.kernel.api import ChoiceFilter, Filters, In, Key, Order, Out, page_of, reads, writes
from perfhub.kernel.api.scopes import HELP

from ..access import helping as access
from ..models import LONGEST_TITLE, LONGEST_WORDS, HelpRequest
from ..queries import helping as queries
from ..rules import helping as rules
from ..rules.seeing import note_help_seen
from ..states import HelpAbout, HelpAct, HelpState


class HelpOut(Out):
    """What an employee asks for help with, and of whom."""

    edition = "version"

    id = serializers.IntegerField(source="pk")
    employee = serializers.IntegerField(source="employee_id")
    to = serializers.IntegerField(source="to_id")
    about = serializers.ChoiceField(HelpAbout.choices)
    text = serializers.CharField()
    state = serializers.ChoiceField(HelpState.choices)
    asked_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)
    withdrawn_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()


class HelpWordOut(Out):
    """One thing that became of it."""

    act = serializers.ChoiceField(HelpAct.choices)
    by = serializers.IntegerField(source="by_id")
    at = serializers.DateTimeField()
    text = serializers.CharField()


class HelpWholeOut(HelpOut):
    """The same with what became of it and the acts open to whoever asks."""

    words = HelpWordOut(source="said", many=True)
    acts = serializers.ListField(child=serializers.CharField())


class HelpFilters(Filters):
    """By state, by what it is about."""

    state = ChoiceFilter(choices=HelpState.choices)
    about = ChoiceFilter(choices=HelpAbout.choices)


class HelpIn(In):
    """With what, in own words, and whom you ask: your manager, or somebody of HR."""

    to = Key(queryset=employed())
    about = serializers.ChoiceField(HelpAbout.choices)
    text = serializers.CharField(max_length=LONGEST_WORDS)


class HelpWordsIn(In):
    """What is done, or why nothing more comes of it."""

    text = serializers.CharField(max_length=LONGEST_WORDS)


class HelpMaybeWordsIn(In):
    """A word to it; may be left out."""

    text = serializers.CharField(max_length=LONGEST_WORDS, allow_blank=True, default="")


class CoachIn(In):
    """What the coaching plan is about."""

    title = serializers.CharField(max_length=LONGEST_TITLE)


class AnotherIn(In):
    """Somebody else who is asked."""

    to = Key(queryset=employed())


@reads(HELP, HelpOut, filters=HelpFilters, pages=Order(newest="-asked_at"))
def list_help(request):
    """What you asked for, and what you were asked for and may read."""

    def noted(rows):
        note_help_seen(rows, by=request.viewer, at=request.at)
        return rows

    return page_of(request, access.readable(request.viewer), each=noted)


@reads(HELP, HelpWholeOut)
def get_help(request, pk):
    """One of them, with what became of it and the acts open to you."""
    return _whole(request, pk)


@writes(HELP, HelpWholeOut, takes=HelpIn, status=201)
def ask_for_help(request, said):
    """You ask for help. It is evidence of nothing, and yours to withdraw."""
    made = rules.ask(request.viewer, at=request.at, **said)
    return _whole(request, made.pk)


@writes(HELP, HelpWholeOut, takes=HelpMaybeWordsIn)
def hear_help(request, pk, said):
    """You have read it and come back to it."""
    return _do(request, pk, rules.hear, **said)


@writes(HELP, HelpWholeOut, takes=HelpWordsIn)
def support_help(request, pk, said):
    """Support is given: what is done, and by when."""
    return _do(request, pk, rules.give_support, **said)


@writes(HELP, HelpWholeOut, takes=HelpWordsIn)
def close_help(request, pk, said):
    """Nothing more comes of it, and why."""
    return _do(request, pk, rules.close, **said)


@writes(HELP, HelpWholeOut, takes=CoachIn)
def coach_help(request, pk, said):
    """You make a coaching plan of it, which you write next."""
    return _do(request, pk, rules.coach, **said)


@writes(HELP, HelpWholeOut, takes=HelpWordsIn)
def ask_for_help_again(request, pk, said):
    """It did not help yet, and what is missing."""
    return _do(request, pk, rules.ask_again, **said)


@writes(HELP, HelpWholeOut, takes=AnotherIn)
def ask_another_for_help(request, pk, said):
    """You ask somebody else; whoever you asked before reads it no more."""
    return _do(request, pk, rules.ask_another, **said)


@writes(HELP, HelpWholeOut)
def withdraw_help(request, pk):
    """You take it back, whatever became of it."""
    return _do(request, pk, rules.withdraw)


def _do(request, pk: int, rule, **said) -> HelpRequest:
    rule(access.get_request(request.viewer, pk), by=request.viewer, at=request.at, **said)
    return _whole(request, pk)


def _whole(request, pk: int) -> HelpRequest:
    found = access.get_request(request.viewer, pk)
    note_help_seen([found], by=request.viewer, at=request.at)
    shown = queries.page_of(found, viewer=request.viewer)
    vars(found).update(said=shown.words, acts=sorted(access.acts(request.viewer, found)))
    return found
