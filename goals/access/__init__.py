"""Who may see and do what on this floor.

| viewer | sees an objective |
|---|---|
| owner, contributor | always |
| the line of managers above an owner, now | from the moment it is proposed; private ones, too: the owner is told so |
| the manager who wrote it for an owner below, now | as a draft, too |
| to whom it has fallen (falling.py) | from the moment it is proposed |
| who stands in for a manager right above an owner | while it is proposed: agrees to it or sends it back |
| whom the owner chose | once it is under way |
| everybody employed | once it is under way, unless it is private or for chosen ones |

Whoever leads HR keeps the cycles and sees how many goals there are; contents only as everybody else does. Nobody
approves what is their own.
"""

from collections.abc import Set
from typing import cast

from django.db.models import Q, QuerySet
from django.http import Http404

from people.access import SYSTEM, Actor, has_manager, has_reports, is_manager_of, leads_hr, visible_employees
from people.models import Employee, Reach, Team
from people.states import EmployeeState
from perfhub.kernel.errors import Refused

from ..models import GoalCycle, GoalUpdate, KeyResult, Objective
from ..states import CYCLE_MOVES, OBJECTIVE_MOVES, CycleState, Level, ObjectiveState
from .asker import Asker
from .asker import asker_of as asker_of
from .asker import today_of as today_of
from .seen import RELATION as RELATION
from .seen import UNSEEN as UNSEEN
from .seen import Relation, relation_to
from .seen import fallen_and_open as fallen_and_open
from .seen import get_objective as get_objective
from .seen import needing_owner as needing_owner
from .seen import readable as readable
from .seen import related as related
from .seen import seen_by as seen_by
from .seen import title_for as title_for
from .seen import visible_to as visible_to
from .seen import with_relation as with_relation
from .standing_in import STAND_IN_ACTS

OWNER_ACTS = frozenset(
    {"change", "propose", "withdraw", "start", "update", "finish", "end_unfinished", "drop", "align", "comment"}
) | {"hand_over", "carry_over", "choose_contributors", "choose_owners"}
CONTRIBUTOR_ACTS = frozenset({"comment"})  # values and words on how it goes are the owner's
LEADER_ACTS = frozenset({"update_part"})  # the values of a key result that somebody who helps leads
WRITER_ACTS = frozenset({"change", "propose", "withdraw", "start", "align", "comment"})  # for somebody else
MANAGER_ACTS = frozenset(
    {"approve", "send_back", "reply", "accept_drop", "acknowledge", "hand_over", "comment", "align"}
    | {"choose_contributors", "choose_owners"}
)
CLOCK_ACTS = frozenset(CYCLE_MOVES) | frozenset(
    {"remind", "import", "configure", "write", "change", "start", "update", "finish", "end_unfinished", "align"}
)

#: What is done by a table of many goals; see `access.bulk`.
ENTRUSTED_ACTS = frozenset({"change", "finish", "end_unfinished", "reopen"})

Subject = Objective | GoalCycle | Employee | None


# --- what is seen -----------------------------------------------------------------------------


def get_update(objective: Objective, pk: int) -> GoalUpdate:
    """A report on an objective that the viewer has been given, corrected since or not."""
    found = GoalUpdate.objects.select_related("by", "objective").filter(objective=objective, pk=pk).first()
    if found is None:
        raise Http404
    return found


def visible_cycles(viewer: Employee) -> QuerySet[GoalCycle]:
    """What is prepared is seen by whoever prepares it."""
    return cycles_seen_by(asker_of(viewer))


def cycles_seen_by(asker: Asker) -> QuerySet[GoalCycle]:
    """The same, to be asked within a composed question."""
    if not asker.employed:
        return GoalCycle.objects.none()
    return GoalCycle.objects.all() if asker.leads_hr else GoalCycle.objects.exclude(state=CycleState.DRAFT)


