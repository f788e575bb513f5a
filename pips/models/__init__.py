"""Tables of this floor; each noun has its module."""

from .cases import (
    LONGEST_FIGURE,
    LONGEST_LINE,
    LONGEST_PLACE,
    LONGEST_REASON,
    LONGEST_TITLE,
    LONGEST_WORDS,
    Case,
    CaseEvent,
    CaseReader,
    PlanLead,
)
from .clocks import ClockStop, Handover, MoreTime, PlanDate
from .closing import ENOUGH, ClosingAnswer, ClosingAsked, ClosingBatch
from .concerns import Concern, ConcernWord
from .diagnosis import (
    LONGEST_ASKING,
    LONGEST_REMEDY,
    LONGEST_SAYING,
    LONGEST_WHAT,
    ChosenRemedy,
    Diagnosis,
    DiagnosisSide,
    Remedy,
    UnitCount,
)
from .effects import Effect
from .evidence import Evidence
from .findings import Finding, FindingEvent, FindingEvidence
from .helping import HelpRequest, HelpWord
from .keeping import KeepingPeriod, LegalHold, Packet
from .outcomes import LOOKS, Decision, Look
from .plans import LENGTHS, Issue, IssueEvidence, Milestone, Plan, PlanVersion, Support, SupportEvent
from .reviews import GateException, Jurisdiction, LegalCheck, PlanReview
from .running import LONGEST_COMPANY, MINUTES, PlanMeeting, Verdict
from .teams import TEAM_PLAN_OPEN, Amendment, ResourceRequest, TeamPlan, TeamPlanOwed, TeamPlanVersion
from .voice import Appeal, PlanRequest, PlanWord, Receipt
from .year_after import ENOUGH_YEARS, YearAfter, YearBatch

__all__ = [
    "ENOUGH",
    "ENOUGH_YEARS",
    "LENGTHS",
    "LONGEST_ASKING",
    "LONGEST_COMPANY",
    "LONGEST_FIGURE",
    "LONGEST_LINE",
    "LONGEST_PLACE",
    "LONGEST_REASON",
    "LONGEST_REMEDY",
    "LONGEST_SAYING",
    "LONGEST_TITLE",
    "LONGEST_WHAT",
    "LONGEST_WORDS",
    "LOOKS",
    "MINUTES",
    "TEAM_PLAN_OPEN",
    "Amendment",
    "Appeal",
    "Case",
    "CaseEvent",
    "CaseReader",
    "ChosenRemedy",
    "ClockStop",
    "ClosingAnswer",
    "ClosingAsked",
    "ClosingBatch",
    "Concern",
    "ConcernWord",
    "Decision",
    "Diagnosis",
    "DiagnosisSide",
    "Effect",
    "Evidence",
    "Finding",
    "FindingEvent",
    "FindingEvidence",
    "GateException",
    "Handover",
    "HelpRequest",
    "HelpWord",
    "Issue",
    "IssueEvidence",
    "Jurisdiction",
    "KeepingPeriod",
    "LegalCheck",
    "LegalHold",
    "Look",
    "Milestone",
    "MoreTime",
    "Packet",
    "Plan",
    "PlanDate",
    "PlanLead",
    "PlanMeeting",
    "PlanRequest",
    "PlanReview",
    "PlanVersion",
    "PlanWord",
    "Receipt",
    "Remedy",
    "ResourceRequest",
    "Support",
    "SupportEvent",
    "TeamPlan",
    "TeamPlanOwed",
    "TeamPlanVersion",
    "UnitCount",
    "Verdict",
    "YearAfter",
    "YearBatch",
]
