"""Which verbs are open to whom now. Rules require them, pages show them, the API lists them."""

from collections.abc import Set

from perfhub.kernel.errors import Refused, StaleMove

from ..models import ApiToken, Employee, Job, SupportVisit
from ..states import EmployeeState, Role
from .actors import SYSTEM, Actor
from .conflicts import in_conflict
from .lines import is_manager_of
from .roles import holds, is_hr, leads_hr
from .support import ends

Subject = Employee | Job | ApiToken | SupportVisit | None


#: What is done for the whole organization.
ORGANIZATION_ACTS = frozenset(
    {"hire", "import_roster", "grant", "invite", "holidays", "import_absences", "oversee_tokens", "choose_visibility"}
    | {"answer_data_requests", "switch", "arrange_teams", "choose_pilot", "put_away", "look_as", "oversee_support"}
)


#: What is done with the audit as a whole.
AUDIT_ACTS = frozenset({"search_audit", "export_audit", "verify_audit"})


def _for_the_organization(viewer: Employee) -> Set[str]:
    if leads_hr(viewer):
        return ORGANIZATION_ACTS | AUDIT_ACTS
    if holds(viewer, Role.AUDITOR):
        return AUDIT_ACTS
    return {"search_audit", "export_audit"} if holds(viewer, Role.HR_PARTNER) else frozenset()


def acts(viewer: Actor, subject: Subject = None) -> Set[str]:
    """The verbs open to this viewer now: on an employee, a job, or (without subject) the organization."""
    if viewer is SYSTEM:
        return {
            *("hire", "change", "report_to", "leave", "rejoin", "grant", "invite"),
            *("import_roster", "cancel_job", "be_away", "set_hours", "holidays", "issue_token", "revoke_token"),
            *("choose_visibility", "import_absences", "name_stand_in", "draw_dots"),
            *("switch", "arrange_teams", "choose_pilot", "put_away", "open_visit", "oversee_support", "end_visit"),
        }
    assert isinstance(viewer, Employee)
    if viewer.state != EmployeeState.ACTIVE:
        return frozenset()
    if subject is None:
        return _for_the_organization(viewer)
    if isinstance(subject, Job):
        return {"cancel_job"} if subject.started_by_id == viewer.pk or leads_hr(viewer) else frozenset()
    if isinstance(subject, SupportVisit):
        return {"end_visit"} if ends(viewer, subject) else frozenset()
    if isinstance(subject, ApiToken):
        return {"revoke_token"} if subject.employee_id == viewer.pk or leads_hr(viewer) else frozenset()
    verbs = _of_person(viewer, subject)
    if subject.state == EmployeeState.LEFT:
        return verbs & {"change", "rejoin"}
    return verbs - {"rejoin"}


def _of_person(viewer: Employee, subject: Employee) -> Set[str]:
    """What this viewer may do about somebody, whether employed or not."""
    verbs = {"issue_token"} if viewer.pk == subject.pk else set()
    if is_hr(viewer, subject):
        verbs |= {"change", "report_to", "leave", "rejoin", "invite"}
        if not in_conflict(viewer, subject):
            verbs |= {"be_away", "set_hours", "name_stand_in", "draw_dots"}
            verbs |= {"grant"} if leads_hr(viewer) else set()
            verbs |= {"vouch"} if leads_hr(viewer) and subject.user_id is not None else set()
        elif viewer.pk != subject.pk:  # nobody ends the employment of who is above
            verbs -= {"leave"}
    is_manager = is_manager_of(viewer, subject)
    if viewer.pk == subject.pk or is_manager:
        verbs |= {"be_away", "set_hours"}
    if is_manager:
        verbs |= {"draw_dots"}
    if viewer.pk == subject.pk:
        verbs |= {"name_stand_in"}
    return verbs


def require(act: str, viewer: Actor, subject: Subject = None) -> None:
    """Raise `Refused` unless the act is open to this viewer now; `StaleMove` where only its time is over."""
    if act in acts(viewer, subject):
        return
    if isinstance(viewer, Employee) and isinstance(subject, Employee) and viewer.state == EmployeeState.ACTIVE:
        over = act in _of_person(viewer, subject)
        raise StaleMove if over else Refused
    raise Refused
