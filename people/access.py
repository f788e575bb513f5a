"""Who may see and do what, for everything on this floor. The only module that knows what a role is for."""

from collections.abc import Callable, Iterable, Mapping, Set
from datetime import datetime, timedelta
from typing import Final

from django.db import connection
from django.db.models import Q
from django.http import Http404

from perfhub.kernel import clock, slots
from perfhub.kernel.errors import Refused, StaleMove
from perfhub.kernel.limits import Limit
from perfhub.kernel.promises import Decision, Promises

from .models import (
    Absence,
    ApiToken,
    AuditEntry,
    CapabilitySwitch,
    DottedLine,
    Employee,
    Invitation,
    Job,
    Leaving,
    Look,
    PublicHoliday,
    Reach,
    ReportingLine,
    RoleGrant,
    RosterImport,
    StandIn,
    SupportVisit,
    Team,
    VisibilityChange,
    WorkingPattern,
)
from .states import EmployeeState, InvitationState, LeavingState, Role


class System:
    """Who acts when nobody does: the clock, or an operator's command. Audited as nobody."""

    pk = None

    def __repr__(self):
        return "SYSTEM"


SYSTEM: Final = System()
Actor = Employee | System

Subject = Employee | Job | ApiToken | SupportVisit | None

Held = frozenset[tuple[str, int | None]]


def roles_of(viewer: Employee) -> Held:
    """The (role, team) pairs an employee holds now; read once per request with the viewer."""
    if (held := getattr(viewer, "held_roles", None)) is None:
        held = viewer.held_roles = frozenset(  # type: ignore[attr-defined]
            RoleGrant.objects.filter(employee=viewer, end_at__isnull=True).values_list("role", "team_id")
        )
    return held


def _holds(viewer: Employee, *roles: str) -> bool:
    return any(role in roles for role, _team in roles_of(viewer))


def leads_hr(viewer: Actor) -> bool:
    """Administers people for the whole organization."""
    return isinstance(viewer, Employee) and _holds(viewer, Role.OWNER, Role.HR_ADMIN)


def is_hr(viewer: Employee, employee: Employee) -> bool:
    """Administers this employee: an HR admin or owner for all, an HR partner within the own teams."""
    return leads_hr(viewer) or (employee.team_id is not None and employee.team_id in partner_teams(viewer))


def conflicts_of(viewer: Employee) -> set[int]:
    """The keys of those about whom this viewer decides and reads nothing confidential by a role: oneself, and
    everybody above in the own reporting line.

    The whole line, not the direct manager alone: what is decided about one of them decides who stands above oneself.
    """
    return {viewer.pk, *Reach.objects.filter(employee=viewer).values_list("manager_id", flat=True)}


def in_conflict(viewer: Employee, employee: Employee) -> bool:
    """Is this oneself, or somebody above oneself?"""
    return viewer.pk == employee.pk or is_above(employee, viewer)


def handles(viewer: Employee, employee: Employee) -> bool:
    """Reads and decides what is confidential about an employee by a role: whoever administers them (an HR partner
    within the own teams), but nobody about themselves or those above. Every confidential floor asks this."""
    return is_hr(viewer, employee) and not in_conflict(viewer, employee)


def handled_employees(viewer: Employee):
    """The employees whose confidential records this viewer handles; for lists."""
    rows = Employee.objects.exclude(pk__in=conflicts_of(viewer))
    if leads_hr(viewer):
        return rows
    return rows.filter(team__in=teams) if (teams := partner_teams(viewer)) else rows.none()


def absences_entered_by(viewer: Employee, ids: Iterable[int]) -> set[int]:
    """Of these employees, those whose absences the viewer may enter: as `acts` says "be_away" of each."""
    reports = Reach.objects.filter(manager=viewer, depth=1).values("employee")
    own = Q(pk=viewer.pk) | Q(pk__in=reports) | Q(pk__in=handled_employees(viewer).values("pk"))
    return set(Employee.objects.filter(own, pk__in=list(ids)).values_list("pk", flat=True))


def handlers_of(employee: Employee):
    """Who handles what is confidential about an employee: everybody of whom `handles` is true."""
    grants = RoleGrant.objects.filter(end_at__isnull=True)
    leading = grants.filter(role__in=[Role.OWNER, Role.HR_ADMIN]).values("employee")
    partners = grants.filter(role=Role.HR_PARTNER, team__in=_teams_above(employee.team_id)).values("employee")
    below = Reach.objects.filter(manager=employee).values("employee")
    rows = Employee.objects.active().filter(Q(pk__in=leading) | Q(pk__in=partners))
    return rows.exclude(pk=employee.pk).exclude(pk__in=below)


