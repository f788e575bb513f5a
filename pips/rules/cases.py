"""A case moves on the ladder: opened, told, up, down, closed, spent. What each move was stays with it.

These are the verbs of all rungs: the rule that calls one of them has asked whether its `by` may.
"""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from people.access import Actor, is_above
from people.models import Employee
from people.rules import record
from people.states import EmployeeState
from perfhub.kernel import typed
from perfhub.kernel.calendars import local_date
from perfhub.kernel.errors import Refused, RuleBroken, StaleMove
from perfhub.kernel.moves import move

from ..access.opening import may_open
from ..models import LONGEST_REASON, LONGEST_TITLE, Case, CaseEvent, Concern
from ..states import CASE_MOVES, CONCERN_MOVES, CONCERN_OPEN, CaseAct, CaseOutcome, CaseState, ConcernState, Rung

LOOK_AGAIN_AFTER = dt.timedelta(days=14)  # where a plan goes back to its concern and nobody says when
STEPS = (Rung.CONCERN, Rung.COACHING, Rung.PIP)


class AboutOneself(RuleBroken):
    sentence = _("This is about somebody you lead. What you need yourself, you ask for under “I need help with…”.")


class AboutThoseAbove(RuleBroken):
    """Somebody above in the own reporting line."""

    sentence = _("You report to %(name)s. What you would like to be different, say in feedback, or talk to HR.")


class HasLeft(RuleBroken):
    """Not employed here any more."""

    sentence = _("%(name)s does not work here any more. Nothing you wrote is lost, but it can help nobody now.")


class NotYourReport(RuleBroken):
    """Somebody else leads them."""

    sentence = _("%(name)s does not report to you. Whoever leads %(name)s can open this; you can give feedback.")


class TitleMissing(RuleBroken):
    sentence = _("Please say in a few words what it is about.")


class NothingBelow(RuleBroken):
    """A case that began with a plan has no concern to go back to."""

    sentence = _("There is no concern to go back to: this began with a plan. You can close it as resolved.")


@transaction.atomic
def open_case(
    employee: Employee,
    title: str,
    *,
    by: Actor,
    at: dt.datetime,
    rung: Rung = Rung.CONCERN,
    told: dt.datetime | None = None,
) -> Case:
    """A manager opens a case about somebody they lead; `told` is from when on that person knows of it.

    Raises AboutOneself, AboutThoseAbove, HasLeft, NotYourReport, TitleMissing, TooLong.
    """
    check_whom(employee, by=by)
    line = typed.line(title, LONGEST_TITLE)
    if not line:
        raise TitleMissing
    assert isinstance(by, Employee)
    case = Case.objects.create(
        employee=employee, manager=by, title=line, rung=rung, opened_by=by, opened_at=at, told_at=told
    )
    write(case, CaseAct.OPENED, by=by, at=at)
    if told is not None:
        write(case, CaseAct.TOLD, by=by, at=told)
    return case


def check_whom(employee: Employee, *, by: Actor) -> None:
    """Raises AboutOneself, AboutThoseAbove, HasLeft, NotYourReport; Refused for whoever is no employee here."""
    if not isinstance(by, Employee) or not by.is_here:
        raise Refused
    name = {"name": employee.name}
    if employee.pk == by.pk:
        raise AboutOneself
    if employee.state != EmployeeState.ACTIVE:
        raise HasLeft(HasLeft.sentence % name)
    if is_above(employee, by):
        raise AboutThoseAbove(AboutThoseAbove.sentence % name)
    if not may_open(by, employee):
        raise NotYourReport(NotYourReport.sentence % name)


@transaction.atomic
def note_told(case: Case, *, by: Actor, at: dt.datetime) -> Case:
    """From now on the employee knows of it. A second time changes nothing."""
    later = Q(told_at__isnull=True) | Q(told_at__gt=at)  # or now, though it was to wait for a gentle moment
    if Case.objects.filter(later, pk=case.pk).update(told_at=at, version=F("version") + 1):
        case.refresh_from_db(fields=["told_at", "version"])
        write(case, CaseAct.TOLD, by=by, at=at)
    return case


@transaction.atomic
def go_up(case: Case, rung: Rung, *, by: Actor, at: dt.datetime, reason: str = "") -> Case:
    """The case goes on to a higher rung, and all that is known of it along. Raises StaleMove, TooLong."""
    put_on(case, rung, *STEPS[: STEPS.index(rung)])
    concern = Concern.objects.filter(case=case, state__in=CONCERN_OPEN).first()
    before = before_of(concern)
    if concern is not None:
        move(concern, CONCERN_MOVES["raise"])
    write(case, CaseAct.WENT_UP, by=by, at=at, reason=reason, **before)
    return case


