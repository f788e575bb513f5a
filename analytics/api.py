"""Facts of groups for programs: the same numbers by the same function as page and table."""

from rest_framework import serializers

from perfhub.kernel.api import In, Out, reads
from perfhub.kernel.api.scopes import FACTS

from . import access, queries
from .states import Scope


class GroupWeekOut(Out):
    """A group in one week. What is null is missing, or withheld when it says so."""

    week_start = serializers.DateField(source="week")
    asked = serializers.IntegerField(allow_null=True)
    answered = serializers.IntegerField(allow_null=True)
    mood_n = serializers.IntegerField(allow_null=True)
    mood = serializers.FloatField(allow_null=True)
    share_withheld = serializers.BooleanField()
    mood_withheld = serializers.BooleanField()


class TeamFactsOut(Out):
    """A manager's people, week by week."""

    scope = serializers.ChoiceField(choices=Scope.choices)
    weeks = GroupWeekOut(many=True)


class UnitFactsOut(Out):
    """A team, week by week."""

    team = serializers.IntegerField()
    weeks = GroupWeekOut(many=True)


class ScopeIn(In):
    """Whose facts: of the reports, or of all below."""

    scope = serializers.ChoiceField(choices=Scope.choices, default=Scope.DIRECT)


@reads(FACTS, TeamFactsOut, asks=ScopeIn)
def get_facts_of_manager(request, pk, asked):
    """26 weeks of your people, or of those of a manager below you."""
    manager = access.get_manager(request.viewer, pk)
    scope = access.scope_of(request.viewer, asked["scope"])
    return {"scope": scope, "weeks": queries.points_of(request.viewer, manager, scope=scope, at=request.at)}


@reads(FACTS, UnitFactsOut)
def get_facts_of_team(request, pk):
    """26 weeks of a team that you look after."""
    unit = access.get_team(request.viewer, pk)
    return {"team": unit.pk, "weeks": queries.team_page(request.viewer, unit, at=request.at).points}
