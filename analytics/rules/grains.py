"""The two kinds of facts, each at three grains: what check-ins came to, and what goals came to."""

from collections.abc import Mapping
from dataclasses import dataclass

from perfhub.kernel.tenancy import TenantModel

from ..models import (
    DEFINITION,
    GOAL_MEASURES,
    GOALS_DEFINITION,
    EmployeeGoalWeek,
    EmployeeWeek,
    GroupGoalWeek,
    GroupWeek,
    ManagerGoalWeek,
    ManagerWeek,
    TeamGoalWeek,
    TeamWeek,
)


@dataclass(frozen=True)
class Kind:
    """Facts of one kind.

    `sums` says how each number of a group is made of the rows `e` of its people, `counting` which rows those are.
    `shown` names, for each flag that a night decides, the number of people it is about and what they add up to; the
    decision rests on `people` and on the former alone.
    """

    person: type[TenantModel]
    manager: type[GroupWeek] | type[GroupGoalWeek]
    team: type[GroupWeek] | type[GroupGoalWeek]
    sums: Mapping[str, str]
    shown: Mapping[str, tuple[str, str]]
    definition: int
    counting: str = "true"

    def __hash__(self):
        return hash(self.person)


CHECK_INS = Kind(
    person=EmployeeWeek,
    manager=ManagerWeek,
    team=TeamWeek,
    sums={
        "people": "count(*)",
        "asked": "sum(e.asked)",
        "answered": "sum(e.answered)",
        "on_time": "sum(e.on_time)",
        "mood_n": "count(e.mood) FILTER (WHERE e.on_time > 0)",
        "mood_sum": "coalesce(sum(e.mood) FILTER (WHERE e.on_time > 0), 0)",
        "mood_sum_sq": "coalesce(sum(e.mood * e.mood) FILTER (WHERE e.on_time > 0), 0)",
    },
    shown={"share_shown": ("asked", "answered"), "mood_shown": ("mood_n", "mood_sum")},
    definition=DEFINITION,
)
GOALS = Kind(
    person=EmployeeGoalWeek,
    manager=ManagerGoalWeek,
    team=TeamGoalWeek,
    sums={
        "people": "count(*)",
        "holders": "count(*) FILTER (WHERE e.goals > 0)",
        **{name: f"sum(e.{name})" for name in GOAL_MEASURES},
    },
    shown={"shown": ("people", "goals")},
    definition=GOALS_DEFINITION,
    counting="e.for_all",
)
KINDS = (CHECK_INS, GOALS)
