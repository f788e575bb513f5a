"""Tables of this floor; each noun has its module."""

from .cases import LONGEST_REASON, LONGEST_TITLE, LONGEST_WORDS, Case, CaseEvent, CaseReader, PlanLead
from .clocks import ClockStop, Handover, MoreTime, PlanDate
from .concerns import Concern, ConcernWord
from .evidence import Evidence
from .outcomes import LOOKS, Decision, Look
from .plans import Issue, IssueEvidence, Milestone, Plan, PlanVersion, Support, SupportEvent
from .reviews import GateException, Jurisdiction, LegalCheck, PlanReview
from .running import MINUTES, PlanMeeting, Verdict
from .voice import Appeal, PlanRequest, PlanWord, Receipt

__all__ = [
    "LONGEST_REASON",
    "LONGEST_TITLE",
    "LONGEST_WORDS",
    "LOOKS",
    "MINUTES",
    "Appeal",
    "Case",
    "CaseEvent",
    "CaseReader",
    "ClockStop",
    "Concern",
    "ConcernWord",
    "Decision",
    "Evidence",
    "GateException",
    "Handover",
    "Issue",
    "IssueEvidence",
    "Jurisdiction",
    "LegalCheck",
    "Look",
    "Milestone",
    "MoreTime",
    "Plan",
    "PlanDate",
    "PlanLead",
    "PlanMeeting",
    "PlanRequest",
    "PlanReview",
    "PlanVersion",
    "PlanWord",
    "Receipt",
    "Support",
    "SupportEvent",
    "Verdict",
]
