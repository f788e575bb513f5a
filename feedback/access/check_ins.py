"""Who may see and do what with check-ins.

A check-in is read by its employee and by the manager in the line in force now: a successor sees it too, a former
manager no longer. A stand-in reads what is open, in these days. One level above reads only what was passed up.

Two more read contents, that is what the employee wrote, and nothing of the mood or of what is said under it: who leads
a part of the work by a dotted line, of what the employee has shared; and HR, of check-ins opened while that was
promised (`CONTENTS`), unless it is about themselves or those above. `readers.py` answers the same question from the
other side: who can open one check-in.
"""

from collections.abc import Collection, Set
from datetime import date, datetime, timedelta

from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, When
from django.http import Http404

from people.access import (
    SYSTEM,
    Actor,
    acting_for,
    acts_for,
    dotted_now,
    handled_employees,
    is_hr,
    is_manager_of,
    leads_hr,
    partner_teams,
    promises_of,
    visible_employees,
)
from people.models import Employee, Reach, Team
from people.states import EmployeeState
from perfhub.kernel import clock
from perfhub.kernel.composed import composed
from perfhub.kernel.errors import Refused

from ..models import CheckIn, PassedUp, Pause, Question, Share
from ..states import CHECK_IN_MOVES, CheckInState, SkipReason

UNDO = timedelta(minutes=10)  # how long a manager may take "read" back

#: Who does each act of a check-in; what the state allows is said by CHECK_IN_MOVES.
EMPLOYEE_ACTS = frozenset(
    {"answer", "correct", "reopen", "let_stand", "skip", "ask_again", "comment", "raise", "share", "unshare"}
)
MANAGER_ACTS = frozenset({"read", "unread", "reopen", "let_stand", "comment", "react", "raise", "pass_up"})
STAND_IN_ACTS = frozenset({"read", "unread", "comment", "react"})
CLOCK_ACTS = frozenset({"open_week", "reschedule", "remind", "miss", "skip", "ask_again", "configure"})

CONTENTS = "check_in.contents"  # the setting: who reads what stands in a check-in
LINE, HR = "line", "hr"  # its values

Subject = CheckIn | Employee | Team | None


def visible_to(viewer: Employee):
    """The check-ins a viewer may read: own ones, those of the direct reports, as a stand-in the open ones; and of
    what is shared by a dotted line or open to HR the contents."""
    rows = whole_for(viewer) | _contents_shared_with(viewer, on=clock.now().date())
    since = hr_reads_since(viewer)
    return rows if since is None else rows | open_to_hr(viewer, since)


def whole_for(viewer: Employee):
    """Those a viewer reads with all that belongs to them, mood and words said under them included."""
    own_and_reports = CheckIn.objects.visible_to(viewer)
    return own_and_reports | open_to_stand_in(viewer) if acts_for(viewer) else own_and_reports


def whole_among(viewer: Employee, pks: Collection[int]) -> set[int]:
    """Of these check-ins those which the viewer reads whole; of the others only the contents."""
    return set(whole_for(viewer).filter(pk__in=pks).values_list("pk", flat=True))


def reads_all_of(viewer: Employee, check_in: CheckIn) -> bool:
    """The same of one."""
    return is_side_of(viewer, check_in) or bool(whole_among(viewer, [check_in.pk]))


def is_side_of(viewer: Employee, check_in: CheckIn) -> bool:
    """The employee, or the manager now."""
    return viewer.pk in (check_in.employee_id, getattr(check_in, "manager_id", None) or _manager_id(check_in))


def place_taken(viewer: Employee, check_in: CheckIn) -> int | None:
    """In whose place a viewer reads this check-in (`acting_for`)."""
    return None if not acts_for(viewer) or is_side_of(viewer, check_in) else acting_for(viewer, check_in.employee_id)


def shared_with(viewer: Employee, *, on: date):
    """What employees share with a viewer who leads a part of their work by a dotted line, while that is in force."""
    dots = dotted_now(on=on).filter(manager=viewer).values("employee")
    return Share.objects.filter(shared_with=viewer, ended_at=None, check_in__employee__in=dots)


