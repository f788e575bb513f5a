"""Every write on this floor: a verb, the subject first, the rest by keyword."""

from .answers import LaterWeekAnswered, TooManyPriorities, answer, ask_again, correct, skip
from .links import AnsweredAlready, LinkOver, answer_by_link, letter_url, new_link, open_link, with_link
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
    "AnsweredAlready",
    "LaterWeekAnswered",
    "LinkOver",
    "NobodyAbove",
    "NotWritten",
    "TooManyPriorities",
    "answer",
    "answer_by_link",
    "ask_again",
    "change_cadence",
    "comment",
    "correct",
    "letter_url",
    "mark_read",
    "mark_unread",
    "miss",
    "new_link",
    "note_seen",
    "open_link",
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
    "with_link",
]
