"""One objective on its page: how it stands, its line, what was reported, what it serves and what serves it."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from people.models import Employee
from perfhub.kernel import progress
from perfhub.kernel.calendars import local_date
from perfhub.kernel.composed import composed
from perfhub.kernel.together import read_each, read_together

from .. import access
from ..access.asker import Asker, asker_of
from ..access.giving import may_give
from ..models import Alignment, Following, GoalCycle, GoalOwner, Objective
from ..states import Part as Taking
from .audience import audience_of
from .comments import Comment, as_comments, asked_of_comments
from .giving import may_be_given_now
from .history import Told, asked_of_history, history_of, most_shown
from .links import Part, Upward, asked_for, below_said, downwards, links_upwards, parts_of, told_upwards
from .pacing import standing
from .rows import GoalRow, as_rows, listed, measured_in, steps_in, with_key_results, with_steps
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
    rows = Objective.objects.filter(access.seen_by(Asker(**asker)), pk__in=keys)
    return rows.only("title", "state", "visibility")


@composed
def _seen_below(*, objective: Objective, **asker: Any) -> QuerySet[Objective]:
    asked = Asker(**asker)
    below = Alignment.objects.in_force().filter(parent=objective).values("child")
    rows = access.related(Objective.objects.filter(access.seen_by(asked), pk__in=below), asked)
    return listed(rows).in_order()[:BELOW]


@composed
def _shares(*, objective: Objective) -> QuerySet[GoalOwner]:
    return GoalOwner.objects.filter(objective=objective).select_related("employee").order_by("start_date", "pk")


@composed
def _could_own(**asker: Any) -> QuerySet[Employee]:
    return access.owners_given_by(Asker(**asker)).by_name().only("name")[:PEOPLE]


@composed
def _other_cycles(*, than: GoalCycle) -> QuerySet[GoalCycle]:
    return GoalCycle.objects.open().exclude(pk=than.pk).newest_first()


def page_of(objective: Objective, *, viewer: Employee, at: dt.datetime, whole: bool = False) -> GoalPage:
    """Everything on the page of an objective, with `whole` all of its history; a constant number of statements, fewer
    where a part of it is empty."""
    today = local_date(at, viewer.time_zone)
    asker = asker_of(viewer).values
    beside: Any = objective
    if not hasattr(objective, "followers"):  # fetched for something else
        (beside,) = _beside(objective=objective, viewer=viewer)
    acts = access.acts(viewer, objective)
    relatives = [*beside.above, *beside.made, *([objective.copied_from_id] if objective.copied_from_id else [])]
    read = read_each(
        {
            "shares": _shares(objective=objective),
            "links": links_upwards(objective, viewer=viewer),
            "key_results": measured_in([objective]),
            "steps": steps_in(objective=objective),
            **asked_of_history(objective, whole=whole),
            **asked_of_comments(objective),
            "relatives": _seen(keys=relatives, **asker),
            "requests": asked_for(objective=objective),
            "below": _seen_below(objective=objective, **asker) if beside.is_served else None,
            "links_below": downwards(objective=objective) if beside.is_served else None,
            "cycles": _other_cycles(than=objective.cycle) if "carry_over" in acts else None,
            "can_be_owners": _could_own(**asker) if "hand_over" in acts else None,
        }
    )
    now = sorted((one for one in read["shares"] if one.is_on(today)), key=lambda one: (one.employee.sort_name, one.pk))
    links, known = told_upwards(read["links"]), {one.pk: one for one in read["relatives"]}
    measured = with_steps(read["key_results"], read["steps"])
    row = with_key_results(_row(objective, now, links, acts=acts, today=today), measured)
    told, more = history_of(read, links=links, whole=whole)
    updates = read["updates"]
    return GoalPage(
        row=row,
        ancestors=tuple(known[pk] for pk in beside.above if pk in known),
        below=_below(read["below"], said=below_said(read["links_below"]), viewer=viewer, today=today),
        shares=tuple(Share(one.employee, one.part, one.start_date, one.end_date) for one in read["shares"]),
        told=tuple(told),
        more=more,
        chart=chart_of(
            objective, scores_of(objective) if len(updates) > most_shown(whole) else scores_in(updates), today=today
        ),
        messages=tuple(as_comments(read["messages"], read["reactions"], viewer=viewer)),
        audience=audience_of(objective, row.owners, on=today, helping=[one.employee for one in now]),
        own=viewer in row.owners,
        cycles=tuple(read["cycles"]),
        original=known.get(objective.copied_from_id or 0),
        copies=tuple(known[pk] for pk in beside.made if pk in known),
        can_be_owners=tuple(read["can_be_owners"]),
        parts=tuple(parts_of(read["key_results"], links=links, requests=read["requests"])),
        follows=beside.follows,
        followers=beside.followers,
        gives=may_be_given_now(objective) and may_give(viewer, objective),
    )


def _row(
    objective: Objective, now: Iterable[GoalOwner], links: Iterable[Upward], *, acts: Set[str], today: dt.date
) -> GoalRow:
    """The objective itself, of what is read of it already."""
    own = (one for one in links if one.link.ended_at is None and one.link.child_key_result_id is None)
    return GoalRow(
        objective=objective,
        standing=standing(objective, today=today),
        owners=tuple(one.employee for one in now if one.part == Taking.OWNER),
        serves=next((one.parent for one in own), None),
        acts=acts,
    )


def _below(
    rows: Sequence[Objective], *, said: Mapping[int, tuple[str, ...]], viewer: Employee, today: dt.date
) -> tuple[GoalRow, ...]:
    """What serves it, as far as the viewer sees that, and how; one statement."""
    shown = as_rows(rows, viewer=viewer, today=today, with_served=False) if rows else []
    return tuple(replace(one, said=said[one.objective.pk]) for one in shown)