def _contents_shared_with(viewer: Employee, *, on: date):
    return CheckIn.objects.filter(pk__in=shared_with(viewer, on=on).values("check_in"))


def hr_reads_since(viewer: Employee) -> datetime | None:
    """From which opening on this viewer may read contents by a role; None: none at all."""
    told = getattr(viewer, "announced", None)  # came with the viewer: saves asking where nothing was ever widened
    if told is not None and not any(row["setting"] == CONTENTS for row in told):
        return None
    if not leads_hr(viewer) and not partner_teams(viewer):
        return None
    return promises_of(CONTENTS).since(HR, at=clock.now())


def open_to_hr(viewer: Employee, since: datetime):
    """What people wrote in check-ins opened since HR was promised to read them; never of oneself or those above."""
    return CheckIn.objects.answered().filter(opened_at__gte=since, employee__in=handled_employees(viewer).values("pk"))


def get_dotted_leader(check_in: CheckIn, pk: int) -> Employee:
    """Somebody with whom this check-in may be shared, or is; Http404 for everybody else."""
    dots = dotted_now(on=clock.now().date()).filter(employee=check_in.employee_id).values("manager")
    shares = Share.objects.filter(check_in=check_in, ended_at=None).values("shared_with")
    found = Employee.objects.filter(Q(pk__in=dots) | Q(pk__in=shares), pk=pk).first()
    if found is None:
        raise Http404
    return found


def open_to_stand_in(viewer: Employee):
    """What a stand-in reads in the place of managers: check-ins not read yet, and those read in these days.

    Never the own ones; nothing that was read before.
    """
    rows = CheckIn.objects.exclude(employee=viewer)
    found = CheckIn.objects.none()
    for manager, since in acts_for(viewer).items():
        reports = Reach.objects.filter(manager=manager, depth=1, employee__state=EmployeeState.ACTIVE)
        open_now = Q(state=CheckInState.ANSWERED) | Q(state=CheckInState.READ, read_by=viewer, read_at__gte=since)
        found = found | rows.filter(open_now, employee__in=reports.values("employee"))
    return found


def away_manager(viewer: Employee, check_in: CheckIn) -> Employee | None:
    """In whose place a viewer reads this check-in; None for the manager and the employee."""
    place = place_taken(viewer, check_in)
    return None if place is None else Employee.objects.get(pk=place)


def get_away_manager(viewer: Employee, pk: int) -> Employee:
    """A manager for whom the viewer stands in now."""
    if pk not in acts_for(viewer):
        raise Http404
    return Employee.objects.get(pk=pk)


def get_check_in(viewer: Employee, pk: int) -> CheckIn:
    """A check-in with its employee, and `manager_id` as the line is now; Http404 for whoever may not read it."""
    if acts_for(viewer) or hr_reads_since(viewer) is not None:
        rows = _with_sides(visible_to(viewer)).filter(pk=pk)[:1]
    else:
        rows = _readable(viewer=viewer, pk=int(pk), on=clock.now().date())
    check_in = next(iter(rows), None)
    if check_in is None:
        raise Http404
    return check_in


def current_check_in(viewer: Employee) -> CheckIn | None:
    """What the viewer would answer next, as `get_check_in` gives it: the one due first, else the newest there is."""
    return next(iter(_current(viewer=viewer)), None)


def _with_sides(rows: QuerySet[CheckIn]) -> QuerySet[CheckIn]:
    manager = Reach.objects.filter(employee=OuterRef("employee"), depth=1).values("manager")[:1]
    rows = rows.select_related("employee", "raised_by", "read_by", "thread")
    return rows.annotate(manager_id=Subquery(manager))


@composed
def _readable(*, viewer: Employee, pk: int, on: date) -> QuerySet[CheckIn]:
    """One of those that a viewer reads who neither stands in for anybody nor reads by a role (`visible_to`)."""
    rows = CheckIn.objects.visible_to(viewer) | _contents_shared_with(viewer, on=on)
    return _with_sides(rows).filter(pk=pk)[:1]


