"""Doors of this floor: the team, the teams, one person's weeks. They only show."""

from collections.abc import Iterable

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from people.access import export
from perfhub.kernel.calendars import local_date
from perfhub.kernel.htmx import page
from perfhub.kernel.sheets import write_csv

from . import access, queries, rules


@require_safe
def team(request, pk=None):
    """The dashboard of the viewer's people, or of a manager below."""
    manager = access.get_manager(request.viewer, pk or request.viewer.pk)
    scope = access.scope_of(request.viewer, request.GET.get("scope"))
    dashboard = queries.dashboard_of(
        request.viewer, manager, scope=scope, page=request.GET.get("page", 1), at=request.at
    )
    named = [row.employee.pk for row in dashboard.people if row.weeks] if dashboard else []
    rules.note_seen(named, by=request.viewer, at=request.at)
    return page(request, "analytics/team.html", {"dashboard": dashboard}, partial="people")


@export
@require_safe
def team_table(request, pk=None):
    """The numbers of the dashboard as a table to take away: what its viewer can open, and nothing else."""
    manager = access.get_manager(request.viewer, pk or request.viewer.pk)
    scope = access.scope_of(request.viewer, request.GET.get("scope"))
    points = queries.points_of(request.viewer, manager, scope=scope, at=request.at)
    return _csv(f"team-{manager.pk}-{scope}", HEADER, (_cells(point) for point in points))


@require_safe
def teams(request):
    """All teams the viewer looks after."""
    access.require_teams(request.viewer)
    context = {"teams": queries.teams_page(request.viewer, at=request.at)}
    return page(request, "analytics/teams.html", context)


@export
@require_safe
def teams_table(request):
    access.require_teams(request.viewer)
    shown = queries.teams_page(request.viewer, at=request.at).points
    rows = ((team.name, *_cells(point)) for team, points in shown for point in points)
    return _csv("teams", ["team", *HEADER], rows)


@require_safe
def participation(request):
    """How many take part, by team; never who."""
    access.require_teams(request.viewer)
    shown = queries.participation_page(request.viewer, page=request.GET.get("page", 1), at=request.at)
    return page(request, "analytics/participation.html", {"participation": shown})


@require_safe
def team_facts(request, pk):
    """One team's weeks."""
    unit = access.get_team(request.viewer, pk)
    return page(request, "analytics/team_facts.html", {"unit": queries.team_page(request.viewer, unit, at=request.at)})


@require_safe
def weeks(request, pk=None):
    """One person's weeks: the own ones, or those of a report."""
    employee = access.get_person(request.viewer, pk or request.viewer.pk)
    shown = queries.weeks_of_person(employee.pk, local_date(request.at, request.viewer.time_zone))
    rules.note_seen([employee.pk], by=request.viewer, at=request.at)
    context = {"employee": employee, "weeks": shown, "own": employee.pk == request.viewer.pk}
    return page(request, "analytics/weeks.html", context)


HEADER = ["week_start", "asked", "checked_in", "mood_answers", "average_mood", "withheld"]


def _cells(point: queries.Point) -> tuple:
    withheld = [word for word, yes in ((_("share"), point.share_withheld), (_("mood"), point.mood_withheld)) if yes]
    mood_n = point.mood_n if point.mood is not None else None
    return point.week.isoformat(), point.asked, point.answered, mood_n, point.mood, " ".join(withheld)


def _csv(name: str, header: list[str], rows: Iterable[tuple]) -> HttpResponse:
    response = HttpResponse(b"".join(write_csv(header, rows)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
