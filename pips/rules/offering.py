"""An improvement plan is told by a person, in a meeting; then it is read for three working days before day 1."""

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from notices.rules import tell
from people.access import Actor
from people.models import Employee
from people.rules import record
from perfhub.kernel import typed
from perfhub.kernel.calendars import local
from perfhub.kernel.errors import RuleBroken, StaleMove
from perfhub.kernel.moves import move

from ..access import plans as access
from ..models import LONGEST_PLACE, Case, Plan, PlanRequest, Receipt
from ..queries.days import (
    calendar_of,
    dates_of,
    is_before_free_days,
    is_within_hours,
    reading_until,
    today_of,
)
from ..states import (
    COACHING_MOVES,
    PIP_MOVES,
    PlanKind,
    PlanRequestKind,
    PlanRequestState,
    PlanState,
    Rung,
)
from . import clocks
from .cases import go_up, note_told
from .gates import insist
from .plans import MatterClosed, held
from .rhythm import call_off_rest

FARTHEST = dt.timedelta(days=60)
A_BATCH = 200


class MeetingOver(RuleBroken):
    sentence = _("Please choose a time that is still to come.")


class MeetingTooFar(RuleBroken):
    sentence = _("Please choose a time within the next two months.")


class NotAtWork(RuleBroken):
    """The employee does not work then."""

    @classmethod
    def of(cls, plan: Plan, at: dt.datetime) -> "NotAtWork":
        when = date_format(local(at, plan.employee.time_zone), "l, j F, H:i")
        words = _now("%(name)s does not work on %(when)s. Please choose a time within the working hours.")
        return cls(words % {"name": plan.employee.name, "when": when})


class BeforeFreeDays(RuleBroken):
    sentence = _(
        "That is in the last hours before a weekend, a holiday or leave: nobody should be left alone with it then. "
        "Please choose an earlier hour or another day."
    )


class WhereMissing(RuleBroken):
    sentence = _("Please say where you meet, or by which call.")


class NotBooked(RuleBroken):
    sentence = _("Please book the meeting first in which you tell it. An improvement plan is told by a person.")


class MeetingToCome(RuleBroken):
    sentence = _("The meeting is still to come. Please come back when you have talked.")


class AnotherDay(RuleBroken):
    sentence = _("The meeting was booked for another day. Please book the one in which you really talk.")


class StillRead(RuleBroken):
    """The three working days are not over."""

    @classmethod
    def of(cls, until: dt.date) -> "StillRead":
        return cls(_now("It is read until %(day)s. Day 1 comes after that.") % {"day": date_format(until, "l, j F")})


class NotReceived(RuleBroken):
    sentence = _(
        "The version in force has not been received. Where it is not acknowledged, write that down with a witness."
    )


class WishOpen(RuleBroken):
    sentence = _("A change is asked for that nobody has answered. Please answer it first.")


@transaction.atomic
def book(plan: Plan, starts_at: dt.datetime, where: str, *, by: Actor, at: dt.datetime) -> Plan:
    """The manager books the meeting in which an approved plan is told: within the employee's working hours, and not in
    the last hours before free days. The employee is asked to it, and told nothing of the plan.

    Raises Refused, StaleMove, GateShut, MeetingOver, MeetingTooFar, NotAtWork, BeforeFreeDays, WhereMissing.
    """
    access.require("book", by, plan)
    if held(plan).state != PlanState.APPROVED:
        raise StaleMove
    insist(plan, at=at)
    if not (place := typed.line(where, LONGEST_PLACE)):
        raise WhereMissing
    _check_hours(plan, starts_at, at=at)
    moment = starts_at.astimezone(dt.UTC)
    Plan.objects.filter(pk=plan.pk).update(telling_at=moment, telling_where=place)
    plan.telling_at, plan.telling_where = moment, place
    record("plan.booked", by=by, at=at, employee=plan.employee, subject=plan)
    tell(plan.employee, "plan.meeting", subject=plan, occurrence=moment.isoformat(), at=at)
    return plan


def _check_hours(plan: Plan, starts_at: dt.datetime, *, at: dt.datetime) -> None:
    if starts_at <= at:
        raise MeetingOver
    if starts_at > at + FARTHEST:
        raise MeetingTooFar
    calendar = calendar_of(plan.employee, around=today_of(plan.employee, starts_at))
    if not is_within_hours(calendar, plan.employee, starts_at):
        raise NotAtWork.of(plan, starts_at)
    if is_before_free_days(calendar, plan.employee, starts_at):
        raise BeforeFreeDays


