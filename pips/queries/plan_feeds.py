"""Where a point of a plan stands by a goal or a metric that feeds it: read live, as far as its employee and the viewer
may both see it; nothing of it is stored in the plan, and neither goal nor metric carries a mark."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from goals import access as goal_access
from goals.access import metrics as metric_access
from goals.models import Measurement, Metric
from goals.queries.measured import points_by_subject
from goals.queries.metrics import said_value
from goals.states import Grain
from people.access import is_above
from people.models import Employee
from perfhub.kernel import progress
from perfhub.kernel.tenancy import page_url

from ..models import Issue

Subject = tuple[int, int | None, int | None]


@dataclass(frozen=True)
class Fed:
    """What a feed says now: in words, how far on the way in per cent, and where to look at it."""

    now: str
    done: float | None
    url: str


def fed(rows: Sequence[Issue], employee: Employee, *, viewer: Employee) -> dict[int, Fed]:
    """By the key of the point; a constant number of statements, none where nothing is fed."""
    found = _by_goals([row for row in rows if row.about_goal is not None], employee, viewer)
    return found | _by_metrics([row for row in rows if row.about_metric is not None], employee, viewer)


def _by_goals(rows: Sequence[Issue], employee: Employee, viewer: Employee) -> dict[int, Fed]:
    if not rows:
        return {}
    keys = [row.about_goal for row in rows]
    both = goal_access.visible_to(viewer).filter(pk__in=goal_access.visible_to(employee).values("pk"))
    goals = {goal.pk: goal for goal in both.filter(pk__in=keys)}
    found = {}
    for row in rows:
        goal = goals.get(row.about_goal or 0)
        if goal is not None:
            done = 100 * progress.kept_within(goal.score) if goal.score is not None else None
            now = f"{round(done)} %" if done is not None else ""
            found[row.pk] = Fed(now, done, page_url("goals:goal", goal.pk))
    return found


def _by_metrics(rows: Sequence[Issue], employee: Employee, viewer: Employee) -> dict[int, Fed]:
    if not rows:
        return {}
    keys = [row.about_metric for row in rows]
    both = metric_access.visible_metrics(viewer).filter(pk__in=metric_access.visible_metrics(employee).values("pk"))
    metrics = {metric.pk: metric for metric in both.filter(pk__in=keys)}
    subjects = _subjects(list(metrics.values()), employee, viewer)
    measured = Measurement.objects.filter(metric__in=subjects).filter(
        Q(employee=employee) | Q(team=employee.team_id, team__isnull=False) | Q(employee=None, team=None)
    )
    readings = {metric.pk: metric.read_as for metric in metrics.values()}
    points = points_by_subject(measured, readings=readings, periods=1)
    found = {}
    for row in rows:
        metric = metrics.get(row.about_metric or 0)
        newest = points.get(subjects[metric.pk]) if metric is not None and metric.pk in subjects else None
        if metric is not None:
            value = newest[-1].value if newest else None
            now = said_value(metric, value) if value is not None else ""
            found[row.pk] = Fed(now, _on_the_way(row, value), page_url("goals:metric", metric.pk))
    return found


def _subjects(metrics: Sequence[Metric], employee: Employee, viewer: Employee) -> dict[int, Subject]:
    """Whose numbers of each metric say something here, where both may read them."""
    team = employee.team_id
    closed = {pk for one in (viewer, employee) for pk in metric_access.hidden_teams(one, [team] if team else [])}
    own = viewer.pk == employee.pk or is_above(viewer, employee)
    found: dict[int, Subject] = {}
    for metric in metrics:
        if metric.measured_for == Grain.EMPLOYEE and own:
            found[metric.pk] = (metric.pk, None, employee.pk)
        elif metric.measured_for == Grain.TEAM and team and team not in closed:
            found[metric.pk] = (metric.pk, team, None)
        elif metric.measured_for == Grain.ORGANIZATION:
            found[metric.pk] = (metric.pk, None, None)
    return found


def _on_the_way(row: Issue, value) -> float | None:
    """Per cent of the way from where it stood to what is asked; nothing where these are no numbers, or one number."""
    if value is None or row.baseline_number is None or row.target_number in (None, row.baseline_number):
        return None
    raw = progress.ratio(value, start=row.baseline_number, target=row.target_number)
    return 100 * progress.kept_within(raw)
