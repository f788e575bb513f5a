"""Tables of this floor; each noun has its module."""

from .cases import Case, CaseEvent, CaseReader, PlanLead
from .concerns import Concern, ConcernWord
from .evidence import Evidence
from .plans import Issue, IssueEvidence, Plan, PlanVersion, Support

__all__ = [
    "Case",
    "CaseEvent",
    "CaseReader",
    "Concern",
    "ConcernWord",
    "Evidence",
    "Issue",
    "IssueEvidence",
    "Plan",
    "PlanLead",
    "PlanVersion",
    "Support",
]
