"""Every write on this floor: a verb, the subject first, the rest by keyword."""

from .answers import LaterWeekAnswered, TooManyPriorities, answer, ask_again, correct, skip
from .reading import (
    NobodyAbove,
    NotWritten,
    comment,
    mark_read,
    mark_unread,
    note_seen,
    pass_up,
    raise_in_one_to_one,
    react,
    read_all,
    reply,
)
from .weeks import change_cadence, miss, open_week, open_weeks, remind, reschedule

__all__ = [
    "LaterWeekAnswered",
    "NobodyAbove",
    "NotWritten",
    "TooManyPriorities",
    "answer",
    "ask_again",
    "change_cadence",
    "comment",
    "correct",
    "mark_read",
    "mark_unread",
    "miss",
    "note_seen",
    "open_week",
    "open_weeks",
    "pass_up",
    "raise_in_one_to_one",
    "react",
    "read_all",
    "remind",
    "reply",
    "reschedule",
    "skip",
]
