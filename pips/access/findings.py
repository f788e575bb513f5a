"""Who sees findings, and who does what with them. A finding is about the organization; no name stands in it.

| who | what |
|---|---|
| owners and HR admins | all: propose, ask somebody to take one on, accept, decline, act, measure, close |
| an HR partner | the same, of the own teams |
| whoever is asked to take one on, or has | that one: accept, decline, act, measure, close |
| whoever leads people | proposes one of the own team, and sees what becomes of it |
"""

from collections.abc import Set

from django.db.models import OuterRef, Q, QuerySet
from django.http import Http404

from people.access import (
    Actor,
    Scope,
    administered,
    has_reports,
    is_for_a_team,
    leads_hr,
    partner_teams,
    roles_of,
)
from people.models import Employee, Team
from perfhub.kernel.errors import Refused, StaleMove

from ..models import Finding
from ..states import FINDING_MOVES


def visible_findings(viewer: Employee) -> QuerySet[Finding]:
    """Those the viewer sees; nothing for support."""
    if not viewer.is_here:
        return Finding.objects.none()
    if leads_hr(viewer):
        return Finding.objects.all()
    own = Q(owner=viewer) | Q(proposed_by=viewer)
    teams = partner_teams(viewer)
    return Finding.objects.filter(own | Q(team__in=teams) if teams else own)


def listed_findings(viewer: Employee) -> QuerySet[Finding]:
    """The same with unit and people."""
    return visible_findings(viewer).select_related("team", "owner", "proposed_by")


def get_finding(viewer: Employee, pk: int) -> Finding:
    found = listed_findings(viewer).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def decides(viewer: Employee, finding: Finding) -> bool:
    """Whether HR's word about this finding is the viewer's."""
    if not viewer.is_here:
        return False
    return leads_hr(viewer) or (finding.team_id is not None and finding.team_id in partner_teams(viewer))


def answers_for_units(viewer: Employee) -> bool:
    """HR: of the whole organization, or of some teams."""
    return leads_hr(viewer) or any(is_for_a_team(role) for role, _team in roles_of(viewer))


def may_propose(viewer: Employee) -> bool:
    """HR, and whoever leads people."""
    return viewer.is_here and (answers_for_units(viewer) or has_reports(viewer))


def teams_to_choose(viewer: Employee) -> QuerySet[Team]:
    """Of which units the viewer proposes: HR of all, or the own ones; whoever leads people of the own team."""
    rows = Team.objects.filter(retired_at__isnull=True).order_by("name", "pk")
    if leads_hr(viewer):
        return rows
    return rows.filter(pk__in=[*partner_teams(viewer), *([viewer.team_id] if viewer.team_id else [])])


def sees_list(viewer: Employee) -> bool:
    """Whether the page of findings is the viewer's at all: HR, whoever leads people, and whoever has one."""
    return may_propose(viewer) or (viewer.is_here and visible_findings(viewer).exists())


def acts(viewer: Employee, finding: Finding) -> Set[str]:
    """What the viewer may do with it now."""
    return frozenset(act for act in of_viewer(viewer, finding) if FINDING_MOVES[act].starts_at(finding.state))


def of_viewer(viewer: Employee, finding: Finding) -> Set[str]:
    """What the viewer does with it at all; which of it is open now says the table of moves."""
    if decides(viewer, finding):
        return FINDING_MOVES.keys()
    return FINDING_MOVES.keys() - {"ask"} if viewer.is_here and finding.owner_id == viewer.pk else frozenset()


def require(act: str, viewer: Employee, finding: Finding) -> None:
    """Raise `Refused` unless the act is open to this viewer now; `StaleMove` where only its time is over."""
    if act not in acts(viewer, finding):
        raise StaleMove if act in of_viewer(viewer, finding) else Refused


def require_proposing(viewer: Actor, team: Team | None) -> None:
    """Of the organization as a whole HR alone; raises Refused."""
    if not isinstance(viewer, Employee):
        return
    if not may_propose(viewer):
        raise Refused
    if leads_hr(viewer):
        return
    if team is None or not teams_to_choose(viewer).filter(pk=team.pk).exists():
        raise Refused


def waits_for(viewer: Employee, scope: Scope) -> QuerySet[Finding]:
    """What waits for a viewer who works here and whose roles have that scope: to be decided by HR, of the own teams by
    an HR partner, or by whoever was asked; to be acted on, measured again."""
    of_nobody = Q(owner__isnull=True) if scope is Scope.ALL else Q(owner__isnull=True, team__isnull=False)
    return Finding.objects.open().filter(Q(owner=viewer) | of_nobody & administered(viewer, scope, OuterRef("team")))
