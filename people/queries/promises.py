"""What was promised about who sees what, for the page that says it and the line on every page that announces it."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import zip_longest

from django.utils.translation import gettext_lazy as _

from perfhub.kernel import slots
from perfhub.kernel.calendars import WorkingCalendar, local_date, moment
from perfhub.kernel.promises import DAYS_BEFORE, Decision, Promises
from perfhub.kernel.slots import Text, Visibility
from perfhub.kernel.tenancy import current_organization

from .. import access
from ..models import Organization, PublicHoliday, VisibilityChange

AWAY = Visibility(
    name=access.AWAY,
    label=_("When somebody is away"),
    values={
        "line": _("You, everybody above you in the reporting line, and HR."),
        "team": _("Also everybody who reports to the same manager as you."),
        "everybody": _("Everybody employed here."),
    },
)
A_YEAR = dt.timedelta(days=366)


def widening_holds_from(at: dt.datetime) -> dt.datetime:
    """When a value decided now may take effect: after five whole days on which everybody here works.

    A holiday of one location counts for all, so that nobody has fewer days.
    """
    zone = Organization.objects.zone_of(current_organization())
    today = local_date(at, zone)
    holidays = PublicHoliday.objects.filter(date__range=(today, today + A_YEAR)).values_list("date", flat=True)
    last = WorkingCalendar(holidays=frozenset(holidays)).add_working_days(today, DAYS_BEFORE)
    return moment(last + dt.timedelta(days=1), dt.time(0), zone)


@dataclass(frozen=True)
class Announcement:
    """More people will see a kind of record from a moment on."""

    label: Text
    words: Text
    effective_at: dt.datetime


def announcements(told: Iterable[Mapping[str, str]], *, at: dt.datetime) -> list[Announcement]:
    """What is announced and does not hold yet, of the rows that came with the viewer."""
    found = []
    for row in told:
        effective_at = dt.datetime.fromisoformat(row["effective_at"])
        setting: Visibility | None = slots.providers("visibility").get(row["setting"])
        if effective_at > at and setting is not None:  # a setting of a version that has gone is announced no more
            found.append(Announcement(setting.label, setting.values[row["value"]], effective_at))
    return found


@dataclass(frozen=True)
class Choice:
    """One value of a setting."""

    value: str
    words: Text
    holds: bool
    wider: bool


@dataclass(frozen=True)
class Chosen:
    """An earlier or coming choice of a setting; `called_off` before it took effect."""

    words: Text
    by: str
    decided_at: dt.datetime
    effective_at: dt.datetime
    called_off: bool


@dataclass(frozen=True)
class Setting:
    """One setting with what holds, what comes and what was chosen before, the newest first."""

    name: str
    label: Text
    choices: tuple[Choice, ...]
    coming: Decision | None
    coming_words: Text
    history: tuple[Chosen, ...]
    newest: int


def visibility_settings(*, at: dt.datetime) -> list[Setting]:
    """Every setting of who sees what; one statement."""
    rows: dict[str, list[VisibilityChange]] = {}
    for change in VisibilityChange.objects.select_related("decided_by").order_by("decided_at", "pk"):
        rows.setdefault(change.setting, []).append(change)
    return [_setting(setting, rows.get(name, []), at) for name, setting in slots.providers("visibility").items()]


def _setting(setting: Visibility, rows: list[VisibilityChange], at: dt.datetime) -> Setting:
    promises = Promises(setting, tuple(Decision(row.value, row.decided_at, row.effective_at) for row in rows))
    now, coming = promises.now(at), promises.coming(at)
    return Setting(
        name=setting.name,
        label=setting.label,
        choices=tuple(
            Choice(value, words, value == now, setting.rank(value) > setting.rank(now))
            for value, words in setting.values.items()
        ),
        coming=coming,
        coming_words=setting.values[coming.value] if coming else "",
        history=tuple(_chosen(setting, row, later) for row, later in zip_longest(rows, rows[1:]))[::-1],
        newest=rows[-1].pk if rows else 0,
    )


def _chosen(setting: Visibility, row: VisibilityChange, later: VisibilityChange | None) -> Chosen:
    return Chosen(
        words=setting.values[row.value],
        by=row.decided_by.name if row.decided_by else "",
        decided_at=row.decided_at,
        effective_at=row.effective_at,
        called_off=later is not None and later.decided_at < row.effective_at,
    )
