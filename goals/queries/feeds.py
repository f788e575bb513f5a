"""From which metrics the key results of a goal take their values, and from which they could."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from people.models import Employee, Team

from ..access import metrics as access
from ..models import Feed, KeyResult, Measurement, Metric, Objective
from ..states import WAYS, Measure


@dataclass(frozen=True)
class Fed:
    """From where a key result takes its values; a metric that the viewer may not see any more has no name."""

    feed: Feed
    metric: Metric | None

    @property
    def metric_pk(self) -> int | None:
        return self.metric.pk if self.metric else None

    @property
    def team_pk(self) -> int | None:
        """Whose numbers are taken, for whoever may know of the metric."""
        return self.feed.team_id if self.metric else None


def fed_by(objective: Objective, *, viewer: Employee) -> list[Fed]:
    """From which metric each key result of a goal takes its values now; two statements."""
    rows = Feed.objects.filter(key_result__objective=objective, ended_at=None).select_related("key_result", "team")
    feeds = list(rows.order_by("key_result__position", "pk"))
    seen = access.visible_metrics(viewer).in_bulk([feed.metric_id for feed in feeds]) if feeds else {}
    return [Fed(feed, seen.get(feed.metric_id)) for feed in feeds]


def numbers_in(objective: Objective) -> QuerySet[KeyResult]:
    """The key results of a goal that are numbers."""
    measures = (*WAYS, Measure.MAINTAIN)
    return KeyResult.objects.counting().filter(objective=objective, measure__in=measures).in_order()


def measured_teams() -> QuerySet[Team]:
    """The teams that have numbers of any metric, by name."""
    measured = Measurement.objects.filter(team=OuterRef("pk"))
    return Team.objects.filter(Exists(measured)).order_by("name", "pk")
