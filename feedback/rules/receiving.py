"""What receivers say to feedback, what both say under it, and how both look again."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext_lazy as _

from notices.rules import tell
from people.access import Actor
from people.models import Employee, Message, SupportVisit
from people.queries import looks_left
from people.rules import open_thread, record, record_many, say
from perfhub.kernel import typed
from perfhub.kernel.composed import composed
from perfhub.kernel.errors import RuleBroken, StaleMove

from ..access.giving import require
from ..models import LONGEST_FEEDBACK, Feedback, Received
from ..states import FeedbackAudience, FeedbackState, FollowUp
from .giving import BelongsAbove, NothingSaid, receivers_of, record_of
from .webhooks import announce_hidden, announce_praise

SEEN = "feedback.seen"


class NotThatWay(RuleBroken):
    """There are three ways for it to have gone."""

    sentence = _("Please say how it is now.")


def _words(text: str) -> str:
    if not (said := typed.lines(text, LONGEST_FEEDBACK)):
        raise NothingSaid
    return said


def _taken(feedback: Feedback, *, by: Employee) -> Received:
    """The receiver's own row, held; StaleMove where it has been taken back meanwhile."""
    state = Feedback.objects.select_for_update().values_list("state", flat=True).get(pk=feedback.pk)
    if state != FeedbackState.GIVEN:
        raise StaleMove
    return Received.objects.select_for_update().get(feedback=feedback, employee=by)


@transaction.atomic
def acknowledge(feedback: Feedback, *, by: Employee, at: dt.datetime) -> None:
    """The receiver has read it; the giver sees that. Twice is once."""
    require("acknowledge", by, feedback)
    row = _taken(feedback, by=by)
    if row.acknowledged_at is None:
        Received.objects.filter(pk=row.pk).update(acknowledged_at=at)
        record("feedback.acknowledged", by=by, at=at, employee=by, subject=row)


@transaction.atomic
def thank(feedback: Feedback, *, by: Employee, at: dt.datetime) -> None:
    """The receiver says thank you, and so has read it; the giver is told. Twice is once."""
    require("thank", by, feedback)
    row = _taken(feedback, by=by)
    if row.thanked_at is None:
        Received.objects.filter(pk=row.pk).update(thanked_at=at, acknowledged_at=row.acknowledged_at or at)
        record("feedback.thanked", by=by, at=at, employee=by, subject=row)
        tell(feedback.by, "feedback.thanked", subject=row, occurrence="", at=at)


@transaction.atomic
def dispute(feedback: Feedback, text: str, *, by: Employee, at: dt.datetime) -> None:
    """The receiver sees it differently: these words stand beside it from now on, wherever it is read or cited.

    Saying it anew replaces the words; the giver is told. Raises NothingSaid, TooLong.
    """
    require("dispute", by, feedback)
    said = _words(text)
    row = _taken(feedback, by=by)
    Received.objects.filter(pk=row.pk).update(dispute=said, disputed_at=at, acknowledged_at=row.acknowledged_at or at)
    record("feedback.disputed", by=by, at=at, employee=by, subject=row)
    tell(feedback.by, "feedback.disputed", subject=row, occurrence=at.isoformat(), at=at)


@transaction.atomic
def say_view(feedback: Feedback, text: str, *, by: Employee, at: dt.datetime) -> None:
    """The receiver's own view of what is in the way and what would help; may be said anew, or emptied."""
    require("say_view", by, feedback)
    said = _words(text) if text.strip() else ""
    row = _taken(feedback, by=by)
    Received.objects.filter(pk=row.pk).update(own_view=said, own_view_at=at, acknowledged_at=row.acknowledged_at or at)
    record("feedback.view_said", by=by, at=at, employee=by, subject=row)
    if said:
        tell(feedback.by, "feedback.view_said", subject=row, occurrence=at.isoformat(), at=at)


@transaction.atomic
def comment_on_feedback(feedback: Feedback, text: str, *, by: Employee, at: dt.datetime) -> Message:
    """Somebody who reads it asks back or answers under it; giver and receivers are told. Raises as `dispute`."""
    require("comment", by, feedback)
    said = _words(text)
    locked = Feedback.objects.select_for_update().get(pk=feedback.pk)
    if locked.state != FeedbackState.GIVEN:
        raise StaleMove
    if locked.thread is None:
        locked.thread = open_thread(at=at)
        locked.save(update_fields=["thread"])
    feedback.thread = locked.thread
    message = say(locked.thread, said, by=by, at=at)
    record_of("feedback.commented", feedback, by=by, at=at)
    for person in {one.pk: one for one in (feedback.by, *receivers_of(feedback))}.values():
        if person.pk != by.pk:
            tell(person, "feedback.commented", subject=feedback, occurrence=message.pk, at=at)
    return message


