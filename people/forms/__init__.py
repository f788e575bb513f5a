"""Cleaning of input on this floor."""

from .audit import AuditForm
from .calendar import AbsenceForm, HolidayForm, HolidaysForm, HoursForm
from .drafts import MAX_DRAFT, DraftKeyForm
from .employees import HireForm, LeaveForm, ManagerForm, PersonForm, RejoinForm
from .invitations import CodeForm, CodesForm, InviteManyForm, JoinForm, PilotForm
from .organization import SupportForm, SwitchForm, VisibilityForm
from .relations import DottedForm, StandInForm
from .roles import GrantForm
from .sign_in import AppCodeForm, ForgottenForm, PasswordForm, ProofForm, SecondFactorForm, SettingsForm
from .tables import AbsenceListForm, HolidayListForm, RosterChoicesForm, RosterFileForm
from .teams import MergeForm, NewTeamForm, PlaceForm, TeamNameForm
from .tokens import TokenForm

__all__ = [
    "MAX_DRAFT",
    "AbsenceForm",
    "AbsenceListForm",
    "AppCodeForm",
    "AuditForm",
    "CodeForm",
    "CodesForm",
    "DottedForm",
    "DraftKeyForm",
    "ForgottenForm",
    "GrantForm",
    "HireForm",
    "HolidayForm",
    "HolidayListForm",
    "HolidaysForm",
    "HoursForm",
    "InviteManyForm",
    "JoinForm",
    "LeaveForm",
    "ManagerForm",
    "MergeForm",
    "NewTeamForm",
    "PasswordForm",
    "PersonForm",
    "PilotForm",
    "PlaceForm",
    "ProofForm",
    "RejoinForm",
    "RosterChoicesForm",
    "RosterFileForm",
    "SecondFactorForm",
    "SettingsForm",
    "StandInForm",
    "SupportForm",
    "SwitchForm",
    "TeamNameForm",
    "TokenForm",
    "VisibilityForm",
]
