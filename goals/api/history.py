"""What was decided of a goal, and why: inserted, never changed."""

from rest_framework import serializers

from perfhub.kernel.api import ChoiceFilter, Filters, Order, Out, page_of, reads
from perfhub.kernel.api.scopes import GOALS

from .. import queries
from ..states import Happening
from .noting import seen


class GoalEventOut(Out):
    """Something that happened to a goal; where it is counted otherwise from then on, the score by both ways."""

    id = serializers.IntegerField(source="pk")
    happening = serializers.ChoiceField(Happening.choices)
    by = serializers.IntegerField(source="by_id", allow_null=True)
    at = serializers.DateTimeField()
    version = serializers.IntegerField(source="edition", help_text="of the goal from then on")
    reason = serializers.CharField()
    before = serializers.CharField(help_text="of a change: the key results as they were")
    after = serializers.CharField(help_text="of a change: as they are from then on; else whom or what it is about")
    score_before = serializers.FloatField(allow_null=True)
    score_after = serializers.FloatField(allow_null=True)
    late = serializers.BooleanField(help_text="changed once a change takes a reason, dropped in the last fifth")


class GoalEventFilters(Filters):
    """By what happened."""

    happening = ChoiceFilter(choices=Happening.choices)


@reads(GOALS, GoalEventOut, filters=GoalEventFilters, pages=Order("-at"))
def list_goal_history(request, pk):
    """Everything that was decided of a goal, the newest first; what was reported on it is under `updates/`."""
    return page_of(request, queries.events_of(seen(request, pk)))