@transaction.atomic
def follow_up(feedback: Feedback, outcome: str, *, by: Employee, at: dt.datetime) -> None:
    """Giver or receiver says how it is now; the other is told. Whoever is second finds it said.

    Raises NotThatWay, BelongsAbove.
    """
    require("follow_up", by, feedback)
    if outcome not in FollowUp.values:
        raise NotThatWay
    if feedback.followed_above:
        raise BelongsAbove
    open_now = Feedback.objects.given().filter(pk=feedback.pk, followed_up_at=None, follow_up_date__isnull=False)
    if not open_now.update(outcome=outcome, followed_up_at=at, followed_up_by=by):
        raise StaleMove
    feedback.outcome, feedback.followed_up_at, feedback.followed_up_by = outcome, at, by
    record_of("feedback.followed_up", feedback, by=by, at=at)
    for person in (feedback.by, *receivers_of(feedback)):
        if person.pk != by.pk:
            tell(person, "feedback.followed_up", subject=feedback, occurrence="", at=at)


@transaction.atomic
def note_followed_up(feedback: Feedback, outcome: FollowUp | str, *, by: Actor, at: dt.datetime) -> None:
    """How it is now was said on the floor above that wrote it; the newest word stands, none that it is open again."""
    rows = Feedback.objects.given().filter(pk=feedback.pk, followed_above=True)
    said_at, said_by = (at, by.pk) if outcome else (None, None)
    if rows.update(outcome=outcome, followed_up_at=said_at, followed_up_by=said_by):
        record_of("feedback.followed_up", feedback, by=by, at=at)


@transaction.atomic
def leave_the_wall(feedback: Feedback, *, by: Employee, at: dt.datetime) -> None:
    """A receiver would rather not stand on the wall. Where nobody else is praised in it, it leaves the wall."""
    require("leave_the_wall", by, feedback)
    row = _taken(feedback, by=by)
    if row.off_the_wall_at is None:
        Received.objects.filter(pk=row.pk).update(off_the_wall_at=at)
        if Received.objects.filter(feedback=feedback, off_the_wall_at=None).exists():
            announce_praise(feedback, at=at)
        else:
            Feedback.objects.filter(pk=feedback.pk, hidden_at=None).update(audience=FeedbackAudience.MANAGER)
            announce_hidden(feedback, at=at)
        record("feedback.left_the_wall", by=by, at=at, employee=by, subject=row)


def note_feedback_seen(rows: Iterable[Received], *, by: Employee, at: dt.datetime) -> None:
    """These were shown to somebody: a line for each whose newest words were not seen before.

    The receiver's own first look is kept, too: “seen on” is that moment. The line is of the receiver's record once it
    is shared; until then it is of the reader's own, for the receiver would learn from it that there is something.
    """
    shown = {row.pk: row for row in rows}
    if shown:

        def whose(row: Received) -> int:
            return row.employee_id if row.shared_at is not None and row.shared_at <= at else by.pk

        employees = {whose(row) for row in shown.values()}
        last = dict(_last_looks(by=by, visit=by.visit, keys=list(shown), employees=employees))
        new = [row for pk, row in shown.items() if pk not in last or _said_at(row) > last[pk]]
        record_many(SEEN, by=by, at=at, subjects=new, whose=whose)


@composed
def _last_looks(*, by: Employee, visit: SupportVisit | None, keys: list[int], employees: set[int]) -> QuerySet:
    looks = looks_left(by=by, visit=visit).filter(act=SEEN, object_type=Received._meta.label_lower)
    looks = looks.filter(object_id__in=keys, employee__in=employees)
    return looks.values_list("object_id").annotate(last=Max("at")).values_list("object_id", "last")


def _said_at(row: Received) -> dt.datetime:
    """When its receiver, or its giver, last said something that stands in it."""
    moments = (row.shared_at, row.disputed_at, row.own_view_at, row.feedback.given_at)
    return max(moment for moment in moments if moment is not None)
