"""Who takes part, by team: how many, never who. For whoever administers people."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _

from feedback import queries as feedback
from people.models import Employee, Team
from perfhub.kernel.calendars import last_weeks, local_date
from perfhub.kernel.release import K
from perfhub.kernel.tenancy import page_url

from .. import access
from .figures import HeatRow
from .groups import Point, team_points
from .teams import known_to, taken_at

WEEKS = 12
PAGE = 50


@dataclass(frozen=True)
class Participation:
    """Teams in the order of the tree, with this week so far and the twelve weeks before it."""

    heat: dict
    teams: Page
    taken_at: datetime | None


def participation_page(viewer: Employee, *, page: int | str, at: datetime) -> Participation:
    """One page of the teams a viewer looks after. A team of fewer than five is withheld, as everywhere."""
    today = local_date(at, viewer.time_zone)
    *weeks, running = last_weeks(today, WEEKS + 1)
    shown = Paginator(list(_in_order(list(access.visible_teams(viewer)))), PAGE).get_page(page)
    ids = [team.pk for team, _path in shown.object_list]
    known = known_to(viewer, at)
    points = team_points(ids, weeks, known=known)
    readable = Counter(person.running.team_id for person in known if person.running is not None)
    now = feedback.participation(running, teams=ids)
    rows = [
        HeatRow(
            path,
            now.get(team.pk, (0, 0))[0] or None,
            (
                _now(*now.get(team.pk, (0, 0)), readable[team.pk]),
                *(_cell(point) for point in reversed(points[team.pk])),
            ),
            page_url("analytics:team_facts", team.pk),
        )
        for team, path in shown.object_list
    ]
    heat = {
        "caption": _("Share of those asked who have checked in, by team, in percent; the newest week first"),
        "columns": [_("Team"), _("now"), *(str(week.isocalendar().week) for week in reversed(weeks))],
        "rows": rows,
    }
    return Participation(heat, shown, taken_at())


def _in_order(teams: list[Team]) -> Iterator[tuple[Team, str]]:
    """Each team after the one above it, with the names on the way to it."""
    known = {team.pk: team for team in teams}

    def path(team: Team) -> list[str]:
        names, seen = [team.name], {team.pk}
        while (above := known.get(team.parent_id or 0)) is not None and above.pk not in seen:
            seen.add(above.pk)
            names.append(above.name)
            team = above
        return names[::-1]

    paths = sorted(([name.casefold() for name in names], team.pk, names) for team in teams for names in [path(team)])
    return ((known[pk], " › ".join(names)) for _key, pk, names in paths)


def _now(asked: int, answered: int, readable: int) -> float | str | None:
    """The share so far; withheld where fewer than five are asked whom the viewer does not read anyway."""
    if not asked:
        return None
    return "withheld" if asked - readable < K else 100 * answered / asked


def _cell(point: Point) -> float | str | None:
    return "withheld" if point.share_withheld else point.share