def _teams_above(team: int | None) -> list[int]:
    """A team and all it is part of."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH RECURSIVE up AS (
                SELECT id, parent_id FROM people_team WHERE id = %s
                UNION SELECT t.id, t.parent_id FROM people_team t JOIN up ON t.id = up.parent_id
            ) SELECT id FROM up
            """,
            [team],
        )
        return [pk for (pk,) in cursor.fetchall()]


def visible_audit(viewer: Employee):
    """The lines of the audit a viewer may search: an HR admin, owner or auditor all, an HR partner those about the
    own teams. Nobody finds there who read or did what about themselves or those above: that is what the page of who
    has seen one's own records is for, the same for everybody."""
    conflicts = conflicts_of(viewer)
    if leads_hr(viewer) or _holds(viewer, Role.AUDITOR):
        return AuditEntry.objects.exclude(employee__in=conflicts)
    if teams := partner_teams(viewer):
        return AuditEntry.objects.filter(employee__team__in=teams).exclude(employee__in=conflicts)
    return AuditEntry.objects.none()


def own_audit(viewer: Employee):
    """Who else did or saw what of the viewer's own records."""
    return AuditEntry.objects.filter(employee=viewer).exclude(by=viewer)


def is_guarded(viewer: Employee) -> bool:
    """Holds a role that opens more than the own work: its sign-in rests early and asks for a second factor.

    Auditors too: they change nothing, but see of everybody who did and saw what.
    """
    return bool(roles_of(viewer)) or viewer.visit is not None


def is_for_a_team(role: str) -> bool:
    """Is this role held for one team, and those below it, only?"""
    return role == Role.HR_PARTNER


def owners() -> list[int]:
    """Who owns the organization now; their keys."""
    held = RoleGrant.objects.filter(role=Role.OWNER, end_at__isnull=True)
    return list(held.order_by("employee_id").values_list("employee_id", flat=True))


def not_owners():
    """Everybody employed now who does not own the organization: for whom it is made."""
    held = RoleGrant.objects.filter(role=Role.OWNER, end_at__isnull=True)
    return Employee.objects.active().exclude(pk__in=held.values("employee"))


def hr_leads() -> list[int]:
    """Who administers people for the whole organization now; their keys."""
    held = RoleGrant.objects.filter(role__in=(Role.OWNER, Role.HR_ADMIN), end_at__isnull=True)
    return list(held.order_by("employee_id").values_list("employee_id", flat=True).distinct())


def partner_teams(viewer: Employee) -> Set[int]:
    """The teams an HR partner looks after, with all below them."""
    tops = [team for role, team in roles_of(viewer) if role == Role.HR_PARTNER]
    if not tops:
        return frozenset()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH RECURSIVE below AS (
                SELECT id FROM people_team WHERE id = ANY (%s)
                UNION SELECT t.id FROM people_team t JOIN below b ON t.parent_id = b.id
            ) SELECT id FROM below
            """,
            [tops],
        )
        return frozenset(pk for (pk,) in cursor.fetchall())


def is_manager_of(viewer: Employee, employee: Employee) -> bool:
    """Directly above, by the line in force now."""
    return Reach.objects.filter(manager=viewer, employee=employee, depth=1).exists()


def has_reports(viewer: Employee) -> bool:
    """Whether anybody reports to a viewer, by the lines in force now; read with the viewer."""
    if (found := getattr(viewer, "leads_people", None)) is None:
        return Reach.objects.filter(manager=viewer, depth=1).exists()
    return found


def has_manager(viewer: Employee) -> bool:
    """Whether a viewer reports to anybody, by the line in force now; read with the viewer."""
    if (found := getattr(viewer, "is_led", None)) is None:
        return Reach.objects.filter(employee=viewer, depth=1).exists()
    return found


def managed_by(manager: Employee):
    """The direct reports, by the line in force now."""
    return Employee.objects.active().reports_of(manager)


def acts_for(viewer: Actor) -> Mapping[int, datetime]:
    """The managers for whom a viewer stands in now, each with the moment since when; read with the viewer.

    A stand-in sees what is open and decides in the manager's place; nothing of the time before, and nothing of
    himself or herself.
    """
    if not isinstance(viewer, Employee) or viewer.state != EmployeeState.ACTIVE:
        return {}
    if (found := getattr(viewer, "stands_in_for", None)) is None:
        rows = StandIn.objects.in_force(clock.now()).filter(stand_in=viewer)
        found = viewer.stands_in_for = dict(rows.values_list("manager", "start_at"))  # type: ignore[attr-defined]
    return found


def acting_for(viewer: Actor, employee_id: int) -> int | None:
    """In whose place a viewer acts towards an employee: the direct manager's, unless one is that or oneself."""
    managers = acts_for(viewer)
    if not managers or viewer.pk == employee_id:
        return None
    line = Reach.objects.filter(employee=employee_id, depth=1, manager__in=list(managers))
    return line.values_list("manager", flat=True).first()


