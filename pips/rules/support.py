"""Support that is owed: there when both say so, settled by HR where they differ, kept track of where it moves."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from notices.rules import tell
from people.access import Actor
from people.models import Employee
from people.queries import calendars_of
from people.rules import record
from people.states import EmployeeState
from perfhub.kernel import typed
from perfhub.kernel.calendars import NeverWorks, local_date
from perfhub.kernel.errors import RuleBroken, StaleMove
from perfhub.kernel.moves import move

from ..access import running as access
from ..models import LONGEST_REASON, Case, Plan, Support, SupportEvent
from ..states import SUPPORT_MOVES, SUPPORT_WAITED_FOR, PlanKind, Side, SupportAct, SupportState

SETTLE_DAYS = 5  # working days in which HR settles a difference
FARTHEST = dt.timedelta(days=366)
A_MONTH = dt.timedelta(days=31)
SAYS_AT = {Side.EMPLOYEE: "employee_says_at", Side.MANAGER: "owner_says_at"}
NOBODY_SAYS = {"said_by": "", "said_at": None, "employee_says_at": None, "owner_says_at": None}
AGREED = {"difference": "", "settle_by_date": None, "settler": None}


class SaidAlready(RuleBroken):
    sentence = _("You have said so already. It counts as there as soon as the other side says so, too.")


class WordsMissing(RuleBroken):
    sentence = _("Please say why, in a few words: the other side reads it, and it stays with the plan.")


class DayOver(RuleBroken):
    sentence = _("Please choose a day to come, within the next year.")


class SameDay(RuleBroken):
    sentence = _("It is promised for that day already. Please choose another one.")


class NotToAsk(RuleBroken):
    """Asked to settle a difference."""

    sentence = _("%(name)s cannot settle this: please ask somebody of HR who stands outside of your line.")


class AskedAlready(RuleBroken):
    sentence = _("%(name)s has been asked already.")


class NotLivingAnyMore(RuleBroken):
    """The plan is over, or has not begun."""

    sentence = _("This plan is not under way, so nothing of its support can change now.")


@transaction.atomic
def say_there(support: Support, *, by: Employee, at: dt.datetime) -> Support:
    """One side says that support is there. It counts as delivered when both say so, whoever says it first.

    Raises Refused, SaidAlready, NotLivingAnyMore, StaleMove.
    """
    side = access.require_support("there", by, support)
    assert side is not None
    _lock(support)
    says = {SAYS_AT[side]: at}
    if support.state == SupportState.OWED:
        move(support, SUPPORT_MOVES["say"], said_by=side, said_at=at, **says)
        return _done(support, SupportAct.SAID, by=by, at=at)
    if support.said_by == side and support.state in SUPPORT_WAITED_FOR:
        raise SaidAlready
    if support.state not in (SupportState.SAID, SupportState.DISPUTED):
        raise StaleMove
    move(support, SUPPORT_MOVES["agree"], closed_at=at, **says, **AGREED)
    return _done(support, SupportAct.AGREED, by=by, at=at)


@transaction.atomic
def differ(support: Support, words: str, *, by: Employee, at: dt.datetime) -> Support:
    """The other side says that it is not there, and what is missing. HR settles that within five working days: the
    HR case owner; in a coaching plan, which has none, whoever either side asks (`ask`).

    Raises Refused, WordsMissing, TooLong, NotLivingAnyMore, StaleMove.
    """
    side = access.require_support("differ", by, support)
    why = _words(words)
    _lock(support)
    if support.said_by == side:
        raise StaleMove
    hr = support.plan.case.hr_owner if support.plan.kind == PlanKind.PIP else None
    until = _working_days_on(hr or support.plan.employee, SETTLE_DAYS, at)
    move(support, SUPPORT_MOVES["differ"], difference=why, settle_by_date=until)
    _done(support, SupportAct.DIFFERED, by=by, at=at, words=why)
    if hr is not None and hr.state == EmployeeState.ACTIVE:
        tell(hr, "course.to_settle", subject=support, occurrence=support.version, at=at)
    return support


@transaction.atomic
def ask(support: Support, person: Employee, *, by: Employee, at: dt.datetime) -> Support:
    """In a coaching plan, either side asks somebody of HR to settle a difference within five working days. Whoever is
    asked reads this one thing with what both say, not the plan; asked anew of another, it is that other's alone.

    Raises Refused, NotToAsk, AskedAlready, NotLivingAnyMore, StaleMove.
    """
    access.require_support("ask", by, support)
    if not access.possible_settlers(support).filter(pk=person.pk).exists():
        raise NotToAsk(NotToAsk.sentence % {"name": person.name})
    _lock(support)
    if support.settler_id == person.pk:
        raise AskedAlready(AskedAlready.sentence % {"name": person.name})
    until = _working_days_on(person, SETTLE_DAYS, at)
    move(support, SUPPORT_MOVES["ask"], settler=person, settle_by_date=until)
    _done(support, SupportAct.ASKED, by=by, at=at)
    tell(person, "course.to_settle", subject=support, occurrence=support.version, at=at)
    return support


@transaction.atomic
def unsay(support: Support, *, by: Employee, at: dt.datetime) -> Support:
    """Whoever said it was there takes that back. Raises Refused, NotLivingAnyMore, StaleMove."""
    side = access.require_support("unsay", by, support)
    _lock(support)
    if support.said_by != side:
        raise StaleMove
    move(support, SUPPORT_MOVES["unsay"], **NOBODY_SAYS, **AGREED)
    return _done(support, SupportAct.UNSAID, by=by, at=at)


@transaction.atomic
def settle(support: Support, given: bool, reason: str, *, by: Employee, at: dt.datetime) -> Support:
    """The HR case owner, or whoever was asked, settles a difference, with a reason that both read.

    Raises Refused, WordsMissing, TooLong, NotLivingAnyMore, StaleMove.
    """
    access.require_support("settle", by, support)
    why = _words(reason)
    _lock(support)
    settled = {"settled_by": by, "settled_at": at, "settled_reason": why}
    agreed = AGREED | {"settler": support.settler}  # who may read on what came of it
    if given:
        move(support, SUPPORT_MOVES["settle_given"], closed_at=at, **settled, **agreed)
        return _done(support, SupportAct.SETTLED_GIVEN, by=by, at=at, words=why)
    move(support, SUPPORT_MOVES["settle_owed"], **settled, **NOBODY_SAYS, **agreed)
    return _done(support, SupportAct.SETTLED_OWED, by=by, at=at, words=why)


@transaction.atomic
def decline(support: Support, words: str, *, by: Employee, at: dt.datetime) -> Support:
    """The employee does not want what was offered, and writes so: it counts as given.

    Raises Refused, WordsMissing, TooLong, NotLivingAnyMore, StaleMove.
    """
    access.require_support("decline", by, support)
    why = _words(words)
    _lock(support)
    move(support, SUPPORT_MOVES["decline"], declined_words=why, closed_at=at)
    return _done(support, SupportAct.DECLINED, by=by, at=at, words=why)


@transaction.atomic
def move_to(support: Support, due_date: dt.date, reason: str, *, by: Employee, at: dt.datetime) -> Support:
    """Whoever owes it promises it for another day, and says why; the first day stays, and lateness is told from it.

    Raises Refused, WordsMissing, DayOver, SameDay, TooLong, NotLivingAnyMore, StaleMove.
    """
    access.require_support("move", by, support)
    why = _words(reason)
    _lock(support)
    today = local_date(at, support.plan.employee.time_zone)
    if due_date == support.due_date:
        raise SameDay
    if not today <= due_date <= today + FARTHEST:
        raise DayOver
    before = support.due_date
    move(support, SUPPORT_MOVES["move"], due_date=due_date, **NOBODY_SAYS)
    return _done(support, SupportAct.MOVED, by=by, at=at, words=why, due_before_date=before)


def fail_rest(plan: Plan, *, by: Actor, at: dt.datetime) -> int:
    """A plan is over: what was not there by then was not given. Called by the rules that end a plan."""
    left = list(Support.objects.filter(plan=plan, state__in=SUPPORT_WAITED_FOR).order_by("pk"))
    for support in left:
        support.plan = plan
        move(support, SUPPORT_MOVES["fail"], closed_at=at)
        _write(support, SupportAct.FAILED, by=by, at=at)
    return len(left)


def take_over(case: Case, before: Employee, after: Employee, *, by: Actor, at: dt.datetime) -> int:
    """What the manager before still owes, the next one owes: it was promised in the organization's name."""
    rows = Support.objects.filter(plan__case=case, owner=before, state__in=SUPPORT_WAITED_FOR)
    found = list(rows.select_related("plan").order_by("pk"))
    for support in found:
        rows.filter(pk=support.pk).update(owner=after)
        support.owner = after
        _write(support, SupportAct.TAKEN_OVER, by=by, at=at)
    return len(found)