def get_cycle(viewer: Employee, pk: int) -> GoalCycle:
    """A cycle a viewer may know of; Http404 for all others."""
    found = visible_cycles(viewer).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def get_key_result(objective: Objective | None, pk: int | None) -> KeyResult | None:
    """A key result of an objective that the viewer has been given; nothing where none is asked for."""
    if pk is None:
        return None
    found = KeyResult.objects.counting().filter(objective=objective, pk=pk).first() if objective else None
    if found is None:
        raise Http404
    return found


def get_kept_cycle(viewer: Employee, pk: int) -> GoalCycle:
    """A cycle, for whoever keeps cycles."""
    found = GoalCycle.objects.filter(pk=pk).first() if leads_hr(viewer) else None
    if found is None:
        raise Http404
    return found


def require_cycles(viewer: Employee) -> None:
    """The list of cycles with their figures is there for whoever keeps them."""
    if not leads_hr(viewer):
        raise Http404


def get_person(viewer: Employee, pk: int) -> Employee:
    """Somebody whose goals a viewer may look for; which of them are shown is decided one by one."""
    found = visible_employees(viewer).filter(pk=pk).select_related("team").first()
    if found is None:
        raise Http404
    return found


def get_owned_person(viewer: Employee, pk: int) -> Employee:
    """The viewer, or a report for whom the viewer may write a goal."""
    person = get_person(viewer, pk)
    if "write" not in acts(viewer, person):
        raise Http404
    return person


def writable_teams(viewer: Employee) -> QuerySet[Team]:
    """The teams for which a viewer may write a goal: the own one and those of people below; all for HR."""
    teams = Team.objects.filter(retired_at__isnull=True)
    if leads_hr(viewer):
        return teams
    if not has_reports(viewer):
        return teams.none()
    below = Employee.objects.below(viewer).active().filter(team__isnull=False).values("team")
    return teams.filter(Q(pk=viewer.team_id) | Q(pk__in=below))


def levels_of(viewer: Employee) -> list[str]:
    """Whose goals a viewer may write: the organization's are for HR and whoever is at the very top."""
    found = [Level.INDIVIDUAL]
    if has_reports(viewer) or leads_hr(viewer):
        found.append(Level.TEAM)
    if leads_hr(viewer) or (has_reports(viewer) and not has_manager(viewer)):
        found.append(Level.ORGANIZATION)
    return [level.value for level in found]


def possible_owners(viewer: Employee) -> QuerySet[Employee]:
    """To whom a goal may be given by this viewer: the own reports, and the viewer."""
    return owners_given_by(asker_of(viewer))


def owners_given_by(asker: Asker) -> QuerySet[Employee]:
    """The same, to be asked within a composed question."""
    reports = Reach.objects.filter(manager=asker.viewer, depth=1).values("employee")
    rows = Employee.objects.active()
    return rows if asker.leads_hr else rows.filter(Q(pk=asker.viewer.pk) | Q(pk__among=reports))


def require_level(viewer: Employee, level: str, *, team: Team | None, owner: Employee) -> None:
    """A goal of the organization or a team is the writer's own; raise `Refused` for what is not theirs to write."""
    fits = (
        team is None if level != Level.TEAM else team is not None and writable_teams(viewer).filter(pk=team.pk).exists()
    )
    own = level == Level.INDIVIDUAL or (owner.pk == viewer.pk and level in levels_of(viewer))
    if not (fits and own):
        raise Refused


def require_owner(viewer: Employee, owner: Employee) -> None:
    """Raise `Refused` unless a goal may be given to this person by the viewer."""
    if not possible_owners(viewer).filter(pk=owner.pk).exists():
        raise Refused


# --- what may be done -----------------------------------------------------------------------------


