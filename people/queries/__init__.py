"""Reads of this floor, shaped for pages."""

from .acts import ACTS, read_acts, words_of
from .acts import choices as audit_choices
from .audience import Audience, Readers, audience_of_absences, readers
from .audit import Asked, TooMany, audit_lines, audit_page, found_entries, seen_page
from .days import absences_of, away_from, calendars_of, holidays_from, working_time_of
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
    tokens_of,
    with_manager,
)
from .entry import organizations_of, viewer_by_token, viewer_of
from .files import pieces_of
from .home import Group, Waiting, nav, waiting_for
from .promises import AWAY, announcements, visibility_settings
from .rosters import (
    ROSTER_LISTS,
    first_roster_list,
    not_in_file,
    reasons_of,
    roster_heads,
    roster_rows,
    roster_table,
    roster_tabs,
)
from .sealing import Check, Sealed, sealed_so_far

__all__ = [
    "ACTS",
    "AWAY",
    "ROSTER_LISTS",
    "Asked",
    "Audience",
    "Check",
    "Group",
    "Readers",
    "Sealed",
    "TooMany",
    "Waiting",
    "absences_of",
    "all_roles",
    "announcements",
    "audience_of_absences",
    "audit_choices",
    "audit_lines",
    "audit_page",
    "away_from",
    "calendars_of",
    "first_roster_list",
    "found_employees",
    "found_entries",
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
    "pieces_of",
    "read_acts",
    "readers",
    "reasons_of",
    "reports_of",
    "roster_heads",
    "roster_rows",
    "roster_table",
    "roster_tabs",
    "sealed_so_far",
    "search",
    "seen_page",
    "teams",
    "teams_below",
    "tokens_of",
    "viewer_by_token",
    "viewer_of",
    "visibility_settings",
    "waiting_for",
    "with_manager",
    "words_of",
    "working_time_of",
]
