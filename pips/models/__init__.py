"""Tables of this floor; each noun has its module."""

from .cases import LONGEST_REASON, LONGEST_TITLE, LONGEST_WORDS, Case, CaseEvent, CaseReader, PlanLead
from .concerns import Concern, ConcernWord
from .evidence import Evidence
from .plans import Issue, IssueEvidence, Milestone, Plan, PlanVersion, Support
from .reviews import GateException, Jurisdiction, LegalCheck, PlanReview
from .voice import Appeal, PlanRequest, PlanWord, Receipt

__all__ = [
    "LONGEST_REASON",
    "LONGEST_TITLE",
    "LONGEST_WORDS",
    "Appeal",
    "Case",
    "CaseEvent",
    "CaseReader",
    "Concern",
    "ConcernWord",
    "Evidence",
    "GateException",
    "Issue",
    "IssueEvidence",
    "Jurisdiction",
    "LegalCheck",
    "Milestone",
    "Plan",
    "PlanLead",
    "PlanRequest",
    "PlanReview",
    "PlanVersion",
    "PlanWord",
    "Receipt",
    "Support",
]
