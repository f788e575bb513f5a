"""Facts for programs: the same numbers, by the same functions and withheld alike, as on page and table."""

from rest_framework import serializers

from perfhub.kernel.api import In, Order, Out, page_of, reads
from perfhub.kernel.api.scopes import CHECK_INS, FACTS, GOALS
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


class GoalWeekOut(Out):
    """Goals under way at the end of a week. What is null is missing, or withheld when it says so.

    `progress` is per cent done, the mean of goals that have a score; `confidence` goes from 0 to 10.
    """

    week_start = serializers.DateField(source="week")
    goals = serializers.IntegerField(allow_null=True)
    on_pace = serializers.IntegerField(allow_null=True)
    behind = serializers.IntegerField(allow_null=True)
    silent = serializers.IntegerField(source="stale", allow_null=True)
    updates_due = serializers.IntegerField(source="due", allow_null=True)
    updates_made = serializers.IntegerField(source="updated", allow_null=True)
    progress = serializers.FloatField(allow_null=True)
    confidence = serializers.FloatField(allow_null=True)


class GroupGoalWeekOut(GoalWeekOut):
    """The goals of a group in one week: of own reports all, of everybody else those that everybody sees."""

    people = serializers.IntegerField(allow_null=True)
    people_without_goal = serializers.IntegerField(source="without", allow_null=True)
    withheld = serializers.BooleanField()


class TeamFactsOut(Out):
    """A manager's people, week by week."""

    scope = serializers.ChoiceField(choices=Scope.choices)
    weeks = GroupWeekOut(many=True)
    goals = GroupGoalWeekOut(many=True)


class UnitFactsOut(Out):
    """A team, week by week."""

    team = serializers.IntegerField()
    weeks = GroupWeekOut(many=True)
    goals = GroupGoalWeekOut(many=True)


class PersonGoalsOut(Out):
    """Somebody's goals at the end of the last 26 weeks and in this one, the oldest first."""

    employee = serializers.IntegerField(source="person.pk")
    number = serializers.CharField(source="person.number")
    weeks = GoalWeekOut(many=True)


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
    return {
        "scope": scope,
        "weeks": queries.points_of(request.viewer, manager, scope=scope, at=request.at),
        "goals": queries.goal_points_of(request.viewer, manager, scope=scope, at=request.at),
    }


@reads(FACTS, UnitFactsOut)
def get_facts_of_team(request, pk):
    """26 weeks of a team that you look after."""
    unit = access.get_team(request.viewer, pk)
    shown = queries.team_page(request.viewer, unit, at=request.at)
    return {"team": unit.pk, "weeks": shown.points, "goals": shown.goal_points}


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


@reads(GOALS, PersonGoalsOut)
def get_goal_facts_of_person(request, pk):
    """How your own goals went week by week, or those of somebody who reports to you now."""
    person = access.get_person(request.viewer, pk)
    return queries.goal_facts_of([person], today=_today(request))[0]


@reads(GOALS, PersonGoalsOut, pages=Order("number"))
def list_goal_facts_of_people(request):
    """How the goals went of you and of everybody who reports to you now, by employee number."""
    today = _today(request)
    people = access.visible_people(request.viewer)
    return page_of(request, people, each=lambda found: queries.goal_facts_of(found, today=today))


def _today(request):
    return local_date(request.at, request.viewer.time_zone)
