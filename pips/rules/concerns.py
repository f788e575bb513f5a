"""Concerns: shared, answered, looked at again, solved, taken up or back; and what one does within minutes undone."""

import datetime as dt

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from feedback.models import Feedback
from feedback.rules import giving, receiving
from feedback.states import FeedbackAudience, FeedbackKind, FollowUp, Obstacle
from notices.rules import tell
from people.access import Actor
from people.models import Employee, Reach
from people.rules import drop_draft, record, save_draft
from people.states import EmployeeState
from perfhub.kernel import typed
from perfhub.kernel.calendars import local_date
from perfhub.kernel.errors import RuleBroken, StaleMove
from perfhub.kernel.moves import move

from ..access import concerns as access
from ..access.cases import is_told
from ..models import LONGEST_REASON, LONGEST_WORDS, Case, CaseEvent, Concern, ConcernWord
from ..queries.ladder import concern_draft
from ..states import CASE_MOVES, CONCERN_MOVES, CaseAct, CaseOutcome, CaseState, ConcernState, Rung
from . import cases

LONGEST_LOOK = dt.timedelta(days=183)
FIELDS = ("saw", "need", "help")


class WordsMissing(RuleBroken):
    sentence = _("Please say all three in a few words: what you saw, what you need, and how you will help.")


class NothingSaid(RuleBroken):
    sentence = _("There is nothing to read in it yet: please say it in your own words.")


class DayOver(RuleBroken):
    """One looks again on a day to come."""

    sentence = _("Please choose a day to come: that one is over, or is today.")


class DayTooFar(RuleBroken):
    """Who looks again in a year has not looked."""

    sentence = _("Please choose a day within the next six months: sooner helps more.")


class SameDay(RuleBroken):
    sentence = _("You look again on that day already. Please choose another one.")


class ReasonMissing(RuleBroken):
    sentence = _("Please say why, in a few words: the other side reads it.")


class NothingToTakeBack(RuleBroken):
    """Ten minutes are over, or somebody did something since."""

    sentence = _("This cannot be taken back any more. Every step can be gone back all the same: say so, and why.")


@transaction.atomic
def share_concern(
    employee: Employee,
    *,
    title: str,
    saw: str,
    need: str,
    help: str,
    look_date: dt.date,
    by: Employee,
    at: dt.datetime,
    obstacle: str = "",
    again: Feedback | None = None,
) -> Concern:
    """A manager shares a concern with somebody they lead: what I saw, what I need, how I help, when we look again.

    It is an improvement feedback, too, which that person reads from a gentle moment on. Raises what `cases.check_whom`
    raises, WordsMissing, TooLong, DayOver, DayTooFar.
    """
    cases.check_whom(employee, by=by)
    said = {name: typed.lines(text, LONGEST_WORDS) for name, text in zip(FIELDS, (saw, need, help), strict=True)}
    if not all(said.values()):
        raise WordsMissing
    check_day(look_date, by=by, at=at)
    if not typed.line(title, cases.LONGEST_TITLE):
        raise cases.TitleMissing
    feedback = giving.give(
        [employee],
        by=by,
        at=at,
        kind=FeedbackKind.IMPROVEMENT,
        audience=FeedbackAudience.RECEIVER,
        obstacle=obstacle if obstacle in Obstacle.values else "",
        follow_up=look_date,
        again=again,
        today=local_date(at, by.time_zone),
        above=True,
        behaviour=said["saw"],
        next_step=said["need"],
        how=said["help"],
    )
    case = cases.open_case(employee, title, by=by, at=at, told=feedback.shared_at)
    concern = Concern.objects.create(
        case=case,
        by=by,
        **said,
        shared_at=feedback.shared_at,
        look_date=look_date,
        first_look_date=look_date,
        feedback=feedback,
    )
    tell(employee, "concern.shared", subject=concern, at=at, due_at=feedback.shared_at)
    drop_draft(by, concern_draft(employee))
    return concern


@transaction.atomic
def read(concern: Concern, *, by: Employee, at: dt.datetime) -> None:
    """The employee has read it, which is not agreement; the manager sees that. Twice is once."""
    access.require("read", by, concern.case)
    if Concern.objects.filter(pk=concern.pk, read_at__isnull=True).update(read_at=at, version=F("version") + 1):
        concern.read_at = at
        _acknowledge(concern, by=by, at=at)
        record("concern.read", by=by, at=at, employee=concern.case.employee, subject=concern)


def _acknowledge(concern: Concern, *, by: Employee, at: dt.datetime) -> None:
    if concern.feedback is not None:
        receiving.acknowledge(concern.feedback, by=by, at=at)


