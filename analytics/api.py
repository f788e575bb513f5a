"""Facts for programs: the same numbers, by the same functions and withheld alike, as on page and table."""

from rest_framework import serializers

from perfhub.kernel.api import In, Order, Out, page_of, reads
from perfhub.kernel.api.scopes import CHECK_INS, FACTS
from perfhub.kernel.calendars import local_date

from . import access, queries, rules
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


class PersonWeekOut(Out):
    """One person's week, once it is over or answered. A mood that was not said is null."""

    week_start = serializers.DateField()
    asked = serializers.BooleanField()
    answered = serializers.BooleanField()
    on_time = serializers.BooleanField()
    mood = serializers.IntegerField(allow_null=True, min_value=1, max_value=5)


class PersonFactsOut(Out):
    """Somebody's last 26 weeks, the oldest first; a week in which nothing was asked may be missing."""

    employee = serializers.IntegerField(source="person.pk")
    number = serializers.CharField(source="person.number")
    weeks = PersonWeekOut(many=True, source="known")


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


@reads(CHECK_INS, PersonFactsOut)
def get_facts_of_person(request, pk):
    """Your own weeks, or those of somebody who reports to you now: mood and participation."""
    person = access.get_person(request.viewer, pk)
    rules.note_seen([person.pk], by=request.viewer, at=request.at)
    return queries.facts_of_people([person], today=_today(request))[0]


@reads(CHECK_INS, PersonFactsOut, pages=Order("number"))
def list_facts_of_people(request):
    """Your own weeks and those of everybody who reports to you now, by employee number."""
    today = _today(request)

    def noted(people):
        rules.note_seen([person.pk for person in people], by=request.viewer, at=request.at)
        return queries.facts_of_people(people, today=today)

    return page_of(request, access.visible_people(request.viewer), each=noted)


def _today(request):
    return local_date(request.at, request.viewer.time_zone)
