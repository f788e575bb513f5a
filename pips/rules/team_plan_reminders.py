"""What the clock reminds of in team plans: what the organization owes and is late with, what nobody answered, the day
of looking again. Each once for each day; where whoever it waits for has left, whoever looks after the plan now.
"""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q

from people.access import Actor
from people.states import EmployeeState

from ..access import team_plans as access
from ..models import TEAM_PLAN_OPEN, ResourceRequest, TeamPlan, TeamPlanOwed
from ..states import OwedState, RequestState, TeamPlanState
from .course_reminders import A_DAY, RECENT, still_here, tell_by_day

A_WEEK = dt.timedelta(days=7)  # late by that much, whoever looks after the plan hears of it
Waiting = tuple[int, int, dt.date]  # who is told, of what, since when


@transaction.atomic
def remind(*, by: Actor, at: dt.datetime, today: dt.date, off: list[int]) -> int:
    """Whoever owes a team something, was asked for something, or is to look again is told, once of each day. Returns
    how many were."""
    access.require_clock(by)
    return (
        _owed_late(at=at, today=today, off=off)
        + _unanswered(at=at, today=today, off=off)
        + _to_look(at=at, today=today, off=off)
    )


def _owed_late(*, at: dt.datetime, today: dt.date, off: list[int]) -> int:
    """The day after, whoever owes it; a week after, or where that person has left, whoever looks after the plan."""
    rows = TeamPlanOwed.objects.filter(
        ~Q(plan__team__in=off),
        plan__state__in=TEAM_PLAN_OPEN,
        state=OwedState.OWED,
        due_date__range=(today - A_WEEK - RECENT, today - A_DAY),
    )
    owing = list(rows.values_list("owner", "pk", "due_date").order_by("pk"))
    missing = rows.filter(_is_long_ago("due_date", today) | ~Q(owner__state=EmployeeState.ACTIVE))
    led = _by_lookers(missing.values_list("plan", "pk", "due_date").order_by("pk"))
    told = tell_by_day(still_here(owing), "team_plan.owed_late", TeamPlanOwed, at=at)
    return told + tell_by_day(led, "team_plan.missing", TeamPlanOwed, at=at)


def _unanswered(*, at: dt.datetime, today: dt.date, off: list[int]) -> int:
    """The day after, whoever decides; a week after, or where that person has left, whoever asked, who may ask another;
    who asked and has left is followed by whoever looks after the plan."""
    rows = ResourceRequest.objects.filter(
        ~Q(plan__team__in=off),
        plan__state__in=TEAM_PLAN_OPEN,
        state=RequestState.ASKED,
        answer_date__range=(today - A_WEEK - RECENT, today - A_DAY),
    )
    deciding = list(rows.values_list("decider", "pk", "answer_date").order_by("pk"))
    silent = rows.filter(_is_long_ago("answer_date", today) | ~Q(decider__state=EmployeeState.ACTIVE))
    here = Q(asked_by__state=EmployeeState.ACTIVE)
    asking = list(silent.filter(here).values_list("asked_by", "pk", "answer_date").order_by("pk"))
    asking += _by_lookers(silent.exclude(here).values_list("plan", "pk", "answer_date").order_by("pk"))
    told = tell_by_day(still_here(deciding), "resource.late", ResourceRequest, at=at)
    return told + tell_by_day(asking, "resource.unanswered", ResourceRequest, at=at)


def _to_look(*, at: dt.datetime, today: dt.date, off: list[int]) -> int:
    rows = TeamPlan.objects.filter(
        ~Q(team__in=off), state=TeamPlanState.RUNNING, look_date__range=(today - RECENT, today)
    )
    due = _by_lookers((pk, pk, day) for pk, day in rows.values_list("pk", "look_date").order_by("pk"))
    return tell_by_day(due, "team_plan.look", TeamPlan, at=at)


def _is_long_ago(field: str, today: dt.date) -> Q:
    return Q(**{f"{field}__lte": today - A_WEEK})


def _by_lookers(rows: Iterable[Waiting]) -> list[Waiting]:
    """Plan, thing and day become each who looks after the plan, thing and day."""
    found = list(rows)
    lookers = access.lookers_of(plan for plan, _pk, _day in found) if found else {}
    return [(who, pk, day) for plan, pk, day in found for who in lookers[plan]]
