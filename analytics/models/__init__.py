"""Tables of this floor: weeks of check-ins, weeks of goals, and how far they are taken."""

from .goals import GOAL_MEASURES, GOALS_DEFINITION, EmployeeGoalWeek, GroupGoalWeek, ManagerGoalWeek, TeamGoalWeek
from .taking import Taking
from .weeks import DEFINITION, EmployeeWeek, GroupWeek, ManagerWeek, TeamWeek

__all__ = [
    "DEFINITION",
    "GOALS_DEFINITION",
    "GOAL_MEASURES",
    "EmployeeGoalWeek",
    "EmployeeWeek",
    "GroupGoalWeek",
    "GroupWeek",
    "ManagerGoalWeek",
    "ManagerWeek",
    "Taking",
    "TeamGoalWeek",
    "TeamWeek",
]
