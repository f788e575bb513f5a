"""The tree of teams, with whom each has, and what moving or merging one would mean."""

from dataclasses import dataclass, field

from django.db.models import Count, Q

from ..models import Employee, RoleGrant, Team
from ..states import EmployeeState

DEEPEST = 8


@dataclass
class Branch:
    """A team of the tree: its own people, all below, who looks after it as HR partner."""

    pk: int
    name: str
    version: int
    parent: int | None
    people: int = 0
    below: int = 0
    partners: list[str] = field(default_factory=list)
    children: list["Branch"] = field(default_factory=list)
    depth: int = 0

    @property
    def level(self) -> int:
        return self.depth + 1

    @property
    def step(self) -> int:
        """How far it is set in, within what a page has room for."""
        return min(self.depth, DEEPEST)


@dataclass(frozen=True)
class Effect:
    """Who moves along with a team, and whose scope changes. Facts of the past stay as they were."""

    people: int
    teams: int
    gain: list[str]
    lose: list[str]


def team_tree() -> list[Branch]:
    """All teams in use, those at the top first; two statements, however many there are."""
    rows = Team.objects.filter(retired_at__isnull=True).order_by("name", "pk")
    rows = rows.annotate(number=Count("employees", filter=Q(employees__state=EmployeeState.ACTIVE)))
    branches = {t.pk: Branch(t.pk, t.name, t.version, t.parent_id, people=t.number) for t in rows}
    for grant in _partners():
        if grant.team_id in branches:
            branches[grant.team_id].partners.append(grant.employee.name)
    tops: list[Branch] = []
    for branch in branches.values():
        above = branches.get(branch.parent) if branch.parent else None
        (above.children if above else tops).append(branch)
    for top in tops:
        _measure(top)
    return tops


def _measure(top: Branch) -> None:
    """Depth and sums, without recursion: a tree may be deep."""
    order, waiting = [], [top]
    while waiting:
        branch = waiting.pop()
        order.append(branch)
        for child in branch.children:
            child.depth = branch.depth + 1
            waiting.append(child)
    for branch in reversed(order):
        branch.below = branch.people + sum(child.below for child in branch.children)


def in_order(tops: list[Branch]) -> list[Branch]:
    """Every branch, each above its own; as a list of choices shows them."""
    found, waiting = [], list(reversed(tops))
    while waiting:
        branch = waiting.pop()
        found.append(branch)
        waiting += reversed(branch.children)
    return found


def retired_teams() -> list[Team]:
    return list(Team.objects.filter(retired_at__isnull=False).order_by("-retired_at", "pk")[:50])


def effect_of(team: Team, to: Team | None) -> Effect:
    """What hanging a team, with all below it, elsewhere would mean. Read only."""
    above = dict(Team.objects.values_list("pk", "parent"))
    subtree = {pk for pk in above if team.pk in _way_up(pk, above)}
    people = Employee.objects.active().filter(team__in=subtree).count()
    partners = [(grant.team_id, grant.employee.name) for grant in _partners()]
    before, after = set(_way_up(above[team.pk], above)), set(_way_up(to.pk if to else None, above))
    gain = sorted({name for pk, name in partners if pk in after - before})
    lose = sorted({name for pk, name in partners if pk in before - after})
    return Effect(people=people, teams=len(subtree), gain=gain, lose=lose)


def _way_up(pk: int | None, above: dict[int, int | None]) -> list[int]:
    found: list[int] = []
    while pk is not None and pk not in found:
        found.append(pk)
        pk = above.get(pk)
    return found


def _partners():
    held = RoleGrant.objects.filter(team__isnull=False, end_at__isnull=True).select_related("employee")
    return held.order_by("employee__sort_name", "pk")