@composed
def _current(*, viewer: Employee) -> QuerySet[CheckIn]:
    due = Q(state=CheckInState.DUE)
    first_due = (Case(When(due, then=F(column))).asc(nulls_last=True) for column in ("due_at", "pk"))
    return _with_sides(CheckIn.objects.of(viewer)).order_by(*first_due, "-period_start", "-pk")[:1]


def get_check_ins(viewer: Employee, pks) -> list[CheckIn]:
    """Those of these check-ins which the viewer manages, as a stand-in too; others are as if they did not exist."""
    rows = CheckIn.objects.read_by_manager(viewer)
    if acts_for(viewer):
        rows = CheckIn.objects.filter(Q(pk__in=rows.values("pk")) | Q(pk__in=open_to_stand_in(viewer).values("pk")))
    return list(rows.select_related("employee").filter(pk__in=pks).order_by("pk"))


def readable_people(viewer: Employee):
    """Whose check-ins a viewer finds in a list: the own, those of the reports, and of whom some contents are open."""
    reports = Q(reached_by__manager=viewer, reached_by__depth=1)
    open_to = Q(pk=viewer.pk) | Q(pk__in=Employee.objects.filter(reports).values("pk"))
    open_to |= Q(pk__in=shared_with(viewer, on=clock.now().date()).values("check_in__employee"))
    if (since := hr_reads_since(viewer)) is not None:
        open_to |= Q(pk__in=open_to_hr(viewer, since).values("employee"))
    return Employee.objects.filter(open_to)


def get_read_person(viewer: Employee, pk: int) -> Employee:
    """An employee of whose check-ins the viewer may read some; Http404 for everybody else's."""
    person = visible_employees(viewer).filter(pk=pk, pk__in=readable_people(viewer).values("pk")).first()
    if person is None:
        raise Http404
    return person


def reads_whole(viewer: Employee, employee: Employee) -> bool:
    """Reads all check-ins of this employee with all that belongs to them: the employee, and the manager now."""
    return viewer.pk == employee.pk or is_manager_of(viewer, employee)


def get_person(viewer: Employee, pk: int) -> Employee:
    """An employee whose check-ins the viewer may read; Http404 for everybody else's."""
    person = visible_employees(viewer).filter(pk=pk).first()
    if person is None or not reads_whole(viewer, person):
        raise Http404
    return person


def configured_teams(viewer: Employee):
    """The teams whose questions and cadence a viewer sets."""
    return Team.objects.all() if leads_hr(viewer) else Team.objects.filter(pk__in=partner_teams(viewer))


def configured_people(viewer: Employee):
    """The people whose questions and cadence a viewer sets."""
    rows = Employee.objects.active()
    return rows if leads_hr(viewer) else rows.filter(team__in=partner_teams(viewer))


def configures_something(viewer: Employee) -> bool:
    return leads_hr(viewer) or bool(partner_teams(viewer))


def get_team(viewer: Employee, pk: int) -> Team:
    """A team whose cadence the viewer sets; Http404 for all others."""
    team = configured_teams(viewer).filter(pk=pk).first()
    if team is None:
        raise Http404
    return team


def get_configured(viewer: Employee, pk: int) -> Employee:
    """Somebody whose cadence the viewer sets; Http404 for everybody else."""
    person = configured_people(viewer).select_related("team").filter(pk=pk).first()
    if person is None:
        raise Http404
    return person


def get_pause(employee: Employee, pk: int) -> Pause:
    """A pause of somebody whom the viewer has been given; Http404 for everybody else's."""
    pause = Pause.objects.select_related("employee").filter(pk=pk, employee=employee).first()
    if pause is None:
        raise Http404
    return pause


def get_question(viewer: Employee, pk: int) -> Question:
    """A question of the bank, for whoever keeps it."""
    question = Question.objects.filter(pk=pk).first()
    if question is None or not leads_hr(viewer):
        raise Http404
    return question


def scope_named(viewer: Employee, text: str) -> tuple[Team | None, Employee | None] | None:
    """Everybody for no words, the team of this name, or the person with this number; None where there is neither."""
    if not (text := text.strip()):
        return None, None
    if team := configured_teams(viewer).filter(name__iexact=text).order_by("pk").first():
        return team, None
    person = configured_people(viewer).filter(number=text).first()
    return (None, person) if person else None


