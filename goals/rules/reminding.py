"""What the clock tells: a cycle opened, no goal yet, an update is due, silence, no owner, the cycle closes.

Each is told once for each occasion; whether it is still wanted is asked again when its turn comes.
"""

import datetime as dt

from django.db import transaction
from django.db.models import F

from notices.rules import tell_many
from people.access import Actor
from people.models import Employee, Reach
from people.states import EmployeeState

from ..access import require
from ..models import GoalCycle, GoalOwner, Objective
from ..queries.falling import fallen
from ..queries.gathered import without_goal
from ..queries.switched import not_off
from ..states import CycleState, ObjectiveState, Part

BATCH = 500
SOON = dt.timedelta(days=7)  # before the days of writing end


@transaction.atomic
def remind(*, by: Actor, at: dt.datetime, today: dt.date) -> int:
    """Tell what is due in this organization today; returns how many were told something. Twice tells nobody twice."""
    require("remind", by)
    told = sum(_tell_of_cycle(cycle, at=at, today=today) for cycle in GoalCycle.objects.under_way().order_by("pk"))
    return told + _tell_due(at=at, today=today) + _tell_silent(at=at, today=today) + _tell_fallen(at=at, today=today)


def _tell_of_cycle(cycle: GoalCycle, *, at: dt.datetime, today: dt.date) -> int:
    if cycle.state == CycleState.CLOSING:
        held = GoalOwner.objects.filter(objective__cycle=cycle, objective__state=ObjectiveState.ACTIVE, end_date=None)
        people = Employee.objects.active().filter(pk__in=held.values("employee"))
        return _tell_all(people, "goal.cycle_closing", cycle, at=at, today=today)
    if not cycle.drafting_start_date <= today <= cycle.end_date:
        return 0
    told = _tell_all(without_goal(cycle), "goal.cycle_opened", cycle, at=at, today=today)
    if cycle.drafting_end_date - SOON <= today:
        told += _tell_all(without_goal(cycle), "goal.none_yet", cycle, at=at, today=today)
    return told


def _tell_all(people, kind: str, cycle: GoalCycle, *, at: dt.datetime, today: dt.date) -> int:
    pks = list(not_off(people, on=today).order_by("pk").values_list("pk", flat=True))
    told = 0
    for place in range(0, len(pks), BATCH):
        part = pks[place : place + BATCH]
        told += tell_many(part, kind, subjects=[cycle] * len(part), at=at)
    return told


def _tell_due(*, at: dt.datetime, today: dt.date) -> int:
    """Owners of goals whose update is due today or was, once for each due day."""
    rows = (
        Objective.objects.active()
        .filter(due_date__lte=today, cycle__state__in=(CycleState.ACTIVE, CycleState.CLOSING))
        .exclude(reminded_date=F("due_date"))
    )
    claimed = list(rows.select_for_update(skip_locked=True, of=("self",)).order_by("due_date", "pk")[:BATCH])
    held = GoalOwner.objects.filter(
        objective__in=claimed, end_date=None, part=Part.OWNER, employee__state=EmployeeState.ACTIVE
    )
    known = {row.pk: row for row in claimed}
    pairs = list(
        not_off(held, on=today, of="employee").values_list("employee", "objective").order_by("employee", "objective")
    )
    told = 0
    for due in sorted({row.due_date for row in claimed}):
        mine = [(person, pk) for person, pk in pairs if known[pk].due_date == due]
        told += tell_many(
            [person for person, _pk in mine],
            "goal.update_due",
            subjects=[(Objective, pk) for _person, pk in mine],
            occurrence=due,
            at=at,
        )
    Objective.objects.filter(pk__in=known).update(reminded_date=F("due_date"))
    return told


def _tell_fallen(*, at: dt.datetime, today: dt.date) -> int:
    """The managers to whom goals have fallen, once for each share that ended with nobody after it."""
    pairs = fallen(today=today)
    there = set(
        not_off(Employee.objects.filter(pk__in={pk for _share, pk in pairs}), on=today).values_list("pk", flat=True)
    )
    told = [(share, manager) for share, manager in pairs if manager in there]
    return tell_many(
        [manager for _share, manager in told],
        "goal.needs_owner",
        subjects=[(GoalOwner, share) for share, _manager in told],
        at=at,
    )


def _tell_silent(*, at: dt.datetime, today: dt.date) -> int:
    """The managers of owners of whose goals nothing was heard for two cadences, once for each silence."""
    rows = Objective.objects.silent(today).filter(cycle__state=CycleState.ACTIVE)
    rows = rows.exclude(silence_told_date=F("due_date"))
    claimed = list(rows.select_for_update(skip_locked=True, of=("self",)).order_by("due_date", "pk")[:BATCH])
    known = {row.pk: row for row in claimed}
    held = GoalOwner.objects.filter(objective__in=claimed, end_date=None, part=Part.OWNER)
    pairs = list(held.order_by("pk").values_list("employee", "objective"))
    above = dict(
        Reach.objects.filter(employee__in={person for person, _pk in pairs}, depth=1).values_list("employee", "manager")
    )
    told = 0
    for due in sorted({row.due_date for row in claimed}):
        mine = sorted({(above[person], pk) for person, pk in pairs if known[pk].due_date == due and person in above})
        told += tell_many(
            [manager for manager, _pk in mine],
            "goal.silent",
            subjects=[(Objective, pk) for _manager, pk in mine],
            occurrence=due,
            at=at,
        )
    Objective.objects.filter(pk__in=known).update(silence_told_date=F("due_date"))
    return told
