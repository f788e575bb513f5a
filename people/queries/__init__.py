"""Reads of this floor, shaped for pages."""

from .days import absences_of, calendars_of, holidays_from, working_time_of
from .directory import (
    all_roles,
    found_employees,
    has_sign_in,
    held_roles,
    invitation_counts,
    leaving_of,
    line_up,
    manager_of,
    reports_of,
    search,
    teams,
    teams_below,
    with_manager,
)
from .entry import organizations_of, viewer_by_token, viewer_of
from .home import Group, Waiting, nav, waiting_for
from .rosters import (
    ROSTER_LISTS,
    first_roster_list,
    not_in_file,
    roster_heads,
    roster_rows,
    roster_table,
    roster_tabs,
)

__all__ = [
    "ROSTER_LISTS",
    "Group",
    "Waiting",
    "absences_of",
    "all_roles",
    "calendars_of",
    "first_roster_list",
    "found_employees",
    "has_sign_in",
    "held_roles",
    "holidays_from",
    "invitation_counts",
    "leaving_of",
    "line_up",
    "manager_of",
    "nav",
    "not_in_file",
    "organizations_of",
    "reports_of",
    "roster_heads",
    "roster_rows",
    "roster_table",
    "roster_tabs",
    "search",
    "teams",
    "teams_below",
    "viewer_by_token",
    "viewer_of",
    "waiting_for",
    "with_manager",
    "working_time_of",
]
