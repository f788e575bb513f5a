"""Cleaning of input on this floor."""

from .acts import CarryForm, ChosenCycleForm, CloseForm, CommentForm, HandOverForm, ReasonForm, ReplyForm
from .aligning import AlignForm, SearchForm
from .bulk import GoalTableForm
from .cycles import CycleForm, cycle_initial, first_days
from .giving import GiveForm
from .library import TemplateForm, template_initial
from .listing import ListForm, ViewForm
from .metrics import (
    FeedForm,
    LeaderForm,
    MeasureForm,
    MeasurementFileForm,
    MetricForm,
    WhoseNumbersForm,
    metric_initial,
)
from .people import LeadForm, PersonForm
from .updating import UpdateForm, arguments_of, forms_of
from .writing import GoalForm, initial_of

__all__ = [
    "AlignForm",
    "CarryForm",
    "ChosenCycleForm",
    "CloseForm",
    "CommentForm",
    "CycleForm",
    "FeedForm",
    "GiveForm",
    "GoalForm",
    "GoalTableForm",
    "HandOverForm",
    "LeadForm",
    "LeaderForm",
    "ListForm",
    "MeasureForm",
    "MeasurementFileForm",
    "MetricForm",
    "PersonForm",
    "ReasonForm",
    "ReplyForm",
    "SearchForm",
    "TemplateForm",
    "UpdateForm",
    "ViewForm",
    "WhoseNumbersForm",
    "arguments_of",
    "cycle_initial",
    "first_days",
    "forms_of",
    "initial_of",
    "metric_initial",
    "template_initial",
]
