"""What those who answer for the sending can do, and what stops it by itself."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from people.access import Actor
from people.models import Employee
from people.rules import record
from perfhub.kernel.errors import RuleBroken
from perfhub.kernel.moves import move

from .. import queries
from ..access import require
from ..models import Hold, KindSwitch, Notice
from ..states import NOTICE_MOVES, NoticeState
from .wishing import AlwaysTold

TIMES_USUAL = 3
HOUR = dt.timedelta(hours=1)
GRACE = dt.timedelta(hours=2)  # after a person said "send them"
SMALLEST = 20


class HeldAlready(RuleBroken):
    """The hold has ended."""

    sentence = _("Mail is going out again already.")


@transaction.atomic
def watch_volume(*, at: dt.datetime) -> bool:
    """Stop all mail that is not asked for by a person at this moment when far more is due than usual.

    More than three times the busiest hour of the last four weeks (and of one letter for every second employee)
    within an hour means that a clock jumped or a rule ran wild. Says whether mail is held. HR admins see it
    and let it go; for two hours after that it is not asked again.
    """
    if mail_is_held():
        return True
    slow = [name for name, kind in queries.kinds().items() if not kind.at_once]
    due = Notice.objects.filter(state=NoticeState.WAITING, kind__in=slow, due_at__lte=at).count()
    if not due:
        return False
    past = Notice.objects.filter(state=NoticeState.SENT, kind__in=slow, sent_at__gt=at - HOUR, digest=None).count()
    found = due + past
    least = max(SMALLEST, Employee.objects.active().count() // 2)
    if found <= least * TIMES_USUAL or Hold.objects.filter(end_at__gt=at - GRACE).exists():
        return False
    usual = max(least, queries.usual_volume(at=at))
    if found <= usual * TIMES_USUAL:
        return False
    Hold.objects.bulk_create([Hold(start_at=at, found=found, usual=usual)], ignore_conflicts=True)
    return True


def mail_is_held() -> bool:
    return Hold.objects.filter(end_at=None).exists()


@transaction.atomic
def release(hold: Hold, *, by: Actor, at: dt.datetime) -> Hold:
    """Let the mail go that stood still; what is no longer wanted is dropped on the way as always."""
    require("release", by, hold)
    if not Hold.objects.filter(pk=hold.pk, end_at=None).update(end_at=at, ended_by=by.pk):
        raise HeldAlready
    hold.end_at = at
    record("mail.released", by=by, at=at, subject=hold)
    return hold


@transaction.atomic
def try_again(notice: Notice, *, by: Actor, at: dt.datetime) -> Notice:
    """Send a parked notice once more, with its attempts counted anew."""
    require("try_again", by, notice)
    move(notice, NOTICE_MOVES["try_again"], attempts=0, next_try_at=None, failure="")
    record("notice.tried_again", by=by, at=at, employee=notice.recipient, subject=notice)
    return notice


@transaction.atomic
def switch_kind(name: str, *, on: bool, by: Actor, at: dt.datetime) -> KindSwitch:
    """Whether this organization uses a kind of notice. Off: nothing of it is sent, what waits is dropped in turn."""
    require("switch", by)
    kind = queries.kinds()[name]
    if kind.legal:
        raise AlwaysTold
    switch, _new = KindSwitch.objects.update_or_create(
        kind=name, defaults={"is_on": on, "changed_by_id": by.pk, "changed_at": at}
    )
    record(f"notices.{'on' if on else 'off'}", by=by, at=at, subject=switch)
    return switch
