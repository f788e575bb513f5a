"""Reads of this floor, shaped for pages."""

from .audience import audience_of, chosen_of
from .cycles import CyclePage, cycle_mean, cycle_page, cycles_of, shown_cycle, unfinished_in
from .describing import said_key_results, said_number, way_of
from .drafts import goal_draft, update_draft
from .history import said_in
from .own import Mine, TeamGoals, due_by, due_of, goals_of, open_cycles, row_of, team_of
from .pacing import Standing, norm_of, standing
from .page import GoalPage, page_of
from .rows import GoalRow, KeyResultLine, key_results_of, rows_of
from .serving import Parent, parents_for, with_present
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
    "unfinished_in",
    "update_draft",
    "way_of",
    "with_present",
]