def leads_dotted(viewer: Employee, employee: Employee, *, on) -> bool:
    """Leads a part of the employee's work on a day. Grants nothing by itself: only what is shared is seen."""
    return dotted_now(on=on).filter(employee=employee, manager=viewer).exists()


def dotted_now(*, on):
    """The dotted lines in force on a day."""
    return dotted_lines(on=on).filter(start_date__lte=on)


def dotted_lines(*, on):
    """Those in force on a day, or still to come."""
    return DottedLine.objects.filter(Q(end_date__isnull=True) | Q(end_date__gte=on))


def is_above(viewer: Employee, employee: Employee) -> bool:
    """Anywhere above in the reporting line in force now."""
    return Reach.objects.filter(manager=viewer, employee=employee).exists()


def visible_employees(viewer: Employee):
    """The directory: everybody employed; who has left is seen by whoever administers them."""
    rows = Employee.objects.all()
    if leads_hr(viewer):
        return rows
    if teams := partner_teams(viewer):
        return rows.filter(Q(state=EmployeeState.ACTIVE) | Q(team__in=teams))
    return rows.active()


def employed():
    """Everybody employed now: who may be named as a manager."""
    return Employee.objects.active()


def get_employee(viewer: Employee, pk: int) -> Employee:
    employee = visible_employees(viewer).select_related("team").filter(pk=pk).first()
    if employee is None:
        raise Http404
    return employee


def get_team(viewer: Employee, pk: int) -> Team:
    """Everybody sees the teams."""
    team = Team.objects.filter(pk=pk).first()
    if team is None:
        raise Http404
    return team


def visible_lines(viewer: Employee):
    """Who reports to whom now, for everybody; who did, of oneself, those below and those one administers."""
    rows = ReportingLine.objects.all()
    if leads_hr(viewer):
        return rows
    now = Q(end_date__isnull=True, employee__state=EmployeeState.ACTIVE)
    below = Employee.objects.below(viewer).values("pk")
    return rows.filter(
        now | Q(employee=viewer) | Q(employee__in=below) | Q(employee__team__in=list(partner_teams(viewer)))
    )


def visible_rosters(viewer: Employee):
    """The uploaded rosters, the newest first; without the files themselves."""
    rows = RosterImport.objects.select_related("job", "file", "started_by").defer("file__content")
    return rows.order_by("-uploaded_at", "-pk") if leads_hr(viewer) else rows.none()


def get_roster(viewer: Employee, pk: int) -> RosterImport:
    """A roster is seen by whoever may import one."""
    roster = visible_rosters(viewer).filter(pk=pk).first()
    if roster is None:
        raise Http404
    return roster


def get_person_of(viewer: Employee, pk: int) -> Employee:
    """An employee whose absences this viewer may see: oneself, those below, and those one administers."""
    employee = get_employee(viewer, pk)
    if viewer.pk != employee.pk and not is_above(viewer, employee) and not handles(viewer, employee):
        raise Http404
    return employee


def get_absence(viewer: Employee, employee: Employee, pk: int) -> Absence:
    absence = Absence.objects.select_related("employee").filter(pk=pk, employee=employee).first()
    if absence is None:
        raise Http404
    return absence


def get_hours(viewer: Employee, employee: Employee, pk: int) -> WorkingPattern:
    """Working hours of somebody whose absences this viewer may see (`get_person_of`)."""
    pattern = WorkingPattern.objects.select_related("employee").filter(pk=pk, employee=employee).first()
    if pattern is None:
        raise Http404
    return pattern


def promises_of(setting: str) -> Promises:
    """What was promised in this organization about a setting of the slot "visibility"; one statement."""
    return promises_of_all([setting])[setting]