@transaction.atomic
def go_down(
    case: Case, rung: Rung, *, by: Actor, at: dt.datetime, reason: str = "", look_date: dt.date | None = None
) -> Case:
    """The case goes back a rung, which takes no more than going up. A concern is looked at again on a day, in two
    weeks unless somebody says when. Raises NothingBelow, StaleMove, TooLong."""
    concern = Concern.objects.filter(case=case).first()
    if rung == Rung.CONCERN and concern is None:
        raise NothingBelow
    put_on(case, rung, *STEPS[STEPS.index(rung) + 1 :])
    before: dict[str, Any] = {}
    if rung == Rung.CONCERN and concern is not None:
        day = look_date or _two_weeks_on(case, at)
        before = {**before_of(concern), "look_date": day}
        move(concern, CONCERN_MOVES["lower"], look_date=day, asked_at=None)
    write(case, CaseAct.WENT_DOWN, by=by, at=at, reason=reason, **before)
    return case


@transaction.atomic
def close_case(case: Case, outcome: CaseOutcome, *, by: Actor, at: dt.datetime, reason: str = "") -> Case:
    """It is over. Twelve months from now it is spent: no longer cited, and shown to no new manager.

    Raises StaleMove, TooLong.
    """
    day = a_year_after(local_date(at, case.employee.time_zone))
    move(case, CASE_MOVES["close"], outcome=outcome, closed_at=at, spent_on_date=day)
    concern = Concern.objects.filter(case=case, state__in=CONCERN_OPEN).first()
    before = before_of(concern)
    if concern is not None:
        verb = "lapse" if outcome == CaseOutcome.LAPSED else "resolve"
        move(concern, CONCERN_MOVES[verb], closed_at=at)
    write(case, CaseAct.CLOSED, by=by, at=at, reason=reason, **before)
    return case


@transaction.atomic
def reopen_case(case: Case, *, by: Actor, at: dt.datetime, reason: str = "", look_date: dt.date | None = None) -> Case:
    """It is open again while it is not spent; a concern is looked at on a day, in two weeks unless somebody says when.
    Raises StaleMove, TooLong."""
    move(case, CASE_MOVES["reopen"], outcome="", closed_at=None, spent_on_date=None)
    concern = Concern.objects.filter(case=case, state=ConcernState.RESOLVED).first()
    day = look_date or _two_weeks_on(case, at)
    if concern is not None:
        move(concern, CONCERN_MOVES["reopen"], look_date=day, closed_at=None, asked_at=None)
    write(case, CaseAct.REOPENED, by=by, at=at, reason=reason, look_date=day if concern is not None else None)
    return case


def write(
    case: Case,
    act: CaseAct,
    *,
    by: Actor,
    at: dt.datetime,
    reason: str = "",
    about: Employee | None = None,
    **of_concern: Any,
) -> CaseEvent:
    """What happened, into the memory of the case and into the audit; of a concern, what held before. Raises TooLong."""
    why = typed.line(reason, LONGEST_REASON)
    event = CaseEvent.objects.create(
        case=case, act=act, rung=case.rung, by_id=by.pk, at=at, reason=why, about_employee=about, **of_concern
    )
    record(f"case.{act}", by=by, at=at, employee=case.employee, subject=case)
    return event


def before_of(concern: Concern | None) -> dict[str, Any]:
    """What holds of a concern now, as an event keeps it, so that the act can be taken back."""
    if concern is None:
        return {}
    return {
        "concern_before": concern.state,
        "look_before_date": concern.look_date,
        "asked_before_at": concern.asked_at,
    }


def a_year_after(day: dt.date) -> dt.date:
    """The same day of the next year; of a leap day the last of February."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


def _two_weeks_on(case: Case, at: dt.datetime) -> dt.date:
    return local_date(at, case.employee.time_zone) + LOOK_AGAIN_AFTER


def put_on(case: Case, rung: Rung, *sources: str) -> None:
    """From one of these rungs onto another, in one conditional UPDATE: of two who try, one wins. Raises StaleMove."""
    rows = Case.objects.filter(pk=case.pk, state=CaseState.OPEN, rung__in=sources)
    if not rows.update(rung=rung, version=F("version") + 1):
        raise StaleMove
    case.rung = rung
    case.version += 1
