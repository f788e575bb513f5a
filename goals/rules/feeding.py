"""A key result takes its values from a metric: what was measured becomes an update of the goal, as if typed."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from people.access import SYSTEM, Actor
from people.models import Team
from perfhub.kernel.errors import RuleBroken

from ..access import metrics as access
from ..access import require
from ..models import Feed, KeyResult, Measurement, Metric, Objective
from ..queries.measured import Point, points_by_subject
from ..states import Grain, Measure, ObjectiveState, Source, Visibility
from .happening import locked, record_of
from .updating import report

Place = tuple[int, int | None]  # a metric, and the team whose numbers are meant


class NotSeenByAll(RuleBroken):
    """A goal shows its numbers to whoever sees the goal."""

    sentence = _(
        "A goal takes its values only from a metric whose numbers everybody sees: not of one person, and not of fewer "
        "than five."
    )


class NoNumber(RuleBroken):
    sentence = _("This key result is not a number: only a number can be taken from a metric.")


class WhichTeam(RuleBroken):
    sentence = _("Please say of which team the numbers are taken.")


@transaction.atomic
def feed_from(key_result: KeyResult, metric: Metric, *, by: Actor, at: dt.datetime, team: Team | None = None) -> Feed:
    """From now on the key result has the value that was measured last, each time something new is measured.

    Where a goal is under way it has it at once. What it was fed from before ends. Raises NotSeenByAll, NoNumber,
    WhichTeam.
    """
    objective = key_result.objective
    require("change", by, objective)
    if not key_result.takes_a_number:
        raise NoNumber
    if (metric.measured_for == Grain.TEAM) != (team is not None):
        raise WhichTeam
    if not is_for_all(metric, team) or metric.retired_at is not None:
        raise NotSeenByAll
    found = locked(objective)
    before = Feed.objects.filter(key_result=key_result, ended_at=None).first()
    if before is not None:
        if (before.metric_id, before.team_id) == (metric.pk, getattr(team, "pk", None)):
            return before
        Feed.objects.filter(pk=before.pk).update(ended_at=at)
    made = Feed.objects.create(key_result=key_result, metric=metric, team=team, by_id=by.pk, start_at=at)
    record_of("goal.fed", found, by=by, at=at)
    _take([made], at=at)
    return made


@transaction.atomic
def stop_feeding(made: Feed, *, by: Actor, at: dt.datetime) -> None:
    """From now on the owner says the value again. Twice is once."""
    require("change", by, made.key_result.objective)
    if Feed.objects.filter(pk=made.pk, ended_at=None).update(ended_at=at):
        record_of("goal.not_fed", made.key_result.objective, by=by, at=at)


def is_for_all(metric: Metric, team: Team | None) -> bool:
    """Everybody may see these numbers: nobody learns more by a goal than by the metric."""
    if metric.visibility != Visibility.EVERYONE or metric.measured_for == Grain.EMPLOYEE:
        return False
    return team is None or not access.hidden_teams(None, [team.pk])


def feed(made: Iterable[Measurement], *, at: dt.datetime) -> int:
    """Goals under way that take their values from what was just measured are updated; returns how many.

    What was sent of an earlier period than the newest changes no goal. Where the newest was withdrawn, what holds now
    counts; where nothing does, the goal stays as it was said.
    """
    new: dict[Place, set[dt.date]] = defaultdict(set)
    for one in made:
        if one.employee_id is None:
            new[one.metric_id, one.team_id].add(one.period_end)
    if not new:
        return 0
    rows = Feed.objects.filter(
        ended_at=None, metric__in={metric for metric, _team in new}, metric__visibility=Visibility.EVERYONE
    )
    due = [one for one in rows.order_by("pk") if (one.metric_id, one.team_id) in new]
    return _take(due, at=at, only=new) if due else 0


def _take(feeds: list[Feed], *, at: dt.datetime, only: dict[Place, set[dt.date]] | None = None) -> int:
    hidden = access.hidden_teams(None, {one.team_id for one in feeds if one.team_id is not None})
    newest = _newest({(one.metric_id, one.team_id) for one in feeds})
    values: dict[int, Point] = {}
    for one in feeds:
        place = one.metric_id, one.team_id
        point = newest.get(place)
        if point is not None and one.team_id not in hidden and (only is None or point.end <= max(only[place])):
            values[one.key_result_id] = point
    key_results = KeyResult.objects.counting().filter(pk__in=list(values), measure__in=NUMBERS)
    by_objective: dict[int, dict[int, Point]] = defaultdict(dict)
    for row in key_results:
        by_objective[row.objective_id][row.pk] = values[row.pk]
    goals = Objective.objects.filter(pk__in=list(by_objective), state=ObjectiveState.ACTIVE).order_by("pk")
    for goal in goals:
        said = {pk: point.value for pk, point in by_objective[goal.pk].items()}
        report(goal, by=SYSTEM, at=at, source=Source.METRIC, values=said)
    return len(goals)


NUMBERS = (Measure.NUMBER, Measure.PERCENT, Measure.CURRENCY, Measure.MAINTAIN)


def _newest(places: set[Place]) -> dict[Place, Point]:
    """What was measured last at each place; two statements."""
    metrics = Metric.objects.in_bulk({metric for metric, _team in places})
    rows = Measurement.objects.filter(
        metric__in=list(metrics), team__in={team for _metric, team in places if team is not None}
    ) | Measurement.objects.filter(
        metric__in=[pk for pk, metric in metrics.items() if metric.measured_for == Grain.ORGANIZATION]
    )
    readings = {pk: metric.read_as for pk, metric in metrics.items()}
    found = points_by_subject(rows, readings=readings, periods=1)
    return {(metric, team): points[-1] for (metric, team, _employee), points in found.items()}
