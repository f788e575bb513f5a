"""Goals as something to talk about: those of two people that have moved since they last met."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from people.models import Employee
from perfhub.kernel.calendars import local_date, moment
from perfhub.kernel.composed import composed
from perfhub.kernel.slots import Item, Talk, listed
from perfhub.kernel.tenancy import page_url

from ..models import GoalOwner, GoalUpdate, Objective
from ..states import PUBLISHED, ObjectiveState, Part, Visibility

MOST = 5  # more than that is read on the page of goals


@composed
def _moved_since(*, people: list[int], since: dt.datetime) -> QuerySet[Objective]:
    shares = GoalOwner.objects.filter(objective=OuterRef("pk"), part=Part.OWNER, employee__in=people)
    before = GoalUpdate.objects.standing().filter(objective=OuterRef("pk"), at__lte=since).newest_first()
    rows = Objective.objects.filter(
        Exists(shares.filter(end_date=None)),
        Q(updated_at__gt=since) | Q(ended_at__gt=since),
        visibility=Visibility.EVERYONE,
        state__in=PUBLISHED,
    ).annotate(
        score_before=Subquery(before.values("score")[:1]),
        whose=Subquery(shares.filter(end_date=None).order_by("pk").values("employee__name")[:1]),
    )
    return rows.order_by("-updated_at", "-pk")[:MOST]


@listed(lambda talk, *, viewer, at: _moved_since(people=list(talk.people), since=talk.since))
def moved(goals: QuerySet[Any], talk: Talk, *, viewer, at: dt.datetime) -> Iterator[Item]:
    """Goals of either that were updated or closed since then, the newest first; one statement.

    Only what everybody sees: of a quiet goal its owner learns who looks, and this page is open for an hour.
    """
    for goal in goals:
        yield Item(
            key=f"goal:{goal.pk}",
            title=_("Goal: %(title)s") % {"title": goal.title},
            meta=_("%(name)s, %(what)s") % {"name": goal.whose, "what": said_moved(goal)},
            url=page_url("goals:goal", goal.pk),
            icon="target-arrow",
        )


def moved_within(person: Employee, first: dt.date, last: dt.date, *, at: dt.datetime) -> QuerySet[Objective]:
    """Somebody's own goals that were updated or ended on these days, the newest first; not those asked for by then."""
    since, until = (moment(day, dt.time(0), person.time_zone) for day in (first, last + dt.timedelta(days=1)))
    return _moved_within(person=person, on=local_date(at, person.time_zone), since=since, until=until, last=last)


@composed
def _moved_within(
    *, person: Employee, on: dt.date, since: dt.datetime, until: dt.datetime, last: dt.date
) -> QuerySet[Objective]:
    before = GoalUpdate.objects.standing().filter(objective=OuterRef("pk"), at__lt=since).newest_first()
    days = Q(updated_at__gte=since, updated_at__lt=until) | Q(ended_at__gte=since, ended_at__lt=until)
    rows = Objective.objects.owned_by(person, on=on).filter(days, state__in=PUBLISHED)
    asked = Q(state=ObjectiveState.ACTIVE, due_date__lte=last)
    rows = rows.exclude(asked).annotate(score_before=Subquery(before.values("score")[:1]))
    return rows.order_by("-updated_at", "-pk")[:MOST]


def said_moved(goal) -> str:
    """From where to where it moved, or how it ended; `score_before` is known."""
    if goal.state != ObjectiveState.ACTIVE:
        return str(ObjectiveState(goal.state).label)
    if goal.score is None:
        return _("updated")
    now = round(100 * goal.score)
    if goal.score_before is None or round(100 * goal.score_before) == now:
        return _("%(now)s %%") % {"now": now}
    return _("%(before)s %% before, %(now)s %% now") % {"before": round(100 * goal.score_before), "now": now}
