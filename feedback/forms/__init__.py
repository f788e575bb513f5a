"""Cleaning of input on this floor."""

from .answers import AnswerForm, LinkForm, initial_of
from .cadence import CadenceForm
from .pauses import PauseForm
from .questions import AskingForm, QuestionForm, WordingForm
from .readers import LeaderForm
from .reading import LONGEST_REASON, CommentForm, PassUpForm, ReopenForm, ReplyForm
from .timeline import TimelineForm

__all__ = [
    "LONGEST_REASON",
    "AnswerForm",
    "AskingForm",
    "CadenceForm",
    "CommentForm",
    "LeaderForm",
    "LinkForm",
    "PassUpForm",
    "PauseForm",
    "QuestionForm",
    "ReopenForm",
    "ReplyForm",
    "TimelineForm",
    "WordingForm",
    "initial_of",
]