@transaction.atomic
def say(concern: Concern, text: str, *, by: Employee, at: dt.datetime) -> ConcernWord:
    """One of the two says something to it, in own words; the other is told. Raises NothingSaid, TooLong, StaleMove."""
    access.require("say", by, concern.case)
    said = typed.lines(text, LONGEST_WORDS)
    if not said:
        raise NothingSaid
    state = Case.objects.select_for_update().values_list("state", flat=True).get(pk=concern.case_id)
    if state == CaseState.SPENT:
        raise StaleMove
    word = ConcernWord.objects.create(concern=concern, by=by, text=said, at=at)
    record("concern.said", by=by, at=at, employee=concern.case.employee, subject=concern)
    if by.pk == concern.case.employee_id:
        if concern.read_at is None:
            read(concern, by=by, at=at)
        if not ConcernWord.objects.filter(concern=concern, by=by).exclude(pk=word.pk).exists():
            cases.write(concern.case, CaseAct.ANSWERED, by=by, at=at)
    for person in others(concern.case, by):
        tell(person, "concern.said", subject=word, at=at)
    return word


@transaction.atomic
def resolve(concern: Concern, *, by: Employee, at: dt.datetime, reason: str = "") -> Concern:
    """It is solved: either side says so, and the other is told. Raises StaleMove, TooLong."""
    access.require("resolve", by, concern.case)
    _on_the_first_rung(concern)
    cases.close_case(concern.case, CaseOutcome.RESOLVED, by=by, at=at, reason=reason)
    concern.refresh_from_db()
    _follow_up(concern, FollowUp.BETTER, by=by, at=at)
    _tell_of_newest(concern.case, by=by, at=at)
    return concern


@transaction.atomic
def watch(concern: Concern, look_date: dt.date, *, by: Employee, at: dt.datetime, reason: str = "") -> Concern:
    """Both look again on another day; every day stays to be seen. Raises DayOver, DayTooFar, SameDay, StaleMove."""
    access.require("watch", by, concern.case)
    check_day(look_date, by=by, at=at)
    _on_the_first_rung(concern)
    if look_date == concern.look_date:
        raise SameDay
    before = cases.before_of(concern)
    move(concern, CONCERN_MOVES["watch"], look_date=look_date, asked_at=None)
    cases.write(concern.case, CaseAct.WATCHED, by=by, at=at, reason=reason, look_date=look_date, **before)
    _follow_up(concern, FollowUp.SAME, by=by, at=at)
    _tell_of_newest(concern.case, by=by, at=at)
    return concern


@transaction.atomic
def take_up(concern: Concern, reason: str, *, by: Employee, at: dt.datetime) -> Case:
    """It becomes a coaching plan, which the manager writes next; the employee reads why. Raises ReasonMissing,
    StaleMove, TooLong."""
    case = concern.case
    access.require("raise", by, case)
    if not typed.line(reason, LONGEST_REASON):
        raise ReasonMissing
    cases.go_up(case, Rung.COACHING, by=by, at=at, reason=reason)
    _follow_up(concern, FollowUp.SAME, by=by, at=at)
    _tell_of_newest(case, by=by, at=at)
    return case


@transaction.atomic
def take_down(
    concern: Concern, reason: str = "", *, by: Employee, at: dt.datetime, look_date: dt.date | None = None
) -> Case:
    """It goes back to the concern, which takes no more than a press. Raises DayOver, DayTooFar, StaleMove, TooLong."""
    case = concern.case
    access.require("lower", by, case)
    if look_date is not None:
        check_day(look_date, by=by, at=at)
    if "lower" not in access.acts(by, case, concern):
        raise StaleMove
    cases.go_down(case, Rung.CONCERN, by=by, at=at, reason=reason, look_date=look_date)
    _tell_of_newest(case, by=by, at=at)
    return case


@transaction.atomic
def reopen(concern: Concern, reason: str, look_date: dt.date, *, by: Employee, at: dt.datetime) -> Case:
    """It was not solved after all: the manager says why, and when both look again. Raises ReasonMissing, DayOver,
    DayTooFar, StaleMove, TooLong."""
    case = concern.case
    access.require("reopen", by, case)
    if not typed.line(reason, LONGEST_REASON):
        raise ReasonMissing
    check_day(look_date, by=by, at=at)
    cases.reopen_case(case, by=by, at=at, reason=reason, look_date=look_date)
    _follow_up(concern, FollowUp.AGAIN, by=by, at=at)
    _tell_of_newest(case, by=by, at=at)
    return case


