"""From which metric a key result takes its values; and a metric outside of its band as a goal to reach."""

from django.utils.translation import gettext as _
from rest_framework import serializers

from people.queries import teams
from perfhub.kernel.api import Id, In, Key, Out, reads, writes
from perfhub.kernel.api.scopes import GOALS
from perfhub.kernel.calendars import local_date

from .. import access, queries, rules
from ..access import metrics as metric_access
from .goals import GoalWholeOut
from .noting import seen, whole


class FeedOut(Out):
    """A key result takes its values from a metric; one that you may not see is null."""

    id = serializers.IntegerField(source="feed.pk")
    key_result = serializers.IntegerField(source="feed.key_result_id")
    metric = serializers.IntegerField(source="metric_pk", allow_null=True)
    team = serializers.IntegerField(source="team_pk", allow_null=True, help_text="whose numbers are taken")
    start_at = serializers.DateTimeField(source="feed.start_at")


class FeedIn(In):
    """Which key result from which metric, and from whose numbers where it is measured for teams."""

    key_result = Id()
    metric = Id()
    team = Key(queryset=teams(), allow_null=True, default=None)


class AimIn(In):
    """Whose numbers, and in which cycle; nothing: the organization's, in the first cycle that is open."""

    cycle = Id(allow_null=True, default=None)
    team = Id(allow_null=True, default=None)
    employee = Id(allow_null=True, default=None, help_text="you alone: of somebody else's numbers no goal is made")


@reads(GOALS, FeedOut, many=True)
def list_feeds(request, pk):
    """From which metrics the key results of a goal take their values now."""
    return queries.fed_by(seen(request, pk), viewer=request.viewer)


@writes(GOALS, FeedOut, takes=FeedIn, status=201)
def feed_key_result(request, pk, said):
    """From now on its values come from a metric whose numbers everybody sees; what it was fed from before ends."""
    found = access.get_objective(request.viewer, pk)
    access.require("change", request.viewer, found)
    row = access.get_key_result(found, said["key_result"])
    assert row is not None  # it was asked for
    metric = metric_access.get_metric(request.viewer, said["metric"])
    made = rules.feed_from(row, metric, by=request.viewer, at=request.at, team=said["team"])
    return queries.Fed(made, metric)


@writes(GOALS)
def stop_feeding(request, pk, feed):
    """From now on the owner says the value again."""
    found = access.get_objective(request.viewer, pk)
    rules.stop_feeding(metric_access.get_feed(found, feed), by=request.viewer, at=request.at)


@writes(GOALS, GoalWholeOut, takes=AimIn, status=201)
def aim_at_metric(request, pk, said):
    """A draft of yours, from the newest number of a metric outside of its band to the nearest end of it.

    Where everybody sees the numbers the draft takes its values from them; else it is private and you say them.
    """
    found = metric_access.get_metric(request.viewer, pk)
    subject = metric_access.get_subject(request.viewer, found, team=said["team"], person=said["employee"])
    named = [name for name in ("team", "employee") if said[name] is not None]
    if named and (subject is None or len(named) > 1):
        raise serializers.ValidationError({name: [_("This metric is not measured for such.")] for name in named})
    if said["cycle"] is None:
        today = local_date(request.at, request.viewer.time_zone)
        cycle = next(iter(queries.open_cycles(today)), None)
    else:
        cycle = access.get_cycle(request.viewer, said["cycle"])
    return whole(request, rules.aim_at(found, cycle, by=request.viewer, at=request.at, subject=subject).pk)