def promises_of_all(settings: Iterable[str]) -> dict[str, Promises]:
    """The same for several settings, in one statement."""
    decisions: dict[str, list[Decision]] = {name: [] for name in settings}
    rows = VisibilityChange.objects.filter(setting__in=decisions).order_by("decided_at", "pk")
    for row in rows.only("setting", "value", "decided_at", "effective_at"):
        decisions[row.setting].append(Decision(row.value, row.decided_at, row.effective_at))
    return {name: Promises(slots.provider("visibility", name), tuple(made)) for name, made in decisions.items()}


AWAY = "people.away"  # the setting: who sees that somebody is away


def visible_absences(viewer: Employee, employee: Employee, *, at: datetime):
    """The absences of an employee that this viewer may see: each as widely as was promised when it was entered."""
    rows = Absence.objects.filter(employee=employee)
    if viewer.pk == employee.pk or is_above(viewer, employee) or handles(viewer, employee):
        return rows
    promises = promises_of(AWAY)
    width = "team" if promises.decisions and share_a_manager(viewer, employee) else "everybody"
    since = promises.since(width, at=at)
    return rows.none() if since is None else rows.filter(entered_at__gte=since)


def share_a_manager(viewer: Employee, employee: Employee) -> bool:
    """Both report to the same manager, by the lines in force now."""
    above = Reach.objects.filter(depth=1, employee=viewer).values("manager")
    return Reach.objects.filter(depth=1, employee=employee, manager__in=above).exists()


def get_stand_in(viewer: Employee, manager: Employee, pk: int) -> StandIn:
    """A stand-in of a manager, for whoever may name one or is it."""
    found = StandIn.objects.select_related("manager", "stand_in").filter(pk=pk, manager=manager).first()
    if found is None or ("name_stand_in" not in acts(viewer, manager) and found.stand_in_id != viewer.pk):
        raise Http404
    return found


def get_dotted_line(viewer: Employee, employee: Employee, pk: int) -> DottedLine:
    found = DottedLine.objects.select_related("employee", "manager").filter(pk=pk, employee=employee).first()
    if found is None or not sees_dotted(viewer, employee):
        raise Http404
    return found


def sees_dotted(viewer: Employee, employee: Employee) -> bool:
    """The employee, the direct manager and HR see all dotted lines; who is at the end of one sees that one."""
    return viewer.pk == employee.pk or is_hr(viewer, employee) or is_manager_of(viewer, employee)


def planned_leaving(viewer: Employee, employee: Employee) -> Leaving | None:
    """A last day that is still to come: seen by the employee, the direct manager and HR, and by nobody else."""
    if viewer.pk != employee.pk and not is_hr(viewer, employee) and not is_manager_of(viewer, employee):
        return None
    return Leaving.objects.filter(employee=employee, state=LeavingState.PLANNED).first()


def get_self(viewer: Employee, pk: int) -> Employee:
    """What is one's own business alone."""
    if viewer.pk != pk:
        raise Http404
    return get_employee(viewer, pk)


def get_holiday(viewer: Employee, pk: int) -> PublicHoliday:
    """Everybody sees the public holidays."""
    holiday = PublicHoliday.objects.filter(pk=pk).first()
    if holiday is None:
        raise Http404
    return holiday


def get_grant(viewer: Employee, employee: Employee, pk: int) -> RoleGrant:
    """A role somebody holds now; seen by whoever may give roles."""
    held = RoleGrant.objects.select_related("employee", "team").filter(pk=pk, employee=employee, end_at=None).first()
    if held is None or not leads_hr(viewer):
        raise Http404
    return held


def visible_jobs(viewer: Employee):
    """Long work one started; all of it for whoever leads HR."""
    return Job.objects.all() if leads_hr(viewer) else Job.objects.filter(started_by=viewer)


def get_team_to_arrange(viewer: Employee, pk: int) -> Team:
    """A team, in use or retired, for whoever arranges them."""
    team = Team.objects.select_related("parent").filter(pk=pk).first()
    if team is None or not leads_hr(viewer):
        raise Http404
    return team


def get_switch(viewer: Employee, pk: int) -> CapabilitySwitch:
    """What was said about a capability; seen by whoever may switch it."""
    said = CapabilitySwitch.objects.filter(pk=pk).first()
    if said is None or not leads_hr(viewer):
        raise Http404
    return said


def not_joined():
    """Employed, never had a sign-in here, and holds no role: who can be looked as before anybody is invited."""
    came = Invitation.objects.filter(state=InvitationState.ACCEPTED).values("employee")
    held = RoleGrant.objects.filter(end_at__isnull=True).values("employee")
    return Employee.objects.active().filter(user__isnull=True).exclude(pk__in=came).exclude(pk__in=held)


