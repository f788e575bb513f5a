"""Tables of this floor, by noun."""

from .capabilities import CapabilitySwitch
from .days import Absence, PublicHoliday, WorkingPattern
from .employees import Employee, Reach, ReportingLine, SearchWord, Team
from .organizations import Organization, User
from .promises import VisibilityChange
from .records import AuditEntry, AuditSeal, Touched
from .relations import DottedLine, Leaving, StandIn, ToTell
from .rights import Invitation, RoleGrant
from .rosters import RosterBefore, RosterImport, RosterLineBefore, RosterRow
from .tokens import ApiToken
from .work import Draft, File, Job, Message, RequestKey, SavedView, Thread

__all__ = [
    "Absence",
    "ApiToken",
    "AuditEntry",
    "AuditSeal",
    "CapabilitySwitch",
    "DottedLine",
    "Draft",
    "Employee",
    "File",
    "Invitation",
    "Job",
    "Leaving",
    "Message",
    "Organization",
    "PublicHoliday",
    "Reach",
    "ReportingLine",
    "RequestKey",
    "RoleGrant",
    "RosterBefore",
    "RosterImport",
    "RosterLineBefore",
    "RosterRow",
    "SavedView",
    "SearchWord",
    "StandIn",
    "Team",
    "Thread",
    "ToTell",
    "Touched",
    "User",
    "VisibilityChange",
    "WorkingPattern",
]
