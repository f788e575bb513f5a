"""Promises: made, asked for, kept, moved, dropped, and taken back while nobody minds."""

import datetime as dt
from collections.abc import Iterable
from operator import attrgetter
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from notices.rules import tell
from people.access import Actor, is_manager_of
from people.models import Employee
from people.queries import looks_of
from people.rules import record, record_many
from people.states import EmployeeState
from perfhub.kernel import typed
from perfhub.kernel.calendars import local_date
from perfhub.kernel.errors import Refused, RuleBroken
from perfhub.kernel.moves import move

from ..access import commitments as access
from ..models import FARTHEST, LONGEST_PROMISE, LONGEST_WHY, CheckIn, Commitment, CommitmentEvent, Feedback, OneToOne
from ..states import COMMITMENT_MOVES, Between, CommitmentAct, CommitmentState, PromisedIn

Source = CheckIn | Feedback | OneToOne | None  # what it is about; between whose two sides it is made


class NothingPromised(RuleBroken):
    """The words say nothing."""

    sentence = _("Please write what is promised, in a few words.")


class ToOneself(RuleBroken):
    """A promise has two sides."""

    sentence = _("A promise is made to somebody else. What you plan for yourself belongs into your check-in.")


class NotHereAnyMore(RuleBroken):
    """Whoever left can neither keep a promise nor wait for it."""

    @classmethod
    def of(cls, person: Employee) -> "NotHereAnyMore":
        return cls(_now("%(name)s does not work here any more.") % {"name": person.name})


class DayOver(RuleBroken):
    """What is due lies ahead."""

    sentence = _("Please choose today or a day to come: nobody can keep a promise by a day that is over.")


class DayTooFar(RuleBroken):
    """Nobody knows what is in three years."""

    sentence = _("Please choose a day within the next two years.")


class SameDay(RuleBroken):
    """Moved means another day."""

    sentence = _("It is due on that day already. Please choose another one.")


class ReasonMissing(RuleBroken):
    """The other side reads why."""

    sentence = _("Please say why, in a few words: the other side reads it.")


class NothingToTakeBack(RuleBroken):
    """Ten minutes are over, or somebody else did something since."""

    sentence = _("This cannot be taken back any more. If it was a mistake, open it again and say so.")


@transaction.atomic
def promise(
    to: Employee, text: str, due_date: dt.date, *, by: Actor, at: dt.datetime, about: Source = None
) -> Commitment:
    """An employee promises somebody something by a day, and that person is told.

    Raises NothingPromised, TooLong, ToOneself, NotHereAnyMore, DayOver, DayTooFar.
    """
    assert isinstance(by, Employee)
    made = _make(by, to, text, due_date, CommitmentState.OPEN, by=by, at=at, about=about)
    event = _write(made, CommitmentAct.MADE, by=by, at=at)
    record("commitment.made", by=by, at=at, employee=by, subject=made)
    tell(to, "commitment.news", subject=event, at=at)
    return made


@transaction.atomic
def ask_to_promise(
    owner: Employee, text: str, due_date: dt.date, *, by: Actor, at: dt.datetime, about: Source = None
) -> Commitment:
    """An employee asks somebody for a promise; it is none before that person says yes. Raises as `promise`."""
    assert isinstance(by, Employee)
    made = _make(owner, by, text, due_date, CommitmentState.ASKED, by=by, at=at, about=about)
    _write(made, CommitmentAct.ASKED, by=by, at=at)
    record("commitment.asked", by=by, at=at, employee=owner, subject=made)
    tell(owner, "commitment.asked", subject=made, at=at)
    return made


@transaction.atomic
def accept(commitment: Commitment, *, by: Employee, at: dt.datetime) -> Commitment:
    """Yes: from now on it is a promise, and whoever asked is told."""
    return _do("accept", CommitmentAct.ACCEPTED, commitment, by=by, at=at)


@transaction.atomic
def decline(commitment: Commitment, reason: str, *, by: Employee, at: dt.datetime) -> Commitment:
    """No, and why. Raises ReasonMissing."""
    return _do("decline", CommitmentAct.DECLINED, commitment, reason, by=by, at=at, closed_at=at)


@transaction.atomic
def finish(commitment: Commitment, *, by: Employee, at: dt.datetime) -> Commitment:
    """Whoever promised it has done it; the other side is told, and may open it again."""
    return _do("finish", CommitmentAct.DONE, commitment, by=by, at=at, closed_at=at)


@transaction.atomic
def move_to(commitment: Commitment, due_date: dt.date, reason: str, *, by: Employee, at: dt.datetime) -> Commitment:
    """Whoever promised it needs until another day and says why; both days stay to be seen.

    Raises ReasonMissing, SameDay, DayOver, DayTooFar.
    """
    access.require("move", by, commitment)
    check_day(due_date, by=by, at=at)
    if due_date == commitment.due_date:
        raise SameDay
    return _do("move", CommitmentAct.MOVED, commitment, reason, by=by, at=at, due_date=due_date)


@transaction.atomic
def drop(commitment: Commitment, reason: str = "", *, by: Employee, at: dt.datetime) -> Commitment:
    """It is not going to happen: whoever promised says why; the other side may let it go without. Raises
    ReasonMissing."""
    return _do("drop", CommitmentAct.DROPPED, commitment, reason, by=by, at=at, closed_at=at)


