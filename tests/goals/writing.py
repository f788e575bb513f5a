"""Goals as somebody writes them, by the rules."""

import datetime as dt
from decimal import Decimal

from goals import rules
from goals.models import Objective
from goals.rules import Wanted
from tests.factories.goals import GoalCycleFactory

AT = dt.datetime(2026, 1, 12, 10, tzinfo=dt.UTC)
WAY = Wanted(title="Right first time", start=Decimal(0), target=Decimal(100), unit="%")
RIGHT_FIRST_TIME = Wanted(title="Right first time", start=Decimal(84), target=Decimal(97), unit="%")
OTHER_WAY = Wanted(title="Days until the answer", start=Decimal(5), target=Decimal(2))


def written(world, *, by=None, cycle=None, at=AT, key_results=(WAY,), **fields) -> Objective:
    by = by or world.employee
    said = {"owners": [by], "title": "Certificates right first time", "key_results": key_results, **fields}
    return rules.write(cycle or GoalCycleFactory(), by=by, at=at, **said)


def under_way(world, *, by=None, at=AT, **fields) -> Objective:
    return rules.start(written(world, by=by, at=at, **fields), by=by or world.employee, at=at)
