"""Which objectives somebody sees, and what they are to each: the table of this package, as one condition."""

from typing import Any, Protocol, cast

from django.db.models import BigIntegerField, BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from people.access import Actor, within_teams_above
from people.models import Employee, Reach
from perfhub.kernel.composed import composed
from perfhub.kernel.together import read_together

from ..models import GoalAudience, GoalOwner, KeyResult, Objective
from ..states import PUBLISHED, ObjectiveState, Visibility
from .asker import Asker, asker_of
from .falling import fallen_to, held_on, moved_to
from .standing_in import proposed_to

UNSEEN = _("a goal you do not see")


class Relation(Protocol):
    """What one viewer is to an objective, as `with_relation` finds out; `relation_of` is whom that was asked of."""

    relation_of: int
    viewer_owns: bool
    viewer_helps: bool
    viewer_leads: bool
    viewer_manages: bool
    viewer_inherits: bool
    viewer_stands_in: bool
    nobody_owns: bool
    owner_is_led: bool


RELATION = tuple(Relation.__annotations__)


def visible_to(viewer: Employee) -> QuerySet[Objective]:
    """The objectives a viewer may read, as the table of this package says."""
    return Objective.objects.filter(seen_by(asker_of(viewer)))


def seen_by(asker: Asker, of: str = "") -> Q:
    """That an objective is one of these; with `of` that which rows lead to by that name, such as "parent"."""

    def its(**said: Any) -> Q:
        return Q(**{f"{of}__{name}" if of else name: value for name, value in said.items()})

    if not asker.employed:
        return Q(pk__in=[])
    taking_part = GoalOwner.objects.taking_part(asker.today).filter(employee=asker.viewer)
    below = GoalOwner.objects.holding(asker.today).filter(employee__in=_below(asker.viewer))
    chosen = Q(employee=asker.viewer) | Q(team__in=within_teams_above(asker.team))
    shown = GoalAudience.objects.filter(chosen)
    draft = its(state=ObjectiveState.DRAFT)
    seen = (
        its(visibility=Visibility.EVERYONE, state__in=PUBLISHED)
        | its(pk__among=taking_part.values("objective"))
        | its(pk__in=below.values("objective")) & (~draft | its(written_by=asker.viewer))
        | its(pk__among=fallen_to(asker)) & ~draft
        | its(pk__among=moved_to(asker).values("pk"))
        | its(visibility=Visibility.CHOSEN, state__in=PUBLISHED, pk__in=shown.values("objective"))
    )
    return seen if asker.away is None else seen | its(pk__among=proposed_to(asker).values("pk"))


def _below(viewer: Employee):
    return Reach.objects.filter(manager=viewer).values("employee")


def needing_owner(viewer: Employee) -> QuerySet[Objective]:
    """Goals under way that nobody owns any more, or nobody of their team, and that fall to this manager."""
    return fallen_and_open(asker_of(viewer))


def fallen_and_open(asker: Asker) -> QuerySet[Objective]:
    """The same, to be asked within a composed question."""
    if not asker.employed:
        return Objective.objects.none()
    orphans = Objective.objects.active().filter(pk__among=fallen_to(asker)).exclude(Exists(held_on(asker.today)))
    return Objective.objects.active().filter(
        Q(pk__among=orphans.values("pk")) | Q(pk__among=moved_to(asker).values("pk"))
    )


def with_relation(rows: QuerySet[Objective], viewer: Employee) -> QuerySet[Objective]:
    """Each with what the viewer is to it: owner, manager of an owner, or the manager it has fallen to."""
    return related(rows, asker_of(viewer))


def related(rows: QuerySet[Objective], asker: Asker) -> QuerySet[Objective]:
    """The same, to be asked within a composed question."""
    holding = GoalOwner.objects.holding(asker.today).filter(objective=OuterRef("pk"))
    helping = GoalOwner.objects.taking_part(asker.today).filter(objective=OuterRef("pk"))
    direct = Reach.objects.filter(manager=asker.viewer, depth=1).values("employee")
    led = Reach.objects.filter(depth=1).values("employee")
    led_rows = KeyResult.objects.counting().filter(objective=OuterRef("pk"))
    stands_in: ExpressionWrapper | Value = Value(False)
    if asker.away is not None:
        stands_in = ExpressionWrapper(Q(pk__among=proposed_to(asker).values("pk")), output_field=BooleanField())
    return rows.annotate(
        viewer_owns=Exists(holding.filter(employee=asker.viewer)),
        viewer_helps=Exists(helping.filter(employee=asker.viewer)),
        viewer_leads=Exists(led_rows.filter(led_by=asker.viewer)),
        viewer_manages=Exists(holding.filter(employee__in=direct)),
        viewer_inherits=ExpressionWrapper(
            Q(pk__among=fallen_to(asker)) | Q(pk__among=moved_to(asker).values("pk")), output_field=BooleanField()
        ),
        viewer_stands_in=stands_in,
        nobody_owns=~Exists(held_on(asker.today)),
        owner_is_led=Exists(holding.filter(employee__in=led)),
        relation_of=Cast(asker.viewer.pk, BigIntegerField()),  # type: ignore[arg-type]  # a key, or its blank
    )


def readable(pk: int, asker: Asker) -> QuerySet[Objective]:
    """One, if somebody may read it, with what they are to it; to be asked within a composed question."""
    rows = related(Objective.objects.filter(seen_by(asker), pk=pk), asker)
    return rows.select_related("cycle", "team", "written_by", "thread")


@composed
def _readable(*, pk: int, **asker: Any) -> QuerySet[Objective]:
    return readable(pk, Asker(**asker))


def get_objective(viewer: Employee, pk: int) -> Objective:
    """One the viewer may read; Http404 for all others."""
    rows = _readable(pk=pk, **asker_of(viewer).values)
    read_together(rows)
    for found in rows:
        return found
    raise Http404


@composed
def _related_one(*, pk: int, **asker: Any) -> QuerySet[Objective]:
    return related(Objective.objects.filter(pk=pk), Asker(**asker))


def relation_to(objective: Objective, viewer: Employee) -> Relation:
    """What a viewer is to an objective; asked where it was fetched without."""
    if getattr(objective, "relation_of", None) != viewer.pk:
        (row,) = _related_one(pk=objective.pk, **asker_of(viewer).values)
        for name in RELATION:
            setattr(objective, name, getattr(row, name))
    return cast(Relation, objective)


def title_for(viewer: Actor, objective: Objective) -> str:
    """What an objective is called to a viewer: its title only if they may see it."""
    if isinstance(viewer, Employee) and not visible_to(viewer).filter(pk=objective.pk).exists():
        return str(UNSEEN)
    return objective.title