@transaction.atomic
def take_back(case: Case, *, by: Employee, at: dt.datetime) -> Case:
    """Whoever did the newest thing takes it back within ten minutes: it is as it was before, and who has not been told
    is told of neither. What was just shared counts for nothing, and its words are a draft again. Raises
    NothingToTakeBack."""
    Case.objects.select_for_update().get(pk=case.pk)
    event = access.newest_event(case)
    if event is None or not access.may_take_back(by, case, event, at=at):
        raise NothingToTakeBack
    concern = Concern.objects.select_related("feedback").filter(case=case).first()
    undo = {
        CaseAct.OPENED: _unshare,
        CaseAct.WATCHED: _unwatch,
        CaseAct.CLOSED: _unclose,
        CaseAct.WENT_UP: _ungo,
        CaseAct.WENT_DOWN: _ungo,
    }
    undo[CaseAct(event.act)](case, concern, event, by=by, at=at)
    cases.write(case, CaseAct.TAKEN_BACK, by=by, at=at, takes_back=event)
    return case


def _unshare(case: Case, concern: Concern, event: CaseEvent, *, by: Employee, at: dt.datetime) -> None:
    today = local_date(at, by.time_zone)
    move(case, CASE_MOVES["take_back"], outcome=CaseOutcome.TAKEN_BACK, closed_at=at, spent_on_date=today)
    move(concern, CONCERN_MOVES["take_back"])
    if concern.feedback is not None:
        giving.take_back(concern.feedback, by=by, at=at, above=True)
    typed = {"title": [case.title], **{name: [getattr(concern, name)] for name in FIELDS}}
    save_draft(by, concern_draft(case.employee), content=typed, at=at)


def _unwatch(case: Case, concern: Concern, event: CaseEvent, *, by: Employee, at: dt.datetime) -> None:
    _as_before(concern, event)
    _follow_up(concern, _said_before(event), by=by, at=at)


def _unclose(case: Case, concern: Concern | None, event: CaseEvent, *, by: Employee, at: dt.datetime) -> None:
    move(case, CASE_MOVES["reopen"], outcome="", closed_at=None, spent_on_date=None)
    if concern is not None and event.concern_before:
        _as_before(concern, event, closed_at=None)
        _follow_up(concern, _said_before(event), by=by, at=at)


def _ungo(case: Case, concern: Concern | None, event: CaseEvent, *, by: Employee, at: dt.datetime) -> None:
    down = event.act == CaseAct.WENT_UP
    before = Rung.CONCERN if down else Rung.COACHING
    cases.put_on(case, before, event.rung)
    if concern is not None and event.concern_before:
        _as_before(concern, event)


def _as_before(concern: Concern, event: CaseEvent, **changes) -> None:
    verb = CONCERN_MOVES[f"back_to_{event.concern_before}"]
    move(concern, verb, look_date=event.look_before_date, asked_at=event.asked_before_at, **changes)


def _said_before(event: CaseEvent) -> str:
    """How it was said to be before: nothing, until one has looked once."""
    return FollowUp.SAME if event.concern_before == ConcernState.WATCHED else ""


def check_day(look_date: dt.date, *, by: Employee, at: dt.datetime) -> None:
    """Raises DayOver, DayTooFar."""
    today = local_date(at, by.time_zone)
    if look_date <= today:
        raise DayOver
    if look_date > today + LONGEST_LOOK:
        raise DayTooFar


def others(case: Case, by: Actor) -> list[Employee]:
    """Who reads it as one of the two sides, employed, without whoever acts: the employee, and the manager now."""
    above = Reach.objects.filter(employee=case.employee, depth=1).values("manager")
    rows = Employee.objects.active().filter(pk__in=above).exclude(pk=by.pk or 0)
    found = list(rows.order_by("pk"))
    if case.employee_id != by.pk and case.employee.state == EmployeeState.ACTIVE and is_told(case):
        found.insert(0, case.employee)
    return found


def _on_the_first_rung(concern: Concern) -> None:
    if not Case.objects.filter(pk=concern.case_id, rung=Rung.CONCERN, state=CaseState.OPEN).exists():
        raise StaleMove


def _follow_up(concern: Concern, outcome: FollowUp | str, *, by: Actor, at: dt.datetime) -> None:
    if concern.feedback is not None:
        receiving.note_followed_up(concern.feedback, outcome, by=by, at=at)


def _tell_of_newest(case: Case, *, by: Actor, at: dt.datetime) -> None:
    event = access.newest_event(case)
    assert event is not None
    for person in others(case, by):
        tell(person, "concern.news", subject=event, at=at)
