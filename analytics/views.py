"""Doors of this floor: the team, the teams, one person's weeks. They only show."""

from collections.abc import Iterable, Iterator

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
    goals = queries.goal_points_of(request.viewer, manager, scope=scope, at=request.at)
    return _csv(f"team-{manager.pk}-{scope}", HEADER, _rows(points, goals))


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
    shown = queries.teams_page(request.viewer, at=request.at)
    rows = ((team.name, *cells) for team, points in shown.points for cells in _rows(points, shown.goal_points[team.pk]))
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
    (goals,) = queries.goal_facts_of([employee], today=local_date(request.at, request.viewer.time_zone))
    own = employee.pk == request.viewer.pk
    had = goals.weeks[::-1] if any(point.goals for point in goals.weeks) else []
    context = {"employee": employee, "weeks": shown, "goals": had, "own": own}
    return page(request, "analytics/weeks.html", context)


HEADER = [
    *("week_start", "asked", "checked_in", "mood_answers", "average_mood"),
    *("people", "people_without_goal", "goals", "on_pace", "behind", "silent", "updates_due", "updates_made"),
    *("percent_done", "average_confidence", "withheld"),
]


def _rows(points: Iterable[queries.Point], goals: Iterable[queries.GoalPoint]) -> Iterator[tuple]:
    """Check-ins and goals of a group side by side, week by week."""
    by_week = {point.week: point for point in points}
    of_goals = {point.week: point for point in goals}
    for week in sorted(by_week.keys() | of_goals.keys()):
        yield _cells(by_week.get(week, queries.Point(week)), of_goals.get(week, queries.GoalPoint(week)))


def _cells(point: queries.Point, goals: queries.GoalPoint) -> tuple:
    told = ((_("share"), point.share_withheld), (_("mood"), point.mood_withheld), (_("goals"), goals.withheld))
    check_ins = (point.asked, point.answered, point.mood_n if point.mood is not None else None, point.mood)
    counted = (goals.people, goals.without, goals.goals, goals.on_pace, goals.behind, goals.stale)
    heard = (goals.due, goals.updated, _short(goals.progress), _short(goals.confidence))
    return point.week.isoformat(), *check_ins, *counted, *heard, " ".join(word for word, yes in told if yes)


def _short(number: float | None) -> float | None:
    return None if number is None else round(number, 1)


def _csv(name: str, header: list[str], rows: Iterable[tuple]) -> HttpResponse:
    response = HttpResponse(b"".join(write_csv(header, rows)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
