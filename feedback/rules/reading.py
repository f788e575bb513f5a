"""What the manager does with a check-in, and what both say about it."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from notices.rules import tell
from people.access import acting_for, acts_for
from people.models import Employee, Message
from people.rules import drop_draft, open_thread, record, record_many, say
from perfhub.kernel.errors import RuleBroken, StaleMove
from perfhub.kernel.moves import move
from perfhub.kernel.slots import Due, listed

from ..access import manager_above, manager_of, require
from ..models import CheckIn, PassedUp, Reaction
from ..queries import shown as shown_elsewhere
from ..queries.reading import comment_draft, lines_of
from ..queries.seen import new_words_for, unseen_by
from ..states import CHECK_IN_MOVES, CheckInState


class NobodyAbove(RuleBroken):
    """The manager has no manager."""

    sentence = _("There is nobody above you in the reporting line to pass this to.")


class NotWritten(RuleBroken):
    """Only what the employee wrote can be passed up."""

    sentence = _("Please choose a line of this check-in: only words which stand there can be passed up.")


@transaction.atomic
def mark_read(check_in: CheckIn, *, by: Employee, at: dt.datetime) -> CheckIn:
    """The manager has read it; the employee sees that."""
    require("read", by, check_in)
    move(check_in, CHECK_IN_MOVES["read"], read_at=at, read_by=by, asked_back_at=None)
    _record("check_in.read", check_in, by=by, at=at)
    return check_in


@transaction.atomic
def reply(check_in: CheckIn, text: str, *, by: Employee, at: dt.datetime) -> CheckIn:
    """The manager reads it and, unless the text is empty, says something; words count also where it was read before."""
    if text.strip():
        comment(check_in, text, by=by, at=at)
        if check_in.state == CheckInState.READ:
            return check_in
    elif check_in.state == CheckInState.READ and check_in.asked_back_at:
        require("read", by, check_in)
        _ask_back(check_in, by=by, at=at, asks=False)
        record("check_in.read", by=by, at=at, employee=check_in.employee, subject=check_in)
        return check_in
    return mark_read(check_in, by=by, at=at)


def note_seen(check_ins: Iterable[CheckIn], *, by: Employee, at: dt.datetime) -> None:
    """Somebody else was shown these check-ins: an audit line each, which the employee sees as “seen by”."""
    shown = [check_in for check_in in check_ins if check_in.employee_id != by.pk or by.visit is not None]
    if shown:
        places = {check_in.employee_id: acting_for(by, check_in.employee_id) for check_in in shown if acts_for(by)}
        record_many("check_in.seen", by=by, at=at, subjects=shown, acting_for=places)


def note_shown(check_ins: Iterable[CheckIn], *, by: Employee, at: dt.datetime) -> None:
    """Somebody was shown these check-ins with what is said under them: lines for what was not seen before."""
    shown = list(check_ins)
    new = new_words_for(by, shown)
    note_seen(unseen_by(by, shown), by=by, at=at)
    note_words_seen([check_in for check_in in shown if check_in.pk in new], by=by, at=at)


def note_lines_seen(lines: Iterable[PassedUp], *, by: Employee, at: dt.datetime) -> None:
    """The next manager up was shown lines that were passed up: the employee sees that, once for each line."""
    record_many("check_in.line_seen", by=by, at=at, subjects=lines, whose=lambda line: line.check_in.employee_id)


@listed(shown_elsewhere.inbox_due.asks)
def inbox_due(rows: QuerySet[CheckIn], viewer: Employee, *, at: dt.datetime) -> Iterator[Due]:
    """What waits in the inbox. Where words stand on the line itself, whoever is shown them has seen the check-in."""
    for due in shown_elsewhere.inbox_due.read(rows, viewer, at=at):
        yield replace(due, shows=due.context["check_in"], note=note_shown) if due.template else due


def _record(act: str, check_in: CheckIn, *, by: Employee, at: dt.datetime) -> None:
    """The audit line of what a manager does, or a stand-in in the manager's place."""
    place = acting_for(by, check_in.employee_id)
    record(act, by=by, at=at, employee=check_in.employee, subject=check_in, acting_for=place)


def note_words_seen(check_ins: Iterable[CheckIn], *, by: Employee, at: dt.datetime) -> None:
    """Either of the two was shown what the other wrote under these: from now on it is not new to them."""
    if shown := list(check_ins):
        record_many("check_in.words_seen", by=by, at=at, subjects=shown)


