"""Tables of this floor."""

from .alignment import DEEPEST, Alignment
from .bulk import GoalImport, GoalImportRow
from .cycles import CADENCE_DAYS, USUAL_EDIT_FRACTION, GoalCycle
from .followers import Following, GoalReaction
from .giving import Giving, GivingPerson
from .key_results import LONGEST_UNIT, MOST_KEY_RESULTS, MOST_MILESTONES, KeyResult, Milestone, read_step, written_step
from .library import LONGEST_GROUP, GoalTemplate, TemplateKeyResult
from .metrics import (
    LONGEST_ABOUT,
    LONGEST_CATEGORY,
    LONGEST_FILE,
    LONGEST_NAME,
    LONGEST_SOURCE,
    Feed,
    Measurement,
    MeasurementFile,
    Metric,
    MetricAudience,
    MetricQuerySet,
)
from .objectives import (
    LONGEST_REASON,
    LONGEST_TITLE,
    LONGEST_WHY,
    GoalAudience,
    GoalEvent,
    GoalOwner,
    Objective,
    ObjectiveQuerySet,
)
from .requests import AlignmentRequest
from .updates import LONGEST_COMMENT, GoalReply, GoalUpdate, GoalValue

__all__ = [
    "CADENCE_DAYS",
    "DEEPEST",
    "LONGEST_ABOUT",
    "LONGEST_CATEGORY",
    "LONGEST_COMMENT",
    "LONGEST_FILE",
    "LONGEST_GROUP",
    "LONGEST_NAME",
    "LONGEST_REASON",
    "LONGEST_SOURCE",
    "LONGEST_TITLE",
    "LONGEST_UNIT",
    "LONGEST_WHY",
    "MOST_KEY_RESULTS",
    "MOST_MILESTONES",
    "USUAL_EDIT_FRACTION",
    "Alignment",
    "AlignmentRequest",
    "Feed",
    "Following",
    "Giving",
    "GivingPerson",
    "GoalAudience",
    "GoalCycle",
    "GoalEvent",
    "GoalImport",
    "GoalImportRow",
    "GoalOwner",
    "GoalReaction",
    "GoalReply",
    "GoalTemplate",
    "GoalUpdate",
    "GoalValue",
    "KeyResult",
    "Measurement",
    "MeasurementFile",
    "Metric",
    "MetricAudience",
    "MetricQuerySet",
    "Milestone",
    "Objective",
    "ObjectiveQuerySet",
    "TemplateKeyResult",
    "read_step",
    "written_step",
]
