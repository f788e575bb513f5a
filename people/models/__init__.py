"""Tables of this floor, by noun."""

from .capabilities import CapabilitySwitch
from .data_requests import DataRequest
from .days import Absence, PublicHoliday, WorkingPattern
from .employees import Employee, Reach, ReportingLine, SearchWord, Team
from .first_hour import FirstHour, Look, PilotChoice
from .organizations import Organization, User
from .promises import VisibilityChange
from .records import AuditEntry, AuditSeal, Touched
from .relations import DottedLine, Leaving, StandIn, ToTell
from .rights import Invitation, RoleGrant, Vouch
from .rosters import RosterBefore, RosterImport, RosterLineBefore, RosterRow
from .sessions import AccountLetter, Recovery, Session
from .support import Operator, SupportSwitch, SupportVisit
from .tokens import ApiToken
from .work import Draft, File, Job, Message, RequestKey, SavedView, Thread

__all__ = [
    "Absence",
    "AccountLetter",
    "ApiToken",
    "AuditEntry",
    "AuditSeal",
    "CapabilitySwitch",
    "DataRequest",
    "DottedLine",
    "Draft",
    "Employee",
    "File",
    "FirstHour",
    "Invitation",
    "Job",
    "Leaving",
    "Look",
    "Message",
    "Operator",
    "Organization",
    "PilotChoice",
    "PublicHoliday",
    "Reach",
    "Recovery",
    "ReportingLine",
    "RequestKey",
    "RoleGrant",
    "RosterBefore",
    "RosterImport",
    "RosterLineBefore",
    "RosterRow",
    "SavedView",
    "SearchWord",
    "Session",
    "StandIn",
    "SupportSwitch",
    "SupportVisit",
    "Team",
    "Thread",
    "ToTell",
    "Touched",
    "User",
    "VisibilityChange",
    "Vouch",
    "WorkingPattern",
]
