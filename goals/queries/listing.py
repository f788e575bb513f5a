"""All goals a viewer may see as one list: narrowed, ordered, a page at a time, each as near as the first."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.core.signing import Signer
from django.db.models import Q, QuerySet

from people.access import teams_below, within_teams_above
from people.models import Employee, Team
from people.queries import found_employees
from perfhub.kernel.calendars import local_date
from perfhub.kernel.composed import composed
from perfhub.kernel.keyset import NoCursor, behind, cursor_at
from perfhub.kernel.together import read_together

from .. import access
from ..access.asker import Asker, asker_of
from ..models import GoalCycle, GoalOwner, Objective
from ..states import Heard, ListOrder, ObjectiveState
from .cycles import seen_cycles
from .rows import GoalRow, as_rows, listed, rows_at, rows_of
from .serving import by_serving

A_PAGE = 50
AT_ONCE = 1000  # rows of an export that are held at a time
MOST_PEOPLE = 20  # of one name
MOST_TEAMS = 200  # to choose among
SIGNER = Signer(salt="goals.list")
NO_WORD = "none"

#: The columns of each order, ending in the key. Where one could be empty, the order shows only rows that have it.
ORDERS: dict[str, tuple[tuple[str, ...], Q]] = {
    ListOrder.NEWEST: (("-written_at", "-pk"), Q()),
    ListOrder.TITLE: (("title", "pk"), Q()),
    ListOrder.DUE: (("due_date", "pk"), Q(state=ObjectiveState.ACTIVE)),
    ListOrder.SCORE: (("score", "pk"), Q(score__isnull=False)),
}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the list is narrowed to; nothing is everything."""

    words: tuple[str, ...] = ()
    cycle: GoalCycle | None = None
    level: str = ""
    team: Team | None = None
    owner: str = ""
    status: str = ""
    state: str = ""
    nature: str = ""
    heard: str = ""
    alone: bool = False
    order: str = ListOrder.NEWEST

    @property
    def is_everything(self) -> bool:
        return self == Asked(order=self.order)


@dataclass(frozen=True)
class GoalList:
    """Some goals, and where the next page begins; empty when there is none."""

    rows: tuple[GoalRow, ...]
    after: str


class TooManyPeople(ValueError):
    """More people are called so than can be looked for at once."""


def found_goals(viewer: Employee, asked: Asked, *, today: dt.date) -> QuerySet[Objective]:
    """The goals of a search, in its order, of those the viewer may see. Raises TooManyPeople."""
    rows = _in_order(asked.order, asker_of(viewer))
    for word in asked.words:
        rows = rows.filter(title__icontains=word)
    named = {name: value for name in ("cycle", "level", "state", "nature") if (value := getattr(asked, name))}
    rows = rows.filter(**named)
    if asked.status:
        rows = rows.filter(state=ObjectiveState.ACTIVE, status="" if asked.status == NO_WORD else asked.status)
    if asked.team:
        rows = rows.filter(_of_teams(teams_below(asked.team.pk), today))
    if asked.owner:
        rows = rows.owned_among(_called(asked.owner), on=today)
    if asked.heard == Heard.DUE:
        rows = rows.active().filter(due_date__lte=today)
    elif asked.heard == Heard.SILENT:
        rows = rows.silent(today)
    if asked.alone:
        rows = by_serving(rows, False, seen_by=asker_of(viewer))
    return rows


def _in_order(order: str, asker: Asker) -> QuerySet[Objective]:
    columns, those = ORDERS[order]
    return Objective.objects.filter(access.seen_by(asker), those).order_by(*columns)


@composed
def _first(*, order: ListOrder, **asker: Any) -> QuerySet[Objective]:
    asked, (columns, _those) = Asker(**asker), ORDERS[order]
    first = Objective.objects.filter(pk__among=_in_order(order, asked).values("pk")[: A_PAGE + 1])
    return listed(access.related(first, asked)).order_by(*columns)


def having(rows: QuerySet[Objective], order: str) -> QuerySet[Objective]:
    """Those that have what an order goes by."""
    return rows.filter(ORDERS[order][1]) if order in ORDERS else rows


