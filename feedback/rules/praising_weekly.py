"""Once a week: how much praise there was in one's own team, with the way to it."""

import datetime as dt

from django.db import transaction

from notices.rules import tell_many
from people.access import Actor
from people.models import Employee, Team

from ..access.giving import require
from ..queries.wall import praised_between

AT_ONCE = 2_000
A_WEEK = dt.timedelta(days=7)


@transaction.atomic
def tell_praise(*, by: Actor, at: dt.datetime, monday: dt.date, after: int = 0) -> int:
    """The next people, by key, are told that there was praise in their team in the week before this Monday.

    Returns the key behind which to go on; 0 when there are no more. May run twice: each is told once.
    """
    require("remind", by)
    end = dt.datetime.combine(monday, dt.time(), tzinfo=dt.UTC)
    praised = praised_between(end - A_WEEK, end)
    people = Employee.objects.active().filter(team__in=[team for team in praised if team], user__isnull=False)
    found = list(people.filter(pk__gt=after).order_by("pk").values_list("pk", "team")[:AT_ONCE])
    tell_many(
        [pk for pk, _team in found],
        "praise.week",
        subjects=[(Team, team) for _pk, team in found],
        occurrence=monday.isoformat(),
        at=at,
    )
    return found[-1][0] if len(found) == AT_ONCE else 0
