"""Meetings are planned, put off, cancelled, held; and end by themselves where nobody ends them."""

import datetime as dt

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from notices.rules import tell, tell_many
from people.access import Actor
from people.models import Employee
from people.states import EmployeeState
from perfhub.kernel.errors import RuleBroken
from perfhub.kernel.moves import move

from ..access.one_to_ones import require
from ..models import ENDS_AFTER, SOON, Meeting, OneToOne, TalkingPoint
from ..queries.one_to_one_dates import next_start
from ..states import MEETING_MOVES, MeetingStep, PointState
from .one_to_ones import changed, lock, note, other_of

BATCH = 200
FARTHEST = dt.timedelta(days=366)


class InThePast(RuleBroken):
    """A meeting is planned for later than now."""

    sentence = _("That time is over already. Please choose a later one.")


class TooFar(RuleBroken):
    """Further than a year from now."""

    sentence = _("That is more than a year from now. Please choose an earlier date.")


class NotYet(RuleBroken):
    """It has not begun."""

    sentence = _("This meeting has not begun yet. Put it off or cancel it instead.")


def plan(
    one_to_one: OneToOne,
    *,
    by: Actor,
    at: dt.datetime,
    start_at: dt.datetime,
    minutes: int = 0,
    place: str | None = None,
) -> Meeting:
    """The next meeting is at this moment; one that is planned already is put off to it. The other is told.

    Raises InThePast, TooFar.
    """
    with transaction.atomic():
        require("plan", by, one_to_one)
        lock(one_to_one)
        require("plan", by, one_to_one)
        if start_at <= at:
            raise InThePast
        if start_at > at + FARTHEST:
            raise TooFar
        meeting = _put(one_to_one, by=by, start_at=start_at, minutes=minutes, place=place)
        changed(one_to_one)
        note("planned", one_to_one, meeting, by=by, at=at)
        for person in _told(one_to_one, by):
            tell(person, "one_to_one.planned", subject=meeting, occurrence=f"{start_at.isoformat()}", at=at)
        return meeting


def _told(one_to_one: OneToOne, by: Actor) -> list[Employee]:
    both = [one_to_one.lead, one_to_one.partner]
    return [person for person in both if person.pk != by.pk]


def _put(one_to_one: OneToOne, *, by: Actor, start_at: dt.datetime, minutes: int, place: str | None) -> Meeting:
    """The planned meeting as it is to be: put off, or a new one."""
    step = {"step": MeetingStep.SOON, "step_at": start_at - SOON}
    there = Meeting.objects.planned().filter(one_to_one=one_to_one).first()
    if there is not None:
        place = there.place if place is None else place.strip()
        said = {"start_at": start_at, "minutes": minutes or there.minutes, "place": place, **step}
        Meeting.objects.filter(pk=there.pk).update(**said, revision=F("revision") + 1)
        there.refresh_from_db()
        there.one_to_one = one_to_one
        return there
    return Meeting.objects.create(
        one_to_one=one_to_one,
        start_at=start_at,
        minutes=minutes or one_to_one.minutes,
        place=one_to_one.place if place is None else place.strip(),
        planned_by_id=by.pk,
        **step,
    )


@transaction.atomic
def cancel(
    meeting: Meeting, *, by: Employee, at: dt.datetime, reason: str = "", next_at: dt.datetime | None = None
) -> Meeting | None:
    """It does not take place; the other is told, with the next date where one is said. Gives that next meeting.

    Raises InThePast, TooFar, StaleMove.
    """
    require("cancel", by, meeting)
    one_to_one = lock(meeting.one_to_one)
    over = {"step": "", "step_at": None, "ended_at": at, "ended_by_id": by.pk}
    move(meeting, MEETING_MOVES["cancel"], reason=reason.strip(), revision=F("revision") + 1, **over)
    changed(one_to_one)
    note("cancelled", one_to_one, meeting, by=by, at=at)
    tell(other_of(one_to_one, by), "one_to_one.cancelled", subject=meeting, at=at)
    return None if next_at is None else plan(one_to_one, by=by, at=at, start_at=next_at)


@transaction.atomic
def hold(meeting: Meeting, *, by: Employee, at: dt.datetime) -> Meeting:
    """The two met, one of them says: it ends now, what is open goes on to the next, which the cadence plans.

    Both get the links to it. Raises NotYet, StaleMove.
    """
    require("hold", by, meeting)
    lock(meeting.one_to_one)
    if meeting.start_at - SOON > at:
        raise NotYet
    return _end(meeting, "hold", by=by, at=at)


