"""Cleaning of input on this floor."""

from .answers import AnswerForm, LinkForm, initial_of
from .cadence import CadenceForm
from .one_to_ones import (
    ArrangeForm,
    CancelForm,
    HistoryForm,
    NotesForm,
    OpenForm,
    PlaceForm,
    PlanForm,
    PointCommentForm,
    PointForm,
    PrivateForm,
    TemplateForm,
)
from .pauses import PauseForm
from .questions import AskingForm, QuestionForm, WordingForm
from .readers import LeaderForm
from .reading import LONGEST_REASON, CommentForm, PassUpForm, ReopenForm
from .timeline import TimelineForm

__all__ = [
    "LONGEST_REASON",
    "AnswerForm",
    "ArrangeForm",
    "AskingForm",
    "CadenceForm",
    "CancelForm",
    "CommentForm",
    "HistoryForm",
    "LeaderForm",
    "LinkForm",
    "NotesForm",
    "OpenForm",
    "PassUpForm",
    "PauseForm",
    "PlaceForm",
    "PlanForm",
    "PointCommentForm",
    "PointForm",
    "PrivateForm",
    "QuestionForm",
    "ReopenForm",
    "TemplateForm",
    "TimelineForm",
    "WordingForm",
    "initial_of",
]