def passed_up_to(viewer: Employee):
    """The lines passed up to a viewer who is still two levels above their employee."""
    still_above = Reach.objects.filter(manager=viewer, depth=2).values("employee")
    return PassedUp.objects.filter(passed_to=viewer, check_in__employee__in=still_above)


def manager_of(employee: Employee) -> Employee | None:
    """The direct manager, by the line in force now."""
    return Employee.objects.filter(reaches__employee=employee, reaches__depth=1).first()


def manager_above(employee: Employee) -> Employee | None:
    """The manager's manager, by the line in force now."""
    return Employee.objects.filter(reaches__employee=employee, reaches__depth=2).first()


def acts(viewer: Actor, subject: Subject = None, *, at=None) -> Set[str]:
    """The verbs open to this viewer now: on a check-in, for a person, a team or (without subject) the organization."""
    if viewer is SYSTEM:
        return CLOCK_ACTS
    assert isinstance(viewer, Employee)
    if viewer.state != EmployeeState.ACTIVE:
        return frozenset()
    if isinstance(subject, CheckIn):
        return {verb for verb in _of_person(viewer, subject) if _is_open(verb, viewer, subject, at)}
    verbs = {"configure"} if _configures(viewer, subject) else set()
    if isinstance(subject, Employee) and (viewer.pk == subject.pk or is_manager_of(viewer, subject)):
        verbs.add("pause")
    return verbs


def _configures(viewer: Employee, subject: Employee | Team | None) -> bool:
    """HR admins for everybody; an HR partner for the own teams and the people in them."""
    if isinstance(subject, Employee):
        return is_hr(viewer, subject)
    return leads_hr(viewer) or (subject is not None and subject.pk in partner_teams(viewer))


def _of_person(viewer: Employee, check_in: CheckIn) -> Set[str]:
    if check_in.employee_id == viewer.pk:
        return EMPLOYEE_ACTS
    manager = getattr(check_in, "manager_id", None) or _manager_id(check_in)
    if manager == viewer.pk:
        return MANAGER_ACTS
    since = acts_for(viewer).get(manager)
    return STAND_IN_ACTS if since is not None and _is_open_to_stand_in(viewer, check_in, since) else frozenset()


def _is_open_to_stand_in(viewer: Employee, check_in: CheckIn, since: datetime) -> bool:
    """As `open_to_stand_in` says for many; whoever reads it for another reason too acts no more for that."""
    if check_in.state == CheckInState.ANSWERED:
        return True
    read = check_in.state == CheckInState.READ and check_in.read_by_id == viewer.pk
    return read and check_in.read_at is not None and check_in.read_at >= since


def _manager_id(check_in: CheckIn) -> int | None:
    return Reach.objects.filter(employee=check_in.employee_id, depth=1).values_list("manager", flat=True).first()


def _is_open(verb: str, viewer: Employee, check_in: CheckIn, at) -> bool:
    if verb in CHECK_IN_MOVES and not CHECK_IN_MOVES[verb].starts_at(check_in.state):
        return False
    if verb == "unread":
        in_time = at is None or check_in.read_at is None or at - check_in.read_at <= UNDO
        return check_in.read_by_id == viewer.pk and in_time
    if verb == "ask_again":
        return check_in.skip_reason in SkipReason.values
    if verb in {"react", "pass_up", "raise", "share"}:
        return check_in.is_answered
    if verb == "comment":
        return check_in.state != CheckInState.SKIPPED or check_in.thread_id is not None
    return True


def require(act: str, viewer: Actor, subject: Subject = None, *, at=None) -> None:
    """Raise `Refused` unless this viewer may do that here.

    Where the person may and only the state is wrong, the move itself says so (409).
    """
    if viewer is SYSTEM or not isinstance(subject, CheckIn):
        allowed = act in acts(viewer, subject)
    else:
        assert isinstance(viewer, Employee)
        allowed = viewer.state == EmployeeState.ACTIVE and act in _of_person(viewer, subject)
        if act == "unread" and subject.state == CheckInState.READ:
            allowed = allowed and _is_open(act, viewer, subject, at)
    if not allowed:
        raise Refused
