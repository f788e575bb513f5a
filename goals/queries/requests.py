"""What is asked about goals, for whoever answers and for whoever asked."""

import datetime as dt
from collections.abc import Iterable, Set
from dataclasses import dataclass, replace
from typing import Any

from people.models import Employee
from perfhub.kernel.calendars import local_date

from .. import access
from ..access import aligning
from ..models import AlignmentRequest, Objective
from ..states import OPEN, RequestState
from .rows import GoalRow, rows_of
from .serving import depths_above

SHOWN = 50  # of each kind


@dataclass(frozen=True)
class AskedLine:
    """One request; the titles as far as the viewer may know them."""

    request: AlignmentRequest
    child: str
    parent: str
    sees_child: bool
    sees_parent: bool
    acts: Set[str] = frozenset()

    @property
    def titles(self) -> list[Objective]:
        """Of which the title is told."""
        ends = ((self.request.child, self.sees_child), (self.request.parent, self.sees_parent))
        return [objective for objective, sees in ends if sees]

    @property
    def child_pk(self) -> int | None:
        return self.request.child_id if self.sees_child else None

    @property
    def parent_pk(self) -> int | None:
        return self.request.parent_id if self.sees_parent else None

    @property
    def child_part_pk(self) -> int | None:
        return self.request.child_key_result_id if self.sees_child else None

    @property
    def parent_part_pk(self) -> int | None:
        return self.request.parent_key_result_id if self.sees_parent else None

    @property
    def is_waiting(self) -> bool:
        open_ = self.request.child.is_open and self.request.parent.is_open
        return self.request.state == RequestState.PROPOSED and open_

    @property
    def child_part(self) -> str:
        """Which key result would serve, where the viewer sees the goal."""
        part = self.request.child_key_result
        return part.title if part is not None and self.sees_child else ""

    @property
    def parent_part(self) -> str:
        part = self.request.parent_key_result
        return part.title if part is not None and self.sees_parent else ""

    @property
    def tone(self) -> str:
        tones = {RequestState.PROPOSED: "wait", RequestState.ACCEPTED: "good"}
        return tones.get(RequestState(self.request.state), "calm")


@dataclass(frozen=True)
class Requests:
    """What waits for the viewer's answer, and what the viewer asked."""

    asked_of: tuple[AskedLine, ...]
    asked_by: tuple[AskedLine, ...]

    @property
    def shown(self) -> list[Objective]:
        """Of which the titles stand on the page."""
        lines = {line.request.pk: line for line in (*self.asked_of, *self.asked_by)}.values()
        return [objective for line in lines for objective in line.titles]


def requests_of(viewer: Employee) -> Requests:
    """A constant number of statements, however many there are."""
    of = list(_whole(aligning.asked_of(viewer)).newest_first()[:SHOWN])
    by = list(_whole(aligning.asked_by(viewer)).newest_first()[:SHOWN])
    said = {
        line.request.pk: line for line in said_requests({row.pk: row for row in [*of, *by]}.values(), viewer=viewer)
    }
    return Requests(tuple(said[row.pk] for row in of), tuple(said[row.pk] for row in by))


def _whole(rows):
    return rows.select_related("child", "parent", "child_key_result", "parent_key_result", "asked_by", "decided_by")


def said_requests(requests: Iterable[AlignmentRequest], *, viewer: Employee) -> list[AskedLine]:
    """These requests with the titles that the viewer may know; one statement."""
    rows = list(requests)
    keys = {row.child_id for row in rows} | {row.parent_id for row in rows}
    seen = set(access.visible_to(viewer).filter(pk__in=keys).values_list("pk", flat=True)) if keys else set()

    def title(objective: Objective) -> str:
        return objective.title if objective.pk in seen else str(access.UNSEEN)

    return [
        AskedLine(row, title(row.child), title(row.parent), row.child_id in seen, row.parent_id in seen) for row in rows
    ]


def requests_with_acts(requests: Iterable[AlignmentRequest], *, viewer: Employee) -> list[AskedLine]:
    """The same with what the viewer may do with each now; three statements."""
    lines = said_requests(requests, viewer=viewer)
    keys = [line.request.pk for line in lines]
    answers = set(aligning.asked_of(viewer).filter(pk__in=keys).values_list("pk", flat=True))
    asked = set(aligning.asked_by(viewer).filter(pk__in=keys).values_list("pk", flat=True))

    def acts(line: AskedLine) -> list[str]:
        mine = (("accept", answers), ("decline", answers), ("withdraw", asked))
        return [act for act, of in mine if line.is_waiting and line.request.pk in of]

    return [replace(line, acts=frozenset(acts(line))) for line in lines]


def could_serve(objective: Objective, *, viewer: Employee, at: dt.datetime) -> list[GoalRow]:
    """The viewer's open goals that lie within the dates of this one and are not above it."""
    today = local_date(at, viewer.time_zone)
    rows = Objective.objects.owned_by(viewer, on=today).filter(state__in=OPEN)
    rows = rows.filter(start_date__gte=objective.start_date, end_date__lte=objective.end_date)
    rows = rows.exclude(pk__in=list(depths_above(objective.pk)))
    return rows_of(rows.in_order()[:SHOWN], viewer=viewer, today=today)


def is_request(done: Any) -> bool:
    """Whether somebody was asked, where it might have been done at once."""
    return isinstance(done, AlignmentRequest)