@transaction.atomic
def offer(plan: Plan, *, by: Actor, at: dt.datetime) -> Plan:
    """The manager has told it, in the meeting that was booked; from now on the employee reads it.

    Every gate is asked once more, for something may have changed since HR said yes. A coaching plan of the same matter
    gives way. Raises Refused, StaleMove, MatterClosed, GateShut, NotBooked, MeetingToCome,
    AnotherDay.
    """
    access.require("offer", by, plan)
    assert isinstance(by, Employee)
    found = held(plan)
    if plan.kind != PlanKind.PIP or found.state != PlanState.APPROVED:
        raise StaleMove
    if found.telling_at is None:
        raise NotBooked
    if at < found.telling_at:
        raise MeetingToCome
    today = today_of(plan.employee, at)
    if today != today_of(plan.employee, found.telling_at):
        raise AnotherDay
    if not Case.objects.select_for_update().get(pk=plan.case_id).is_open:
        raise MatterClosed
    insist(plan, at=at)
    until = reading_until(calendar_of(plan.employee, around=today), today)
    move(plan, PIP_MOVES["offer"], told_at=at, told_by=by, reading_until_date=until)
    for before in Plan.objects.select_for_update().filter(case=plan.case, kind=PlanKind.COACHING):
        if COACHING_MOVES["raise"].starts_at(before.state):
            move(before, COACHING_MOVES["raise"], closed_at=at)
            call_off_rest(before)
            record("plan.raise", by=by, at=at, employee=plan.employee, subject=before)
    if plan.case.rung != Rung.PIP:
        go_up(plan.case, Rung.PIP, by=by, at=at)
    note_told(plan.case, by=by, at=at)
    record("plan.offered", by=by, at=at, employee=plan.employee, subject=plan)
    tell(plan.employee, "plan.offered", subject=plan, at=at)
    return plan


@transaction.atomic
def begin(plan: Plan, *, by: Actor, at: dt.datetime) -> Plan:
    """Day 1: after three working days of reading, when the version in force was received and no wish is open.

    Raises Refused, StaleMove, StillRead, NotReceived, WishOpen.
    """
    access.require("start", by, plan)
    found = held(plan)
    if plan.kind != PlanKind.PIP or found.state != PlanState.OFFERED:
        raise StaleMove
    today = today_of(plan.employee, at)
    assert found.reading_until_date is not None
    if today <= found.reading_until_date:
        raise StillRead.of(found.reading_until_date)
    if not Receipt.objects.filter(plan=plan, content=found.content).exists():
        raise NotReceived
    if wishes(plan).exists():
        raise WishOpen
    dates = dates_of(calendar_of(plan.employee, around=today), today, found.length_days)
    days = {"start_date": dates.start, "end_date": dates.end, "mid_review_date": dates.middle}
    move(plan, PIP_MOVES["start"], **days)
    clocks.begin(plan, by=by, at=at)
    record("plan.started", by=by, at=at, employee=plan.employee, subject=plan)
    tell(plan.employee, "plan.begun", subject=plan, at=at)
    return plan


def wishes(plan: Plan):
    """Changes that were asked for and not answered."""
    return PlanRequest.objects.filter(plan=plan, kind=PlanRequestKind.CHANGE, state=PlanRequestState.OPEN)


def begin_due(*, by: Actor, at: dt.datetime) -> int:
    """Plans whose reading days are over begin by themselves, where nothing stands in the way; returns how many."""
    received = Receipt.objects.filter(plan=OuterRef("pk"), content=OuterRef("content"))
    wished = PlanRequest.objects.filter(plan=OuterRef("pk"), kind=PlanRequestKind.CHANGE, state=PlanRequestState.OPEN)
    rows = Plan.objects.filter(kind=PlanKind.PIP, state=PlanState.OFFERED, reading_until_date__lt=at.date())
    rows = rows.filter(Exists(received), ~Exists(wished)).select_related("case", "employee").order_by("pk")
    begun = 0
    for plan in rows[:A_BATCH]:
        try:
            begin(plan, by=by, at=at)
        except (StaleMove, StillRead, NotReceived, WishOpen):
            continue
        begun += 1
    return begun
