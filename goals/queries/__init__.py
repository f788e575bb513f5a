"""Reads of this floor, shaped for pages."""

from .audience import audience_of, chosen_of
from .comments import with_reactions
from .contributing import contributions, could_contribute, numbered, ownerships, taking_part_in
from .cycles import CyclePage, came_out, cycle_mean, cycle_page, cycles_of, people_of, shown_cycle, unfinished_in
from .describing import said_key_results, said_number, way_of
from .drafts import changed_since, goal_draft, kept_draft, new_goal_draft, update_draft
from .facts import facts
from .feeds import Fed, fed_by, measured_teams, numbers_in
from .for_programs import (
    ShownGoal,
    ShownUpdate,
    alignments_of,
    counting_of,
    events_of,
    shown_goal,
    shown_goals,
    shown_key_results,
    shown_updates,
    updates_of,
)
from .giving import GivingPage, giving_page
from .history import said_in
from .library import measured_by
from .links import Part, asked_for, below_said, parts_of, upwards
from .listing import (
    NO_WORD,
    Asked,
    GoalList,
    TooManyPeople,
    found_goals,
    goal_list,
    goals_in_pieces,
    having,
    how_many,
    within_team,
)
from .measured import Point, points_of
from .measurement_sheets import MeasurementSheet, read_measurements
from .metrics import MetricPage, MetricRow, chosen_for, metric_page, metrics_of
from .own import Mine, TeamGoals, due_by, due_of, goals_of, open_cycles, row_of, team_of
from .pacing import Standing, norm_of, standing
from .page import GoalPage, opened, page_of
from .places import tabs_of
from .requests import AskedLine, Requests, could_serve, is_request, requests_of, requests_with_acts, said_requests
from .rows import GoalRow, KeyResultLine, key_results_of, rows_of
from .sending import FileLine, files_of, next_period
from .serving import Parent, by_serving, depths_above, depths_below, parents_for, with_present
from .talked_about import moved_within, said_moved
from .tree import Node, Tree, begun, below_of, level, nodes_of, tops_of, tree

__all__ = [
    "NO_WORD",
    "Asked",
    "AskedLine",
    "CyclePage",
    "Fed",
    "FileLine",
    "GivingPage",
    "GoalList",
    "GoalPage",
    "GoalRow",
    "KeyResultLine",
    "MeasurementSheet",
    "MetricPage",
    "MetricRow",
    "Mine",
    "Node",
    "Parent",
    "Part",
    "Point",
    "Requests",
    "ShownGoal",
    "ShownUpdate",
    "Standing",
    "TeamGoals",
    "TooManyPeople",
    "Tree",
    "alignments_of",
    "asked_for",
    "audience_of",
    "begun",
    "below_of",
    "below_said",
    "by_serving",
    "came_out",
    "changed_since",
    "chosen_for",
    "chosen_of",
    "contributions",
    "could_contribute",
    "could_serve",
    "counting_of",
    "cycle_mean",
    "cycle_page",
    "cycles_of",
    "depths_above",
    "depths_below",
    "due_by",
    "due_of",
    "events_of",
    "facts",
    "fed_by",
    "files_of",
    "found_goals",
    "giving_page",
    "goal_draft",
    "goal_list",
    "goals_in_pieces",
    "goals_of",
    "having",
    "how_many",
    "is_request",
    "kept_draft",
    "key_results_of",
    "level",
    "measured_by",
    "measured_teams",
    "metric_page",
    "metrics_of",
    "moved_within",
    "new_goal_draft",
    "next_period",
    "nodes_of",
    "norm_of",
    "numbered",
    "numbers_in",
    "open_cycles",
    "opened",
    "ownerships",
    "page_of",
    "parents_for",
    "parts_of",
    "people_of",
    "points_of",
    "read_measurements",
    "requests_of",
    "requests_with_acts",
    "row_of",
    "rows_of",
    "said_in",
    "said_key_results",
    "said_moved",
    "said_number",
    "said_requests",
    "shown_cycle",
    "shown_goal",
    "shown_goals",
    "shown_key_results",
    "shown_updates",
    "standing",
    "tabs_of",
    "taking_part_in",
    "team_of",
    "tops_of",
    "tree",
    "unfinished_in",
    "update_draft",
    "updates_of",
    "upwards",
    "way_of",
    "with_present",
    "with_reactions",
    "within_team",
]
