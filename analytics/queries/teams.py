"""Teams as HR sees them: averages of groups which are large enough."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from people.models import Employee, Reach, Team
from perfhub.kernel.calendars import local_date
from perfhub.kernel.tenancy import page_url

from .. import access
from ..models import Taking
from . import figures, sentences
from .goal_figures import GoalsShown, about_goals, goal_heat, goals_shown
from .goal_weeks import GoalPoint, team_goal_points
from .groups import Point, team_points
from .persons import PersonWeeks, weeks_of_reports, weeks_shown


@dataclass(frozen=True)
class TeamsPage:
    """All teams the viewer looks after, the last weeks of each."""

    taken_at: datetime | None
    sentences: tuple[sentences.Sentence, ...]
    heat: dict
    points: tuple[tuple[Team, list[Point]], ...]
    goal_points: dict[int, list[GoalPoint]]
    goal_heat: dict | None


@dataclass(frozen=True)
class TeamPage:
    """One team's 26 weeks."""

    team: Team
    taken_at: datetime | None
    points: tuple[Point, ...]
    sentences: tuple[sentences.Sentence, ...]
    strip: tuple[figures.StripWeek, ...]
    strip_answer: str
    mood: dict
    goals: GoalsShown | None
    goal_points: tuple[GoalPoint, ...]


def teams_page(viewer: Employee, *, at: datetime) -> TeamsPage:
    weeks = weeks_shown(local_date(at, viewer.time_zone))
    teams = list(access.visible_teams(viewer).order_by("name", "pk"))
    points = team_points([team.pk for team in teams], weeks, known=known_to(viewer, at))
    table = [(team.name, page_url("analytics:team_facts", team.pk), points[team.pk]) for team in teams]
    goals = team_goal_points([team.pk for team in teams], weeks)
    with_goals = [(name, url, goals[team.pk]) for team, (name, url, _points) in zip(teams, table, strict=True)]
    with_goals = [one for one in with_goals if any(point.is_known or point.withheld for point in one[2])]
    quiet = [sentences.quiet_group(name) for name, _url, shown in table if sentences.is_quiet(shown)]
    calm = sentences.Sentence("circle-check", "good", _("No team has been quiet for long."))
    return TeamsPage(
        taken_at=taken_at(),
        sentences=tuple(quiet or [calm]),
        heat=figures.heat_of(table, weeks),
        points=tuple((team, points[team.pk]) for team in teams),
        goal_points=goals,
        goal_heat=goal_heat(with_goals, weeks) if with_goals else None,
    )


def team_page(viewer: Employee, team: Team, *, at: datetime) -> TeamPage:
    weeks: Sequence[date] = weeks_shown(local_date(at, viewer.time_zone))
    points = team_points([team.pk], list(weeks), known=known_to(viewer, at))[team.pk]
    goals = team_goal_points([team.pk], weeks)[team.pk]
    said = about_goals(goals, running=weeks[-1] + timedelta(weeks=1), own=False)
    return TeamPage(
        team=team,
        taken_at=taken_at(),
        points=tuple(points),
        sentences=tuple(sentences.about_a_group(points, [], said)),
        strip=tuple(figures.strip_of(points)),
        strip_answer=figures.participation_answer(points),
        mood=figures.mood_chart(points),
        goals=goals_shown(goals, own=False),
        goal_points=tuple(goals),
    )


def taken_at() -> datetime | None:
    return Taking.objects.values_list("taken_at", flat=True).first()


def known_to(viewer: Employee, at: datetime) -> list[PersonWeeks]:
    """Whose answers the viewer reads: the own, and those of the own reports."""
    reports = Reach.objects.filter(manager=viewer, depth=1).values_list("employee", flat=True)
    return list(weeks_of_reports([viewer.pk, *reports], local_date(at, viewer.time_zone)).values())
