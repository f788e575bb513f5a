"""Addresses of this floor."""

from django.urls import path

from perfhub.kernel.api import door

from . import api as doors
from . import views

app_name = "analytics"

pages = [
    path("team/", views.team, name="team"),
    path("team/table/", views.team_table, name="team_table"),
    path("team/<int:pk>/", views.team, name="team_of"),
    path("team/<int:pk>/table/", views.team_table, name="team_table_of"),
    path("teams/", views.teams, name="teams"),
    path("teams/participation/", views.participation, name="participation"),
    path("teams/table/", views.teams_table, name="teams_table"),
    path("teams/<int:pk>/", views.team_facts, name="team_facts"),
    path("my-weeks/", views.weeks, name="my_weeks"),
    path("people/<int:pk>/weeks/", views.weeks, name="weeks_of"),
]
api = [
    path("facts/managers/<int:pk>/", door(GET=doors.get_facts_of_manager), name="team_of"),
    path("facts/teams/<int:pk>/", door(GET=doors.get_facts_of_team), name="team_facts"),
    path("facts/people/", door(GET=doors.list_facts_of_people), name="people"),
    path("facts/people/<int:pk>/", door(GET=doors.get_facts_of_person), name="weeks_of"),
    path("facts/goals/", door(GET=doors.list_goal_facts_of_people), name="goals"),
    path("facts/goals/<int:pk>/", door(GET=doors.get_goal_facts_of_person), name="goals_of"),
]
