"""Who sees a team plan and does what with it.

| who | sees | does |
|---|---|---|
| everybody of the team, or of a team below it | from its first day on | says what they would change |
| who is above somebody of the team | from its first day on | with a report there: writes it and closes it |
| HR, for its own teams | from its first day on | the same as a manager of the team |
| who wrote a draft | that draft | writes it on |
| who owes something in it, or is asked to decide | from its first day on | gives what is owed; answers what was asked |

Who began a plan looks at it again; whoever left, or leads nobody there any more, is followed by those who lead in the
team now, and where nobody does by HR.

Nobody by support. A plan of a team of fewer than five is not begun: it would speak of people one can name.
"""

from collections import defaultdict
from collections.abc import Iterable, Set

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from people.access import (
    SYSTEM,
    Actor,
    Scope,
    administered,
    administers,
    hr_of,
    leads_hr,
    partner_teams,
    teams_below,
    within_teams_above,
)
from people.models import Employee, Reach, Team
from people.states import EmployeeState
from perfhub.kernel.errors import Refused
from perfhub.kernel.release import K

from ..models import Amendment, ResourceRequest, TeamPlan, TeamPlanOwed
from ..states import TEAM_PLAN_MOVES, OwedState, RequestState, TeamPlanState

LEADING = frozenset({"change", "start", "measure", "go_on", "close", "cancel", "owe", "ask", "answer"})


def led_teams(viewer: Employee) -> QuerySet[Team]:
    """The teams whose plans a viewer may write: those in which they have a direct report, and those of HR."""
    if not viewer.is_here:
        return Team.objects.none()
    rows = Team.objects.filter(retired_at__isnull=True)
    if leads_hr(viewer):
        return rows
    reports = Reach.objects.filter(manager=viewer, depth=1, employee__team=OuterRef("pk"))
    return rows.filter(Q(Exists(reports)) | Q(pk__in=partner_teams(viewer)))


def leads(viewer: Employee, team: Team | int) -> bool:
    """Whether the viewer writes the plans of a team."""
    return led_teams(viewer).filter(pk=team.pk if isinstance(team, Team) else team).exists()


def people_of(team_key: int) -> QuerySet[Employee]:
    """Everybody who works in a team or below it now."""
    return Employee.objects.active().filter(team__in=teams_below(team_key))


def is_big_enough(team_key: int) -> bool:
    """Whether numbers of this team are about nobody in particular."""
    return people_of(team_key).count() >= K


def visible_to(viewer: Employee) -> QuerySet[TeamPlan]:
    """The team plans a viewer may read."""
    if not viewer.is_here:
        return TeamPlan.objects.none()
    below = Reach.objects.filter(manager=viewer, employee__team__isnull=False).values("employee__team")
    owes = TeamPlanOwed.objects.filter(plan=OuterRef("pk"), owner=viewer)
    asked = ResourceRequest.objects.filter(plan=OuterRef("pk"), decider=viewer)
    readers = (
        Q(team__in=within_teams_above(viewer.team_id))
        | Q(team__in=below)
        | Q(team__in=partner_teams(viewer))
        | Q(Exists(owes))
        | Q(Exists(asked))
    )
    if leads_hr(viewer):
        readers = Q()
    begun = ~Q(state=TeamPlanState.DRAFT) & Q(start_date__isnull=False)
    return TeamPlan.objects.filter(Q(opened_by=viewer) | begun & readers)


def get_team_plan(viewer: Employee, pk: int) -> TeamPlan:
    """A team plan with its team; Http404 for whoever may not read it."""
    found = visible_to(viewer).select_related("team", "opened_by").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def is_of_the_team(viewer: Employee, plan: TeamPlan) -> bool:
    return viewer.team_id is not None and viewer.team_id in teams_below(plan.team_id)


def of_viewer(viewer: Employee, plan: TeamPlan) -> Set[str]:
    """What this viewer does at all; which of it is open now says the table of moves."""
    if not viewer.is_here:
        return frozenset()
    verbs = set(LEADING) if leads(viewer, plan.team_id) else set()
    if plan.is_draft and plan.opened_by_id != viewer.pk:
        verbs -= LEADING
    if is_of_the_team(viewer, plan) and plan.state in (TeamPlanState.RUNNING, TeamPlanState.MEASURED):
        verbs.add("amend")
    return verbs


def acts(viewer: Employee, plan: TeamPlan) -> Set[str]:
    """The verbs open to this viewer now."""
    found = {verb for verb in of_viewer(viewer, plan) if verb not in TEAM_PLAN_MOVES or _starts(verb, plan)}
    if not plan.is_open:
        found -= {"owe", "ask", "answer"}
    return found | ({"change"} if plan.is_draft and "start" in found else set())


def _starts(verb: str, plan: TeamPlan) -> bool:
    return TEAM_PLAN_MOVES[verb].starts_at(plan.state)