@transaction.atomic
def miss_meeting(meeting: Meeting, *, by: Employee, at: dt.datetime) -> Meeting:
    """The two did not meet, one of them says, though it was planned."""
    require("miss", by, meeting)
    lock(meeting.one_to_one)
    move(meeting, MEETING_MOVES["miss"], ended_by_id=by.pk)
    changed(meeting.one_to_one)
    note("missed", meeting.one_to_one, meeting, by=by, at=at)
    return meeting


@transaction.atomic
def pass_by(meeting: Meeting, *, by: Actor, at: dt.datetime) -> Meeting:
    """Its time is over and nothing was written: nobody knows whether the two met. The cadence plans the next."""
    require("pass_by", by)
    lock(meeting.one_to_one)
    return _end(meeting, "pass_by", by=by, at=at)


def _end(meeting: Meeting, act: str, *, by: Actor, at: dt.datetime) -> Meeting:
    one_to_one, was_planned = meeting.one_to_one, meeting.state == "planned"
    move(meeting, MEETING_MOVES[act], step="", step_at=None, ended_at=at, ended_by_id=by.pk)
    if was_planned:
        TalkingPoint.objects.open().filter(one_to_one=one_to_one).update(carried=F("carried") + 1)
        plan_next(one_to_one, last=meeting.start_at, by=by, at=at)
    changed(one_to_one)
    note("held" if act == "hold" else "passed", one_to_one, meeting, by=by, at=at)
    if act == "hold":
        both = list(one_to_one.people)
        tell_many(both, "one_to_one.held", subjects=[meeting] * 2, at=at)
    return meeting


def plan_next(one_to_one: OneToOne, *, last: dt.datetime | None, by: Actor, at: dt.datetime) -> Meeting | None:
    """The next date by the cadence, unless there is one or one of the two has left."""
    both = {one_to_one.lead.state, one_to_one.partner.state}
    if not one_to_one.is_open or both != {EmployeeState.ACTIVE}:
        return None
    if Meeting.objects.planned().filter(one_to_one=one_to_one).exists():
        return None
    start_at = next_start(one_to_one, after=at, last=last)
    return _put(one_to_one, by=by, start_at=start_at, minutes=0, place=None)


@transaction.atomic
def take_steps(*, by: Actor, at: dt.datetime, limit: int = BATCH) -> int:
    """The clock tells both an hour before a meeting, and ends what nobody ended some hours after its time.

    A meeting in which something was written or ticked was held; of another nobody knows, and both are asked. Claims
    what it handles. Returns how many it took; 0 means there is nothing left to do.
    """
    require("hold", by)
    claimed = list(
        Meeting.objects.step_due(at)
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("one_to_one__lead", "one_to_one__partner")
        .order_by("step_at", "pk")[:limit]
    )
    soon = [meeting for meeting in claimed if meeting.step == MeetingStep.SOON]
    _tell_soon([meeting for meeting in soon if meeting.start_at > at], at=at)
    for meeting in soon:
        meeting.step, meeting.step_at = MeetingStep.END, meeting.end_at + ENDS_AFTER
    Meeting.objects.bulk_update(soon, ["step", "step_at"])
    used = _used([meeting for meeting in claimed if meeting not in soon])
    for meeting in claimed:
        if meeting not in soon:
            _end(meeting, "hold" if meeting.pk in used else "pass_by", by=by, at=at)
    return len(claimed)


def _tell_soon(meetings: list[Meeting], *, at: dt.datetime) -> None:
    for meeting in meetings:
        people = [meeting.one_to_one.lead, meeting.one_to_one.partner]
        here = [person.pk for person in people if person.state == EmployeeState.ACTIVE]
        occurrence = meeting.start_at.isoformat()
        tell_many(here, "one_to_one.soon", subjects=[meeting] * len(here), occurrence=occurrence, at=at)


def _used(meetings: list[Meeting]) -> set[int]:
    """Those in which something was written, or during which a point was done."""
    done = TalkingPoint.objects.filter(state=PointState.DONE, done_in__in=[meeting.pk for meeting in meetings])
    ticked = {
        meeting
        for meeting, done_at, start_at in done.values_list("done_in", "done_at", "done_in__start_at")
        if done_at >= start_at - SOON
    }
    return ticked | {meeting.pk for meeting in meetings if meeting.notes.strip()}