@transaction.atomic
def reopen(commitment: Commitment, reason: str, *, by: Employee, at: dt.datetime) -> Commitment:
    """Either side finds that it is not done, or wanted all the same, and says why. Raises ReasonMissing,
    NotHereAnyMore."""
    for side in (commitment.owner, commitment.other):
        _insist_here(side)
    return _do("reopen", CommitmentAct.REOPENED, commitment, reason, by=by, at=at, closed_at=None)


@transaction.atomic
def take_back(commitment: Commitment, *, by: Employee, at: dt.datetime) -> Commitment:
    """Whoever did the newest thing to it takes that back within ten minutes: it is as it was before, and the other
    side, if not told yet, is told of neither. Raises NothingToTakeBack."""
    access.require_side(by, commitment)
    Commitment.objects.select_for_update().get(pk=commitment.pk)
    event = access.newest_event(commitment)
    if event is None or not access.may_take_back(by, event, at=at):
        raise NothingToTakeBack
    before = event.state_before
    if before == CommitmentState.ASKED:
        move(commitment, COMMITMENT_MOVES["back_to_asked"], closed_at=None)
    elif before == CommitmentState.OPEN:
        was = event.due_before_date or commitment.due_date
        move(commitment, COMMITMENT_MOVES["back_to_open"], closed_at=None, due_date=was)
    else:  # it was made a moment ago
        move(commitment, COMMITMENT_MOVES["drop"], closed_at=at)
    _write(commitment, CommitmentAct.TAKEN_BACK, by=by, at=at, takes_back=event)
    record("commitment.taken_back", by=by, at=at, employee=commitment.owner, subject=commitment)
    return commitment


def note_seen(commitments: Iterable[Commitment], *, by: Employee, at: dt.datetime) -> None:
    """Somebody is shown what another wrote down: a line each the first time, which the writer sees as “seen by”."""
    shown = {row.pk: row for row in commitments if row.made_by_id != by.pk or by.visit is not None}
    lines = looks_of(by).filter(act="commitment.seen", object_id__in=list(shown))
    for pk in lines.values_list("object_id", flat=True) if shown else ():
        shown.pop(pk, None)
    record_many("commitment.seen", by=by, at=at, subjects=shown.values(), whose=attrgetter("made_by_id"))


def check_day(due_date: dt.date, *, by: Employee, at: dt.datetime) -> None:
    """Raises DayOver, DayTooFar."""
    today = local_date(at, by.time_zone)
    if due_date < today:
        raise DayOver
    if due_date > today + FARTHEST:
        raise DayTooFar


def _make(
    owner: Employee,
    other: Employee,
    text: str,
    due_date: dt.date,
    state: CommitmentState,
    *,
    by: Employee,
    at: dt.datetime,
    about: Source,
) -> Commitment:
    access.require("make", by)
    if owner.pk == other.pk:
        raise ToOneself
    for side in (owner, other):
        _insist_here(side)
    if not (line := typed.line(text, LONGEST_PROMISE)):
        raise NothingPromised
    check_day(due_date, by=by, at=at)
    if about is not None and {owner.pk, other.pk} != access.sides_of(about):
        raise Refused
    return Commitment.objects.create(
        owner=owner,
        other=other,
        text=line,
        due_date=due_date,
        first_due_date=due_date,
        state=state,
        **_source(about),
        between=_between(owner, other),
        made_by=by,
        made_at=at,
    )


def _between(owner: Employee, other: Employee) -> Between:
    """Whether one leads the other now."""
    if is_manager_of(other, owner):
        return Between.UP
    return Between.DOWN if is_manager_of(owner, other) else Between.PEOPLE


def _insist_here(person: Employee) -> None:
    if person.state != EmployeeState.ACTIVE:
        raise NotHereAnyMore.of(person)


def _source(about: Source) -> dict[str, Any]:
    """Where it was made, as its row says it."""
    if isinstance(about, CheckIn):
        return {"source": PromisedIn.CHECK_IN, "check_in": about}
    if isinstance(about, OneToOne):
        return {"source": PromisedIn.ONE_TO_ONE, "one_to_one": about}
    return {"source": PromisedIn.FEEDBACK, "feedback": about} if isinstance(about, Feedback) else {}


def _do(
    verb: str,
    act: CommitmentAct,
    commitment: Commitment,
    reason: str = "",
    *,
    by: Employee,
    at: dt.datetime,
    **changes: Any,
) -> Commitment:
    """One act of one side: moved, written down, recorded, the other side told."""
    access.require(verb, by, commitment)
    why = typed.line(reason, LONGEST_WHY)
    if not why and access.needs_reason(verb, by, commitment):
        raise ReasonMissing
    now = Commitment.objects.select_for_update().get(pk=commitment.pk)
    before = {"state_before": now.state, "due_before_date": now.due_date}
    move(commitment, COMMITMENT_MOVES[verb], **changes)
    event = _write(commitment, act, by=by, at=at, reason=why, **before)
    record(f"commitment.{act}", by=by, at=at, employee=commitment.owner, subject=commitment)
    other = commitment.other if by.pk == commitment.owner_id else commitment.owner
    if other.state == EmployeeState.ACTIVE:
        tell(other, "commitment.news", subject=event, at=at)
    return commitment


def _write(commitment: Commitment, act: CommitmentAct, *, by: Actor, at: dt.datetime, **said: Any) -> CommitmentEvent:
    event = {"due_date": commitment.due_date, "by_id": by.pk, "at": at, **said}
    return CommitmentEvent.objects.create(commitment=commitment, act=act, **event)
