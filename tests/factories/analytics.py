"""Smallest valid rows of this floor."""

from datetime import UTC, date, datetime

import factory
from factory.django import DjangoModelFactory

from analytics.models import (
    EmployeeGoalWeek,
    EmployeeWeek,
    ManagerGoalWeek,
    ManagerWeek,
    Taking,
    TeamGoalWeek,
    TeamWeek,
)

from .people import EmployeeFactory, TeamFactory


class EmployeeWeekFactory(DjangoModelFactory):
    class Meta:
        model = EmployeeWeek

    employee = factory.SubFactory(EmployeeFactory)
    week_start = date(2026, 3, 2)
    asked = 1
    answered = 1
    on_time = 1
    mood = 4


class GroupWeekFactory(DjangoModelFactory):
    class Meta:
        abstract = True

    week_start = date(2026, 3, 2)
    people = 1
    asked = 1
    answered = 1
    on_time = 1
    mood_n = 1
    mood_sum = 4
    mood_sum_sq = 16


class TeamWeekFactory(GroupWeekFactory):
    class Meta:
        model = TeamWeek

    team = factory.SubFactory(TeamFactory)


class ManagerWeekFactory(GroupWeekFactory):
    class Meta:
        model = ManagerWeek

    manager = factory.SubFactory(EmployeeFactory)
    scope = "direct"


class EmployeeGoalWeekFactory(DjangoModelFactory):
    """No goal."""

    class Meta:
        model = EmployeeGoalWeek

    employee = factory.SubFactory(EmployeeFactory)
    week_start = date(2026, 3, 2)


class TeamGoalWeekFactory(DjangoModelFactory):
    class Meta:
        model = TeamGoalWeek

    team = factory.SubFactory(TeamFactory)
    week_start = date(2026, 3, 2)
    people = 1
    holders = 0


class ManagerGoalWeekFactory(DjangoModelFactory):
    class Meta:
        model = ManagerGoalWeek

    manager = factory.SubFactory(EmployeeFactory)
    week_start = date(2026, 3, 2)
    scope = "direct"
    people = 1
    holders = 0


class TakingFactory(DjangoModelFactory):
    class Meta:
        model = Taking

    taken_at = datetime(2026, 3, 9, 2, 0, tzinfo=UTC)
