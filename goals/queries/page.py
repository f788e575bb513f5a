"""One objective on its page: how it stands, its line, what was reported, what it serves and what serves it."""

import datetime as dt
from collections.abc import Iterable, Set
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from people.models import Employee
from perfhub.kernel import progress
from perfhub.kernel.calendars import local_date
from perfhub.kernel.composed import composed
from perfhub.kernel.together import read_together

from .. import access
from ..access.asker import Asker, asker_of
from ..access.giving import may_give
from ..models import Alignment, AlignmentRequest, Following, GoalCycle, GoalOwner, Objective
from ..states import Part as Taking
from .audience import audience_of
from .comments import Comment, comments_of
from .giving import may_be_given_now
from .history import Told, history_of, most_shown, reported
from .links import Part, Upward, below_said, links_upwards, parts_of, told_upwards
from .pacing import standing
from .rows import GoalRow, as_rows, listed, measured_in, with_key_results, with_steps
from .serving import KeysAbove
from .trend import chart_of, scores_in, scores_of

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


def _with_beside(rows: QuerySet[Objective], viewer: Employee) -> QuerySet[Objective]:
    following = Following.objects.filter(objective=OuterRef("pk"))
    followers = following.values("objective").annotate(number=Count("pk")).values("number")
    return rows.annotate(
        followers=Coalesce(Subquery(followers), 0),
        follows=Exists(following.filter(employee=viewer)),
        above=KeysAbove("pk"),
        made=ArraySubquery(Objective.objects.filter(copied_from=OuterRef("pk")).order_by("pk").values("pk")),
        is_served=Exists(Alignment.objects.in_force().filter(parent=OuterRef("pk"))),
        has_asked=Exists(AlignmentRequest.objects.waiting().filter(child=OuterRef("pk"))),
    )


@composed
def _opened(*, pk: int, **asker: Any) -> QuerySet[Objective]:
    asked = Asker(**asker)
    return _with_beside(access.readable(pk, asked), asked.viewer)


@composed
def _beside(*, objective: Objective, viewer: Employee) -> QuerySet[Objective]:
    return _with_beside(Objective.objects.filter(pk=objective.pk), viewer)


def opened(viewer: Employee, pk: int) -> Objective | None:
    """An objective for its page, with what is to be known of it before anything else is asked; None if the viewer may
    not read it."""
    rows = _opened(pk=pk, **asker_of(viewer).values)
    read_together(rows)
    return next(iter(rows), None)


@composed
def _seen(*, keys: list[int], **asker: Any) -> QuerySet[Objective]:
    return Objective.objects.filter(access.seen_by(Asker(**asker)), pk__in=keys)


@composed
def _seen_below(*, keys: list[int], **asker: Any) -> QuerySet[Objective]:
    asked = Asker(**asker)
    rows = access.related(Objective.objects.filter(access.seen_by(asked), pk__in=keys), asked)
    return listed(rows).in_order()[:BELOW]


@composed
def _shares(*, objective: Objective) -> QuerySet[GoalOwner]:
    return GoalOwner.objects.filter(objective=objective).select_related("employee").order_by("start_date", "pk")


@composed
def _could_own(**asker: Any) -> QuerySet[Employee]:
    return access.owners_given_by(Asker(**asker)).by_name()[:PEOPLE]


def page_of(objective: Objective, *, viewer: Employee, at: dt.datetime, whole: bool = False) -> GoalPage:
    """Everything on the page of an objective, with `whole` all of its history; a constant number of statements, fewer
    where a part of it is empty."""
    today = local_date(at, viewer.time_zone)
    asker = asker_of(viewer).values
    beside: Any = objective
    if not hasattr(objective, "followers"):  # fetched for something else
        (beside,) = _beside(objective=objective, viewer=viewer)
    shares, links_up, measured = (
        _shares(objective=objective),
        links_upwards(objective, viewer=viewer),
        measured_in([objective]),
    )
    updates, events = reported(objective, whole=whole)
    read_together(shares, links_up, measured, updates, events)
    now = sorted((one for one in shares if one.is_on(today)), key=lambda one: (one.employee.sort_name, one.pk))
    links = told_upwards(links_up)
    row = with_key_results(_row(objective, now, links, viewer=viewer, today=today), with_steps(measured))
    relatives = [*beside.above, *beside.made, *([objective.copied_from_id] if objective.copied_from_id else [])]
    known = {one.pk: one for one in _seen(keys=relatives, **asker)} if relatives else {}
    told, more = history_of([*updates], [*events], links=links, whole=whole)
    scores = scores_of(objective) if len(updates) > most_shown(whole) else scores_in([*updates])
    carrying = "carry_over" in row.acts
    handing = "hand_over" in row.acts
    helping = [one.employee for one in now]
    return GoalPage(
        row=row,
        ancestors=tuple(known[pk] for pk in beside.above if pk in known),
        below=_below(objective, viewer=viewer, today=today) if beside.is_served else (),
        shares=tuple(Share(one.employee, one.part, one.start_date, one.end_date) for one in shares),
        told=tuple(told),
        more=more,
        chart=chart_of(objective, scores, today=today),
        messages=tuple(comments_of(objective, viewer=viewer)),
        audience=audience_of(objective, row.owners, on=today, helping=helping),
        own=viewer in row.owners,
        cycles=tuple(GoalCycle.objects.open().exclude(pk=objective.cycle_id).newest_first()) if carrying else (),
        original=known.get(objective.copied_from_id or 0),
        copies=tuple(known[pk] for pk in beside.made if pk in known),
        can_be_owners=tuple(_could_own(**asker)) if handing else (),
        parts=tuple(parts_of(objective, [line.row for line in row.key_results], links=links, asks=beside.has_asked)),
        follows=beside.follows,
        followers=beside.followers,
        gives=may_be_given_now(objective) and may_give(viewer, objective),
    )


def _row(
    objective: Objective, now: Iterable[GoalOwner], links: Iterable[Upward], *, viewer: Employee, today: dt.date
) -> GoalRow:
    """The objective itself, of what is read of it already."""
    own = (one for one in links if one.link.ended_at is None and one.link.child_key_result_id is None)
    return GoalRow(
        objective=objective,
        standing=standing(objective, today=today),
        owners=tuple(one.employee for one in now if one.part == Taking.OWNER),
        serves=next((one.parent for one in own), None),
        acts=access.acts(viewer, objective),
    )


def _below(objective: Objective, *, viewer: Employee, today: dt.date) -> tuple[GoalRow, ...]:
    """What serves it, as far as the viewer sees that, and how."""
    said = below_said(objective)
    rows = list(_seen_below(keys=list(said), **asker_of(viewer).values))
    below = as_rows(rows, viewer=viewer, today=today, with_served=False)
    return tuple(replace(one, said=said[one.objective.pk]) for one in below)