def require(act: str, viewer: Employee, plan: TeamPlan) -> None:
    """Raise `Refused` unless this viewer may do that; where only the state is wrong, the move says so (409)."""
    if act not in of_viewer(viewer, plan):
        raise Refused


def require_to_begin(viewer: Employee, team: Team) -> None:
    if not leads(viewer, team):
        raise Refused


# --- who looks again ------------------------------------------------------------------------------


def looked_after_by(viewer: Employee, scope: Scope) -> Q:
    """The plans that it is a viewer's to look at again who works here and whose roles have that scope; to be asked
    within another statement."""
    led = Reach.objects.filter(depth=1, employee__team=OuterRef("team"))
    found = Q(opened_by=viewer) & _opener_looks() | ~_opener_looks() & Q(Exists(led.filter(manager=viewer)))
    of_nobody = ~_opener_looks() & ~Q(Exists(led))
    return found | of_nobody & administered(viewer, scope, OuterRef("team"))


def _opener_looks() -> Q:
    """Plans whose opener works here and still writes the plans of the team: with a report there, or for HR."""
    led = Reach.objects.filter(manager=OuterRef("opened_by"), depth=1, employee__team=OuterRef("team"))
    by_role = administers(OuterRef("opened_by"), OuterRef("team"))
    return Q(opened_by__state=EmployeeState.ACTIVE) & (Q(Exists(led)) | Q(by_role))


def lookers_of(plans: Iterable[int]) -> dict[int, list[int]]:
    """Who looks at each of these plans again, by their keys: nobody's plan is without somebody who does."""
    rows = list(TeamPlan.objects.filter(pk__in=set(plans)).values_list("pk", "team", "opened_by"))
    kept = set(
        TeamPlan.objects.filter(_opener_looks(), pk__in=[pk for pk, *_rest in rows]).values_list("pk", flat=True)
    )
    leading: dict[int, set[int]] = defaultdict(set)
    led = Reach.objects.filter(depth=1, employee__team__in={team for pk, team, _by in rows if pk not in kept})
    for team, manager in led.filter(manager__state=EmployeeState.ACTIVE).values_list("employee__team", "manager"):
        leading[team].add(manager)
    return {pk: [by] if pk in kept else sorted(leading[team]) or hr_of(team) for pk, team, by in rows}


def require_clock(viewer: Actor) -> None:
    """The clock alone reminds."""
    if viewer is not SYSTEM:
        raise Refused


# --- what hangs on it -----------------------------------------------------------------------------


def get_owed(viewer: Employee, pk: int) -> TeamPlanOwed:
    """Something owed in a plan that the viewer reads."""
    rows = TeamPlanOwed.objects.select_related("plan__team", "owner").filter(plan__in=visible_to(viewer).values("pk"))
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def owed_acts(viewer: Employee, owed: TeamPlanOwed, *, leading: bool) -> Set[str]:
    """Whoever owes it, or leads the plan, says that it is there."""
    if not viewer.is_here or not owed.plan.is_open or not (leading or owed.owner_id == viewer.pk):
        return frozenset()
    return {OwedState.OWED: {"give", "move", "let_go"}, OwedState.GIVEN: {"take_back"}}.get(
        OwedState(owed.state), frozenset()
    )


def require_owed(act: str, viewer: Employee, owed: TeamPlanOwed) -> None:
    leading = leads(viewer, owed.plan.team_id)
    if not viewer.is_here or not (leading or owed.owner_id == viewer.pk):
        raise Refused


def get_request(viewer: Employee, pk: int) -> ResourceRequest:
    """What was asked for in a plan that the viewer reads."""
    rows = ResourceRequest.objects.select_related("plan__team", "decider", "asked_by")
    found = rows.filter(plan__in=visible_to(viewer).values("pk"), pk=pk).first()
    if found is None:
        raise Http404
    return found


def request_acts(viewer: Employee, asked: ResourceRequest) -> Set[str]:
    """The decider answers, or hands it on; whoever asked takes it back."""
    if not viewer.is_here or asked.state != RequestState.ASKED:
        return frozenset()
    return request_acts_of(viewer, asked)


def request_acts_of(viewer: Employee, asked: ResourceRequest) -> Set[str]:
    found: set[str] = set()
    if asked.decider_id == viewer.pk:
        found |= {"grant", "decline", "hand_on"}
    if asked.asked_by_id == viewer.pk:
        found |= {"withdraw"}
    return found


def require_request(act: str, viewer: Employee, asked: ResourceRequest) -> None:
    if not viewer.is_here or act not in request_acts_of(viewer, asked):
        raise Refused


def get_amendment(viewer: Employee, pk: int) -> Amendment:
    """What somebody would change in a plan that the viewer leads."""
    rows = Amendment.objects.select_related("plan__team").filter(plan__in=visible_to(viewer).values("pk"))
    found = rows.filter(pk=pk).first()
    if found is None or not leads(viewer, found.plan.team_id):
        raise Http404
    return found
