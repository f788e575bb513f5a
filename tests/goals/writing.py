"""Goals as somebody writes them, by the rules."""

import datetime as dt
from decimal import Decimal

from goals import rules
from goals.models import Objective
from goals.rules import Wanted
from tests.factories.goals import GoalCycleFactory

AT = dt.datetime(2026, 1, 12, 10, tzinfo=dt.UTC)
WAY = Wanted(title="Right first time", start=Decimal(0), target=Decimal(100), unit="%")
OTHER_WAY = Wanted(title="Days until the answer", start=Decimal(5), target=Decimal(2))


def under_way(world, *, by=None, cycle=None, at=AT, **fields) -> Objective:
    by = by or world.employee
    goal = rules.write(
        cycle or GoalCycleFactory(),
        by=by,
        at=at,
        **{"owners": [by], "title": "Certificates right first time", "key_results": (WAY,), **fields},
    )
    return rules.start(goal, by=by, at=at)