@transaction.atomic
def read_all(check_ins: Iterable[CheckIn], *, by: Employee, at: dt.datetime) -> list[CheckIn]:
    """The manager reads several with one press; gives those it read, for the undo. Others were read before."""
    read = []
    for check_in in check_ins:
        try:
            read.append(mark_read(check_in, by=by, at=at))
        except StaleMove:
            continue
    return read


@transaction.atomic
def mark_unread(check_in: CheckIn, *, by: Employee, at: dt.datetime) -> CheckIn:
    """The reader takes it back, within ten minutes."""
    require("unread", by, check_in, at=at)
    move(check_in, CHECK_IN_MOVES["unread"], read_at=None, read_by=None)
    _record("check_in.unread", check_in, by=by, at=at)
    return check_in


@transaction.atomic
def comment(check_in: CheckIn, text: str, *, by: Employee, at: dt.datetime, asks: bool = False) -> Message:
    """The employee or the manager writes under a check-in; the other is told.

    With `asks` the employee asks back: the check-in waits for the manager again until there is an answer.
    """
    require("comment", by, check_in)
    locked = CheckIn.objects.select_for_update().get(pk=check_in.pk)
    if locked.thread is None:
        locked.thread = open_thread(at=at)
        locked.save(update_fields=["thread"])
    check_in.thread = locked.thread
    _ask_back(check_in, by=by, at=at, asks=asks)
    in_place_of = acting_for(by, check_in.employee_id)
    message = say(locked.thread, text.strip(), by=by, at=at, acting_for=in_place_of)
    drop_draft(by, comment_draft(check_in.pk))
    _record("check_in.commented", check_in, by=by, at=at)
    other = manager_of(check_in.employee) if by.pk == check_in.employee_id else check_in.employee
    if other is not None:
        tell(other, "check_in.commented", subject=check_in, occurrence=message.pk, at=at)
    return message


def _ask_back(check_in: CheckIn, *, by: Employee, at: dt.datetime, asks: bool) -> None:
    """The employee's question waits until somebody else has written."""
    own = by.pk == check_in.employee_id
    waits = (at if asks and check_in.is_answered else check_in.asked_back_at) if own else None
    if waits != check_in.asked_back_at:
        CheckIn.objects.filter(pk=check_in.pk).update(asked_back_at=waits)
        check_in.asked_back_at = waits


@transaction.atomic
def react(check_in: CheckIn, kind: str, *, by: Employee, at: dt.datetime) -> bool:
    """Say one of four things with one press, or take it back; True when it is said now."""
    require("react", by, check_in)
    taken_back, _rows = Reaction.objects.filter(check_in=check_in, by=by, kind=kind).delete()
    if not taken_back:
        Reaction.objects.bulk_create([Reaction(check_in=check_in, by=by, kind=kind, at=at)], ignore_conflicts=True)
    act = "check_in.reaction_taken_back" if taken_back else "check_in.reacted"
    _record(act, check_in, by=by, at=at)
    return not taken_back


@transaction.atomic
def raise_in_one_to_one(check_in: CheckIn, *, by: Employee, at: dt.datetime) -> bool:
    """Either of the two keeps it for their next talk, or lets it go again; True when it is kept now."""
    require("raise", by, check_in)
    raised = check_in.raised_at is None
    CheckIn.objects.filter(pk=check_in.pk).update(raised_at=at if raised else None, raised_by=by if raised else None)
    check_in.raised_at, check_in.raised_by = (at, by) if raised else (None, None)
    act = "check_in.raised" if raised else "check_in.let_go"
    record(act, by=by, at=at, employee=check_in.employee, subject=check_in)
    return raised


@transaction.atomic
def pass_up(check_in: CheckIn, text: str, *, by: Employee, at: dt.datetime) -> PassedUp:
    """The manager passes one line, word for word, to the next manager; the employee is told at once.

    Passing the same line twice changes nothing. Raises NobodyAbove, NotWritten.
    """
    require("pass_up", by, check_in)
    above = manager_above(check_in.employee)
    if above is None:
        raise NobodyAbove
    CheckIn.objects.select_for_update().get(pk=check_in.pk)
    if text not in lines_of(check_in):
        raise NotWritten
    earlier = PassedUp.objects.filter(check_in=check_in, passed_to=above, text=text).order_by("pk").first()
    if earlier is not None:
        return earlier
    passed = PassedUp.objects.create(check_in=check_in, text=text, passed_by=by, passed_to=above, at=at)
    record("check_in.passed_up", by=by, at=at, employee=check_in.employee, subject=check_in)
    for recipient in (check_in.employee, above):
        tell(recipient, "check_in.passed_up", subject=passed, occurrence="", at=at)
    return passed
