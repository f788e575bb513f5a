"""What waits for a viewer, and the ways from here."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from perfhub.kernel.slots import Due, NavEntry
from perfhub.kernel.tenancy import page_url

from .. import access
from ..models import Employee

SOON_DAYS = 2


@dataclass(frozen=True)
class Group:
    """Lines of home under one heading."""

    heading: str
    lines: tuple[Due, ...]
    count: int
    minutes: int


@dataclass(frozen=True)
class Waiting:
    """What waits for a viewer: lines by when they are due, how many things, about how many minutes.

    `opened` is the key of the line shown open: the first that can be done in place.
    """

    groups: tuple[Group, ...]
    count: int
    minutes: int
    opened: str


def waiting_for(lines: Iterable[Due], *, at: dt.datetime) -> Waiting:
    """One list of what waits, by due date in the viewer's own time zone; what is overdue counts as today."""
    today = timezone.localdate(at)
    ordered = sorted(lines, key=lambda due: (due.due_at is None, due.due_at or at, due.key))
    parts: dict[str, list[Due]] = {"today": [], "soon": [], "later": [], "whenever": []}
    for line in ordered:
        parts[_part(line, today)].append(line)
    groups = tuple(
        Group(_heading(part, found), tuple(found), _count(found), _minutes(found))
        for part, found in parts.items()
        if found
    )
    opened = next((line.key for line in ordered if line.template), "")
    return Waiting(groups, _count(ordered), _minutes(ordered), opened)


def shown_in(lines: Iterable[Due]) -> dict[Callable[..., None], list[Any]]:
    """The confidential records that stand in these lines, by what leaves a line in the audit about them."""
    found: dict[Callable[..., None], list[Any]] = {}
    for line in lines:
        if line.note is not None:
            found.setdefault(line.note, []).append(line.shows)
    return found


def _part(line: Due, today: dt.date) -> str:
    if line.due_at is None:
        return "whenever"
    days = (timezone.localdate(line.due_at) - today).days
    return "today" if days <= 0 else "soon" if days <= SOON_DAYS else "later"


def _heading(part: str, lines: list[Due]) -> str:
    if part == "soon":
        last = timezone.localdate(lines[-1].due_at)
        return _("By %(weekday)s") % {"weekday": date_format(last, "l")}
    return {"today": _("Today"), "later": _("Later"), "whenever": _("When you have time")}[part]


def _count(lines: Iterable[Due]) -> int:
    return sum(line.count for line in lines)


def _minutes(lines: Iterable[Due]) -> int:
    return sum(line.minutes for line in lines)


def nav(viewer: Employee) -> list[NavEntry]:
    """Home and people for everybody; what HR keeps, for whoever may."""
    entries = [
        NavEntry(section="", label=_("Home"), url=page_url("people:home"), icon="home", phone=True),
        NavEntry(section=_("Organization"), label=_("People"), url=page_url("people:directory"), icon="address-book"),
    ]
    verbs = access.acts(viewer)
    for verb, label, route, icon in [
        ("put_away", _("First hour"), "people:first_hour", "list-check"),
        ("import_roster", _("Import"), "people:rosters", "file-import"),
        ("invite", _("Invitations"), "people:invitations", "mail"),
        ("arrange_teams", _("Team tree"), "people:team_tree", "binary-tree"),
        ("grant", _("Roles"), "people:roles", "shield-lock"),
        ("switch", _("What is in use"), "people:capabilities", "toggle-right"),
        ("holidays", _("Holidays"), "people:holidays", "beach"),
        ("choose_visibility", _("Who sees what"), "people:visibility", "eye"),
        ("oversee_support", _("Support access"), "people:support", "lifebuoy"),
        ("answer_data_requests", _("Requests for data"), "people:data_requests", "file"),
        ("search_audit", _("Audit"), "people:audit", "history"),
    ]:
        if verb in verbs:
            entries.append(NavEntry(section=_("Organization"), label=label, url=page_url(route), icon=icon))
    return entries
