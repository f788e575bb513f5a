"""Facts of groups for programs: the same numbers by the same function as page and table."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from perfhub.kernel.api import Out

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


class TeamOut(Out):
    """A manager's people, week by week."""

    scope = serializers.ChoiceField(choices=Scope.choices)
    weeks = GroupWeekOut(many=True)


class UnitOut(Out):
    """A team, week by week."""

    team = serializers.IntegerField()
    weeks = GroupWeekOut(many=True)


class TeamFacts(APIView):
    """26 weeks of the viewer's people, or of a manager's below."""

    @extend_schema(responses=TeamOut, parameters=[OpenApiParameter("scope", str, enum=Scope.values)])
    def get(self, request, pk):
        manager = access.get_manager(request.viewer, pk)
        scope = access.scope_of(request.viewer, request.query_params.get("scope"))
        points = queries.points_of(request.viewer, manager, scope=scope, at=request.at)
        return Response(TeamOut({"scope": scope, "weeks": points}).data)


class UnitFacts(APIView):
    """26 weeks of a team."""

    @extend_schema(responses=UnitOut)
    def get(self, request, pk):
        unit = access.get_team(request.viewer, pk)
        points = queries.team_page(request.viewer, unit, at=request.at).points
        return Response(UnitOut({"team": unit.pk, "weeks": points}).data)