def within_team(rows: QuerySet[Objective], team: int, *, today: dt.date) -> QuerySet[Objective]:
    """Goals of a team, of the teams below it, and of the people of them all."""
    return rows.filter(_of_teams(teams_below(team), today))


def _of_teams(teams: Iterable[int], today: dt.date) -> Q:
    """Goals of these teams themselves, and those of their people."""
    owned = GoalOwner.objects.holding(today).filter(employee__team__in=teams)
    return Q(team__in=teams) | Q(pk__in=owned.values("objective"))


def _called(text: str) -> list[int]:
    keys = list(found_employees(Employee.objects.all(), text=text).values_list("pk", flat=True)[: MOST_PEOPLE + 1])
    if len(keys) > MOST_PEOPLE:
        raise TooManyPeople
    return keys


def goal_list(viewer: Employee, asked: Asked, *, at: dt.datetime, after: str = "", size: int = A_PAGE) -> GoalList:
    """One page of the list behind a place, and the place behind it; a constant number of statements.

    A place that is none of this order is the beginning.
    """
    today = local_date(at, viewer.time_zone)
    columns, _those = ORDERS[asked.order]
    if asked.is_everything and not after and size == A_PAGE:
        first = _first(order=ListOrder(asked.order), **asker_of(viewer).values)
        read_together(first)
        known = list(first)
        page = tuple(as_rows(known[:size], viewer=viewer, today=today))
        return GoalList(page, _place(page, columns) if len(known) > size else "")
    rows = found_goals(viewer, asked, today=today)
    if after:
        with suppress(NoCursor):
            rows = rows.filter(behind(after, columns, signer=SIGNER))
    keys = list(rows.values_list("pk", flat=True)[: size + 1])
    shown = {row.objective.pk: row for row in rows_at(keys[:size], viewer=viewer, today=today)}
    page = tuple(shown[pk] for pk in keys[:size] if pk in shown)
    return GoalList(page, _place(page, columns) if len(keys) > size and page else "")


def _place(page: Sequence[GoalRow], columns: tuple[str, ...]) -> str:
    """Behind the last of these."""
    return cursor_at(page[-1].objective, columns, signer=SIGNER)


def choices_of(viewer: Employee, *, chosen: int | None = None) -> tuple[list[GoalCycle], list[Team]]:
    """Of which cycles and teams a list may be, the newest first and by name; one statement.

    Where there are more teams than anybody looks through, those near the viewer: the own one and those it is part of,
    those of people below, and the one that is chosen already.
    """
    cycles, teams = seen_cycles(viewer), _teams()
    read_together(cycles, teams)
    offered = list(teams)
    if len(offered) > MOST_TEAMS:
        below = Employee.objects.below(viewer).values("team")
        near = Q(pk__in=within_teams_above(viewer.team_id)) | Q(pk__in=below) | Q(pk=chosen)
        offered = list(Team.objects.filter(near, retired_at__isnull=True).order_by("name", "pk")[:MOST_TEAMS])
    return list(cycles), offered


@composed
def _teams() -> QuerySet[Team]:
    return Team.objects.filter(retired_at__isnull=True).order_by("name", "pk")[: MOST_TEAMS + 1]


def goals_in_pieces(viewer: Employee, asked: Asked, *, at: dt.datetime) -> Iterator[list[GoalRow]]:
    """All rows of a search for an export, a thousand at a time, in its order."""
    today = local_date(at, viewer.time_zone)
    keys = list(found_goals(viewer, asked, today=today).values_list("pk", flat=True))
    for place in range(0, len(keys), AT_ONCE):
        piece = keys[place : place + AT_ONCE]
        shown = {
            row.objective.pk: row for row in rows_of(Objective.objects.filter(pk__in=piece), viewer=viewer, today=today)
        }
        yield [shown[pk] for pk in piece if pk in shown]


def how_many(viewer: Employee, asked: Asked, *, at: dt.datetime, most: int) -> int:
    """How many a search finds, counted up to one more than `most`."""
    found = found_goals(viewer, asked, today=local_date(at, viewer.time_zone))
    return found.values("pk")[: most + 1].count()
