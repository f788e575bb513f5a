"""One objective on its page: how it stands, its line, what was reported, what it serves and what serves it."""

import datetime as dt
from collections.abc import Set
from dataclasses import dataclass, replace

from django.db.models import Count, Q

from people.models import Employee
from perfhub.kernel import progress
from perfhub.kernel.calendars import local_date

from .. import access
from ..access.giving import may_give
from ..models import Alignment, Following, GoalCycle, GoalOwner, Objective
from ..states import Part as Taking
from .audience import audience_of
from .comments import Comment, comments_of
from .giving import may_be_given_now
from .history import Told, history_of
from .links import Part, below_said, parts_of
from .rows import GoalRow, rows_of
from .serving import ids_above
from .trend import chart_of

BELOW = 100  # goals below shown at most
PEOPLE = 60  # to whom it may be handed over, shown at most


@dataclass(frozen=True)
class Share:
    """Who owned, or took part, from when to when."""

    person: Employee
    part: str
    start: dt.date
    end: dt.date | None


@dataclass(frozen=True)
class GoalPage:
    """An objective as one viewer may see it."""

    row: GoalRow
    ancestors: tuple[Objective, ...]
    below: tuple[GoalRow, ...]
    shares: tuple[Share, ...]
    told: tuple[Told, ...]
    more: bool  # was told than is shown
    chart: dict | None
    messages: tuple[Comment, ...]
    audience: str
    own: bool
    cycles: tuple[GoalCycle, ...]
    original: Objective | None
    copies: tuple[Objective, ...]
    can_be_owners: tuple[Employee, ...]
    parts: tuple[Part, ...]
    gives: bool
    follows: bool
    followers: int

    @property
    def objective(self) -> Objective:
        return self.row.objective

    @property
    def acts(self) -> Set[str]:
        return self.row.acts

    @property
    def every(self) -> list[GoalRow]:
        """What of others is shown on the page."""
        return [self.row, *self.below]

    @property
    def titles(self) -> list[Objective]:
        """What else is named on it."""
        served = (part.serves for part in self.parts)
        earlier = (one for told in self.told for one in told.named)
        return [one for one in (*self.ancestors, *served, *earlier, self.original, *self.copies) if one is not None]

    @property
    def served(self) -> list[Part]:
        """The goal and its key results, as far as each serves something or asks to."""
        return [part for part in self.parts if part.link is not None or part.asked is not None]

    @property
    def contributors(self) -> list[Share]:
        return [one for one in self.shares if one.part == Taking.CONTRIBUTOR and one.end is None]

    @property
    def earlier(self) -> list[Share]:
        """Whose shares are over."""
        return [one for one in self.shares if one.end is not None]

    @property
    def rolled_percent(self) -> float | None:
        """With what rolls up into it, where that is something else."""
        rolled = self.objective.rolled
        own = self.objective.score
        same = rolled is not None and own is not None and round(rolled, progress.DIGITS) == round(own, progress.DIGITS)
        return None if rolled is None or same else 100 * rolled


def page_of(objective: Objective, *, viewer: Employee, at: dt.datetime, whole: bool = False) -> GoalPage:
    """Everything on the page of an objective, with `whole` all of its history; a constant number of statements."""
    today = local_date(at, viewer.time_zone)
    visible = access.visible_to(viewer)
    serving = set(Alignment.objects.in_force().filter(parent=objective).values_list("child", flat=True))
    below = visible.filter(pk__in=serving).in_order()[:BELOW].values_list("pk", flat=True)
    shown = rows_of(Objective.objects.filter(pk__in=[objective.pk, *below]).in_order(), viewer=viewer, today=today)
    row = next(one for one in shown if one.objective.pk == objective.pk)
    told, more = history_of(objective, viewer=viewer, whole=whole)
    above = ids_above(objective.pk)
    relatives = Q(pk__in=[*above, objective.copied_from_id or 0]) | Q(copied_from=objective)
    known = {one.pk: one for one in visible.filter(relatives).order_by("pk")}
    carrying = "carry_over" in row.acts
    handing = "hand_over" in row.acts
    said = below_said(objective)
    followed = Following.objects.filter(objective=objective).aggregate(
        all=Count("pk"), mine=Count("pk", filter=Q(employee=viewer))
    )
    return GoalPage(
        row=row,
        ancestors=tuple(known[pk] for pk in above if pk in known),
        below=tuple(replace(one, said=said.get(one.objective.pk, ())) for one in shown if one is not row),
        shares=tuple(_shares(objective)),
        told=tuple(told),
        more=more,
        chart=chart_of(objective, today=today),
        messages=tuple(comments_of(objective, viewer=viewer)),
        audience=audience_of(objective, row.owners, on=today),
        own=viewer in row.owners,
        cycles=tuple(GoalCycle.objects.open().exclude(pk=objective.cycle_id).newest_first()) if carrying else (),
        original=known.get(objective.copied_from_id or 0),
        copies=tuple(one for one in known.values() if one.copied_from_id == objective.pk),
        can_be_owners=tuple(access.possible_owners(viewer).by_name()[:PEOPLE]) if handing else (),
        parts=tuple(parts_of(objective, [line.row for line in row.key_results], viewer=viewer)),
        follows=bool(followed["mine"]),
        followers=followed["all"],
        gives=may_be_given_now(objective) and may_give(viewer, objective),
    )


def _shares(objective: Objective) -> list[Share]:
    rows = GoalOwner.objects.filter(objective=objective).select_related("employee").order_by("start_date", "pk")
    return [Share(row.employee, row.part, row.start_date, row.end_date) for row in rows]
