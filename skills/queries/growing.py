"""What somebody does to grow: the list of it, one action with its history, and who reads it."""

import datetime as dt
from contextlib import suppress
from dataclasses import dataclass

from django.core.signing import Signer
from django.db.models import F
from django.utils.translation import gettext as _

from people.models import AuditEntry, Employee
from perfhub.kernel.calendars import local_date
from perfhub.kernel.keyset import NoCursor, behind, cursor_at

from ..access import growing as access
from ..models import GrowthAction, GrowthEvent
from ..states import GrowthKind, GrowthState

A_PAGE = 50
SIGNER = Signer(salt="skills.growth")
NEWEST = ("-ended_at", "-pk")
GOING_ON, OVER = "open", "over"
ICONS = {
    GrowthKind.TRAINING: "presentation",
    GrowthKind.PRACTICE: "refresh",
    GrowthKind.MENTOR: "heart-handshake",
    GrowthKind.STRETCH: "trending-up",
    GrowthKind.LEARNING: "book",
}
TONES = {
    GrowthState.SUGGESTED: "ask",
    GrowthState.UNDER_WAY: "wait",
    GrowthState.DONE: "good",
}


@dataclass(frozen=True)
class Row:
    """One growth action as one of those who see it does."""

    action: GrowthAction
    viewer: Employee
    today: dt.date

    @property
    def is_mine(self) -> bool:
        return self.action.employee_id == self.viewer.pk

    @property
    def is_overdue(self) -> bool:
        return self.action.is_going_on and self.action.due_date is not None and self.action.due_date < self.today

    @property
    def tone(self) -> str:
        return "late" if self.is_overdue else TONES.get(GrowthState(self.action.state), "calm")

    @property
    def word(self) -> str:
        return _("its day has passed") if self.is_overdue else str(GrowthState(self.action.state).label)

    @property
    def icon(self) -> str:
        return ICONS[GrowthKind(self.action.kind)]

    @property
    def acts(self) -> frozenset[str]:
        return frozenset(access.acts(self.viewer, self.action))


@dataclass(frozen=True)
class Growth:
    """Some of what somebody does to grow, where the next ones begin (empty: none), and how much goes on."""

    rows: tuple[Row, ...]
    after: str
    going_on: int

    @property
    def waiting(self) -> int:
        """How many suggestions on this page wait for an answer."""
        return sum(row.action.is_waiting for row in self.rows)


def growth_of(person: Employee, *, viewer: Employee, at: dt.datetime, side: str = GOING_ON, after: str = "") -> Growth:
    """What goes on, what is due first at the top, or what is over, the newest first; two statements."""
    rows = access.visible_to(viewer).filter(employee=person)
    number = rows.not_over().count()
    today = local_date(at, viewer.time_zone)
    if side == GOING_ON:
        found = list(rows.not_over().with_names().order_by(F("due_date").asc(nulls_last=True), "pk")[: A_PAGE * 4])
        found.sort(key=lambda row: not row.is_waiting)  # what wants an answer comes first
        return Growth(tuple(Row(row, viewer, today) for row in found), "", number)
    rows = rows.over().with_names().order_by(*NEWEST)
    if after:
        with suppress(NoCursor):
            rows = rows.filter(behind(after, NEWEST, signer=SIGNER))
    found = list(rows[: A_PAGE + 1])
    more = cursor_at(found[A_PAGE - 1], NEWEST, signer=SIGNER) if len(found) > A_PAGE else ""
    return Growth(tuple(Row(row, viewer, today) for row in found[:A_PAGE]), more, number)


def row_of(action: GrowthAction, *, viewer: Employee, at: dt.datetime) -> Row:
    return Row(action, viewer, local_date(at, viewer.time_zone))


def history_of(action: GrowthAction) -> list[GrowthEvent]:
    """All that became of it, the newest first; one statement."""
    return list(GrowthEvent.objects.filter(action=action).select_related("by").order_by("-pk"))


def seen_by_the_manager(action: GrowthAction, manager: Employee | None) -> dt.datetime | None:
    """When the manager now was shown it last; for its employee. One statement."""
    if manager is None:
        return None
    lines = AuditEntry.objects.filter(
        act="growth.seen", by=manager, object_type="skills.growthaction", object_id=action.pk
    )
    return lines.order_by("-at", "-pk").values_list("at", flat=True).first()