def leads_somebody_who_joined(employee: Employee) -> bool:
    """Does anybody with a sign-in report to this employee, directly or further down, or to whom this one stands in?"""
    managers = [
        employee.pk,
        *StandIn.objects.in_force(clock.now()).filter(stand_in=employee).values_list("manager", flat=True),
    ]
    return Reach.objects.filter(manager__in=managers, employee__user__isnull=False).exists()


def get_look(viewer: Employee, pk: int) -> Look:
    """One's own look at the pages of somebody else."""
    look = Look.objects.select_related("employee").filter(pk=pk, by=viewer).first()
    if look is None or not leads_hr(viewer):
        raise Http404
    return look


def get_job(viewer: Employee, pk: int) -> Job:
    """A job is seen by whoever started it, and by HR admins."""
    job = Job.objects.filter(pk=pk).first()
    if job is None or (job.started_by_id != viewer.pk and not leads_hr(viewer)):
        raise Http404
    return job


def visible_tokens(viewer: Employee):
    """Which tokens there are, never the tokens themselves: one's own; of all, for whoever leads HR."""
    rows = ApiToken.objects.select_related("employee", "revoked_by")
    return rows if leads_hr(viewer) else rows.filter(employee=viewer)


def get_token(viewer: Employee, pk: int) -> ApiToken:
    token = visible_tokens(viewer).filter(pk=pk).first()
    if token is None:
        raise Http404
    return token


def get_visit(viewer: Employee, pk: int) -> SupportVisit:
    """A visit of support: for whoever looks in, the employee it is seen as, and who leads HR."""
    visit = SupportVisit.objects.select_related("seen_as", "operator").filter(pk=pk).first()
    if visit is None or not _ends(viewer, visit):
        raise Http404
    return visit


def _ends(viewer: Employee, visit: SupportVisit) -> bool:
    if viewer.visit is not None:
        return viewer.visit.pk == visit.pk
    return viewer.pk == visit.seen_as_id or leads_hr(viewer)


#: What is done for the whole organization.
ORGANIZATION_ACTS = frozenset(
    {"hire", "import_roster", "grant", "invite", "holidays", "import_absences", "oversee_tokens", "choose_visibility"}
    | {"switch", "arrange_teams", "choose_pilot", "put_away", "look_as", "oversee_support"}
)


#: What is done with the audit as a whole.
AUDIT_ACTS = frozenset({"search_audit", "export_audit", "verify_audit"})


def _for_the_organization(viewer: Employee) -> Set[str]:
    if leads_hr(viewer):
        return ORGANIZATION_ACTS | AUDIT_ACTS
    if _holds(viewer, Role.AUDITOR):
        return AUDIT_ACTS
    return {"search_audit", "export_audit"} if _holds(viewer, Role.HR_PARTNER) else frozenset()


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
        return {"end_visit"} if _ends(viewer, subject) else frozenset()
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


def ends_support(view: Callable) -> Callable:
    """Mark the one act that whoever looks in for support may do: to end that."""
    view.ends_support = True  # type: ignore[attr-defined]  # the door asks for it
    return view


def public(view: Callable) -> Callable:
    """Mark a view below an organization's address that needs no sign-in; each use says why."""
    view.public = True  # type: ignore[attr-defined]  # the access table asks for it
    return view


WEIGHTY = timedelta(hours=3)


def weighty(view: Callable) -> Callable:
    """Mark a view whose reader was surely the user within the last three hours; else it asks "is it still you?" first.

    For exports, and whatever tells more than one's own week: reviews, concerns, plans, diagnosis. Light pages stay
    open for thirty days on a device, unless one holds a role (`is_guarded`).
    """
    view.proof_within = WEIGHTY  # type: ignore[attr-defined]  # the door asks for it
    return view


EXPORTS = Limit("export", times=5, seconds=3600, open_when_down=True)


def export(view: Callable) -> Callable:
    """Mark a view that gives many people's figures away as a file: weighty, and at most five an hour for each user."""
    view.limit = EXPORTS  # type: ignore[attr-defined]  # the door counts
    return weighty(view)


def recent(*, minutes: int = 10) -> Callable[[Callable], Callable]:
    """Mark a view that asks "is it still you?" when that was answered more than so many minutes ago.

    For roles, erasing, tokens, and what guards the sign-in itself. A form that was sent is kept and goes on.
    """

    def mark(view: Callable) -> Callable:
        view.proof_within = timedelta(minutes=minutes)  # type: ignore[attr-defined]  # the door asks for it
        return view

    return mark