# ----------------------------------------------------------------------------------------------


def _words(text: str) -> str:
    """Raises WordsMissing, TooLong."""
    if not (words := typed.line(text, LONGEST_REASON)):
        raise WordsMissing
    return words


def _lock(support: Support) -> None:
    """The row as it is now, held until this is done, so that two who say it at once both count.

    The plan first: whoever ends it waits for this, or this for the end. Raises NotLivingAnyMore.
    """
    plan = Plan.objects.select_for_update().get(pk=support.plan_id)
    if plan.state not in access.SUPPORT_LIVES:
        raise NotLivingAnyMore
    Support.objects.select_for_update().get(pk=support.pk)
    said = ["state", "said_by", "said_at", "employee_says_at", "owner_says_at", "due_date", "settler", "version"]
    support.refresh_from_db(fields=said)


def _working_days_on(person: Employee, number: int, at: dt.datetime) -> dt.date:
    """So many working days of somebody from today on; as many days for whoever never works."""
    today = local_date(at, person.time_zone)
    calendar = calendars_of([person.pk], today, today + A_MONTH)[person.pk]
    try:
        return calendar.add_working_days(today, number)
    except NeverWorks:
        return today + dt.timedelta(days=number)


def _done(support: Support, act: SupportAct, *, by: Employee, at: dt.datetime, **said) -> Support:
    """Written into its memory and the audit; the employee and whoever owes it are told, but not who did it."""
    event = _write(support, act, by=by, at=at, **said)
    for person in (support.plan.employee, support.owner):
        if person.pk != by.pk and person.state == EmployeeState.ACTIVE:
            tell(person, "course.support", subject=event, at=at)
    return support


def _write(support: Support, act: SupportAct, *, by: Actor, at: dt.datetime, **said) -> SupportEvent:
    record(f"support.{act}", by=by, at=at, employee=support.plan.employee, subject=support)
    return SupportEvent.objects.create(support=support, act=act, by_id=by.pk, at=at, due_date=support.due_date, **said)
