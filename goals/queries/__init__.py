"""Reads of this floor, shaped for pages."""

from .cycles import CyclePage, cycle_mean, cycle_page, cycles_of, shown_cycle
from .describing import said_key_results, said_number, way_of
from .drafts import goal_draft, update_draft
from .own import Mine, TeamGoals, due_by, due_of, goals_of, open_cycles, row_of, team_of
from .pacing import Standing, norm_of, standing
from .page import GoalPage, Parent, audience_of, chosen_of, page_of, parents_for, said_in, with_present
from .rows import GoalRow, KeyResultLine, key_results_of, rows_of
from .tree import Tree, level, tree

__all__ = [
    "CyclePage",
    "GoalPage",
    "GoalRow",
    "KeyResultLine",
    "Mine",
    "Parent",
    "Standing",
    "TeamGoals",
    "Tree",
    "audience_of",
    "chosen_of",
    "cycle_mean",
    "cycle_page",
    "cycles_of",
    "due_by",
    "due_of",
    "goal_draft",
    "goals_of",
    "key_results_of",
    "level",
    "norm_of",
    "open_cycles",
    "page_of",
    "parents_for",
    "row_of",
    "rows_of",
    "said_in",
    "said_key_results",
    "said_number",
    "shown_cycle",
    "standing",
    "team_of",
    "tree",
    "update_draft",
    "way_of",
    "with_present",
]