def acts(viewer: Actor, subject: Subject = None) -> Set[str]:
    """The verbs open to this viewer now: on an objective, a cycle, for a person, or (without subject) here."""
    if viewer is SYSTEM:
        return CLOCK_ACTS
    assert isinstance(viewer, Employee)
    if viewer.state != EmployeeState.ACTIVE:
        return frozenset()
    if isinstance(subject, Objective):
        return {verb for verb in _of(viewer, subject) if _is_open(verb, subject)}
    if isinstance(subject, Employee):
        mine = viewer.pk == subject.pk or is_manager_of(viewer, subject)
        return frozenset({"write"}) if mine else frozenset()
    if isinstance(subject, GoalCycle):
        return {verb for verb in _of_cycle(viewer) if _is_open_for_cycle(verb, subject)}
    bulk = {"bulk"} if leads_hr(viewer) or has_reports(viewer) else set()
    return {"write", "configure"} | bulk if leads_hr(viewer) else {"write"} | bulk


def _of_cycle(viewer: Employee) -> Set[str]:
    return frozenset({*CYCLE_MOVES, "configure", "import"}) if leads_hr(viewer) else frozenset()


def _is_open_for_cycle(verb: str, cycle: GoalCycle) -> bool:
    if verb in CYCLE_MOVES:
        return CYCLE_MOVES[verb].starts_at(cycle.state)
    return cycle.state != CycleState.CLOSED


def _of(viewer: Employee, objective: Objective) -> Set[str]:
    """By what the viewer is to it, whatever its state."""
    relation = relation_to(objective, viewer)
    if relation.viewer_owns:
        return OWNER_ACTS
    entrusted = objective.entrusted_to == viewer.pk
    found: Set[str] = ENTRUSTED_ACTS if entrusted else frozenset()
    if relation.viewer_helps:
        found = found | CONTRIBUTOR_ACTS | (LEADER_ACTS if relation.viewer_leads else frozenset())
    if relation.viewer_manages or relation.viewer_inherits:
        found = found | MANAGER_ACTS
        if objective.written_by_id == viewer.pk and objective.state in (ObjectiveState.DRAFT, ObjectiveState.PROPOSED):
            found = found | WRITER_ACTS
    if relation.viewer_stands_in:
        found = found | STAND_IN_ACTS
    return found


def needs_approval(objective: Objective) -> bool:
    """Its cycle asks for it, and an owner has somebody above."""
    return objective.cycle.needs_approval and cast(Relation, objective).owner_is_led


def _is_open(verb: str, objective: Objective) -> bool:
    if verb == "start" and needs_approval(objective):
        return False
    if verb == "propose" and not needs_approval(objective):
        return False
    if verb in OBJECTIVE_MOVES and not OBJECTIVE_MOVES[verb].starts_at(objective.state):
        return False
    if verb in ("update", "update_part"):
        return objective.state == ObjectiveState.ACTIVE
    if verb in ("change", "align", "hand_over", "choose_contributors", "choose_owners"):
        return objective.is_open
    if verb == "accept_drop":
        return objective.state == ObjectiveState.DROPPED and objective.drop_accepted_at is None
    if verb == "acknowledge":
        return objective.state in (ObjectiveState.DONE, ObjectiveState.NOT_DONE)
    if verb == "carry_over":
        return objective.state == ObjectiveState.NOT_DONE
    return True


def require(act: str, viewer: Actor, subject: Subject = None) -> None:
    """Raise `Refused` unless this viewer may do that here.

    Where the person may and only the state is wrong, the move or the rule itself says so (409).
    """
    if viewer is SYSTEM or isinstance(subject, Employee) or subject is None:
        allowed = act in acts(viewer, subject)
    else:
        assert isinstance(viewer, Employee)
        of = _of_cycle(viewer) if isinstance(subject, GoalCycle) else _of(viewer, subject)
        allowed = viewer.state == EmployeeState.ACTIVE and act in of
        if act in ("start", "propose") and allowed and isinstance(subject, Objective):
            allowed = (act == "propose") == needs_approval(subject)
    if not allowed:
        raise Refused
