"""Plans under way, for tests: the standing employee’s, led by the standing manager, looked after by the HR admin."""

from datetime import UTC, date, datetime, time, timedelta

from people.access import SYSTEM
from pips.models import Plan
from pips.queries.courses import calendars_for
from pips.rules import clocks
from tests.factories import pips as make

DAY = timedelta(days=1)
DAY_ONE = date(2026, 3, 2)  # a Monday


def at(day: date, hour: int = 12) -> datetime:
    return datetime.combine(day, time(hour), UTC)


def pip(world, **said) -> Plan:
    """An improvement plan of sixty working days that began on the second of March 2026."""
    case = make.CaseFactory(
        employee=world.employee, manager=world.manager, hr_owner=world.hr_admin, rung="pip", told_at=make.TOLD
    )
    dates = {"start_date": DAY_ONE, "end_date": date(2026, 5, 22), "mid_review_date": date(2026, 4, 13)}
    told = {"told_at": make.TOLD, "told_by": world.manager}
    return make.PlanFactory(**{"case": case, "kind": "pip", "state": "active", **dates, **told, **said})


def begun(world, **said) -> Plan:
    """The same, with its days numbered and its meetings planned."""
    plan = pip(world, **said)
    clocks.begin(plan, by=SYSTEM, at=at(DAY_ONE, 8))
    return fresh(plan)


def fresh(plan: Plan) -> Plan:
    return Plan.objects.select_related("case__manager", "case__hr_owner", "employee").get(pk=plan.pk)


def tick(plan: Plan, day: date, hour: int = 12) -> Plan:
    """The clock looks at this plan on a day, whether or not it would be its turn."""
    found = fresh(plan)
    clocks._follow(found, calendars_for([found]), by=SYSTEM, at=at(day, hour))
    return fresh(plan)
