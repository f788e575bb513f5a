"""Who may see and do what, for everything on this floor. The only package that knows what a role is for."""

from .actors import SYSTEM, Actor
from .audit import own_audit, visible_audit
from .capabilities import get_switch
from .conflicts import (
    conflicts_of,
    handled_employees,
    handlers_of,
    handles,
    in_conflict,
    teams_above,
    within_teams_above,
)
from .days import AWAY, absences_entered_by, get_absence, get_holiday, get_hours, visible_absences
from .employees import employed, get_employee, get_person_of, get_self, planned_leaving, visible_employees
from .jobs import get_job, get_roster, visible_jobs, visible_rosters
from .lines import (
    dotted_lines,
    dotted_now,
    get_dotted_line,
    has_manager,
    has_reports,
    is_above,
    is_manager_of,
    leads_dotted,
    managed_by,
    sees_dotted,
    share_a_manager,
    visible_lines,
)
from .looks import get_look, leads_somebody_who_joined, not_joined
from .marks import EXPORTS, WEIGHTY, ends_support, export, public, recent, weighty
from .promises import promises_of, promises_of_all
from .roles import (
    get_grant,
    hr_leads,
    is_for_a_team,
    is_guarded,
    is_hr,
    leads_hr,
    not_owners,
    owners,
    partner_teams,
    roles_of,
    teams_below,
)
from .saved import get_own_view, own_views
from .stand_ins import acting_for, acts_for, get_stand_in
from .support import get_visit, own_drafts
from .teams import get_team, get_team_to_arrange
from .tokens import get_token, visible_tokens
from .verbs import AUDIT_ACTS, ORGANIZATION_ACTS, acts, require

__all__ = [
    "AUDIT_ACTS",
    "AWAY",
    "EXPORTS",
    "ORGANIZATION_ACTS",
    "SYSTEM",
    "WEIGHTY",
    "Actor",
    "absences_entered_by",
    "acting_for",
    "acts",
    "acts_for",
    "conflicts_of",
    "dotted_lines",
    "dotted_now",
    "employed",
    "ends_support",
    "export",
    "get_absence",
    "get_dotted_line",
    "get_employee",
    "get_grant",
    "get_holiday",
    "get_hours",
    "get_job",
    "get_look",
    "get_own_view",
    "get_person_of",
    "get_roster",
    "get_self",
    "get_stand_in",
    "get_switch",
    "get_team",
    "get_team_to_arrange",
    "get_token",
    "get_visit",
    "handled_employees",
    "handlers_of",
    "handles",
    "has_manager",
    "has_reports",
    "hr_leads",
    "in_conflict",
    "is_above",
    "is_for_a_team",
    "is_guarded",
    "is_hr",
    "is_manager_of",
    "leads_dotted",
    "leads_hr",
    "leads_somebody_who_joined",
    "managed_by",
    "not_joined",
    "not_owners",
    "own_audit",
    "own_drafts",
    "own_views",
    "owners",
    "partner_teams",
    "planned_leaving",
    "promises_of",
    "promises_of_all",
    "public",
    "recent",
    "require",
    "roles_of",
    "sees_dotted",
    "share_a_manager",
    "teams_above",
    "teams_below",
    "visible_absences",
    "visible_audit",
    "visible_employees",
    "visible_jobs",
    "visible_lines",
    "visible_rosters",
    "visible_tokens",
    "weighty",
    "within_teams_above",
]
