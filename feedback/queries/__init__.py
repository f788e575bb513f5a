"""Reads of this floor, shaped for pages."""

from .answers import (
    asked_in,
    contents_alone,
    draft_key,
    first_planned_here,
    is_taken_up,
    planned_before,
    priorities_of,
    usual,
)
from .audience import audience_of
from .configuring import cadence_page, preview_of, shape_now
from .differences import corrections_of, words_between
from .history import Timeline, timeline_of
from .judging import AS_USUAL, ASKS, CHANGED, GROUPS, with_past
from .monday import kept_for, monday_of
from .own import Week, current_check_in, messages_of, pauses_of, reopening_of, week_of
from .reading import Inbox, Row, contents_of, inbox_for, lines_of, row_of, rows_of
from .seen import new_words_for, seen_of, unseen_by, unseen_lines
from .sharing import CONTENTS_SETTING, Sharing, sharing_of
from .shown import Standing, facts, inbox_due, nav, own_due, participation, standing, tab
from .standing_in import open_for

__all__ = [
    "ASKS",
    "AS_USUAL",
    "CHANGED",
    "CONTENTS_SETTING",
    "GROUPS",
    "Inbox",
    "Row",
    "Sharing",
    "Standing",
    "Timeline",
    "Week",
    "asked_in",
    "audience_of",
    "cadence_page",
    "contents_alone",
    "contents_of",
    "corrections_of",
    "current_check_in",
    "draft_key",
    "facts",
    "first_planned_here",
    "inbox_due",
    "inbox_for",
    "is_taken_up",
    "kept_for",
    "lines_of",
    "messages_of",
    "monday_of",
    "nav",
    "new_words_for",
    "open_for",
    "own_due",
    "participation",
    "pauses_of",
    "planned_before",
    "preview_of",
    "priorities_of",
    "reopening_of",
    "row_of",
    "rows_of",
    "seen_of",
    "shape_now",
    "sharing_of",
    "standing",
    "tab",
    "timeline_of",
    "unseen_by",
    "unseen_lines",
    "usual",
    "week_of",
    "with_past",
    "words_between",
]
