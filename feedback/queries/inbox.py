"""The manager's inbox: who asks something, what has changed, who is as usual."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from people.access import has_manager
from people.models import Absence, Employee
from people.states import EmployeeState
from perfhub.kernel.calendars import local_date, week_start
from perfhub.kernel.composed import composed
from perfhub.kernel.tenancy import page_url
from perfhub.kernel.together import read_each

from .. import access
from ..models import CheckIn, PassedUp
from ..states import CheckInState, SkipReason
from . import schedule
from .judging import AS_USUAL, ASKS, CHANGED, GROUPS, with_past
from .reading import Row, asked_beside, nearby_day, rows_found
from .seen import new_words_of, unseen_of

SECONDS = {ASKS: 45, CHANGED: 30, AS_USUAL: 15}  # about how long a row takes to read


@dataclass(frozen=True)
class Absent:
    """Somebody whose check-in is not there, and why as far as the manager may know."""

    employee: Employee
    tone: str
    words: str
    url: str  # where to write a line about it; "" for whoever was not asked


@dataclass(frozen=True)
class Inbox:
    """All a manager sees at once."""

    period: tuple[dt.date, dt.date] | None
    people: int
    asks: tuple[Row, ...] = ()
    changed: tuple[Row, ...] = ()
    usual: tuple[Row, ...] = ()
    read: tuple[Row, ...] = ()
    missing: tuple[Absent, ...] = ()
    passed_up: tuple[PassedUp, ...] = ()
    has_manager_above: bool = False
    written: int = 0
    new_words: frozenset[int] = frozenset()
    unseen: tuple[CheckIn, ...] = ()  # of what is shown, what the viewer has not been shown as it stands now

    @property
    def unread(self) -> tuple[Row, ...]:
        return (*self.asks, *self.changed, *self.usual)

    @property
    def total(self) -> int:
        return len(self.unread) + len(self.read)

    @property
    def minutes(self) -> int:
        return max(1, round(sum(SECONDS[row.group] for row in self.unread) / 60))


def inbox_for(viewer: Employee, *, at: dt.datetime) -> Inbox:
    """The check-ins of the direct reports: the unread ones of any week, and how the current week stands."""
    today = local_date(at, viewer.time_zone)
    recent = today - 3 * schedule.WEEK
    loaded = list(_of_reports(manager=viewer, since=recent))
    current = _current_week(loaded, week_start(today), at)
    unread = [c for c in loaded if c.waits_for_manager]
    running = [c for c in loaded if current and c.period_start <= current <= c.due_week]
    read = [c for c in running if c.is_answered and not c.waits_for_manager]
    this_week = [c for c in running if c.is_answered or c.due_week == current]
    shown, missing = [*unread, *read], [c for c in running if not c.is_answered]
    found = read_each(
        {
            **asked_beside(shown, viewer=viewer),
            "away": _away(employees=[c.employee_id for c in missing], today=at.date()) if missing else None,
            "passed_to_viewer": _passed_up_to(viewer=viewer, since=recent),
            "new_words": new_words_of(viewer, shown),
            "unseen": unseen_of(viewer, shown),
        }
    )
    rows = rows_found(shown, found, viewer=viewer)
    by_group = _in_groups(rows[: len(unread)])
    away = {absence.employee_id: absence.end_date for absence in found["away"]}
    return Inbox(
        period=(current, current + 4 * schedule.DAY) if current else None,
        people=len(this_week),
        asks=tuple(by_group[ASKS]),
        changed=tuple(by_group[CHANGED]),
        usual=tuple(by_group[AS_USUAL]),
        read=tuple(rows[len(unread) :]),
        missing=tuple(_absent(c, away.get(c.employee_id), at) for c in missing),
        passed_up=tuple(found["passed_to_viewer"]),
        has_manager_above=has_manager(viewer),
        written=sum(c.is_answered for c in this_week),
        new_words=frozenset(c.pk for c in found["new_words"]),
        unseen=tuple(found["unseen"]),
    )


@composed
def _of_reports(*, manager: Employee, since: dt.date) -> QuerySet[CheckIn]:
    """Those that wait, of any week, and the newest."""
    reports = CheckIn.objects.read_by_manager(manager).filter(employee__state=EmployeeState.ACTIVE)
    rows = with_past(reports.filter(Q(period_end__gte=since) | Q(pk__in=reports.unread().values("pk"))))
    return rows.select_related("employee", "raised_by").order_by("-period_start", "employee__sort_name", "pk")


@composed
def _passed_up_to(*, viewer: Employee, since: dt.date) -> QuerySet[PassedUp]:
    rows = access.passed_up_to(viewer).filter(check_in__period_end__gte=since)
    return rows.select_related("check_in__employee", "passed_by").order_by("-at", "-pk")


def _in_groups(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """The unread rows by group, each knowing which is to be opened after it."""
    ordered = [row for group in GROUPS for row in rows if row.group == group]
    by_group: dict[str, list[Row]] = {group: [] for group in GROUPS}
    for place, row in enumerate(ordered):
        others = (*ordered[place + 1 :], *ordered[:place])
        by_group[row.group].append(replace(row, following=others[0].check_in.pk if others else None))
    return by_group


def _current_week(check_ins: Sequence[CheckIn], running: dt.date, at: dt.datetime) -> dt.date | None:
    """The newest week that somebody has answered for, or that is due by now; else the newest there is."""
    over = [c for c in check_ins if c.due_week <= running] or check_ins
    told = [c.due_week for c in over if c.is_answered or c.due_at <= at]
    return max(told or [c.due_week for c in over], default=None)


def _absent(c: CheckIn, until: dt.date | None, at: dt.datetime) -> Absent:
    """Who has not written: away, said so, reminded when, not due yet."""
    return Absent(c.employee, *_why_missing(c, until, at), _to_write(c))


def _to_write(c: CheckIn) -> str:
    return "" if c.state == CheckInState.SKIPPED else page_url("feedback:check_in", c.pk) + "#said"


@composed
def _away(*, employees: list[int], today: dt.date) -> QuerySet[Absence]:
    rows = Absence.objects.filter(employee__in=employees, start_date__lte=today, end_date__gte=today)
    return rows.order_by("end_date", "pk")


def _why_missing(c: CheckIn, until: dt.date | None, at: dt.datetime) -> tuple[str, str]:
    if until is not None:
        return "away", _("away until %(day)s") % {"day": date_format(until, "l j F")}
    if c.state == CheckInState.SKIPPED:
        words = {
            SkipReason.ABSENCE: _("was away, not asked"),
            SkipReason.HOLIDAY: _("holidays all week, not asked"),
            SkipReason.PAUSE: _("paused, not asked"),
            SkipReason.ASKED: _("said “I was away”"),
            SkipReason.OFF: _("check-ins were switched off, not asked"),
        }
        return "away", words[SkipReason(c.skip_reason)]
    if c.state == CheckInState.MISSED:
        return "wait", _("not answered; a late answer still counts")
    zone = c.employee.time_zone
    if c.due_at > at:
        return "wait", _("not due before %(day)s") % {
            "day": nearby_day(local_date(c.due_at, zone), local_date(at, zone))
        }
    if c.reminded_at is None:
        return "wait", _("due; will be reminded")
    return "wait", _("reminded on %(day)s") % {"day": date_format(local_date(c.reminded_at, zone), "l")}
