"""How much a manager looks after, and when a plan would begin."""

import datetime as dt

from people.models import Reach

from ..models import Plan
from ..states import PLAN_OPEN
from .days import calendar_of, reading_until, today_of


def plans_led_by(plan: Plan) -> int:
    """How many open plans of both kinds the manager of a plan's employee has now, this one included."""
    managers = Reach.objects.filter(employee=plan.employee_id, depth=1).values("manager")
    led = Reach.objects.filter(manager__in=managers, depth=1).values("employee")
    others = Plan.objects.filter(employee__in=led, state__in=PLAN_OPEN).exclude(case=plan.case_id)
    return others.count() + 1


def day_one_of(plan: Plan, *, at: dt.datetime) -> dt.date:
    """When a plan would begin if it were told tomorrow: after three working days of reading."""
    if plan.start_date is not None:
        return plan.start_date
    today = today_of(plan.employee, at)
    calendar = calendar_of(plan.employee, around=today)
    return calendar.add_working_days(reading_until(calendar, calendar.add_working_days(today, 1)), 1)
