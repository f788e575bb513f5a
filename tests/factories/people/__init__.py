"""Smallest valid rows of this floor, a module for each subject."""

from .audit import AuditEntryFactory, AuditSealFactory
from .days import AbsenceFactory, PublicHolidayFactory, WorkingPatternFactory
from .keys import ApiTokenFactory, InvitationFactory
from .organization import CapabilitySwitchFactory, FirstHourFactory, PilotChoiceFactory, VisibilityChangeFactory
from .persons import (
    AT,
    PASSWORD,
    EmployeeFactory,
    LeavingFactory,
    SearchWordFactory,
    TeamFactory,
    UserFactory,
    hired,
    leave,
)
from .relations import (
    DataRequestFactory,
    DottedLineFactory,
    ReachFactory,
    ReportingLineFactory,
    StandInFactory,
    ToTellFactory,
)
from .roles import (
    LookFactory,
    OperatorFactory,
    RoleGrantFactory,
    SupportSwitchFactory,
    SupportVisitFactory,
    VouchFactory,
)
from .rosters import RosterBeforeFactory, RosterImportFactory, RosterLineBeforeFactory, RosterRowFactory
from .work import (
    DraftFactory,
    FileFactory,
    JobFactory,
    MessageFactory,
    RequestKeyFactory,
    SavedViewFactory,
    ThreadFactory,
    TouchedFactory,
)

__all__ = [
    "AT",
    "PASSWORD",
    "AbsenceFactory",
    "ApiTokenFactory",
    "AuditEntryFactory",
    "AuditSealFactory",
    "CapabilitySwitchFactory",
    "DataRequestFactory",
    "DottedLineFactory",
    "DraftFactory",
    "EmployeeFactory",
    "FileFactory",
    "FirstHourFactory",
    "InvitationFactory",
    "JobFactory",
    "LeavingFactory",
    "LookFactory",
    "MessageFactory",
    "OperatorFactory",
    "PilotChoiceFactory",
    "PublicHolidayFactory",
    "ReachFactory",
    "ReportingLineFactory",
    "RequestKeyFactory",
    "RoleGrantFactory",
    "RosterBeforeFactory",
    "RosterImportFactory",
    "RosterLineBeforeFactory",
    "RosterRowFactory",
    "SavedViewFactory",
    "SearchWordFactory",
    "StandInFactory",
    "SupportSwitchFactory",
    "SupportVisitFactory",
    "TeamFactory",
    "ThreadFactory",
    "ToTellFactory",
    "TouchedFactory",
    "UserFactory",
    "VisibilityChangeFactory",
    "VouchFactory",
    "WorkingPatternFactory",
    "hired",
    "leave",
]
