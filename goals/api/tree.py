"""What serves what, a level at a time: from the goals of a cycle that serve nothing, down to whatever is asked for."""

from functools import partial

from rest_framework import serializers

from perfhub.kernel.api import Order, Out, page_of, reads
from perfhub.kernel.api.scopes import GOALS

from .. import access, queries, rules
from ..states import Level, ObjectiveState, Status
from .noting import seen

IN_LEVELS = Order("rank", "title")  # the organization's, then those of teams, then people's


class GoalNodeOut(Out):
    """A goal of the tree, and how many that you see serve it right away."""

    id = serializers.IntegerField(source="pk")
    title = serializers.CharField(source="objective.title")
    level = serializers.ChoiceField(Level.choices, source="objective.level")
    team = serializers.IntegerField(source="objective.team_id", allow_null=True)
    owners = serializers.ListField(source="owner_ids", child=serializers.IntegerField())
    state = serializers.ChoiceField(ObjectiveState.choices, source="objective.state")
    status = serializers.ChoiceField(
        [*Status.choices, ("", "")], source="objective.status", help_text="the owner’s word"
    )
    score = serializers.FloatField(source="objective.score", allow_null=True)
    below = serializers.IntegerField(help_text="how many you find under `goals/…/below/`")


@reads(GOALS, GoalNodeOut, pages=IN_LEVELS)
def list_tops_of_cycle(request, pk):
    """The goals of a cycle that serve nothing you see: the organization's first, then those of teams, then people's."""
    rows = queries.tops_of(access.get_cycle(request.viewer, pk), viewer=request.viewer)
    return page_of(request, rows, each=partial(_nodes, request))


@reads(GOALS, GoalNodeOut, pages=IN_LEVELS)
def list_goals_below(request, pk):
    """The goals that serve this one or one of its key results, as far as you see them, in the same order."""
    rows = queries.below_of(seen(request, pk), viewer=request.viewer)
    return page_of(request, rows, each=partial(_nodes, request))


def _nodes(request, rows):
    found = queries.nodes_of(rows, viewer=request.viewer, at=request.at)
    rules.note_seen(found, by=request.viewer, at=request.at)
    return found
