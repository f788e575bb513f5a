"""Every write on this floor: a verb, the subject first, the rest by keyword."""

from .answers import LaterWeekAnswered, TooManyPriorities, answer, ask_again, correct, skip
from .asking import (
    NothingAbove,
    OpenedAlready,
    add_question,
    ask,
    first_unopened,
    reword,
    set_cadence,
    state_of,
)
from .links import AnsweredAlready, LinkOver, answer_by_link, letter_urls, new_link, open_link, with_link
from .mondays import tell_mondays
from .opening import open_week, open_weeks, reschedule
from .pauses import PausedAlready, PauseTooLong, end_pause, pause
from .reading import (
    NobodyAbove,
    NotWritten,
    comment,
    mark_read,
    mark_unread,
    note_seen,
    note_words_seen,
    pass_up,
    raise_in_one_to_one,
    react,
    read_all,
    reply,
)
from .reopening import ReasonMissing, let_stand, reopen
from .weeks import miss, remind

__all__ = [
    "AnsweredAlready",
    "LaterWeekAnswered",
    "LinkOver",
    "NobodyAbove",
    "NotWritten",
    "NothingAbove",
    "OpenedAlready",
    "PauseTooLong",
    "PausedAlready",
    "ReasonMissing",
    "TooManyPriorities",
    "add_question",
    "answer",
    "answer_by_link",
    "ask",
    "ask_again",
    "comment",
    "correct",
    "end_pause",
    "first_unopened",
    "let_stand",
    "letter_urls",
    "mark_read",
    "mark_unread",
    "miss",
    "new_link",
    "note_seen",
    "note_words_seen",
    "open_link",
    "open_week",
    "open_weeks",
    "pass_up",
    "pause",
    "raise_in_one_to_one",
    "react",
    "read_all",
    "remind",
    "reopen",
    "reply",
    "reschedule",
    "reword",
    "set_cadence",
    "skip",
    "state_of",
    "tell_mondays",
    "with_link",
]
