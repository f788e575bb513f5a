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
from .audience import audience_of, audience_said
from .configuring import cadence_page, preview_of, shape_now
from .differences import words_between
from .history import Timeline, timeline_of
from .inbox import Inbox, inbox_for
from .judging import AS_USUAL, ASKS, CHANGED, GROUPS, with_past
from .monday import kept_for, monday_of
from .one_to_one_calendars import feed_of, invitation_to, own_feed
from .one_to_one_dates import moment_said
from .one_to_one_history import history_of, meeting_page, private_notes_of
from .one_to_one_since import since_of, suggested, talk_of
from .one_to_ones import (
    could_be_partners,
    current_meeting,
    planned_meeting,
    points_of,
    proposed_start,
    templates_offered,
    with_dates,
)
from .one_to_ones import mine as my_one_to_ones
from .one_to_ones import page_of as one_to_one_page
from .own import Week, messages_of, pauses_of, week_of
from .reading import Row, contents_of, lines_of, reading_of, row_of, rows_of
from .seen import new_words_for, seen_of, unseen_by, unseen_lines
from .sharing import CONTENTS_SETTING, Sharing
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
    "audience_said",
    "cadence_page",
    "contents_alone",
    "contents_of",
    "could_be_partners",
    "current_meeting",
    "draft_key",
    "facts",
    "feed_of",
    "first_planned_here",
    "history_of",
    "inbox_due",
    "inbox_for",
    "invitation_to",
    "is_taken_up",
    "kept_for",
    "lines_of",
    "meeting_page",
    "messages_of",
    "moment_said",
    "monday_of",
    "my_one_to_ones",
    "nav",
    "new_words_for",
    "one_to_one_page",
    "open_for",
    "own_due",
    "own_feed",
    "participation",
    "pauses_of",
    "planned_before",
    "planned_meeting",
    "points_of",
    "preview_of",
    "priorities_of",
    "private_notes_of",
    "proposed_start",
    "reading_of",
    "row_of",
    "rows_of",
    "seen_of",
    "shape_now",
    "since_of",
    "standing",
    "suggested",
    "tab",
    "talk_of",
    "templates_offered",
    "timeline_of",
    "unseen_by",
    "unseen_lines",
    "usual",
    "week_of",
    "with_dates",
    "with_past",
    "words_between",
]
