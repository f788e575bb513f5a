"""Reads of this floor, shaped for pages, tables and the API."""

from .dashboard import Dashboard, dashboard_of, goal_points_of, points_of
from .goal_weeks import GoalFacts, GoalPoint, PersonGoals, goal_facts_of, goal_weeks_of
from .groups import Point, team_points
from .participation import Participation, participation_page
from .persons import PersonWeeks, facts_of_people, weeks_of_person, weeks_of_reports
from .shown import facts_due, nav, night_due, night_of, tab
from .teams import TeamPage, TeamsPage, team_page, teams_page

__all__ = [
    "Dashboard",
    "GoalFacts",
    "GoalPoint",
    "Participation",
    "PersonGoals",
    "PersonWeeks",
    "Point",
    "TeamPage",
    "TeamsPage",
    "dashboard_of",
    "facts_due",
    "facts_of_people",
    "goal_facts_of",
    "goal_points_of",
    "goal_weeks_of",
    "nav",
    "night_due",
    "night_of",
    "participation_page",
    "points_of",
    "tab",
    "team_page",
    "team_points",
    "teams_page",
    "weeks_of_person",
    "weeks_of_reports",
]
