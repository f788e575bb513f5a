"""A goal given to many people: looked at, given by a worker, taken back; with what became of it for each person."""

from functools import partial

from django.db import transaction
from rest_framework import serializers

from perfhub.kernel.api import ChoiceFilter, Filters, Id, In, Order, Out, page_of, reads, writes
from perfhub.kernel.api.scopes import GOALS

from .. import rules, tasks
from ..access import giving as giving_access
from ..models import LONGEST_TITLE
from ..states import GivingState, Outcome, Verdict
from .noting import seen

LONGEST_NUMBER = 40
MOST_NUMBERS = 20_000


class GivingOut(Out):
    """A goal given to people. A goal that whoever gave it may not see any more is null."""

    id = serializers.IntegerField(source="pk")
    goal = serializers.SerializerMethodField()
    title = serializers.CharField(help_text="of the goals that people get")
    with_key_results = serializers.BooleanField()
    starts = serializers.BooleanField(help_text="under way at once; else each is a draft")
    state = serializers.ChoiceField(GivingState.choices)
    prepared_at = serializers.DateTimeField()
    applied_at = serializers.DateTimeField(allow_null=True)
    undone_at = serializers.DateTimeField(allow_null=True)
    job = serializers.IntegerField(source="job_id", allow_null=True, help_text="the work under way, of the last step")

    def get_goal(self, giving) -> int | None:
        return giving.objective_id if giving.sees_goal else None


class GivingPersonOut(Out):
    """One person: whether they get it or why not, and what became of it."""

    id = serializers.IntegerField(source="pk")
    employee = serializers.IntegerField(source="employee_id", allow_null=True)
    number = serializers.CharField(help_text="as it was sent; empty for whoever came in by a team or as a report")
    verdict = serializers.ChoiceField(Verdict.choices)
    outcome = serializers.ChoiceField(Outcome.choices)


class GivingFilters(Filters):
    """By state."""

    state = ChoiceFilter(choices=GivingState.choices)


class GivingPersonFilters(Filters):
    """By whether they get it, by what became of it."""

    verdict = ChoiceFilter(choices=Verdict.choices)
    outcome = ChoiceFilter(choices=[(one.value, one.label) for one in Outcome if one.value])


class GiveGoalIn(In):
    """To whom: a team with all below it, your reports, people by their numbers; any of these together."""

    title = serializers.CharField(max_length=LONGEST_TITLE, required=False, help_text="that of the goal, if left out")
    team = Id(allow_null=True, default=None)
    reports = serializers.BooleanField(default=False)
    numbers = serializers.ListField(
        child=serializers.CharField(max_length=LONGEST_NUMBER), max_length=MOST_NUMBERS, default=list
    )
    with_key_results = serializers.BooleanField(default=True)
    starts = serializers.BooleanField(default=False, help_text="under way at once; else each is a draft")


@writes(GOALS, GivingOut, takes=GiveGoalIn, status=201)
def prepare_giving(request, pk, said):
    """Look who would get a goal and who not; nothing is given yet. The list is below `people/`, `apply` gives it."""
    found = seen(request, pk)
    giving_access.require_giving(request.viewer, found)
    team = giving_access.get_team_to_give(request.viewer, said.pop("team"))
    said.setdefault("title", found.title)
    made = rules.prepare_giving(found, by=request.viewer, at=request.at, team=team, **said)
    return giving_access.get_giving(request.viewer, made.pk)


@reads(GOALS, GivingOut, filters=GivingFilters, pages=Order("-prepared_at"))
def list_givings(request):
    """What you gave to people, or looked at, the newest first."""
    return page_of(request, giving_access.visible_givings(request.viewer))


@reads(GOALS, GivingOut)
def get_giving(request, pk):
    """One of yours; ask again after a second while it is being given or taken back."""
    return giving_access.get_giving(request.viewer, pk)


@reads(GOALS, GivingPersonOut, filters=GivingPersonFilters, pages=Order("id"))
def list_giving_people(request, pk):
    """Everybody it is about: who gets it, who not and why, what became of it for each."""
    return page_of(request, giving_access.get_giving(request.viewer, pk).people.all())


@writes(GOALS, GivingOut)
def apply_giving(request, pk):
    """A worker gives it to everybody who gets it; each is told."""
    return _sent(request, rules.start_giving(_mine(request, pk), by=request.viewer, at=request.at))


@writes(GOALS, GivingOut)
def take_giving_back(request, pk):
    """Within 24 hours: a worker takes it back from everybody who has not touched it since."""
    return _sent(request, rules.start_taking_back(_mine(request, pk), by=request.viewer, at=request.at))


@writes(GOALS, GivingOut)
def call_off_giving(request, pk):
    """Nobody else is reached by it; who has it keeps it, and may lose it within the day."""
    rules.call_off_giving(_mine(request, pk), by=request.viewer, at=request.at)
    return _mine(request, pk)


@writes(GOALS, GivingOut)
def discard_giving(request, pk):
    """It was only looked at."""
    rules.discard_giving(_mine(request, pk), by=request.viewer, at=request.at)
    return _mine(request, pk)


def _mine(request, pk):
    return giving_access.get_giving(request.viewer, pk)


def _sent(request, giving):
    transaction.on_commit(partial(tasks.work_on_giving.delay, giving=giving.pk), robust=True)
    return _mine(request, giving.pk)
